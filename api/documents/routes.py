"""Things and the documents about them: a thing's IRI answers 303 See Other, its document is negotiated.

https://www.w3.org/TR/cooluris/ and, for what was known on a day, https://www.rfc-editor.org/rfc/rfc7089
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from api.discovery import context
from api.documents import memento, tables
from api.documents.absence import Absences, nothing
from api.documents.asked import FORMATS, Moment, names, raw
from api.documents.document import Documents, moved
from api.documents.reader import Reader
from api.frame.lookup import Lookup
from api.frame.pages import Pages
from api.http.negotiation import choose
from api.things.things import Things
from treatygraph.catalogue import Question
from treatygraph.engine import Engine
from treatygraph.pool import Pool

#: Where documents stand, with where the IRIs of what they are about begin below the base.
_THINGS, _SHAPES = ("/doc/", "id/"), ("/shape/", "shape/")

_AS_OF = Query("", alias="asOf", description="The day, as YYYY-MM-DD, of which statuses and acts are told (valid time)")
_KNOWN_AT = Query("", alias="knownAt", description="The day by which documents count (transaction time)")
_PAGE = Query("1", description="The page of what points to the thing")
_FORM = Query("", alias="as", description="`statements`: what is said of a thing that has a page of its own")
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The document", "content": {media_type: {} for media_type in FORMATS.values()}},
    302: {"description": "By Accept-Datetime: to what was known then"},
    308: {"description": "To the address without the last slash"},
    404: {"description": "Nothing is said of the thing, in the format that was asked for"},
    410: {"description": "The identifier is retired"},
}


def _moment(as_of: str = _AS_OF, known_at: str = _KNOWN_AT, page: str = _PAGE, form: str = _FORM) -> Moment:
    """The moment that the parameters of an address tell."""
    return Moment.of(as_of, known_at, page, form)


_MOMENT = Depends(_moment)


def router(engine: Engine, pool: Pool, asked: Mapping[str, Question], pages: Pages, lookup: Lookup) -> APIRouter:
    """The routes of ``/id``, ``/doc``, ``/shape``, ``/data`` and ``/timemap``."""
    routes = APIRouter(tags=["Documents"])
    defined = context.of(engine, asked["context"])
    reader = Reader(engine, pool, asked, defined)
    absences = Absences(engine, pool, asked, pages)
    documents = Documents(reader, absences, pages, Things(lookup))
    routes.include_router(tables.router(engine, pool, asked, pages, defined))

    @routes.get("/id/{path:path}", summary="A thing", status_code=HTTPStatus.SEE_OTHER, response_class=RedirectResponse)
    async def thing(path: str, request: Request) -> Response:
        address = "/doc/" + raw(request).removeprefix("/id/")
        query = f"?{request.url.query}" if request.url.query else ""
        described = {"Link": f'<{address}>; rel="describedby"'}
        return moved(address + query, HTTPStatus.SEE_OTHER, described)

    @routes.get("/doc/{path:path}", summary="The document about a thing", responses=_ANSWERS, response_class=Response)
    async def about_thing(path: str, request: Request, moment: Moment = _MOMENT) -> Response:
        return await documents.reply(*_THINGS, request, moment)

    @routes.get("/shape/{path:path}", summary="A shape", responses=_ANSWERS, response_class=Response)
    async def about_shape(path: str, request: Request, moment: Moment = _MOMENT) -> Response:
        return await documents.reply(*_SHAPES, request, moment)

    @routes.get("/timemap/{path:path}", summary="The days on which something became known", response_class=Response)
    async def mementos(path: str, request: Request) -> Response:
        chosen = choose(request.headers.get("accept"), (memento.LINKS, memento.JSON))
        if chosen is None:
            raise HTTPException(406, f"a TimeMap is written as {memento.LINKS}, {memento.JSON}")
        where = _SHAPES if path.startswith(_SHAPES[0].lstrip("/")) else _THINGS
        name, absent = await reader.known(names(engine, *where, request, within="/timemap"))
        if name is None or name.suffix:
            return await absences.reply(request, absent or nothing(engine.names.base, raw(request)))
        days = await documents.days(name)
        headers = {"Vary": "Accept", "Link": f'<{name.at()}>; rel="original timegate"'}
        if chosen == memento.JSON:
            return JSONResponse(memento.as_json(name, days), headers=headers)
        return Response(memento.listed(name, days), media_type=chosen, headers=headers)

    return routes
