"""What the Parties to an invented treaty state: reservations, declarations, withdrawals, territories, authorities."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from random import Random

from benchmarks.invention.acts import Consent
from benchmarks.invention.calendar import LAST, after
from benchmarks.invention.clauses import numbers
from benchmarks.invention.subjects import State, Subjects
from benchmarks.invention.tables import Tables
from benchmarks.invention.treaties import Treaty

#: How often a Party does each thing.
_RESERVES, _WITHDRAWS, _OUTSIDE, _DECLARES, _EXTENDS, _DESIGNATES, _FLAGGED = 0.2, 0.1, 0.1, 0.12, 0.3, 0.3, 0.3


def invent(treaty: Treaty, subjects: Subjects, consents: Mapping[str, Consent], chance: Random, tables: Tables) -> None:
    """Draws the statements of a treaty's Parties into tables."""
    for state in subjects.states:
        consent = consents.get(state.code)
        if consent:
            _state(treaty, state, consent, chance, tables)
            _extend(treaty, state, subjects, consent, chance, tables)


def _state(treaty: Treaty, state: State, consent: Consent, chance: Random, tables: Tables) -> None:
    folder, source = f"treaties/{treaty.id}", f"{treaty.id}-chart"
    told = {"state": state.name, "iso3": state.code, "source": source}
    day = consent.day.isoformat()
    flags = []
    if chance.random() < _RESERVES:
        flags.append("R")
        article = "5" if chance.random() < _OUTSIDE else chance.choice(("2(2)", "3(2)"))
        effect = "serious harm is required"
        tables.add(f"{folder}/declarations.csv", kind="reservation", article=article, effect=effect, date=day, **told)
        back = after(consent.day + timedelta(days=1500), 12, chance)
        if chance.random() < _WITHDRAWS and back <= LAST:
            where = "-".join(article.replace(")", "").split("("))
            withdrawn = f"reservation/art-{where}/{day}"
            taken = {"kind": "withdrawal of reservation", "article": article, "withdraws": withdrawn}
            tables.add(f"{folder}/declarations.csv", date=back.isoformat(), **taken, **told)
    if chance.random() < _DECLARES:
        flags.append("D")
        declared = {"kind": "declaration", "article": "4", "effect": "intent is required"}
        tables.add(f"{folder}/declarations.csv", date=day, **declared, **told)
    if chance.random() < _DESIGNATES:
        flags.append("A")
        named = {"role": "central authority", "authority": f"Ministry of Justice of {state.name}"}
        tables.add(f"{folder}/authorities.csv", article="3(2)", date=day, **named, **told)
    if flags and chance.random() < _FLAGGED:
        tables.add(f"{folder}/flags.csv", flag=";".join(flags), on=LAST.isoformat(), **told)


def _extend(treaty: Treaty, state: State, subjects: Subjects, consent: Consent, chance: Random, tables: Tables) -> None:
    for territory in state.territories:
        made = after(consent.day + timedelta(days=100), 10, chance)
        if chance.random() < _EXTENDS and made <= LAST:
            named = {"state": subjects.territories[territory], "iso3": territory, "territory": territory}
            article = str(numbers(treaty)["territories"])
            said = {"kind": "territorial application", "article": article, "scope": "extended"}
            tables.add(
                f"treaties/{treaty.id}/declarations.csv",
                date=made.isoformat(),
                source=f"{treaty.id}-chart",
                **named,
                **said,
            )
