"""The SPARQL 1.1 Protocol, query operation: https://www.w3.org/TR/sparql11-protocol/#query-operation."""

from __future__ import annotations

from functools import lru_cache
from http import HTTPStatus
from typing import Annotated, Any, Protocol
from urllib.parse import parse_qsl

from fastapi import APIRouter, Query, Response
from fastapi import Request as FrameworkRequest

from api.frame.pages import Shown
from api.frame.problems import response
from api.http.negotiation import choose, formats
from api.http.replies import Reply, Request, fault, problem
from treatygraph.answer import GRAPHS, SOLUTIONS, Formats
from treatygraph.catalogue import Question
from treatygraph.engine import Engine
from treatygraph.errors import Problem, QueryError, TreatygraphError
from treatygraph.guard import Bounds, inspect, require_graph
from treatygraph.pool import Pool

PATH = "/sparql"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
ALLOW = "GET, HEAD, OPTIONS, POST"

#: What a page asks for in the place of a browser: what it can show.
_SHOWN = "application/sparql-results+json, text/turtle"

#: What an address must have for the endpoint to be asked; without it the page of the editor is meant.
_QUERY = frozenset({"query", "update", "default-graph-uri", "named-graph-uri"})

#: The bodies that the protocol knows, for the framework's description.
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            FORM: {
                "schema": {
                    "type": "object",
                    "required": ["query"],
                    "properties": {
                        "query": {"type": "string"},
                        "default-graph-uri": {"type": "array", "items": {"type": "string"}},
                        "named-graph-uri": {"type": "array", "items": {"type": "string"}},
                    },
                }
            },
            DIRECT: {"schema": {"type": "string"}},
        },
    }
}


class Endpoint:
    """Answers the query operation, whole, from a release."""

    def __init__(self, engine: Engine, pool: Pool, description: Question) -> None:
        self._engine = engine
        self._pool = pool
        self._description = description
        self._graphs = engine.graphs
        self._bounds = Bounds()

    async def respond(self, request: Request) -> Reply:
        """The reply to a request at ``/sparql`` other than one for the editor page."""
        try:
            match request.method:
                case "GET" | "HEAD":
                    return await self._operate(request, decode(request.query))
                case "POST":
                    return await self._post(request)
                case "OPTIONS":
                    return Reply(HTTPStatus.NO_CONTENT, "text/plain", b"", {"Allow": ALLOW})
        except TreatygraphError as error:
            return fault(error)
        headers = {"Allow": ALLOW}
        return problem(HTTPStatus.METHOD_NOT_ALLOWED, "the endpoint only reads", f"use one of {ALLOW}.", headers)

    async def _post(self, request: Request) -> Reply:
        media_type, _, rest = request.content_type.partition(";")
        charset = rest.strip().lower().removeprefix("charset=").strip('"') or "utf-8"
        kind = media_type.strip().lower()
        if kind not in (FORM, DIRECT):
            detail = f"a body of type {kind or 'unknown'} is not read"
            return problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail, f"send {FORM} or {DIRECT}.")
        if charset not in ("utf-8", "utf8"):
            return problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"the charset {charset} is not read", "send UTF-8.")
        try:
            body = request.body.decode("utf-8")
        except UnicodeDecodeError:
            return problem(HTTPStatus.BAD_REQUEST, "the body is not UTF-8", "send UTF-8.")
        if kind == FORM:
            return await self._operate(request, decode(body))
        return await self._operate(request, [*decode(request.query), ("query", body)])

    async def _operate(self, request: Request, parameters: list[tuple[str, str]]) -> Reply:
        given: dict[str, list[str]] = {}
        for name, value in parameters:
            given.setdefault(name, []).append(value)
        if not parameters and request.method != "POST":
            return await self._describe(request)
        if "update" in given:
            return problem(HTTPStatus.BAD_REQUEST, "this endpoint takes no update", "send a query.")
        queries = given.get("query", [])
        if len(queries) != 1:
            return problem(HTTPStatus.BAD_REQUEST, f"there are {len(queries)} query parameters", "send exactly one.")
        inspect(queries[0], self._graphs, self._bounds)
        dataset = [given.get(key, []) for key in ("default-graph-uri", "named-graph-uri")]
        for graph in (*dataset[0], *dataset[1]):
            require_graph(graph, self._graphs)
        answer = await self._pool.answer(queries[0], formats(request.accept), *dataset)
        return Reply(HTTPStatus.OK, answer.media_type, answer.body)

    async def _describe(self, request: Request) -> Reply:
        """The service description: https://www.w3.org/TR/sparql11-service-description/#accessing."""
        chosen = Formats(graph=choose(request.accept, GRAPHS))
        answer = await self._pool.answer(self._engine.ask(self._description, {}), chosen)
        return Reply(HTTPStatus.OK, answer.media_type, answer.body)


