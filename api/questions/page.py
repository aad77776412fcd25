"""The page of a question: its form with names to choose from, its chart, its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fastapi import Request, Response

from api.charts.pictures import Pictures
from api.frame.pages import Pages
from api.http.negotiation import reader
from api.questions.answers import Answers, Asking
from api.questions.choices import Choices
from api.world.projection import HEIGHT, WIDTH
from treatygraph.charts.formats import drawn
from treatygraph.engine import Engine
from treatygraph.errors import QuestionError
from treatygraph.rows.formats import offered
from treatygraph.rows.head import Cell, placing
from treatygraph.rows.page import Page, Wanted
from treatygraph.rows.typed import values

_TEMPLATE = "question.html"


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """What makes the pages of questions.

    Attributes:
        engine: the release.
        answers: what answers.
        pages: what renders.
        pictures: what tells of charts.
        choices: what a question can be asked of.
    """

    engine: Engine
    answers: Answers
    pages: Pages
    pictures: Pictures
    choices: Choices

    async def respond(self, request: Request, asking: Asking) -> tuple[Page, Response]:
        """The page, and which rows are on it; the example is asked where a question needs to be asked of something.

        Raises:
            QuestionError: a parameter is wrong.
            MissingPageError: the answer has no such page.
        """
        question, language = asking.question, reader(request)
        asked = bool(asking.given) or not any(parameter.required for parameter in question.parameters)
        wanted = Wanted(1) if asking.wanted == Wanted() else asking.wanted
        asking = replace(asking, wanted=wanted, language=language)
        if not asked:
            asking = replace(asking, given=question.example(), pairs=[*asking.pairs, *question.example().items()])
        naming = await self.choices.naming()
        shown: dict[str, Any] = {
            "question": question,
            "values": asking.given,
            "view": asking.view,
            "asking": asking,
            "formats": offered(question),
            "drawn": drawn(question),
            "options_of": {each.name: naming.choices(each, language) for each in question.parameters},
            "words": await self.choices.words(language),
            "picture": "",
            "is_placed": placing(question.fields) is not None,
            "map_height": HEIGHT / WIDTH,
        }
        try:
            shown["text"] = self.engine.ask(question, asking.given)
        except QuestionError:
            if asked:
                raise
            # The example names what this release does not have.
            page = Page(1, 1, 0)
            shown |= {"text": question.text, "page": page, "rows": []}
            return page, self.pages.render(_TEMPLATE, request, **shown)
        page, rows = await self.answers.rows(asking)
        shown |= {"page": page, "rows": rows, "picture": await self._picture(asking, page, rows)}
        return page, self.pages.render(_TEMPLATE, request, **shown)

    async def _picture(self, asking: Asking, page: Page, rows: Sequence[Sequence[Cell]]) -> str:
        """What the chart of the rows shows, in words; empty where there is none, or where it cannot show them all."""
        chart = asking.question.chart
        if chart is None or not rows or not page.whole or page.total > chart.most:
            return ""
        told: Sequence[Mapping[str, Any]] = [values(asking.question.fields, row) for row in rows]
        return await self.pictures.alternative(chart, asking, told, asking.language)
