"""The chart of an answer: its specification, a picture of it, and what it shows in words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from api.questions.answers import Answers, Asking
from api.questions.choices import Choices
from treatygraph.catalogue import Question
from treatygraph.charts.chart import Chart
from treatygraph.charts.formats import DRAWN, SPECIFICATION
from treatygraph.charts.specification import Look, Told, complete, empty, inline, linked, references
from treatygraph.charts.studio import Studio
from treatygraph.charts.telling import alternative
from treatygraph.engine import Engine
from treatygraph.errors import LimitError, Problem
from treatygraph.rows.page import Wanted
from treatygraph.rows.typed import Value, values

Rows = Sequence[Mapping[str, Value]]


class Pictures:
    """Draws the answers of one release.

    Args:
        engine: the release.
        answers: what answers the questions.
        choices: what values are called.
        questions: the questions whose answers a chart may show.
        studio: what draws.
    """

    def __init__(
        self,
        engine: Engine,
        answers: Answers,
        choices: Choices,
        questions: Mapping[str, Question],
        studio: Studio,
    ) -> None:
        self._engine = engine
        self._answers = answers
        self._choices = choices
        self._questions = questions
        self._studio = studio

    async def written(self, chart: Chart, asking: Asking, look: Look, media_type: str, host: str) -> bytes:
        """A chart in one of the media types of ``DRAWN``.

        Args:
            chart: the chart of the question.
            asking: what is asked; its whole answer is shown.
            look: how the chart looks.
            media_type: the media type.
            host: where this copy is, for the addresses of data in a specification: ``http://localhost:8080``.

        Raises:
            LimitError: the answer has more rows than the chart shows.
            QuestionError: a parameter is wrong.
        """
        asking = replace(asking, wanted=Wanted())
        shown = {address: self._beside(asking, *found) for address, found in self._references(chart, asking).items()}
        answered = {address: await self._rows(each) for address, each in shown.items()}
        for address, rows in answered.items():
            if len(rows) > chart.most:
                slug = shown[address].question.slug
                fault = f"its chart shows at most {chart.most:,} rows, and the answer to {slug} has {len(rows):,}"
                raise LimitError(
                    [
                        Problem(
                            f"question {asking.question.slug}", fault, "give more parameters, or take the rows as CSV."
                        )
                    ]
                )
        own = answered[""]
        naming, asked = await self._choices.naming(), self._answers.asked(asking)
        words = naming.said(chart, look.language, [row for rows in answered.values() for row in rows])
        told = Told(
            asking.question.title[look.language],
            naming.about(asking.question, chart, asked, look.language),
            alternative(chart, look.language, asking.question.title[look.language], own, words),
            asked,
            self._engine.coverage,
            words,
        )
        if media_type == SPECIFICATION:
            data = {name: linked(each.question.fields, host + each.at("json")) for name, each in shown.items()}
            return json.dumps(complete(chart, look, told, data), ensure_ascii=False, indent=1).encode("utf-8")
        data = {name: inline(shown[name].question.fields, rows) for name, rows in answered.items()}
        form = next(suffix for suffix, each in DRAWN.items() if each == media_type)
        return await self._studio.draw(complete(chart if own else empty(chart, look), look, told, data), form)

    async def alternative(self, chart: Chart, asking: Asking, rows: Rows, language: str) -> str:
        """What a chart of rows shows, in words."""
        words = (await self._choices.naming()).said(chart, language, rows)
        return alternative(chart, language, asking.question.title[language], rows, words)

    def _references(self, chart: Chart, asking: Asking) -> Mapping[str, tuple[str, Mapping[str, str]]]:
        """The answers that a chart shows by their address in it, the question's own by the empty one."""
        given = dict(asking.given)
        return {"": (asking.question.slug, given), **references(chart, self._answers.asked(asking))}

    def _beside(self, asking: Asking, slug: str, given: Mapping[str, str]) -> Asking:
        """What is asked of another question, by the same view."""
        view = {"knownAt": asking.view.known_at, "rank": asking.view.rank}
        pairs = [(name, value) for name, value in {**given, **view}.items() if value]
        return replace(asking, question=self._questions[slug], given=given, pairs=pairs)

    async def _rows(self, asking: Asking) -> Rows:
        _, rows = await self._answers.rows(asking)
        return [values(asking.question.fields, row) for row in rows]
