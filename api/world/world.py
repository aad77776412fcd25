"""What the world map shows: each State with the status that it has under a treaty on a day."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from api.frame.alphabet import NAMES, filed
from api.frame.lookup import Row
from api.world.outlines import Outlines
from api.world.projection import project
from api.world.views import View

#: The columns of a period as a browser is sent it, the mark of the status before the days that bound it.
SENT = ("mark", "possibly_since", "since", "until", "possibly_until")

#: The kind of what is a State; a territory, or what is neither, is only listed where it has a status.
_STATE = "State"

#: The mark of a State that has no status.
NONE = "none"


@dataclass(frozen=True, slots=True)
class Shown:
    """A State or territory on the map: its place in the graph, its name, its shape and its status on the day.

    A territory is listed in words only where it ever has a status of its own.
    """

    place: Row
    name: str
    path: str
    dot: tuple[int, int] | None
    status: Row | None
    is_listed: bool

    @property
    def mark(self) -> str:
        """The word that its status is marked by."""
        return str(self.status["mark"]) if self.status else NONE

    @property
    def is_possible(self) -> bool:
        """Whether it may have the status, and may not."""
        return self.status is not None and self.status["certainty"] == "possible"


@dataclass(frozen=True, slots=True)
class Group:
    """The States that have a status, and how many of them may not have it."""

    mark: str
    states: Sequence[Shown]

    @property
    def possible(self) -> int:
        """How many may have it."""
        return sum(state.is_possible for state in self.states)

    @property
    def certain(self) -> int:
        """How many certainly have it."""
        return len(self.states) - self.possible


@dataclass(frozen=True, slots=True)
class World:
    """The map of a treaty on a day by a reading of Party.

    ``treaty`` is one of ``treaties``; ``groups`` has one for every status that is ever had under it, the first in rank
    first, and for none; ``days`` are those on which a status begins or ends, or may; ``rest`` is the land that is no
    State's of the graph; ``view`` the part of the world that is shown.
    """

    treaty: Row
    treaties: Sequence[Row]
    on: str
    reading: str
    states: Sequence[Shown]
    groups: Sequence[Group]
    days: Sequence[str]
    rest: str
    is_outlined: bool
    view: View

    @property
    def position(self) -> int:
        """The number of the last day that is not after the map's; the first where all are after it."""
        return max(bisect_right(self.days, self.on) - 1, 0)

    @property
    def before(self) -> str:
        """The day of the last change before the map's day, or nothing."""
        return "".join(self.days[: bisect_left(self.days, self.on)][-1:])

    @property
    def after(self) -> str:
        """The day of the first change after the map's day, or nothing."""
        return "".join(self.days[bisect_right(self.days, self.on) :][:1])


def shown(places: Sequence[Row], periods: Sequence[Row], outlines: Outlines | None, language: str) -> list[Shown]:
    """The States, and the territories that have a shape or ever a status, sorted by their names in a language.

    Args:
        places: each with its names, its number and where it lies.
        periods: when each has which status, the first in rank first.
        outlines: the outlines of the countries; without them each is a dot.
        language: one of ``NAMES``.
    """
    statuses = {code: list(rows) for code, rows in groupby(periods, key=lambda row: row["iso3"])}
    found = []
    for place in places:
        outline = outlines.countries.get(place["m49"]) if outlines else None
        had = statuses.get(place["iso3"], [])
        is_listed = place["kind"] == _STATE or bool(had)
        dot = _dot(place) if (outline.is_small if outline else is_listed) else None
        status = next((row for row in had if row["certainty"]), None)
        if outline or dot:
            path = outline.path if outline else ""
            found.append(Shown(place, place[NAMES[language]], path, dot, status, is_listed))
    return sorted(found, key=lambda state: filed(state.name))


def groups(states: Sequence[Shown], periods: Sequence[Row]) -> list[Group]:
    """The States by the statuses that periods are of, the first in rank first; then those that have none."""
    ranks = {row["mark"]: row["rank"] for row in periods}
    marks = [*sorted(ranks, key=ranks.__getitem__), NONE]
    return [Group(mark, [state for state in states if state.mark == mark and state.is_listed]) for mark in marks]


def days(periods: Sequence[Row]) -> list[str]:
    """The days on which a status begins or ends, or may."""
    return sorted({row[bound] for row in periods for bound in SENT[1:] if row[bound]})


def sent(periods: Sequence[Row]) -> dict[str, list[list[str | None]]]:
    """The periods of each State by its code, each as a list of ``SENT``, the first in rank first."""
    told = groupby(periods, key=lambda row: row["iso3"])
    return {code: [[row[column] for column in SENT] for row in rows] for code, rows in told}


def _dot(place: Row) -> tuple[int, int] | None:
    if place["long"] is None:
        return None
    x, y = project(float(place["long"]), float(place["lat"]))
    return round(x), round(y)
