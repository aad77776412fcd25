"""The States of an answer on a map of the world, as a picture of its own that a page loads when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from api.endpoint.sparql import decode
from api.frame.lookup import Lookup, Row
from api.frame.pages import Pages
from api.frame.problems import response
from api.http.replies import problem
from api.questions.answers import Answers, Asking
from api.world.outlines import Outlines
from api.world.views import View
from api.world.world import shown
from treatygraph.catalogue import Question
from treatygraph.charts.chart import LOOKS
from treatygraph.charts.specification import Look
from treatygraph.rows.head import placing
from treatygraph.rows.typed import values

#: What an answer's States are marked by on the map; a row that says how certain it is says it in this column.
_MARK: Final = "party"
_CERTAINTY: Final = "certainty"

_PLACES: Final = "map-states"


class Maps:
    """Puts the States of answers on the map.

    Args:
        lookup: what finds the States.
        answers: what answers the questions.
        file: the outlines of the countries, where they are installed.
    """

    def __init__(self, lookup: Lookup, answers: Answers, file: Path | None) -> None:
        self._lookup = lookup
        self._answers = answers
        self._file = file
        self._known: tuple[Sequence[Row], Outlines | None] | None = None

    async def of(self, asking: Asking, column: int) -> dict[str, Any]:
        """What the picture shows of an answer whose column of that number names States."""
        question = asking.question
        _, rows = await self._answers.rows(asking)
        name = question.fields[column].name
        told = [values(question.fields, row) for row in rows]
        stem = self._lookup.engine.names.thing("state/").value
        codes = ((str(row[name]).removeprefix(stem), row.get(_CERTAINTY)) for row in told if row[name])
        places, outlines = await self._drawn()
        return {
            "states": shown(places, _periods(codes), outlines, asking.language),
            "rest": outlines.rest if outlines else "",
            "view": View(),
        }

    async def _drawn(self) -> tuple[Sequence[Row], Outlines | None]:
        """The States and the outlines, found when the first map is drawn."""
        if self._known is None:
            self._known = await self._lookup.rows(_PLACES), Outlines.read(self._file)
        return self._known


def router(maps: Maps, questions: Mapping[str, Question], pages: Pages) -> APIRouter:
    """The route of ``/queries/….map.svg``."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/queries/{slug}.map.svg")
    async def get(slug: str, request: Request) -> Response:
        question = questions.get(slug)
        column = placing(question.fields) if question else None
        if question is None or column is None:
            cure = "ask a question whose answer names States; /queries lists them."
            return response(problem(HTTPStatus.NOT_FOUND, f"there is no map of {slug}", cure))
        pairs = decode(request.url.query)
        look = Look.of(dict(pairs))
        asking = Asking.of(question, [(name, value) for name, value in pairs if name not in LOOKS])
        found = await maps.of(asking, column)
        house = next(each.chart.house for each in questions.values() if each.chart)
        return pages.written("answer-map.svg", "image/svg+xml", colours=house.colours[look.theme], **found)

    return routes


def _periods(codes: Iterable[tuple[str, Any]]) -> list[Row]:
    """The States of an answer as what the map shows of them: certain where one row of a State is."""
    found: dict[str, str] = {}
    for code, certainty in codes:
        possible = certainty == "possible" and found.get(code, "possible") == "possible"
        found[code] = "possible" if possible else "certain"
    return [{"iso3": code, "mark": _MARK, "certainty": certainty} for code, certainty in sorted(found.items())]
