"""What programs look for before they read: the site map, robots.txt, security.txt, the catalogue, the JSON-LD context.

The first three speak of addresses at this copy and so are told under the host that was asked for, as the protocols want
them to be; the catalogue and the context speak of the graph and so are told under its base.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from itertools import groupby
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from api.discovery import context
from api.discovery.compaction import compact
from api.frame.pages import Pages
from api.http.negotiation import choose, formats
from treatygraph.answer import GRAPHS, Formats
from treatygraph.catalogue import Question
from treatygraph.engine import Engine
from treatygraph.pool import Pool

XML, TEXT = "application/xml", "text/plain; charset=utf-8"

#: What a part of a site map may hold (https://www.sitemaps.org/protocol.html).
LARGEST = 50_000

#: How long whom to write to is taken for true: less than a year (RFC 9116, section 2.5.5), after which a build is due.
VALID = timedelta(days=360)

#: The pages that are no document of a thing and no question.
_PAGES = (
    "/",
    "/?lang=fr",
    "/treaties",
    "/states",
    "/map",
    "/compare",
    "/cooperation",
    "/claims",
    "/why",
    "/queries",
    "/sparql",
    "/downloads",
    "/ontology",
    "/ontology?lang=fr",
    "/api",
    "/changes",
    "/about",
)

_SUFFIXES = {
    "ttl": "text/turtle",
    "jsonld": context.MEDIA_TYPE,
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}
_HOST = re.compile(r"([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")


def router(
    engine: Engine,
    pool: Pool,
    asked_by_pages: Mapping[str, Question],
    questions: Iterable[str],
    pages: Pages,
    contact: str = "",
) -> APIRouter:
    """The routes of the site map, ``/robots.txt``, ``/.well-known/security.txt``, ``/catalog`` and ``/context``.

    Args:
        engine: the release.
        pool: what answers its queries.
        asked_by_pages: the questions that pages ask.
        questions: the questions of the catalogue, each of which has a page.
        pages: what renders templates.
        contact: where to report a weakness, as a URI; empty where nobody is named.
    """
    routes = APIRouter(tags=["Discovery"])
    defined = context.of(engine, asked_by_pages["context"])
    modified = datetime.fromtimestamp(int(engine.made), UTC)
    stem = f"{engine.names.base}id/"
    fixed = {"pages": [*_PAGES, f"/release/{engine.release}"], "questions": [f"/queries/{slug}" for slug in questions]}
    kept: dict[str, list[str]] = {}

    async def parts() -> dict[str, list[str]]:
        """The paths of each part, asked for once: a release never changes."""
        if not kept:
            _, rows = await pool.rows(engine.ask(asked_by_pages["sitemap"], {}))
            found = {
                part: [f"/doc/{quote(thing.value.removeprefix(stem))}" for _, thing in group]
                for part, group in groupby(rows, key=lambda row: str(row[0].value))
            }
            kept.update(split({**fixed, **found}))
        return kept

    @routes.get("/sitemap.xml", include_in_schema=False)
    async def index(request: Request) -> Response:
        return pages.written(
            "sitemap-index.xml", XML, root=root(request), parts=await parts(), modified=modified.isoformat()
        )

    @routes.get("/sitemap/{part}.xml", include_in_schema=False)
    async def part_of(part: str, request: Request) -> Response:
        known = await parts()
        if part not in known:
            raise HTTPException(404, f"the site map has no part {part}; /sitemap.xml lists them")
        return pages.written("sitemap.xml", XML, root=root(request), paths=known[part], modified=modified.isoformat())

    @routes.get("/robots.txt", include_in_schema=False)
    async def robots(request: Request) -> Response:
        return pages.written("robots.txt", TEXT, root=root(request))

    @routes.get("/.well-known/security.txt", include_in_schema=False)
    async def security(request: Request) -> Response:
        if not contact:
            raise HTTPException(
                404,
                "this copy names nobody to write to; who serves it sets TREATYGRAPH_CONTACT to mailto:… or https://…",
            )
        expires = (modified + VALID).strftime("%Y-%m-%dT%H:%M:%SZ")
        return pages.written("security.txt", TEXT, root=root(request), contact=contact, expires=expires)

    @routes.get("/catalog", summary="The catalogue (DCAT)", response_class=Response)
    @routes.get("/catalog.{suffix}", summary="The catalogue (DCAT) in one format", response_class=Response)
    async def catalog(request: Request, suffix: str = "") -> Response:
        if suffix and suffix not in _SUFFIXES:
            raise HTTPException(404, f"the catalogue is written as {', '.join(_SUFFIXES)}")
        accept = request.headers.get("accept")
        offered = [*_SUFFIXES.values(), "text/html"]
        chosen = _SUFFIXES.get(suffix) or choose(accept, offered) or formats(accept).graph
        if chosen is None:
            raise HTTPException(406, f"the catalogue is written as {', '.join(GRAPHS)}")
        if chosen == "text/html":
            return RedirectResponse("/doc/catalog", HTTPStatus.SEE_OTHER, {"Vary": "Accept"})
        answer = await pool.answer(engine.ask(asked_by_pages["catalog"], {}), Formats(graph=chosen))
        body = answer.body
        if chosen == context.MEDIA_TYPE:
            body = json.dumps(compact(json.loads(body), defined), ensure_ascii=False).encode("utf-8")
        return Response(body, media_type=chosen, headers={"Vary": "Accept"})

    @routes.get("/context.jsonld", summary="The JSON-LD context, as it is now", response_class=Response)
    async def current() -> Response:
        return _context(defined)

    @routes.get("/context/{version}.jsonld", summary="The JSON-LD context of a version", response_class=Response)
    async def versioned(version: str) -> Response:
        served = context.version(engine)
        if version != served:
            raise HTTPException(404, f"this copy serves the context of version {served}: /context/{served}.jsonld")
        return _context(defined)

    return routes


def split(parts: Mapping[str, list[str]], largest: int = LARGEST) -> dict[str, list[str]]:
    """Parts of which none holds more paths than it may: those that would go on under their name with a number."""
    return {
        name + (f"-{start // largest + 1}" if start else ""): paths[start : start + largest]
        for name, paths in parts.items()
        for start in range(0, len(paths), largest)
    }


def root(request: Request) -> str:
    """The address of this copy as its client wrote it, without the last slash.

    Raises:
        HTTPException: what the client wrote is no host.
    """
    host = request.url.netloc
    if not _HOST.fullmatch(host):
        raise HTTPException(400, f"Host: {host!r} is no host; write the name that this copy is served under")
    return f"{request.url.scheme}://{host}"


def _context(defined: Mapping[str, Any]) -> Response:
    text = json.dumps({"@context": defined}, ensure_ascii=False, indent=1)
    return Response(text, media_type=context.MEDIA_TYPE)
