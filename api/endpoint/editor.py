"""The page on which queries are written, and what it needs: examples, words to complete, places, files, references."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse

from api.endpoint.sparql import PATH, Endpoint, decode
from api.frame.lookup import Lookup
from api.frame.pages import Pages, Shown
from api.frame.problems import response
from api.http import replies
from api.http.negotiation import SUFFIXES as DESCRIBED
from api.http.negotiation import reader
from treatygraph.answer import GRAPHS, SOLUTIONS
from treatygraph.catalogue import Question
from treatygraph.citations.citation import STYLES, Citing, cite_query, written
from treatygraph.errors import Problem, QuestionError
from treatygraph.pool import Pool
from treatygraph.rows.formats import SUFFIXES

#: The suffix of each format of an answer: of rows, and of a graph.
ROWS = {suffix: media_type for suffix, media_type in SUFFIXES.items() if media_type in SOLUTIONS}
TRIPLES = {suffix: media_type for suffix, media_type in DESCRIBED.items() if media_type in GRAPHS}

#: The suffix of each style of references.
CITED = {"cite.txt": STYLES["text"], "bib": STYLES["bibtex"], "csl.json": STYLES["csl"]}

TEMPLATE = "sparql.html"


class Editor:
    """Shows the page; without a script it has a form, a table and links, which a script makes more of.

    Args:
        lookup: what answers the questions of pages.
        pages: the templates.
        questions: the catalogue, whose titles examples are listed by.
    """

    def __init__(self, lookup: Lookup, pages: Pages, questions: Mapping[str, Question]) -> None:
        self._lookup = lookup
        self._pages = pages
        self._questions = questions

    async def show(self, request: Request, query: str = "", shown: Shown | None = None) -> Response:
        """The page with a query, or with the example that the address names, and with the answer where there is one.

        Raises:
            QuestionError: there is no such example.
        """
        language = reader(request)
        found = await self._lookup.rows("examples", language=language)
        texts = {row["example"].rpartition("/")[2]: row["text"] for row in found}
        titles = {row["example"].rpartition("/")[2]: row["wording"] for row in found}
        titles |= {slug: self._questions[slug].title[language] for slug in titles if slug in self._questions}
        chosen = request.query_params.get("example", "")
        if chosen and chosen not in texts:
            cure = f"choose one of {PATH}, such as {PATH}?example={next(iter(texts), '')}."
            raise QuestionError([Problem("example", f"there is no example {chosen!r}", cure)])
        values: dict[str, Any] = {"query": query or texts.get(chosen, ""), "result": shown, "chosen": chosen}
        values |= {"examples": sorted(titles.items(), key=lambda pair: pair[1].casefold())}
        values |= {"rows": list(ROWS), "triples": list(TRIPLES), "cited": list(CITED)}
        return self._pages.render(TEMPLATE, request, {"Vary": "Accept"}, shown.status if shown else 200, **values)


def router(endpoint: Endpoint, lookup: Lookup, pool: Pool, citing: Citing) -> APIRouter:
    """The routes of what the page fetches and links to; the page itself has the address of the endpoint."""
    routes = APIRouter(tags=["SPARQL"], include_in_schema=False)

    @routes.get(f"{PATH}/completions.json")
    async def completions(request: Request) -> Response:
        label = {"en": "name", "fr": "nom"}[reader(request)]
        found = await lookup.rows("completions")
        return JSONResponse([[row["term"], row["kind"], row[label]] for row in found])

    @routes.get(f"{PATH}/places.json")
    async def places(request: Request) -> Response:
        found = await lookup.rows("map-places", language=reader(request))
        return JSONResponse([{name: _number(value) for name, value in row.items()} for row in found])

    @routes.get(f"{PATH}.{{suffix}}")
    async def answer(suffix: str, request: Request) -> Response:
        """The answer as a file in the format of the suffix, or the references to what it rests on."""
        asked = request.url.query
        if suffix in CITED:
            query = dict(decode(asked)).get("query", "").strip()
            if not query:
                raise QuestionError([Problem("query", "it is missing", f"ask {PATH}.{suffix}?query=SELECT…")])
            cited = await cite_query(pool.rows, citing, lookup.engine, query)
            return Response(written(cited, CITED[suffix]), media_type=f"{CITED[suffix]}; charset=utf-8")
        media_type = {**ROWS, **TRIPLES}.get(suffix)
        if media_type is None:
            raise HTTPException(404, f"no answer is written as .{suffix}: there are {', '.join({**ROWS, **TRIPLES})}")
        reply = await endpoint.respond(replies.Request("GET", PATH, asked or "query=", media_type))
        told = response(reply)
        if reply.status == HTTPStatus.OK:
            told.headers["Content-Disposition"] = f'attachment; filename="answer.{suffix}"'
        return told

    return routes


def _number(value: Any) -> Any:
    """A value as JSON has it: a decimal as a number."""
    return value if value is None or isinstance(value, str) else float(value)