def wants_page(method: str, accept: str | None) -> bool:
    """Whether a browser asks: HTML liked better than any format of an answer."""
    return method in ("GET", "HEAD") and _prefers_page(accept)


@lru_cache(maxsize=1024)
def _prefers_page(accept: str | None) -> bool:
    return choose(accept, [*SOLUTIONS, *GRAPHS, "text/html"]) == "text/html"


def decode(text: str) -> list[tuple[str, str]]:
    """The parameters of a query string or form, decoded once.

    Raises:
        QueryError: what is decoded is not UTF-8.
    """
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict")
    except (UnicodeDecodeError, ValueError) as error:
        raise QueryError([Problem("parameters", f"they cannot be decoded: {error}", "encode UTF-8.")]) from error


class Page(Protocol):
    """Shows the page of the editor, with a query and its answer where there are any."""

    async def show(self, request: FrameworkRequest, query: str = "", shown: Shown | None = None) -> Response:
        """The page."""


def router(endpoint: Endpoint, page: Page) -> APIRouter:
    """The routes of ``/sparql``: what the framework documents; the front answers most of them before it."""
    routes = APIRouter(tags=["SPARQL"])
    answers: dict[int | str, dict[str, Any]] = {
        200: {"description": "The whole answer"},
        400: {"description": "Not a SPARQL 1.1 query, or not exactly one"},
        403: {"description": "SERVICE, or a graph that does not exist"},
        406: {"description": "No format asked for can hold the answer"},
        413: {"description": "The query or its answer is larger than the limit"},
        415: {"description": "The body's type is not read"},
        503: {"description": "Every worker is busy: come back after Retry-After"},
        504: {"description": "The query took longer than the time limit"},
        507: {"description": "The query needed more memory than the limit"},
    }

    async def respond(request: FrameworkRequest) -> Response:
        accept = request.headers.get("accept")
        wanted = wants_page(request.method, accept)
        if wanted and _QUERY.isdisjoint(request.query_params):
            return await page.show(request)
        asked = Request(
            request.method,
            request.url.path,
            request.url.query,
            _SHOWN if wanted else accept,
            request.headers.get("content-type", ""),
            await request.body(),
        )
        reply = await endpoint.respond(asked)
        if not wanted:
            return response(reply)
        query = next((value for name, value in decode(asked.query) if name == "query"), "")
        return await page.show(request, query, Shown(reply.status, reply.media_type, reply.body))

    @routes.get(PATH, summary="SPARQL query", responses=answers, response_class=Response)
    async def get(
        request: FrameworkRequest,
        query: str | None = None,
        default_graph: Annotated[list[str] | None, Query(alias="default-graph-uri")] = None,
        named_graph: Annotated[list[str] | None, Query(alias="named-graph-uri")] = None,
    ) -> Response:
        return await respond(request)

    @routes.post(PATH, summary="SPARQL query", responses=answers, response_class=Response, openapi_extra=_BODY)
    async def post(request: FrameworkRequest) -> Response:
        return await respond(request)

    @routes.api_route(PATH, methods=["DELETE", "HEAD", "OPTIONS", "PATCH", "PUT"], include_in_schema=False)
    async def other(request: FrameworkRequest) -> Response:
        return await respond(request)

    return routes
