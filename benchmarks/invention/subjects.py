"""Who acts in an invented world: its States, their territories, the organisations that they belong to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from benchmarks.invention.tables import Tables

#: What stands behind everything that belongs to no treaty.
SOURCE = "register"

_FIRST = ("Al", "Bor", "Cal", "Dor", "El", "Far", "Gal", "Hes", "Il", "Jor", "Kar", "Lor", "Mar", "Nor")
_MIDDLE = ("ba", "de", "mi", "no", "ru", "sa", "ti", "ve", "lo", "pa", "ge", "ku")
_LAST = (("nia", "nie"), ("land", "lande"))
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATIONS = (
    ("Assembly", "Assemblée"),
    ("League", "Ligue"),
    ("Union", "Union"),
    ("Council", "Conseil"),
    ("Compact", "Pacte"),
    ("Forum", "Forum"),
)


@dataclass(frozen=True, slots=True)
class State:
    """A State: its code and its English name, and its territories."""

    code: str
    name: str
    territories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Subjects:
    """The States of a world, the days since and until when they are members of organisations, names of territories."""

    states: Sequence[State]
    members: Mapping[str, Mapping[str, tuple[date, date]]]
    territories: Mapping[str, str]


def invent(number: int, seed: int, tables: Tables) -> Subjects:
    """Draws so many States, at most 300, and writes what belongs to no treaty into tables."""
    chance = Random(f"{seed}/subjects")
    names = [
        (f"{first}{middle}{english}", f"{first}{middle}{french}")
        for english, french in _LAST
        for middle in _MIDDLE
        for first in _FIRST
    ]
    states: list[State] = []
    territories: dict[str, str] = {}
    tables.add(
        "sources.csv",
        source=SOURCE,
        title="Register of the invented world",
        publisher="Invented registry",
        url="https://example.org/register",
        as_of="2021-01-01",
        rank="depositary",
        seen="whole document read",
        note="nothing in it is true",
    )
    memory = {"source": "unverified", "title": "Entered from memory", "rank": "unverified", "seen": "no document seen"}
    tables.add("sources.csv", **memory)
    for index, (english, french) in enumerate(names[:number]):
        code = f"X{_LETTERS[index // 26]}{_LETTERS[index % 26]}"
        _subject(tables, chance, code, english, french)
        owned: tuple[str, ...] = ()
        if index % 20 == 0:
            owned = (f"QM{_LETTERS[index // 20]}",)
            territories[owned[0]] = f"Islands of {english}"
            _subject(tables, chance, owned[0], territories[owned[0]], f"Îles de {french}", code)
        states.append(State(code, english, owned))
    return Subjects(states, _organisations(states, chance, tables), territories)


def _subject(tables: Tables, chance: Random, code: str, english: str, french: str, owner: str = "") -> None:
    kind = "territory" if owner else "State"
    named = {"name_en": english, "name_fr": french}
    aliases = f"Republic of {english}" if chance.random() < 0.2 else ""  # noqa: PLR2004
    tables.add("states.csv", alpha3=code, kind=kind, dependency_of=owner, aliases=aliases, source=SOURCE, **named)
    longitude, latitude = f"{chance.uniform(-179, 179):.2f}", f"{chance.uniform(-60, 75):.2f}"
    tables.add("places.csv", alpha3=code, longitude=longitude, latitude=latitude, source=SOURCE)


def _organisations(states: Sequence[State], chance: Random, tables: Tables) -> dict[str, dict[str, tuple[date, date]]]:
    """Organisations, of which each has about a fifth of the States as members."""
    office = {"name_en": "Registry office", "name_fr": "Bureau du registre"}
    tables.add("organisations.csv", id="registry", kind="office", source=SOURCE, **office)
    found: dict[str, dict[str, tuple[date, date]]] = {}
    for number, (english, french) in enumerate(_ORGANISATIONS):
        name = f"organisation-{number + 1}"
        named = {"name_en": f"{english} of States", "name_fr": f"{french} des États"}
        tables.add("organisations.csv", id=name, kind="organisation", source=SOURCE, **named)
        found[name] = {}
        for state in sorted(chance.sample(states, max(5, len(states) // 5)), key=lambda each: each.code):
            since = date(1945, 1, 1) + timedelta(days=chance.randrange(20000))
            until = since + timedelta(days=9000) if chance.random() < 0.02 else None  # noqa: PLR2004
            days = {"since": since.isoformat(), "until": until.isoformat() if until else ""}
            tables.add("memberships.csv", organisation=name, alpha3=state.code, source=SOURCE, **days)
            found[name][state.code] = (since, until or date.max)
    return found
