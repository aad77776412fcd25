"""The atlas: finds what a map shows in the graph, and knows the outlines of the countries where they are installed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from api.frame.lookup import Lookup, Row
from api.world.outlines import Outlines
from api.world.views import View
from api.world.world import World, days, groups, sent, shown

#: The outlines, by the name that the list of installed files gives them.
OUTLINES = "countries-110m.json"

_PERIODS, _PLACES, _TREATIES = "map-periods", "map-states", "map-treaties"


class Atlas:
    """Makes the maps of one release.

    Args:
        lookup: what finds statuses, States and treaties.
        file: the outlines as TopoJSON, where they are installed.
    """

    def __init__(self, lookup: Lookup, file: Path | None) -> None:
        self._lookup = lookup
        self._outlines = Outlines.read(file)
        self._places: list[Row] = []
        self._treaties: list[Row] = []

    async def world(self, language: str, given: Mapping[str, str], view: str = "") -> World:
        """The map of a treaty on a day by a reading; without them of the first treaty, on the last day covered.

        Args:
            language: the language of the names of States.
            given: ``treaty``, ``on`` and ``reading`` as people write them; what is empty is as if not given.
            view: the name of the part that is shown alone.

        Raises:
            QuestionError: the graph has no such treaty, no day or reading is written so, or there is no such part.
        """
        part = View.of(view)
        asked = await self._asked(given)
        periods = (await self._lookup.all({_PERIODS: (_PERIODS, asked)}))[_PERIODS]
        states = shown(self._places, periods, self._outlines, language)
        question = self._lookup.questions[_PERIODS]
        defaults = {parameter.name: parameter.default for parameter in question.parameters}
        known = {row["id"]: row for row in self._treaties}
        return World(
            treaty=known[asked["treaty"]],
            treaties=self._treaties,
            on=asked.get("on", self._lookup.engine.coverage),
            reading=asked.get("reading", defaults["reading"] or ""),
            states=states,
            groups=groups(states, periods),
            days=days(periods),
            rest=self._outlines.rest if self._outlines else "",
            is_outlined=self._outlines is not None,
            view=part,
        )

    async def periods(self, given: Mapping[str, str]) -> dict[str, Any]:
        """What a browser needs to show the map on any day: the days of change, and the periods of each State.

        Raises:
            QuestionError: as for ``world``.
        """
        asked = await self._asked(given)
        rows = (await self._lookup.all({_PERIODS: (_PERIODS, asked)}))[_PERIODS]
        return {"days": days(rows), "states": sent(rows)}

    async def _asked(self, given: Mapping[str, str]) -> dict[str, str]:
        """What is given and not empty, with the treaty that stands for none; finds once what is on every map."""
        if not self._places:
            found = await self._lookup.all({"places": (_PLACES, {}), "treaties": (_TREATIES, {})})
            self._places, self._treaties = found["places"], found["treaties"]
        return {"treaty": self._treaties[0]["id"]} | {name: value for name, value in given.items() if value}
