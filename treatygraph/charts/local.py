"""The chart of the answer of a release that is opened here, without a server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from treatygraph.catalogue import PAGES, Question, asked, questions
from treatygraph.charts.chart import Chart
from treatygraph.charts.naming import QUESTION, Naming
from treatygraph.charts.specification import Look, Told, complete, empty, inline, references
from treatygraph.charts.telling import alternative
from treatygraph.content import Content
from treatygraph.engine import Engine
from treatygraph.fields import value
from treatygraph.graphs import text


def charted(
    engine: Engine, content: Content, question: Question, chart: Chart, given: Mapping[str, str], look: Look
) -> dict[str, Any]:
    """The whole specification of a question's chart, its rows within it.

    Args:
        engine: the release.
        content: the content that the questions are read from.
        question: the question of the catalogue.
        chart: its chart, or another of the same columns.
        given: its parameters as people write them.
        look: how the chart looks.

    Raises:
        QuestionError: a parameter is wrong.
    """
    known, by_pages = questions(content), questions(content, PAGES)
    what = asked(question, given, engine.coverage)
    shown = {"": (question, given)}
    shown |= {address: (known[slug], pairs) for address, (slug, pairs) in references(chart, what).items()}
    answered = {address: _rows(engine, each, pairs) for address, (each, pairs) in shown.items()}
    names, rows = engine.rows(by_pages[QUESTION].text)
    cells = [{name: text(term) if term else None for name, term in zip(names, row, strict=True)} for row in rows]
    naming = Naming(cells, engine.names)
    title = question.title[look.language]
    words = naming.said(chart, look.language, [row for rows in answered.values() for row in rows])
    about = naming.about(question, chart, what, look.language)
    described = alternative(chart, look.language, title, answered[""], words)
    data = {address: inline(shown[address][0].fields, rows) for address, rows in answered.items()}
    told = Told(title, about, described, what, engine.coverage, words)
    return complete(chart if answered[""] else empty(chart, look), look, told, data)


def _rows(engine: Engine, question: Question, given: Mapping[str, str]) -> list[dict[str, Any]]:
    _, rows = engine.rows(engine.ask(question, given))
    return [{field.name: value(field, term) for field, term in zip(question.fields, row, strict=True)} for row in rows]
