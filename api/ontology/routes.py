"""The ontology for people and for machines: its page in two languages, and its triples in every syntax."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.discovery import context
from api.discovery.compaction import compact
from api.frame.pages import Pages
from api.http.negotiation import LANGUAGES, SUFFIXES, choose, formats, reader
from api.ontology import diagrams
from api.ontology.terms import KINDS, Ontology, gather
from treatygraph.answer import GRAPHS, Formats
from treatygraph.catalogue import Question
from treatygraph.engine import Engine
from treatygraph.pool import Pool

PAGE, LINKED = "text/html", "application/ld+json"

#: What the page is made of: the queries of pages that begin with the ontology's name.
_TOLD = ("about", "terms", "chains", "uses", "conclusions", "shapes", "relations")

#: The query that lists what is counted of a term, by the kind of term.
_LISTED = {
    "classes": "instances",
    "object-properties": "statements",
    "datatype-properties": "statements",
    "annotation-properties": "statements",
    "individuals": "references",
}

_VARY = {"Vary": "Accept"}
_LANGUAGE = Query(None, alias="lang", description="The language of the page: en or fr")


def router(
    engine: Engine,
    pool: Pool,
    asked_by_pages: Mapping[str, Question],
    questions: Mapping[str, Question],
    rules: Mapping[str, Iterable[Mapping[str, Any]]],
    pages: Pages,
) -> APIRouter:
    """The routes of ``/ontology``.

    Args:
        engine: the release.
        pool: what answers its queries.
        asked_by_pages: the questions that pages ask.
        questions: the questions of the catalogue, which name the terms that they need.
        rules: the files of rules by their folder: ``name``, ``header`` and ``text`` of each.
        pages: what renders the page.
    """
    routes = APIRouter(tags=["Ontology"])
    iri = engine.names.ontology.removesuffix("#")
    files = {str(file["name"]): file for folder in rules.values() for file in folder}
    texts = {
        "rules": {name: file["text"] for name, file in files.items()},
        "questions": {slug: question.text for slug, question in questions.items()},
    }
    kept: list[Ontology] = []
    defined = context.of(engine, asked_by_pages["context"])

    async def gathered() -> Ontology:
        """The ontology, asked for once: a release never changes."""
        if not kept:
            # One after the other, so that the page never takes more than one worker from others.
            told = {name: (await pool.rows(engine.ask(asked_by_pages[f"ontology-{name}"], {})))[1] for name in _TOLD}
            kept.append(gather(iri, told, texts, engine.names.shorten))
        return kept[0]

    def titles(ontology: Ontology, spoken: str) -> dict[str, dict[str, str]]:
        """What rules, shapes and questions are called, by their names."""
        return {
            "rules": {name: file["header"]["title"][spoken] for name, file in files.items()},
            "shapes": {name: shape.label[spoken] for name, shape in ontology.shapes.items()},
            "questions": {slug: question.title[spoken] for slug, question in questions.items()},
        }

    async def page(request: Request, spoken: str, headers: dict[str, str]) -> Response:
        ontology = await gathered()
        values: dict[str, Any] = {
            "language": spoken,
            "ontology": ontology,
            "titles": titles(ontology, spoken),
            "children": diagrams.children(ontology),
            "roots": diagrams.roots(ontology),
            "tree": diagrams.tree(ontology),
            "ladder": diagrams.ladder(ontology),
        }
        return pages.render("ontology.html", request, headers, **values)

    async def written(media_type: str, headers: dict[str, str]) -> Response:
        answer = await pool.answer(engine.ask(asked_by_pages["ontology"], {}), Formats(graph=media_type))
        if media_type != LINKED:
            return Response(answer.body, media_type=media_type, headers=headers)
        document = compact(json.loads(answer.body), defined)
        return Response(json.dumps(document, ensure_ascii=False), media_type=LINKED, headers=headers)

    @routes.get("/ontology", summary="The ontology", response_class=Response)
    @routes.get("/ontology.{suffix}", summary="The ontology in one format", response_class=Response)
    async def ontology(request: Request, suffix: str = "", lang: str | None = _LANGUAGE) -> Response:
        if suffix and suffix not in SUFFIXES:
            raise HTTPException(404, f"the ontology is written as {', '.join(SUFFIXES)}")
        offered = [PAGE, *(media_type for media_type in SUFFIXES.values() if media_type in GRAPHS)]
        accept = request.headers.get("accept")
        chosen = SUFFIXES.get(suffix) or choose(accept, offered) or formats(accept).graph
        if chosen is None:
            raise HTTPException(406, f"the ontology is written as {', '.join(offered)}")
        spoken = _spoken(request, lang)
        ending = next(name for name, media_type in SUFFIXES.items() if media_type == chosen)
        place = f"/ontology.{ending}" + (f"?lang={spoken}" if chosen == PAGE else "")
        headers = {**_VARY, "Content-Location": place}
        return await (page(request, spoken, headers) if chosen == PAGE else written(chosen, headers))

    @routes.get(
        "/ontology/{version}",
        summary="The ontology in the version that this copy serves",
        status_code=HTTPStatus.SEE_OTHER,
        response_class=RedirectResponse,
    )
    async def versioned(version: str) -> Response:
        served = (await gathered()).about.values("owl:versionInfo")
        if version not in served:
            raise HTTPException(404, f"this copy serves the version {', '.join(served)} of the ontology")
        return RedirectResponse("/ontology", status_code=HTTPStatus.SEE_OTHER)

    @routes.get(
        "/ontology/{name}/readers", summary="The rules, shapes and questions that use a term", response_class=Response
    )
    async def readers(name: str, request: Request, lang: str | None = _LANGUAGE) -> Response:
        ontology = await gathered()
        if name not in ontology.terms:
            raise HTTPException(404, f"the ontology has no term {name}; /ontology lists them")
        spoken = _spoken(request, lang)
        values: dict[str, Any] = {"language": spoken, "term": ontology.terms[name], "titles": titles(ontology, spoken)}
        return pages.render("ontology-readers.html", request, **values)

    @routes.get(
        "/ontology/{name}/uses",
        summary="What uses a term, at the endpoint",
        status_code=HTTPStatus.SEE_OTHER,
        response_class=RedirectResponse,
    )
    async def uses(name: str) -> Response:
        found = await gathered()
        kind = next((group for group in KINDS.values() for term in found.groups[group] if term.name == name), None)
        if kind is None:
            raise HTTPException(404, f"the ontology has no term {name}; /ontology lists them")
        text = engine.ask(asked_by_pages[f"ontology-{_LISTED[kind]}"], {"term": found.terms[name].iri})
        query = "\n".join(line for line in text.splitlines() if not line.startswith("#+"))
        return RedirectResponse(f"/sparql?{urlencode({'query': query})}", status_code=HTTPStatus.SEE_OTHER)

    return routes


def _spoken(request: Request, lang: str | None) -> str:
    """The language of a page: the one that is named, else the one that the reader likes best.

    Raises:
        HTTPException: the one that is named is none of the page's.
    """
    if lang is not None and lang not in LANGUAGES:
        raise HTTPException(400, f"lang={lang} is no language of the page; write {' or '.join(LANGUAGES)}")
    return lang or reader(request)
