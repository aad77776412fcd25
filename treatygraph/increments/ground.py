"""The ground that rules stand on: what is asserted and what the axioms give of it, parted by what it belongs to.

What follows from an act rests on its treaty, on the treaties that are linked to it, and on what belongs to no treaty.
Treaties that are linked, directly or by others, make a family; which are linked and what belongs to one, queries of the
content tell.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import DefaultGraph, Literal, Quad, QuerySolution, Store, Triple

from treatygraph.content import QueryFile
from treatygraph.graphs import quad, select, text
from treatygraph.increments.derivation import close
from treatygraph.namespaces import RDF_TYPE

#: Treaties, by IRI, that are linked to each other.
Family = frozenset[str]

#: The family of what belongs to no treaty.
COMMON: Family = frozenset()


class Ground:
    """What is asserted, closed under the axioms.

    Args:
        scope: the queries that tell what belongs to which treaty, which depends on which, and what axioms give.
        order: the closed order of classes and of properties, which no fact changes.
    """

    def __init__(self, scope: Mapping[str, QueryFile], order: Iterable[Triple]) -> None:
        self._scope = scope
        self._store = Store()
        self._asserted: Counter[Triple] = Counter(order)
        _fill(self._store, self._asserted)
        #: What the axioms give of what is asserted.
        self.closed: frozenset[Triple] = frozenset()
        self._owners: Mapping[str, Family] = {}

    @property
    def axioms(self) -> tuple[str, ...]:
        """The queries for what the axioms give at once."""
        return tuple(self._scope[name].text for name in ("closure", "typing"))

    @property
    def families(self) -> set[Family]:
        """Every family of treaties; that of no treaty where there is no other."""
        return set(self._owners.values()) or {COMMON}

    def change(self, gained: Iterable[Quad], lost: Iterable[Quad]) -> set[Family]:
        """Takes in what named graphs assert anew or no longer.

        Returns:
            The families of which anything else may follow now: all of them where anything has changed that belongs to
            no treaty.
        """
        old, new = self._count(gained, lost)
        known = self.families
        loosened = self._loosened(old)
        owner = {triple: self._owner(triple) for triple in old | loosened}
        for triple in (old | loosened) - self._asserted.keys():
            self._store.remove(quad(triple, DefaultGraph()))
        _fill(self._store, new)
        closed = close(self._store, self.axioms)
        self.closed = frozenset((self.closed - loosened | closed) - self._asserted.keys())
        if old or new:
            self._part()
        touched = {owner[triple] for triple in old | (loosened - closed)}
        touched |= {self._owner(triple) for triple in new | (closed - loosened)}
        if COMMON in touched:
            return self.families
        return {family for family in self.families if family not in known or family in touched}

    def of(self, family: Family) -> Iterator[Quad]:
        """What rules may look at for a family, in the default graph: what belongs to it, and what belongs to none."""
        found = self._store.quads_for_pattern(None, None, None, DefaultGraph())
        return (each for each in found if self.concerns(family, each))

    def concerns(self, family: Family, fact: Triple | Quad) -> bool:
        """Whether a fact is about a family or about no treaty; what is about another family is left to that."""
        owner = self._owner(fact)
        return owner is COMMON or owner == family

    def _count(self, gained: Iterable[Quad], lost: Iterable[Quad]) -> tuple[set[Triple], set[Triple]]:
        """The triples that no graph asserts any more, and those that none asserted before."""
        changed: Counter[Triple] = Counter(found.triple for found in gained)
        changed.subtract(found.triple for found in lost)
        old, new = set(), set()
        for triple, number in changed.items():
            held = self._asserted.pop(triple, 0)
            if held + number:
                self._asserted[triple] = held + number
            if held and not held + number:
                old.add(triple)
            if number and not held:
                new.add(triple)
        return old, new

    def _loosened(self, lost: set[Triple]) -> set[Triple]:
        """What the axioms gave that may rest on what is lost, rather too much of it: it is closed anew."""
        loosened: set[Triple] = set()
        nodes: set[object] = set()
        new = lost
        while new:
            met = {node for triple in new for node in _ends(triple)} - nodes
            nodes |= met
            new = {triple for triple in self.closed - loosened if not met.isdisjoint(_ends(triple))}
            loosened |= new
        return loosened

    def _part(self) -> None:
        """Finds which treaties are linked and what belongs to which."""
        belongings: defaultdict[str, set[str]] = defaultdict(set)
        for found in self._ask("belongings"):
            belongings[text(found["thing"])].add(text(found["treaty"]))
        linked = [{text(found["treaty"]), text(found["other"])} for found in self._ask("dependencies")]
        family = _families([*belongings.values(), *linked])
        # A treaty belongs to itself.
        self._owners = family | {thing: family[next(iter(treaties))] for thing, treaties in belongings.items()}

    def _owner(self, fact: Triple | Quad) -> Family:
        return self._owners.get(text(fact.subject), COMMON)

    def _ask(self, name: str) -> Iterator[QuerySolution]:
        return select(self._store, self._scope[name].text)


def _families(linked: Iterable[set[str]]) -> dict[str, Family]:
    """The family of each treaty, from sets of treaties that are linked."""
    family: dict[str, Family] = {}
    for treaties in {frozenset(each) for each in linked}:
        joined = treaties.union(*(family.get(treaty, COMMON) for treaty in treaties))
        family.update(dict.fromkeys(joined, joined))
    return family


def _ends(triple: Triple) -> tuple[object, ...]:
    """The things that a conclusion of an axiom is about: of a type, the thing and not the class."""
    if triple.predicate == RDF_TYPE or isinstance(triple.object, Literal):
        return (triple.subject,)
    return (triple.subject, triple.object)


def _fill(store: Store, found: Iterable[Triple]) -> None:
    store.extend(quad(triple, DefaultGraph()) for triple in found)
