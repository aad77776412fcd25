"""Each question of the catalogue: a page, a table, a route. The suffix is the format."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from api.charts.pictures import Pictures
from api.endpoint.sparql import decode
from api.frame.pages import Pages
from api.frame.problems import refused
from api.http.negotiation import choose
from api.http.replies import problem
from api.questions.answers import Answers, Asking, MissingPageError
from api.questions.choices import Choices
from api.questions.interface import FAULTS, listed, operations
from api.questions.page import QuestionPage
from treatygraph.catalogue import Question
from treatygraph.charts.chart import LOOKS
from treatygraph.charts.formats import DRAWN, SPECIFICATION, drawn
from treatygraph.charts.specification import Look
from treatygraph.citations.citation import STYLES
from treatygraph.engine import Engine
from treatygraph.rows.formats import SUFFIXES, TYPED, offered
from treatygraph.rows.page import Page, address

HTML = "text/html"

#: The format of each suffix: of the rows, and of the references to what stands behind them.
CITED = {"bib": STYLES["bibtex"], "csl.json": STYLES["csl"], "cite.txt": STYLES["text"]}
FORMATS = {"html": HTML, **SUFFIXES, **DRAWN, **CITED}

LICENCE = "https://creativecommons.org/licenses/by/4.0/"

#: How many rows there are, whatever page of them is sent.
TOTAL = "Treatygraph-Total"


def router(
    engine: Engine,
    answers: Answers,
    questions: Mapping[str, Question],
    pages: Pages,
    pictures: Pictures,
    choices: Choices,
) -> APIRouter:
    """The routes of ``/queries`` and of each question."""
    routes = APIRouter(tags=["Questions"])
    shown = QuestionPage(engine, answers, pages, pictures, choices)

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
        return pages.render("api.html", request, **values, questions=questions)

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
        formats = {"html": HTML, **offered(question), **drawn(question), **CITED}
        chosen = FORMATS.get(suffix) or choose(request.headers.get("accept"), formats.values())
        if chosen is None:
            raise HTTPException(406, f"this question is answered as {', '.join(formats.values())}")
        pairs = decode(request.url.query)
        ending = next(ending for ending, media_type in FORMATS.items() if media_type == chosen)
        if ending in DRAWN:
            if chosen == SPECIFICATION and not suffix:
                # It names the host that it was asked of, so it is kept apart from what does not.
                return RedirectResponse(address(f"/queries/{slug}.{ending}", pairs), HTTPStatus.SEE_OTHER)
            return await draw(question, request, pairs, ending)
        asking = Asking.of(question, pairs, chosen in CITED.values())
        located = {"Vary": "Accept", "Content-Location": asking.at(ending)}
        try:
            if chosen in CITED.values():
                told = await answers.references(asking, chosen)
                return Response(told, media_type=f"{chosen}; charset=utf-8", headers=located)
            if chosen == HTML:
                return await page(request, asking, located)
            found, body = await answers.written(asking, chosen)
        except MissingPageError as error:
            return refused(request, problem(HTTPStatus.NOT_FOUND, str(error), error.cure), pages)
        return Response(body, media_type=chosen, headers=located | _beside(asking, found, ending))

    async def draw(question: Question, request: Request, pairs: list[tuple[str, str]], ending: str) -> Response:
        """The chart of a question."""
        if question.chart is None:
            others = ", ".join(each.slug for each in questions.values() if each.chart)
            cure = f"take its rows, or a question that has one: {others}."
            return refused(
                request, problem(HTTPStatus.NOT_FOUND, f"question {question.slug}: it has no chart", cure), pages
            )
        look = Look.of(dict(pairs))
        asking = Asking.of(question, [(name, value) for name, value in pairs if name not in LOOKS])
        located = {"Vary": "Accept", "Content-Location": address(f"/queries/{question.slug}.{ending}", pairs)}
        host = str(request.base_url).rstrip("/")
        body = await pictures.written(question.chart, asking, look, DRAWN[ending], host)
        return Response(body, media_type=DRAWN[ending], headers=located)

    async def page(request: Request, asking: Asking, located: Mapping[str, str]) -> Response:
        """The question as a page."""
        found, response = await shown.respond(request, asking)
        vary = ", ".join((located["Vary"], response.headers["Vary"]))
        response.headers.update({**located, **_beside(asking, found, "html"), "Vary": vary})
        return response

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
