"""The application: the parts put together around one release."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles

from api import downloads, explanations, graphs, releases, scenarios, sparql, state, validation
from api.discovery import markup
from api.discovery import routes as discovery
from api.documents import routes as documents
from api.front import Front
from api.metrics import Metrics
from api.negotiation import choose
from api.notice import Notice
from api.ontology import routes as ontology
from api.pages import Pages
from api.problems import install
from api.questions import interface
from api.questions import routes as question_routes
from api.questions.answers import Answers
from treatygraph.catalogue import Question
from treatygraph.citations.citation import Citing
from treatygraph.engine import GRAPHS, Engine
from treatygraph.pool import Limits, Pool


@dataclass(frozen=True, slots=True)
class Service:
    """How a release is served: what queries may cost, workers are told and pages note; how to cite; rate, cache."""

    limits: Limits
    told: Mapping[str, Any]
    citing: Citing
    rate: str = ""
    cache: int = 256 << 20
    notice: Notice | None = None
    contact: str = ""


def create(
    engine: Engine, questions: Mapping[str, Question], asked_by_pages: Mapping[str, Question], service: Service
) -> Front:
    """The application that serves a release, its queries answered by workers within limits."""
    pool = Pool(engine.folder, service.limits, service.told)
    metrics = Metrics(engine.release)
    pages = Pages(engine, service.notice)
    pages.know(dataset=markup.dataset(engine, asked_by_pages["schema-org"]))
    endpoint = sparql.Endpoint(engine, pool, asked_by_pages["service-description"])
    answers = Answers(engine, pool, service.citing, asked_by_pages["places"])

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        # Who edits should not wait for more than one.
        await pool.start(1 if service.notice else None)
        yield
        await pool.close()

    app = FastAPI(
        title="treatygraph",
        description="The open knowledge graph of international cybercrime treaties.",
        license_info={"name": "Data: CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
        version=engine.release,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    install(app)
    app.include_router(sparql.router(endpoint, pages))
    app.include_router(question_routes.router(engine, answers, questions, pages))
    app.include_router(releases.router(engine, pages))
    app.include_router(downloads.router(engine, pages))
    app.include_router(documents.router(engine, pool, asked_by_pages, pages))
    app.include_router(graphs.router(engine, pool, asked_by_pages, pages))
    app.include_router(scenarios.router(pool, questions, pages))
    app.include_router(explanations.router(pool, pages))
    app.include_router(ontology.router(engine, pool, asked_by_pages, questions, service.told["rules"], pages))
    app.include_router(validation.router(pool, pages))
    app.include_router(discovery.router(engine, pool, asked_by_pages, questions, pages, service.contact))
    app.include_router(state.router(engine, pool, metrics))
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")

    @app.get("/", include_in_schema=False)
    async def home(request: Request) -> Response:
        if choose(request.headers.get("accept"), ("text/html", *GRAPHS)) in GRAPHS:
            # The base of the IRIs is the homepage of the dataset, whose document says so.
            return RedirectResponse("/doc/dataset", HTTPStatus.SEE_OTHER, {"Vary": "Accept"})
        columns, rows = await pool.rows(engine.ask(questions["treaties"], {}))
        treaties = [{name: term.value if term else "" for name, term in zip(columns, row, strict=True)} for row in rows]
        return pages.render("home.html", request, questions=questions, treaties=treaties)

    ranks = [row[0].value for row in engine.rows(engine.ask(asked_by_pages["ranks"], {}))[1]]
    interface.complete(app.openapi(), questions, ranks)

    return Front.around(app, endpoint, metrics, engine.release, engine.made, service.rate, service.cache)
