"""Views: a release for somebody who knows less: the documents published by a day, the records of a rank and above.

A view is worked out as a scenario is: the acts that would not be known are left out, and the rules run again. So a
status rests on known acts alone, however far it follows from them.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import Store

from treatygraph.errors import Problem, QuestionError, suggestion
from treatygraph.namespaces import XSD
from treatygraph.scenarios.scenario import Scenarios
from treatygraph.tables import is_date

#: How many views a worker keeps: each is a store in memory.
KEPT = 3

_LAST = "9999-12-31"


@dataclass(frozen=True, slots=True)
class View:
    """What counts as known, each empty where it does not matter.

    Args:
        known_at: the day by which a document must have been published, ISO 8601.
        rank: the lowest rank that a record may have, by its notation: ``government``.
    """

    known_at: str = ""
    rank: str = ""

    def __bool__(self) -> bool:
        """Whether anything is left out."""
        return bool(self.known_at or self.rank)


#: The view that leaves nothing out.
WHOLE = View()


class Views:
    """Makes views of one release, and keeps the last few.

    Args:
        scenarios: what works out what would hold.
    """

    def __init__(self, scenarios: Scenarios) -> None:
        self._scenarios = scenarios
        self._made: OrderedDict[tuple[View, tuple[str, ...]], Store] = OrderedDict()

    def store(self, view: View, treaties: Sequence[str]) -> Store:
        """The store to ask: its default graph is what the view shows.

        Args:
            view: what counts as known.
            treaties: the treaties, by IRI, that the question is bound to; all are looked at where there is none.

        Raises:
            QuestionError: the day is none, or there is no such rank.
        """
        key = (view, tuple(treaties))
        if key not in self._made:
            self._made[key] = self._scenarios.less(self._terms(view), treaties)
            if len(self._made) > KEPT:
                self._made.popitem(last=False)
        self._made.move_to_end(key)
        return self._made[key]

    def _terms(self, view: View) -> dict[str, str]:
        problems = []
        if view.known_at and not is_date(view.known_at):
            fault = f"knownAt={view.known_at} is not a date"
            problems.append(Problem("view", fault, "write it as YYYY-MM-DD."))
        ranks = self._scenarios.ranks
        if view.rank and view.rank not in ranks:
            cure = suggestion(view.rank, ranks, f"write one of {', '.join(ranks)}.")
            problems.append(Problem("view", f"there is no rank {view.rank}", cure))
        if problems:
            raise QuestionError(problems)
        return {"known_at": f'"{view.known_at or _LAST}"^^<{XSD}date>', "rank": f'"{view.rank}"'}
