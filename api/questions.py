"""Each question of the catalogue: a page, a table, a route. The suffix is the format."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response

from api.negotiation import choose
from api.pages import Pages
from api.sparql import decode
from treatygraph.catalogue import Question
from treatygraph.citations.citation import STYLES, Citing, cite, written
from treatygraph.engine import Engine, Formats
from treatygraph.errors import Problem, QuestionError
from treatygraph.pool import Pool
from treatygraph.scenarios.view import View

#: The format of each suffix: of the rows, and of the references to what stands behind them.
ROWS = {"html": "text/html", "csv": "text/csv", "json": "application/sparql-results+json"}
CITED = {"bib": STYLES["bibtex"], "csl.json": STYLES["csl"], "cite.txt": STYLES["text"]}
SUFFIXES = ROWS | CITED

_DIGITS = 9


def router(engine: Engine, pool: Pool, questions: Mapping[str, Question], pages: Pages, citing: Citing) -> APIRouter:
    """The routes of ``/queries`` and of each question."""
    routes = APIRouter(tags=["Questions"])

    @routes.get("/queries", summary="The catalogue of questions")
    async def catalogue(request: Request) -> Response:
        return pages.render("queries.html", request, questions=questions.values())

    @routes.get("/queries/{name}", summary="Ask a question")
    async def ask(name: str, request: Request) -> Response:
        slug, _, suffix = name.partition(".")
        question = questions.get(slug)
        if question is None or (suffix and suffix not in SUFFIXES):
            raise HTTPException(404, f"there is no question {name}; /queries lists them")
        chosen = SUFFIXES.get(suffix) or choose(request.headers.get("accept"), SUFFIXES.values())
        if chosen is None:
            raise HTTPException(406, f"a question is answered as {', '.join(SUFFIXES.values())}")
        given = _once(decode(request.url.query))
        view = View(given.pop("knownAt", ""), given.pop("rank", ""))
        asked = bool(given) or not any(parameter.required for parameter in question.parameters)
        headers = {"Vary": "Accept"}
        if chosen in CITED.values():
            row = _number(given.pop("row")) if "row" in given else None
            ask_view = partial(pool.rows, view=view, treaties=_treaties(engine, question, given))
            cited = await cite(ask_view, citing, engine, question, given, row)
            return Response(written(cited, chosen), media_type=f"{chosen}; charset=utf-8", headers=headers)
        if chosen == "text/html":
            values = given if asked else question.example()
            columns: list[str] = []
            rows: list[list[Any]] = []
            try:
                text = engine.ask(question, values)
            except QuestionError:
                if asked:
                    raise
                # The example names what this release does not have.
                text = question.text
            else:
                columns, rows = await pool.rows(text, view=view, treaties=_treaties(engine, question, values))
            return pages.render(
                "question.html",
                request,
                headers,
                question=question,
                values=values,
                view=view,
                text=text,
                columns=columns,
                rows=rows,
            )
        text = engine.ask(question, given)
        treaties = _treaties(engine, question, given)
        answer = await pool.answer(text, Formats(solutions=chosen), view=view, treaties=treaties)
        return Response(answer.body, media_type=answer.media_type, headers=headers)

    return routes


def _treaties(engine: Engine, question: Question, given: Mapping[str, str]) -> list[str]:
    """The treaties, by IRI, that a question is bound to."""
    named = [parameter.name for parameter in question.parameters if parameter.type == "treaty"]
    return [engine.names.thing(f"treaty/{given[name]}").value for name in named if given.get(name)]


def _number(text: str) -> int:
    """The number of a row.

    Raises:
        QuestionError: it is none.
    """
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        raise QuestionError([Problem("parameters", f"row={text} is not the number of a row", "count from 1.")])
    return int(text)


def _once(parameters: list[tuple[str, str]]) -> dict[str, str]:
    """The parameters by name.

    Raises:
        QuestionError: one is given twice.
    """
    given = dict(parameters)
    twice = sorted({name for name, _ in parameters if [other for other, _ in parameters].count(name) > 1})
    if twice:
        raise QuestionError([Problem("parameters", f"{name} is given twice", "give it once.") for name in twice])
    return given
