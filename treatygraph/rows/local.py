"""The answer of a release that is opened here, in any format, without a server."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from pyoxigraph import Store

from treatygraph.answer import JSON, Formats
from treatygraph.catalogue import PAGES, Question, asked, questions
from treatygraph.citations.citation import STYLES, Citing, cite, written
from treatygraph.content import Content
from treatygraph.engine import Engine
from treatygraph.rows.formats import SUFFIXES, WRITERS, is_plain
from treatygraph.rows.geography import placed
from treatygraph.rows.head import Head
from treatygraph.rows.page import Page, address
from treatygraph.rows.solutions import read
from treatygraph.rows.workbook import CITED
from treatygraph.scenarios.view import View


def answered(
    engine: Engine,
    content: Content,
    question: Question,
    given: Mapping[str, str],
    suffix: str,
    view: View | None = None,
    store: Store | None = None,
) -> bytes:
    """Every row of the answer to a question, in the format of a suffix of ``SUFFIXES``.

    Args:
        engine: the release.
        content: the content that the questions and the citations are read from.
        question: the question of the catalogue.
        given: its parameters as people write them.
        suffix: ``json``, ``xlsx``.
        view: the view that the store is of, where it is one.
        store: what to ask in the place of the release.

    Raises:
        QuestionError: a parameter is wrong.
        FormatError: the format cannot hold the answer.
    """
    text, media_type = engine.ask(question, given), SUFFIXES[suffix]
    if is_plain(media_type):
        return engine.answer(text, Formats(solutions=media_type), store=store).body
    rows = read(engine.answer(text, Formats(solutions=JSON), store=store).body)[1]
    cells = len(rows) * len(question.fields)
    of_view = {"knownAt": view.known_at, "rank": view.rank} if view else {}
    taken = {name: value for name, value in of_view.items() if value}
    head = Head(
        question=question,
        asked=asked(question, given, engine.coverage) | taken,
        release=engine.release,
        coverage=engine.coverage,
        base=engine.names.base,
        page=Page(1, len(rows), len(rows)),
        links={
            name: address(f"/queries/{question.slug}.{ending}", [*given.items(), *taken.items()])
            for name, ending in (("self", suffix), ("cite.txt", "cite.txt"))
        },
        places=_places(engine, content) if suffix == "geojson" else {},
        cited=_cited(engine, content, question, given, store) if cells <= CITED and suffix == "xlsx" else "",
    )
    return WRITERS[media_type](question.fields, rows, head)


def _places(engine: Engine, content: Content) -> dict[str, tuple[float, float]]:
    return placed(engine.rows(questions(content, PAGES)["places"].text)[1])


def _cited(engine: Engine, content: Content, question: Question, given: Mapping[str, str], store: Store | None) -> str:
    async def ask(text: str) -> tuple[list[str], list[list[Any]]]:
        return engine.rows(text, store)

    found = asyncio.run(cite(ask, Citing.of(content), engine, question, given))
    return written(found, STYLES["text"])
