"""The statuses of the graph joined to a researcher's own rows, and laid out as a panel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

import pandas as pd

from treatygraph.client import periods
from treatygraph.client.answers import Reader
from treatygraph.client.catalogue import values
from treatygraph.client.errors import FrameError
from treatygraph.client.matching import Gazetteer, codes
from treatygraph.client.standings import Standings

Names = pd.Series | Sequence[Any]

#: The kind, in the question ``states``, of those that a panel has rows for although they never had a status.
_STATE = "State"


class Joins:
    """What a client does with rows of States and days.

    Args:
        reader: reads the answers of one server.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def match(self, states: Names) -> pd.DataFrame:
        """Which State or territory each name or code means: English, French or other names, ISO alpha-2, alpha-3, M49.

        Returns:
            A row for each value, in its order and with its index: ``value``, ``iso3`` (missing where none or several
            are meant) and ``near``, what is near to a value that is not matched.
        """
        column = _column(states)
        answers = self._reader.together({name: (name, {}) for name in ("states", "state-names")})
        found, unmatched = codes(column, Gazetteer(answers["states"], answers["state-names"]))
        answer = pd.DataFrame({"value": column, "iso3": found}, index=column.index)
        near = ["; ".join(unmatched.get(str(value), ())) or None for value in column]
        answer["near"] = pd.Series(near, index=column.index, dtype="string")
        answer.attrs |= {name: answers["states"].attrs[name] for name in ("release", "coverage")}
        return answer

    def annotate(
        self,
        frame: pd.DataFrame,
        *,
        treaty: str,
        state: str = "state",
        on: str | date = "date",
        status: str | Sequence[str] = ("contracting", "party"),
        prefix: str = "",
        unmatched: Literal["error", "keep"] = "error",
        known_at: str | date | None = None,
        rank: str | None = None,
    ) -> pd.DataFrame:
        """The frame with what each State was to a treaty on each day, in a few requests whatever its length.

        Every row stays, in its order and with its index. For each status four columns are added: ``is_…`` (boolean;
        missing where it is only possible), ``…_certainty`` (certain, possible or no), ``…_since`` and
        ``…_possibly_since``; beside them ``iso3``, and ``covered``: whether the acts under the treaty are known up to
        that day. Where they are not, nothing is said; where it is not told up to when they are, ``covered`` is missing
        and it is never said that a State has not a status.

        Args:
            frame: one row for each State and day.
            treaty: the treaty.
            state: the column of names or codes, as ``match`` reads them.
            on: the column of days, or one day for all rows.
            status: contracting, party, signatory, invited, eligible, suspended, former-party or
                provisionally-applying, or several. The first two are the two readings of Party.
            prefix: what the names of the new columns begin with, to tell several treaties apart.
            unmatched: whether a name that is no State's, or of several, is an error or keeps its row without status.
            known_at: a day: what one could know on it.
            rank: the least standing of the documents that are believed.

        Raises:
            UnmatchedError: with every name that is not matched.
            FrameError: a column is missing, holds no dates, or would be overwritten.
            AnswerError: a value is wrong.
        """
        for name in (state, on):
            if isinstance(name, str) and name not in frame.columns and not (name is on and _is_day(name)):
                raise FrameError(f"the frame has no column {name}", f"it has {', '.join(map(str, frame.columns))}.")
        view = values({"known_at": known_at, "rank": rank})
        standings = Standings.read(self._reader, treaty, _several(status), view)
        found, lost = standings.codes(frame[state], state, unmatched == "keep")
        given = frame[on] if isinstance(on, str) and on in frame.columns else pd.Series([on] * len(frame), frame.index)
        held = pd.DataFrame({"iso3": found, "on": periods.days(given, str(on))}).reset_index(drop=True)
        told = standings.told(held).drop(columns="on").set_axis(frame.index).add_prefix(prefix)
        taken = [name for name in told.columns if name in frame.columns]
        if taken:
            raise FrameError(f"the frame has the columns {', '.join(taken)} already", 'tell them apart by prefix="…".')
        return standings.sign(pd.concat([frame, told], axis=1), lost)

    def panel(
        self,
        treaty: str,
        start: str | date,
        end: str | date | None = None,
        freq: str = "YE",
        *,
        status: str | Sequence[str] = ("contracting", "party"),
        states: Names | None = None,
        known_at: str | date | None = None,
        rank: str | None = None,
    ) -> pd.DataFrame:
        """A panel of States and days: what each was to the treaty at each step of time.

        Args:
            treaty: the treaty.
            start: the first day.
            end: the last day; the last up to which the acts under the treaty are known where it is not given.
            freq: the steps, as pandas names them: YE, QE and ME are the last days of years, quarters and months.
            status: as for ``annotate``.
            states: the States, as ``match`` reads them; every State, and all else that ever had one of the statuses,
                where they are not given.
            known_at: as for ``annotate``.
            rank: as for ``annotate``.

        Returns:
            A row for each State and day, by ``iso3`` and ``date``, with ``name`` and the columns of ``annotate``.

        Raises:
            UnmatchedError: with every name that is not matched.
            FrameError: no step lies between the two days.
            AnswerError: a value is wrong.
        """
        view = values({"known_at": known_at, "rank": rank})
        standings = Standings.read(self._reader, treaty, _several(status), view)
        last = f"{standings.until:%Y-%m-%d}" if end is None else end
        try:
            steps = pd.date_range(start, last, freq=freq, unit="s")
        except ValueError as error:
            cure = "give days, and a frequency as pandas names them: YE, QE, ME, D."
            raise FrameError(f"there is no panel from {start} to {last} by {freq}: {error}", cure) from error
        if steps.empty:
            raise FrameError(f"no step of {freq} lies between {start} and {last}", "choose days further apart.")
        known = standings.states.drop_duplicates("iso3")
        if states is None:
            ever = pd.concat([spans["iso3"] for spans in standings.spans.values()])
            wanted = known.loc[(known["kind"] == _STATE) | known["iso3"].isin(ever), "iso3"]
        else:
            wanted, _ = standings.codes(_column(states), "states", keep=False)
        rows = known.loc[known["iso3"].isin(wanted), ["iso3", "name"]].sort_values("iso3")
        held = rows.merge(pd.DataFrame({"on": steps}), how="cross")
        told = standings.told(held).rename(columns={"on": "date"}).set_index(["iso3", "date"])
        return standings.sign(told, {})


def _column(said: Names) -> pd.Series[Any]:
    return said if isinstance(said, pd.Series) else pd.Series(list(said), dtype="object")


def _several(status: str | Sequence[str]) -> list[str]:
    return [status] if isinstance(status, str) else list(dict.fromkeys(status))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
