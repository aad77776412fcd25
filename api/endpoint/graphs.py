"""The SPARQL 1.1 Graph Store HTTP Protocol, for reading: https://www.w3.org/TR/sparql11-http-rdf-update/."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response

from api.documents.absence import Absences, unknown
from api.documents.asked import is_iri
from api.documents.told import Told, called
from api.frame.pages import Pages
from api.frame.problems import response
from api.http.negotiation import choose, formats
from api.http.replies import problem
from treatygraph.answer import GRAPHS, Formats
from treatygraph.catalogue import Question
from treatygraph.engine import Engine
from treatygraph.pool import Pool

_ALLOW = "GET, HEAD"

PAGE = "text/html"

#: Where every graph is described: in the service description, by its IRI.
_DESCRIBED = '</sparql>; rel="describedby"'


def router(engine: Engine, pool: Pool, asked_by_pages: Mapping[str, Question], pages: Pages) -> APIRouter:
    """The routes of ``/graphs`` (indirect) and ``/graph/…`` (direct), and of ``/.well-known/void``."""
    routes = APIRouter(tags=["Graphs"])
    absences = Absences(engine, pool, asked_by_pages, pages)

    async def rows(slug: str, **given: str) -> list[list[Any]]:
        return (await pool.rows(engine.ask(asked_by_pages[slug], given)))[1]

    async def graph(request: Request, iri: str | None) -> Response:
        if iri is not None and iri not in engine.graphs:
            raise HTTPException(404, f"there is no graph {iri}; the service description at /sparql lists them")
        return await read(request, iri)

    async def read(request: Request, iri: str | None) -> Response:
        chosen = formats(request.headers.get("accept")).graph
        if chosen is None:
            raise HTTPException(406, f"a graph is written as {', '.join(GRAPHS)}")
        asked = asked_by_pages["default-graph" if iri is None else "graph"]
        text = engine.ask(asked, {} if iri is None else {"graph": iri})
        answer = await pool.answer(text, Formats(graph=chosen))
        return Response(answer.body, media_type=answer.media_type, headers={"Vary": "Accept", "Link": _DESCRIBED})

    @routes.get("/graphs", summary="A graph by its IRI, or the default graph", response_class=Response)
    async def indirect(
        request: Request, iri: Annotated[str | None, Query(alias="graph")] = None, default: str | None = None
    ) -> Response:
        if len(request.query_params.getlist("graph")) + (default is not None) != 1:
            raise HTTPException(400, "name one graph with ?graph=<IRI>, or the default graph with ?default")
        return await graph(request, iri)

    @routes.get("/graph/{path:path}", summary="A graph at its own address", response_class=Response)
    async def direct(path: str, request: Request) -> Response:
        iri = f"{engine.names.base}graph/{path}"
        incoming = await rows("incoming-links", thing=iri) if is_iri(iri) else []
        # A graph that something names and that holds nothing is there, and empty: a rule that never applied.
        if iri not in engine.graphs and not incoming:
            return await absences.reply(request, unknown(iri))
        accept = request.headers.get("accept")
        if choose(accept, (*GRAPHS, PAGE)) != PAGE:
            return await read(request, iri)
        told = await rows("graph-things", graph=iri)
        things = sorted(row[0].value for row in told if row[0] is not None)
        named = [iri, *things, *(term.value for row in incoming for term in row)]
        names = called(await rows("document-names", things=" ".join(named)))
        values: dict[str, Any] = {
            "iri": iri,
            "heading": path,
            "total": int(told[0][1].value),
            "shown": len(things),
            "things": things,
            "incoming": incoming,
            "told": Told(names=names),
            "formats": list(GRAPHS),
        }
        return pages.render("graph.html", request, {"Vary": "Accept", "Link": _DESCRIBED}, **values)

    @routes.get("/.well-known/void", summary="The dataset's description", response_class=Response)
    async def void(request: Request) -> Response:
        return await graph(request, engine.names.graph("void").value)

    @routes.api_route("/graphs", methods=["DELETE", "PATCH", "POST", "PUT"], include_in_schema=False)
    @routes.api_route("/graph/{path:path}", methods=["DELETE", "PATCH", "POST", "PUT"], include_in_schema=False)
    async def write() -> Response:
        cure = f"use one of {_ALLOW}."
        return response(problem(HTTPStatus.METHOD_NOT_ALLOWED, "graphs are only read", cure, {"Allow": _ALLOW}))

    return routes
