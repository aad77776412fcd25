"""Things and the documents about them: a thing's IRI answers 303 See Other, its document is negotiated.

https://www.w3.org/TR/cooluris/
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from api.negotiation import choose, formats
from api.pages import Pages
from treatygraph.catalogue import Question
from treatygraph.engine import GRAPHS, Engine, Formats
from treatygraph.errors import QuestionError
from treatygraph.pool import Pool

SUFFIXES = {
    "html": "text/html",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}


def router(engine: Engine, pool: Pool, asked_by_pages: Mapping[str, Question], pages: Pages) -> APIRouter:
    """The routes of ``/id`` and ``/doc``."""
    routes = APIRouter(tags=["Resources"])

    @routes.get("/id/{path:path}", summary="A thing", status_code=HTTPStatus.SEE_OTHER, response_class=RedirectResponse)
    async def thing(path: str) -> Response:
        return RedirectResponse(f"/doc/{quote(path)}", status_code=HTTPStatus.SEE_OTHER)

    @routes.get("/doc/{path:path}", summary="The document about a thing")
    async def document(path: str, request: Request) -> Response:
        stem, _, suffix = path.rpartition(".")
        name, chosen = (stem, SUFFIXES[suffix]) if stem and suffix in SUFFIXES else (path, None)
        offered = ["text/html", *(media_type for media_type in SUFFIXES.values() if media_type in GRAPHS)]
        accept = request.headers.get("accept")
        chosen = chosen or choose(accept, offered) or formats(accept).graph
        if chosen is None:
            raise HTTPException(406, f"a document is written as {', '.join(offered)}")
        iri = f"{engine.names.base}id/{name}"
        headers = {"Vary": "Accept"}

        def ask(slug: str) -> str:
            try:
                return engine.ask(asked_by_pages[slug], {"thing": iri})
            except QuestionError as error:
                raise HTTPException(404, f"{iri!r} is no IRI of this graph") from error

        _, statements = await pool.rows(ask("statements-of"))
        if not statements:
            raise HTTPException(404, f"the graph says nothing of {iri}")
        if chosen == "text/html":
            _, incoming = await pool.rows(ask("incoming-links"))
            _, standing = await pool.rows(ask("standing"))
            return pages.render(
                "document.html",
                request,
                headers,
                iri=iri,
                path=name,
                statements=statements,
                standing=standing,
                incoming=incoming,
            )
        answer = await pool.answer(ask("document"), Formats(graph=chosen))
        return Response(answer.body, media_type=answer.media_type, headers=headers)

    return routes
