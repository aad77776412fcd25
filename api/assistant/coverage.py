"""How far the acts of each treaty are known, and the refusal to tell of what lies beyond."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from api.assistant.answers import Covered, Refused, Row
from api.assistant.desk import Desk
from treatygraph.errors import Problem, QuestionError
from treatygraph.scenarios.view import WHOLE


class Coverage:
    """The coverage of a release, as it was known on a day.

    Args:
        desk: what asks the release.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._kept: dict[tuple[str, str], dict[str, Row]] = {}

    async def on(self, day: str = "", known_at: str = "") -> dict[str, Row]:
        """What can be told of each treaty on a day, by the treaty's identifier.

        Args:
            day: the day asked about, YYYY-MM-DD; without it the last day of the release.
            known_at: the day by which documents must have been published; without it that last day too.

        Raises:
            QuestionError: a day is none.
        """
        key = (day, known_at)
        if key not in self._kept:
            # Days are few; what a stranger may ask is not.
            self._kept = dict(list(self._kept.items())[-100:])
            known = min(known_at, self._desk.engine.coverage) if known_at else ""
            given = {name: value for name, value in (("on", day), ("known", known)) if value}
            self._kept[key] = {str(row["id"]): row for row in await self._desk.rows("coverage", WHOLE, **given)}
        return self._kept[key]

    async def latest(self, treaty: str, known_at: str = "") -> str:
        """The last day that can be asked about under a treaty."""
        return str((await self.on("", known_at))[treaty]["latest"])

    async def require(self, treaty: str, day: str, known_at: str = "", *, early: bool = True) -> Covered:
        """How far the acts of a treaty are known, where that holds a day.

        Args:
            treaty: its identifier.
            day: the day asked about.
            known_at: the day by which documents must have been published.
            early: whether a day before the treaty was open is refused too.

        Raises:
            QuestionError: the coverage does not hold the day.
        """
        row = (await self.on(day, known_at))[treaty]
        if row["fault"] and (early or not row["early"]):
            raise QuestionError([Problem("coverage", str(row["fault"]), str(row["cure"]))])
        return covered(row)

    def within(self, argument: str, day: str, known_at: str = "") -> None:
        """Refuses a day after the last that the release knows of.

        Raises:
            QuestionError: it is later.
        """
        latest = min(known_at, self._desk.engine.coverage) if known_at else self._desk.engine.coverage
        if day > latest:
            fault = f"{argument}={day}: the acts are known up to {latest}; that day is later"
            raise QuestionError([Problem("coverage", fault, f"ask about {latest} or earlier.")])


def covered(row: Row) -> Covered:
    """A row of the coverage as answers tell it."""
    told: dict[str, Any] = {name: value for name, value in row.items() if name in Covered.model_fields}
    return Covered(treaty=str(row["id"]), **told)


def refused(rows: Iterable[Row]) -> list[Refused]:
    """Those treaties of which nothing can be told, with the reason and the cure."""
    return [
        Refused(treaty=str(row["id"]), fault=str(row["fault"]), cure=str(row["cure"])) for row in rows if row["fault"]
    ]
