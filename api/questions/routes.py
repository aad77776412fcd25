"""Each question of the catalogue: a page, a table, a route. The suffix is the format."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response

from api.negotiation import choose
from api.pages import Pages
from api.problems import response
from api.questions.answers import Answers, Asking, MissingPageError
from api.questions.interface import FAULTS, listed, operations
from api.replies import problem
from api.sparql import decode
from treatygraph.catalogue import Question
from treatygraph.citations.citation import STYLES
from treatygraph.engine import Engine
from treatygraph.errors import QuestionError
from treatygraph.rows.formats import SUFFIXES, TYPED, offered
from treatygraph.rows.page import Page, Wanted

HTML = "text/html"

#: The format of each suffix: of the rows, and of the references to what stands behind them.
CITED = {"bib": STYLES["bibtex"], "csl.json": STYLES["csl"], "cite.txt": STYLES["text"]}
FORMATS = {"html": HTML, **SUFFIXES, **CITED}

LICENCE = "https://creativecommons.org/licenses/by/4.0/"

#: How many rows there are, whatever page of them is sent.
TOTAL = "Treatygraph-Total"


def router(engine: Engine, answers: Answers, questions: Mapping[str, Question], pages: Pages) -> APIRouter:
    """The routes of ``/queries`` and of each question."""
    routes = APIRouter(tags=["Questions"])

    @routes.get("/queries", summary="The catalogue of questions", response_class=Response)
    async def catalogue(request: Request) -> Response:
        chosen = choose(request.headers.get("accept"), (HTML, TYPED))
        if chosen is None:
            raise HTTPException(406, f"the catalogue is written as {HTML}, {TYPED}")
        if chosen == TYPED:
            return await every()
        return pages.render("queries.html", request, {"Vary": "Accept"}, questions=questions.values())

    @routes.get("/api", summary="What can be asked over HTTP, for people", response_class=Response)
    async def interface(request: Request) -> Response:
        document = request.app.openapi()
        values = {"document": document, "operations": operations(document), "formats": FORMATS, "faults": FAULTS}
        return pages.render("api.html", request, **values)

    @routes.get("/queries.json", summary="The catalogue of questions, with parameters and fields")
    async def every() -> Response:
        told = {"release": engine.release, "coverage": engine.coverage, "questions": listed(questions)}
        headers = {"Vary": "Accept", "Content-Location": "/queries.json"}
        return Response(json.dumps(told, ensure_ascii=False), media_type=TYPED, headers=headers)

    @routes.get(
        "/queries/{name}", summary="A question in any format: its name, a point and a suffix", response_class=Response
    )
    async def ask(name: str, request: Request) -> Response:
        slug, _, suffix = name.partition(".")
        question = questions.get(slug)
        if question is None or (suffix and suffix not in FORMATS):
            raise HTTPException(404, f"there is no question {name}; /queries lists them")
        formats = {"html": HTML, **offered(question), **CITED}
        chosen = FORMATS.get(suffix) or choose(request.headers.get("accept"), formats.values())
        if chosen is None:
            raise HTTPException(406, f"this question is answered as {', '.join(formats.values())}")
        asking = Asking.of(question, decode(request.url.query), chosen in CITED.values())
        ending = next(ending for ending, media_type in FORMATS.items() if media_type == chosen)
        located = {"Vary": "Accept", "Content-Location": asking.at(ending)}
        try:
            if chosen in CITED.values():
                told = await answers.references(asking, chosen)
                return Response(told, media_type=f"{chosen}; charset=utf-8", headers=located)
            if chosen == HTML:
                return await page(request, asking, located)
            found, body = await answers.written(asking, chosen)
        except MissingPageError as error:
            return response(problem(HTTPStatus.NOT_FOUND, str(error), error.cure))
        return Response(body, media_type=chosen, headers=located | _beside(asking, found, ending))

    async def page(request: Request, asking: Asking, located: Mapping[str, str]) -> Response:
        """The question as a page, its example asked where it cannot be asked without parameters."""
        question = asking.question
        asked = bool(asking.given) or not any(parameter.required for parameter in question.parameters)
        if asking.wanted == Wanted():
            asking = replace(asking, wanted=Wanted(1))
        if not asked:
            asking = replace(asking, given=question.example(), pairs=[*asking.pairs, *question.example().items()])
        values: dict[str, Any] = {"question": question, "values": asking.given, "view": asking.view}
        values |= {"asking": asking, "language": asking.language, "formats": offered(question)}
        try:
            text = engine.ask(question, asking.given)
        except QuestionError:
            if asked:
                raise
            # The example names what this release does not have.
            values |= {"text": question.text, "page": Page(1, 1, 0), "rows": []}
            return pages.render("question.html", request, dict(located), **values)
        found, rows = await answers.rows(asking)
        headers = {**located, **_beside(asking, found, "html")}
        return pages.render("question.html", request, headers, **values, text=text, page=found, rows=rows)

    return routes


def _beside(asking: Asking, page: Page, suffix: str) -> dict[str, str]:
    """What a reply says beside the rows: how many there are, where other pages and other formats of them are."""
    links = asking.links(page, suffix)
    told = [f'<{links[name]}>; rel="{name}"' for name in ("first", "prev", "next", "last") if name in links]
    told += [
        f'<{links[ending]}>; rel="alternate"; type="{media_type}"'
        for ending, media_type in FORMATS.items()
        if ending in links and ending not in CITED
    ]
    told += ['</queries.json>; rel="describedby"; type="application/json"', f'<{LICENCE}>; rel="license"']
    return {"Link": ", ".join(told), TOTAL: str(page.total)}
