"""The documents of an invented world: what each treaty's acts are known by, what others claim of it, what is alike."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from benchmarks.invention.acts import Consent
from benchmarks.invention.calendar import LAST, after
from benchmarks.invention.tables import Tables
from benchmarks.invention.treaties import Treaty
from treatygraph.content import Content
from treatygraph.inference.rules import RULES

#: Kind of document, title, rank, and the day by which what it tells is known.
_DOCUMENTS = (
    ("text", "Text", "depositary", LAST),
    ("chart", "Chart of signatures and ratifications", "depositary", LAST),
    ("digest", "Digest of acts", "repository", LAST),
    ("press", "Newspaper report", "press", date(2020, 6, 30)),
)

#: How often a claim is wrong, and how often documents are known to disagree.
_WRONG, _DISAGREE = 0.2, 0.5


def invent(treaty: Treaty, consents: Mapping[str, Consent], chance: Random, tables: Tables) -> None:
    """Draws a treaty's documents, what they claim and where they disagree into tables."""
    for kind, title, rank, as_of in _DOCUMENTS:
        source = f"{treaty.id}-{kind}"
        tables.add(
            "sources.csv",
            source=source,
            title=f"{title}, INV {treaty.number}",
            publisher="Invented registry",
            url=f"https://example.org/{source}",
            as_of=as_of.isoformat(),
            rank=rank,
            seen="whole document read",
        )
    # On its last day the Party still is one: it leaves when its notice has run.
    day = min(after(treaty.opened + timedelta(days=2000), 30, chance), LAST)
    bound = sum(
        1
        for each in consents.values()
        if each.day <= day and (each.left is None or treaty.notice.after(each.left) > day)
    )
    claimed = bound + (chance.choice((-1, 1, 2)) if chance.random() < _WRONG else 0)
    tables.add(
        "claims.csv",
        id=f"C{tables.count('claims.csv') + 1:05}",
        source=f"{treaty.id}-press",
        subject=f"number of Parties to INV {treaty.number} on {day}",
        question="parties",
        parameters=f"treaty={treaty.id}&on={day}&reading=contracting",
        answer="iso3",
        compare="number of values",
        claimed=str(max(claimed, 0)),
    )
    if consents and chance.random() < _DISAGREE:
        code, consent = chance.choice(sorted(consents.items()))
        tables.add(
            "contradictions.csv",
            treaty=treaty.id,
            iso3=code,
            action="consent",
            recorded=consent.day.isoformat(),
            other=f"Party by {consent.day.year}",
            question="parties",
            parameters=f"treaty={treaty.id}&on={consent.day.year}-12-31",
            answer="iso3",
            compare="inclusion",
            claimed=code,
            source=f"{treaty.id}-press",
        )
    if treaty.number > 1:
        other = chance.randrange(1, treaty.number)
        likeness = chance.choice(("closeMatch", "broadMatch", "relatedMatch", "exactMatch"))
        mapped = {"measure": f"power/{treaty.id}/Power2", "relation": likeness, "other": f"power/inv-{other}/Power2"}
        tables.add("correspondences.csv", confidence="medium", source="register", **mapped)


def invent_rules(content: Content, tables: Tables) -> None:
    """Writes a row for each legal rule that the project's rules of inference name."""
    named = {each for rule in content.queries(RULES) for each in rule.header.get("implements", [])}
    for each in sorted(named):
        said = {"basis": "1", "topic": "a rule of law", "algorithm": "as the rule of inference that names it"}
        tables.add("rules.csv", id=each, instrument="inv-1", source="inv-1-text", **said)
