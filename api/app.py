"""The application: the parts put together around one release."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from api import about, claims, cooperation, downloads, explanations, home, lists, releases, scenarios, validation
from api.charts import maps
from api.charts.maps import Maps
from api.charts.pictures import Pictures
from api.comparison import routes as comparison
from api.discovery import markup
from api.discovery import routes as discovery
from api.documents import routes as documents
from api.endpoint import editor, graphs, sparql
from api.endpoint.editor import Editor
from api.frame import vendor
from api.frame.lookup import Lookup
from api.frame.notice import Notice
from api.frame.pages import Pages, statics
from api.frame.problems import install
from api.frame.vendor import INSTALLED, Vendor
from api.ontology import routes as ontology
from api.questions import interface
from api.questions import routes as question_routes
from api.questions.answers import Answers
from api.questions.choices import Choices
from api.search import routes as search
from api.serving import state
from api.serving.front import Front
from api.serving.metrics import Metrics
from api.serving.standing import Standing
from api.world import routes as world
from api.world.atlas import OUTLINES, Atlas
from treatygraph.catalogue import Question
from treatygraph.charts.studio import Studio
from treatygraph.citations.citation import Citing
from treatygraph.engine import Engine
from treatygraph.pool import Limits
from treatygraph.remote import pool as remote


@dataclass(frozen=True, slots=True)
class Service:
    """How a release is served: what queries may cost, workers are told and pages note; how to cite; rate, cache.

    ``edition`` stands for all that decides a reply besides the release and the request.
    """

    limits: Limits
    told: Mapping[str, Any]
    citing: Citing
    rate: str = ""
    cache: int = 256 << 20
    notice: Notice | None = None
    contact: str = ""
    modules: Path = INSTALLED
    endpoint: str = ""
    standing: Standing = field(default_factory=Standing)
    edition: str = ""


def create(
    engine: Engine, questions: Mapping[str, Question], asked_by_pages: Mapping[str, Question], service: Service
) -> Front:
    """The application that serves a release, its queries answered by workers within limits."""
    pool = remote.pool(engine, service.limits, service.told, service.endpoint)
    metrics = Metrics(engine.release)
    pages = Pages(engine, service.notice)
    lookup = Lookup(engine, pool, questions, asked_by_pages)
    pages.know(dataset=markup.dataset(engine, asked_by_pages["schema-org"]))
    installed = Vendor(service.modules)
    pages.know(vendor=installed.address)
    endpoint = sparql.Endpoint(engine, pool, asked_by_pages["service-description"])
    answers = Answers(engine, pool, service.citing, asked_by_pages["places"])
    choices, studio = Choices(lookup), Studio(service.limits.seconds)
    pictures = Pictures(engine, answers, choices, questions, studio)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        # Who edits should not wait for more than one.
        try:
            await pool.start(1 if service.notice else None)
            yield
        finally:
            await asyncio.gather(pool.close(), studio.close())

    app = FastAPI(
        title="treatygraph",
        description="The open knowledge graph of international cybercrime treaties.",
        license_info={"name": "Data: CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
        version=engine.release,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    install(app, pages)
    app.include_router(sparql.router(endpoint, Editor(lookup, pages, questions)))
    app.include_router(editor.router(endpoint, lookup, pool, service.citing))
    outlines = file.path if (file := installed.file(OUTLINES)) else None
    app.include_router(maps.router(Maps(lookup, answers, outlines), questions, pages))
    app.include_router(question_routes.router(engine, answers, questions, pages, pictures, choices))
    app.include_router(releases.router(engine, pages))
    app.include_router(downloads.router(engine, pages))
    app.include_router(documents.router(engine, pool, asked_by_pages, pages, lookup))
    app.include_router(graphs.router(engine, pool, asked_by_pages, pages))
    app.include_router(scenarios.router(lookup, pool, pages))
    app.include_router(explanations.router(lookup, pool, pages))
    app.include_router(comparison.router(lookup, pages))
    app.include_router(cooperation.router(lookup, pool, pages))
    app.include_router(claims.router(lookup, pages))
    app.include_router(ontology.router(engine, pool, asked_by_pages, questions, service.told["rules"], pages))
    app.include_router(validation.router(pool, pages))
    app.include_router(about.router(lookup, pool.rows, service.citing, pages, service.contact))
    app.include_router(discovery.router(engine, pool, asked_by_pages, questions, pages, service.contact))
    app.include_router(search.router(lookup, questions, pages))
    app.include_router(vendor.router(installed))
    atlas = Atlas(lookup, outlines)
    app.include_router(home.router(lookup, atlas, pages))
    app.include_router(world.router(atlas, pages))
    app.include_router(lists.router(lookup, pages))
    app.include_router(state.router(engine, pool, metrics, service.standing))
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")

    ranks = [row[0].value for row in engine.rows(engine.ask(asked_by_pages["ranks"], {}))[1]]
    interface.complete(app.openapi(), questions, ranks)

    front = Front.around(app, endpoint, metrics, engine.release, engine.made, service.rate, service.cache)
    return replace(front, edition=service.edition, versioned=statics() | installed.addresses)
