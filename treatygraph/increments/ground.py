"""The ground that rules stand on: what is asserted and what the axioms give of it, parted by what it belongs to.

What follows from an act rests on its treaty, on the treaties that are linked to it, and on what belongs to no treaty.
Treaties that are linked, directly or by others, make a family; which are linked and what belongs to one, queries of the
content tell.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, QuerySolution, Store, Triple

from treatygraph.content import QueryFile
from treatygraph.graphs import Term, quad, select, text
from treatygraph.increments.derivation import Axioms, close
from treatygraph.namespaces import RDF_TYPE

#: Treaties, by IRI, that are linked to each other.
Family = frozenset[str]

#: The treaties of each thing, and the sets of treaties of which one depends on another.
Belongings = dict[str, set[str]]
Links = set[frozenset[str]]
Subject = NamedNode | BlankNode | Triple

#: The family of what belongs to no treaty.
COMMON: Family = frozenset()


class Ground:
    """What is asserted, closed under the axioms.

    Args:
        scope: the queries that tell what belongs to which treaty and which depends on which.
        order: the closed order of classes and of properties, which no fact changes.
        axioms: what the terminology gives.
    """

    def __init__(self, scope: Mapping[str, QueryFile], order: Iterable[Triple], axioms: Axioms) -> None:
        self._scope, self._axioms = scope, axioms
        self._store = Store()
        #: What belongs to no treaty, in the default graph: rules look at it beside what belongs to a family.
        self.bench = Store()
        self._asserted: Counter[Triple] = Counter(order)
        _fill(self._store, self._asserted)
        #: What the axioms give of what is asserted.
        self.closed: frozenset[Triple] = frozenset()
        self._belongings: Belongings = {}
        self._links: Links = set()
        self._owners: Mapping[str, Family] = {}
        self._things: Mapping[Family, list[str]] = {}
        _fill(self.bench, self._asserted)

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
        known, owned = self.families, self._owners.keys()
        loosened, met = self._loosened(old)
        owner = {triple: self._owner(triple) for triple in old | loosened}
        for triple in (old | loosened) - self._asserted.keys():
            self._store.remove(quad(triple, DefaultGraph()))
        _fill(self._store, new)
        closed = close(self._store, self._axioms, new | self._about(met))
        self.closed = frozenset((self.closed - loosened | closed) - self._asserted.keys())
        if old or not self._owners:
            self._belongings, self._links = self._told(self._store)
            self._part()
        elif new:
            self._extend(new)
        self._clear(owned, old | (loosened - closed))
        touched = {owner[triple] for triple in old | (loosened - closed)}
        touched |= {self._owner(triple) for triple in new | (closed - loosened)}
        _fill(self.bench, (triple for triple in new | closed if self._owner(triple) is COMMON))
        if COMMON in touched:
            return self.families
        return {family for family in self.families if family not in known or family in touched}

    def of(self, family: Family) -> Iterator[Triple]:
        """What belongs to a family; beside what belongs to none it is what rules may look at."""
        return (triple for thing in self._things.get(family, ()) for triple in self._said_of(thing))

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

    def _loosened(self, lost: set[Triple]) -> tuple[set[Triple], set[Term]]:
        """What the axioms gave that may rest on what is lost, rather too much of it: it is closed anew.

        Returns:
            That, and the things that it is about.
        """
        loosened: set[Triple] = set()
        nodes: set[Term] = set()
        new = lost
        while new:
            met = {node for triple in new for node in _ends(triple)} - nodes
            nodes |= met
            new = {triple for triple in self.closed - loosened if not met.isdisjoint(_ends(triple))}
            loosened |= new
        return loosened, nodes

    def _about(self, nodes: Iterable[Term]) -> set[Triple]:
        """What is said of some things: what axioms give of these rests on nothing else, or on a join."""
        found: set[Triple] = set()
        for node in nodes:
            if not isinstance(node, Literal):
                found.update(each.triple for each in self._store.quads_for_pattern(node, None, None, DefaultGraph()))
            found.update(each.triple for each in self._store.quads_for_pattern(None, None, node, DefaultGraph()))
        return found

    def _said_of(self, thing: str) -> Iterator[Triple]:
        return (each.triple for each in self._store.quads_for_pattern(NamedNode(thing), None, None, DefaultGraph()))

    def _clear(self, owned: Collection[str], gone: Iterable[Triple]) -> None:
        """Takes from the bench what is gone and what belongs to a treaty now, and puts on it what no longer does."""
        for thing in self._owners.keys() - owned:
            for triple in self._said_of(thing):
                self.bench.remove(quad(triple, DefaultGraph()))
        for thing in set(owned) - self._owners.keys():
            _fill(self.bench, self._said_of(thing))
        for triple in gone:
            if quad(triple, DefaultGraph()) not in self._store:
                self.bench.remove(quad(triple, DefaultGraph()))

    def _told(self, store: Store) -> tuple[Belongings, Links]:
        """What belongs to which treaties, and which treaties are linked, as far as a store tells."""
        belongings: defaultdict[str, set[str]] = defaultdict(set)
        for found in self._ask(store, "belongings"):
            belongings[text(found["thing"])].add(text(found["treaty"]))
        linked = {
            frozenset((text(found["treaty"]), text(found["other"]))) for found in self._ask(store, "dependencies")
        }
        return dict(belongings), linked

    def _extend(self, new: Iterable[Triple]) -> None:
        """Finds what else belongs to which treaty and which are linked: what new facts are about tells it alone."""
        subjects = {triple.subject for triple in new}
        pointing = (self._store.quads_for_pattern(None, None, node, DefaultGraph()) for node in subjects)
        near = self._about_subjects(subjects.union(found.subject for quads in pointing for found in quads))
        far = self._about_subjects(each.object for each in near if not isinstance(each.object, Literal | Triple))
        part = Store()
        _fill(part, near | far)
        belongings, links = self._told(part)
        gained = {thing: of - self._belongings.get(thing, set()) for thing, of in belongings.items()}
        if not links <= self._links or any(gained.values()):
            self._links |= links
            for thing, treaties in gained.items():
                self._belongings[thing] = self._belongings.get(thing, set()) | treaties
            self._part()

    def _about_subjects(self, nodes: Iterable[Subject]) -> set[Triple]:
        found = (self._store.quads_for_pattern(node, None, None, DefaultGraph()) for node in set(nodes))
        return {each.triple for quads in found for each in quads}

    def _part(self) -> None:
        """Finds the families of treaties and what belongs to which."""
        family = _families([*self._belongings.values(), *self._links])
        # A treaty belongs to itself.
        owners = {thing: family[next(iter(treaties))] for thing, treaties in self._belongings.items()}
        self._owners = family | owners
        things: defaultdict[Family, list[str]] = defaultdict(list)
        for thing, owner in self._owners.items():
            things[owner].append(thing)
        self._things = things

    def _owner(self, fact: Triple | Quad) -> Family:
        return self._owners.get(text(fact.subject), COMMON)

    def _ask(self, store: Store, name: str) -> Iterator[QuerySolution]:
        return select(store, self._scope[name].text)


def _families(linked: Iterable[Collection[str]]) -> dict[str, Family]:
    """The family of each treaty, from sets of treaties that are linked."""
    family: dict[str, Family] = {}
    for treaties in {frozenset(each) for each in linked}:
        joined = treaties.union(*(family.get(treaty, COMMON) for treaty in treaties))
        family.update(dict.fromkeys(joined, joined))
    return family


def _ends(triple: Triple) -> tuple[Term, ...]:
    """The things that a conclusion of an axiom is about: of a type, the thing and not the class."""
    if triple.predicate == RDF_TYPE or isinstance(triple.object, Literal):
        return (triple.subject,)
    return (triple.subject, triple.object)


def _fill(store: Store, found: Iterable[Triple]) -> None:
    store.extend(quad(triple, DefaultGraph()) for triple in found)
