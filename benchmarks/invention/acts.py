"""What the States of an invented world do under a treaty, and how documents tell it: acts, days, doubts, mistakes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from benchmarks.invention.calendar import LAST, after, month_of
from benchmarks.invention.subjects import State, Subjects
from benchmarks.invention.tables import Tables
from benchmarks.invention.treaties import Treaty

#: How often, of all consents, each thing happens.
_WITHDRAWN, _DENOUNCED, _AGAIN, _SUSPENDED, _PROVISIONAL, _SUCCEEDED = 0.004, 0.03, 0.3, 0.004, 0.006, 0.02

#: How often, of all records, a day is known as a month only, a second document tells it, another tells another day, or
#: none was seen; and how often a document publishes the entry into force.
_WINDOW, _TWICE, _OTHERWISE, _FROM_MEMORY, _PUBLISHED = 0.06, 0.07, 0.02, 0.02, 0.25


@dataclass(frozen=True, slots=True)
class Consent:
    """The first consent of a State, what kind of act it was, and when the State denounced it, if it did."""

    day: date
    kind: str
    left: date | None = None


def invent(
    treaty: Treaty, subjects: Subjects, bound: Mapping[str, Consent], chance: Random, tables: Tables
) -> dict[str, Consent]:
    """Draws the acts of a treaty into tables.

    Args:
        treaty: the treaty.
        subjects: the States.
        bound: the consents to the treaty that it is a protocol to.
        chance: what draws.
        tables: takes the rows.

    Returns:
        The consents, by the code of the State.
    """
    clerk = _Clerk(treaty, chance, tables)
    found: dict[str, Consent] = {}
    for state in _participants(treaty, subjects, bound, chance):
        since = max(treaty.opened, bound[state.code].day) if treaty.parent else treaty.opened
        is_member = not treaty.organisation or treaty.parent or state.code in subjects.members[treaty.organisation]
        if is_member and treaty.organisation and not treaty.parent:
            since = max(since, subjects.members[treaty.organisation][state.code][0])
        consent = _join(clerk, state, since, bool(is_member), chance)
        if consent:
            found[state.code] = consent
    _publish(clerk, subjects, found, chance)
    return found


def _participants(treaty: Treaty, subjects: Subjects, bound: Mapping[str, Consent], chance: Random) -> Iterator[State]:
    """The States that do anything under a treaty: mostly those who may join without being asked."""
    members = subjects.members.get(treaty.organisation, {})
    for state in subjects.states:
        if treaty.parent:
            may = 1.0 if state.code in bound else 0.0
        else:
            may = 1.0 if not members or state.code in members else 0.1
        if chance.random() < treaty.popularity * may:
            yield state


def _join(clerk: _Clerk, state: State, since: date, is_member: bool, chance: Random) -> Consent | None:
    signed = None
    if not is_member:
        signed = after(since + timedelta(days=2000), 10, chance)
        if chance.random() < 0.3:  # noqa: PLR2004
            clerk.enter(state, "request to accede", signed - timedelta(days=300))
        clerk.enter(state, "invitation to accede", signed)
        kind, consented = "accession", after(signed + timedelta(days=30), 3, chance)
    elif chance.random() < 0.8:  # noqa: PLR2004
        signed = since if chance.random() < 0.4 else after(since, 3, chance)  # noqa: PLR2004
        clerk.enter(state, "signature", signed)
        kind = chance.choice(("ratification",) * 8 + ("acceptance", "approval"))
        consented = after(signed + timedelta(days=1), 15, chance)
        if chance.random() < _PROVISIONAL:
            clerk.enter(state, "provisional application", signed)
    else:
        kind = "succession" if chance.random() < _SUCCEEDED * 5 else "accession"
        consented = after(since + timedelta(days=1200), 25, chance)
    if consented > LAST or chance.random() < 0.1:  # noqa: PLR2004
        return None
    clerk.enter(state, kind, consented)
    return _after_consent(clerk, state, Consent(consented, kind), chance)


def _after_consent(clerk: _Clerk, state: State, consent: Consent, chance: Random) -> Consent:
    later = after(consent.day + timedelta(days=4000), 20, chance)
    if later > LAST:
        return consent
    if chance.random() < _DENOUNCED:
        clerk.enter(state, "denunciation", later)
        again = after(later + timedelta(days=800), 10, chance)
        if again <= LAST and chance.random() < _AGAIN:
            clerk.enter(state, "accession", again, act=2)
        return Consent(consent.day, consent.kind, later)
    if chance.random() < _SUSPENDED:
        clerk.enter(state, "suspension", later)
        clerk.enter(state, "end of suspension", later + timedelta(days=400))
    return consent


def _publish(clerk: _Clerk, subjects: Subjects, found: Mapping[str, Consent], chance: Random) -> None:
    """Enters some days of entry into force as documents publish them, by the treaty's own clauses."""
    treaty = clerk.treaty
    threshold = _threshold(treaty, subjects, found)
    if threshold is None:
        return
    first = treaty.first.after(threshold)
    for state in subjects.states:
        consent = found.get(state.code)
        # A succession reaches back, as far as its own instrument says.
        if consent and consent.kind != "succession" and chance.random() < _PUBLISHED:
            day = first if consent.day <= threshold else max(first, treaty.later.after(consent.day))
            if day <= LAST:
                clerk.enter(state, "entry into force", day)


def _threshold(treaty: Treaty, subjects: Subjects, found: Mapping[str, Consent]) -> date | None:
    """The day on which enough States, and enough members among them, had consented."""
    members = subjects.members.get(treaty.organisation, {})
    counted = 0
    for consented, (code, consent) in enumerate(sorted(found.items(), key=lambda item: item[1].day), start=1):
        since, until = members.get(code, (date.max, date.max))
        counted += since <= consent.day < until
        if consented >= treaty.consents and counted >= treaty.quota:
            return consent.day
    return None


class _Clerk:
    """Enters acts as documents tell them."""

    def __init__(self, treaty: Treaty, chance: Random, tables: Tables) -> None:
        self.treaty = treaty
        self._chance, self._tables = chance, tables

    def enter(self, state: State, action: str, day: date, act: int = 1) -> None:
        """Enters one act, by one document or several, in one row or in two that disagree."""
        if day > LAST:
            return
        stem, luck = self.treaty.id, self._chance.random()
        told = {"state": state.name, "iso3": state.code, "action": action, "act": "" if act == 1 else str(act)}
        known = {"date": day.isoformat(), "source": f"{stem}-chart"}
        if luck < _WINDOW:
            first, last = month_of(day)
            known = {"not_before": first.isoformat(), "not_after": last.isoformat(), "source": f"{stem}-digest"}
        elif luck < _WINDOW + _TWICE:
            known["source"] = f"{stem}-chart;{stem}-digest"
        elif luck < _WINDOW + _TWICE + _FROM_MEMORY:
            known |= {"source": "unverified", "confidence": self._chance.choice(("high", "medium"))}
        elif luck < _WINDOW + _TWICE + _FROM_MEMORY + _OTHERWISE:
            wrong = day - timedelta(days=1)
            other = {"date": wrong.isoformat(), "source": f"{stem}-press", "note": "another day than the chart's"}
            self._row(told | other)
        self._row(told | known)

    def _row(self, cells: dict[str, str]) -> None:
        self._tables.add(f"treaties/{self.treaty.id}/actions.csv", **cells)
