"""What States were to a treaty, as the answers of one release tell it: periods, names, how far the acts are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import pandas as pd

from treatygraph.client import periods
from treatygraph.client.answers import Reader
from treatygraph.client.errors import FrameError, UnmatchedError
from treatygraph.client.matching import Gazetteer, codes

#: Names that mean no State or several, each with what is near to it.
Unmatched = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Standings:
    """The standings of States under a treaty.

    Attributes:
        treaty: the treaty.
        spans: for each status the answer to the question ``status-periods``.
        states: the answer to ``states``.
        names: the answer to ``state-names``.
        until: the last day up to which the acts under the treaty are known, or may be.
        whole: whether all of them are; otherwise it is not told up to when.
    """

    treaty: str
    spans: Mapping[str, pd.DataFrame]
    states: pd.DataFrame
    names: pd.DataFrame
    until: pd.Timestamp
    whole: bool

    @classmethod
    def read(cls, reader: Reader, treaty: str, chosen: Sequence[str], view: Mapping[str, str]) -> Self:
        """The standings by some statuses, all of one release.

        Args:
            reader: reads the answers.
            treaty: the treaty.
            chosen: the statuses.
            view: knownAt and rank, where they are given.

        Raises:
            AnswerError: a value is wrong.
            FrameError: no status is chosen, or the release holds no acts under the treaty.
        """
        if not chosen:
            raise FrameError("there is no status to tell", "choose some, such as contracting or party.")
        asked: dict[str, tuple[str, Mapping[str, str]]] = {
            f"{status}?": ("status-periods", {"treaty": treaty, "status": status, **view}) for status in chosen
        }
        fixed: dict[str, tuple[str, Mapping[str, str]]] = {
            name: (name, {}) for name in ("states", "state-names", "coverage")
        }
        answers = reader.together(asked | fixed)
        coverage = answers["coverage"]
        covered = coverage.loc[(coverage["id"] == treaty) & (coverage["acts"] > 0), "until"]
        if covered.empty:
            raise FrameError(f"the release holds no acts under {treaty}", 'client.ask("coverage") tells what it holds.')
        whole = bool(covered.notna().item())
        until = covered.item() if whole else pd.Timestamp(coverage.attrs["coverage"])
        if "knownAt" in view:
            until = min(until, pd.Timestamp(view["knownAt"]))
        spans = {status: answers[f"{status}?"] for status in chosen}
        return cls(treaty, spans, answers["states"], answers["state-names"], until, whole)

    def codes(self, column: pd.Series[Any], name: str, keep: bool) -> tuple[pd.Series[str], Unmatched]:
        """The alpha-3 codes for a column of names or codes, and the names that are not matched.

        Raises:
            UnmatchedError: some are not, and they are not to be kept.
        """
        found, unmatched = codes(column, Gazetteer(self.states, self.names))
        lost = int(found.isna().sum())
        if lost and not keep:
            raise UnmatchedError(name, unmatched, lost, int(column.isna().sum()))
        return found, unmatched

    def told(self, held: pd.DataFrame) -> pd.DataFrame:
        """Rows of States and days with ``covered`` and the columns of each status; any index.

        Args:
            held: the columns iso3 and on (datetime64[s]).
        """
        # Where there is no day, or it is not told up to when acts are known, it is not known whether it is covered.
        within = held["on"] <= self.until
        covered = within.astype("boolean").where(held["on"].notna() & (self.whole | ~within))
        rows = held.assign(covered=covered)
        return rows.join(periods.statuses(rows, self.spans))

    def sign(self, answer: pd.DataFrame, unmatched: Unmatched) -> pd.DataFrame:
        """The answer with what stands behind it in its ``attrs``."""
        answer.attrs |= {
            "release": self.states.attrs["release"],
            "coverage": f"{self.until:%Y-%m-%d}",
            "treaty": self.treaty,
            "unmatched": {name: list(near) for name, near in unmatched.items()},
            "citation": " ".join(each.attrs["citation"] for each in self.spans.values()),
        }
        return answer
