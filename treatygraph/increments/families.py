"""Families: treaties that are linked to each other, directly or by others, and what belongs to each.

Which treaties are linked and what belongs to one, queries of the content tell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Store

from treatygraph.content import QueryFile
from treatygraph.graphs import select, text

#: Treaties, by IRI, that are linked to each other.
Family = frozenset[str]

#: The treaties of each thing, and the sets of treaties of which one depends on another.
Belongings = dict[str, set[str]]
Links = set[frozenset[str]]

#: The family of what belongs to no treaty.
COMMON: Family = frozenset()


@dataclass(frozen=True, slots=True)
class Told:
    """What belongs to which treaties, and which treaties are linked, as far as some part of a graph tells."""

    belongings: Belongings
    links: Links


@dataclass(frozen=True, slots=True)
class Moved:
    """Things that belong to a treaty now and did not, those that did and do no more, those of another family now."""

    owned: set[str]
    freed: set[str]
    elsewhere: set[str]


class Families:
    """The families of a graph.

    Args:
        scope: the queries that tell what belongs to which treaty and which depends on which.
    """

    def __init__(self, scope: Mapping[str, QueryFile]) -> None:
        self._scope = scope
        self._told = Told({}, set())
        self._owners: dict[str, Family] = {}
        self._things: defaultdict[Family, set[str]] = defaultdict(set)
        #: Every family; that of no treaty where there is no other.
        self.all: frozenset[Family] = frozenset([COMMON])

    def owner(self, thing: str) -> Family:
        """The family that a thing belongs to."""
        return self._owners.get(thing, COMMON)

    def things(self, family: Family) -> Collection[str]:
        """What belongs to a family, its treaties included."""
        return self._things.get(family, ())

    def tell(self, store: Store) -> Told:
        """What belongs to which treaties, and which are linked, as far as a store tells."""
        belongings: defaultdict[str, set[str]] = defaultdict(set)
        for found in select(store, self._scope["belongings"].text):
            belongings[text(found["thing"])].add(text(found["treaty"]))
        linked = {
            frozenset((text(found["treaty"]), text(found["other"])))
            for found in select(store, self._scope["dependencies"].text)
        }
        return Told(dict(belongings), linked)

    def part(self, told: Told) -> Moved:
        """Parts a graph anew by what is told of all of it."""
        before = self._owners
        self._told = told
        family = _joined([*told.belongings.values(), *told.links])
        # A treaty belongs to itself.
        self._owners = family | {thing: family[next(iter(treaties))] for thing, treaties in told.belongings.items()}
        self._things = defaultdict(set)
        for thing, owner in self._owners.items():
            self._things[owner].add(thing)
        self.all = frozenset(self._things) or frozenset([COMMON])
        kept = before.keys() & self._owners.keys()
        elsewhere = {thing for thing in kept if before[thing] != self._owners[thing]}
        return Moved(self._owners.keys() - kept, before.keys() - kept, elsewhere)

    def add(self, told: Told, exactly: Belongings) -> Moved:
        """Takes in what is told of a part of a graph.

        Args:
            told: what is told of it; more may belong to a treaty, and be linked, by the rest.
            exactly: the treaties of those things of which all is known; none for one that belongs to no treaty now.
        """
        known = self._told.belongings
        moved = {thing: known.get(thing, set()) | of for thing, of in told.belongings.items()} | exactly
        moved = {thing: of for thing, of in moved.items() if of != known.get(thing, set())}
        if not told.links <= self._told.links or not all(self._is_apart(thing, moved) for thing in moved):
            belongings = {thing: of for thing, of in (known | moved).items() if of}
            return self.part(Told(belongings, told.links | self._told.links))
        before = {thing: self._owners[thing] for thing in moved if thing in self._owners}
        for thing, of in moved.items():
            known.pop(thing, None)
            self._things[self._owners.pop(thing, COMMON)].discard(thing)
            for treaty in of:
                known[thing], self._owners[thing] = of, self._owners[treaty]
                self._things[self._owners[treaty]].add(thing)
        self._things.pop(COMMON, None)
        kept = {thing for thing, of in moved.items() if of and thing in before}
        elsewhere = {thing for thing in kept if before[thing] != self._owners[thing]}
        return Moved({thing for thing, of in moved.items() if of} - kept, before.keys() - kept, elsewhere)

    def _is_apart(self, thing: str, moved: Belongings) -> bool:
        """Whether no family is joined, parted or left empty by what a thing belongs to now."""
        was, now = self._told.belongings.get(thing, set()), moved[thing]
        if len(was) > 1 or len(now) > 1 or thing in was | now or not now <= self._owners.keys():
            return False
        return all(
            any(other not in moved and treaty in self._told.belongings.get(other, ()) for other in self._things[owner])
            for treaty, owner in ((treaty, self._owners[treaty]) for treaty in was)
        )


def _joined(linked: Iterable[Collection[str]]) -> dict[str, Family]:
    """The family of each treaty, from sets of treaties that are linked."""
    family: dict[str, Family] = {}
    for treaties in {frozenset(each) for each in linked}:
        joined = treaties.union(*(family.get(treaty, COMMON) for treaty in treaties))
        family.update(dict.fromkeys(joined, joined))
    return family
