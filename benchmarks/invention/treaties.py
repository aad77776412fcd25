"""The treaties of an invented world: conventions and their protocols, each with final clauses of its kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from benchmarks.invention.calendar import Period, after

_TOPICS = (
    ("mutual assistance", "l’entraide"),
    ("the protection of lakes", "la protection des lacs"),
    ("the carriage of letters", "le transport des lettres"),
    ("the safety of machines", "la sécurité des machines"),
    ("extradition", "l’extradition"),
    ("the rights of travellers", "les droits des voyageurs"),
    ("seeds and harvests", "les semences et les récoltes"),
    ("stolen works", "les œuvres volées"),
)

#: How many treaties are protocols to an earlier one of the same group, and how many one may have before it.
_PROTOCOLS, _GROUP = 0.3, 4


@dataclass(frozen=True, slots=True)
class Treaty:
    """A treaty and its final clauses.

    Attributes:
        id: its identifier.
        number: its number in the series.
        parent: the treaty that it is a protocol to, if any.
        organisation: the organisation whose members may join it; that of the parent; nothing where all States may.
        opened: the day of its opening.
        consents: how many bring it into force.
        first: the period before the first entry into force.
        later: that before a later one.
        notice: that before a denunciation has effect.
        popularity: the part of those who may join it that do.
        articles: the number of its articles on offences and on powers.
    """

    id: str
    number: int
    parent: Treaty | None
    organisation: str
    opened: date
    consents: int
    first: Period
    later: Period
    notice: Period
    popularity: float
    articles: int

    @property
    def quota(self) -> int:
        """How many of the consents that bring it into force must be those of members of its organisation."""
        return self.consents // 2 if self.organisation and not self.parent else 0

    @property
    def title(self) -> dict[str, str]:
        """Its title in English and in French."""
        english, french = _TOPICS[(self.parent or self).number % len(_TOPICS)]
        if self.parent:
            return {
                "en": f"Protocol {self.number} to the Convention on {english}",
                "fr": f"Protocole {self.number} à la Convention sur {french}",
            }
        return {"en": f"Convention {self.number} on {english}", "fr": f"Convention {self.number} sur {french}"}


def invent(number: int, seed: int, organisations: list[str]) -> Iterator[tuple[Treaty, Random]]:
    """Draws so many treaties, in the order of their numbers, each with the chance by which all of it is drawn."""
    known: list[Treaty] = []
    for each in range(1, number + 1):
        chance = Random(f"{seed}/treaty/{each}")
        group = [treaty for treaty in known[-_GROUP:] if treaty.parent is None]
        parent = chance.choice(group) if group and chance.random() < _PROTOCOLS else None
        months = chance.random() < 0.6  # noqa: PLR2004
        opened = after(parent.opened, 12, chance) if parent else date(1955 + chance.randrange(50), 1, 1)
        organisation = parent.organisation if parent else chance.choice([*organisations, "", "", ""])
        treaty = Treaty(
            id=f"inv-{each}",
            number=each,
            parent=parent,
            organisation=organisation,
            opened=opened.replace(month=chance.randrange(1, 13), day=chance.randrange(1, 28)),
            consents=chance.choice((2, 3, 5, 10)) if organisation else chance.choice((5, 10, 20, 22)),
            first=Period(chance.choice((1, 3, 6)) if months else chance.choice((30, 90)), months),
            later=Period(chance.choice((1, 3)) if months else 30, months),
            notice=Period(chance.choice((3, 6)) if months else 365, months),
            popularity=chance.betavariate(2, 2),
            articles=chance.randrange(4, 12),
        )
        known.append(treaty)
        yield treaty, chance
