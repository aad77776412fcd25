"""The ground that rules stand on: what is asserted and what the axioms give of it, parted by what it belongs to.

What follows from an act rests on its treaty, on the treaties that are linked to it, which make a family, and on what
belongs to no treaty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from treatygraph.content import QueryFile
from treatygraph.graphs import quad, text
from treatygraph.increments import axioms
from treatygraph.increments.axioms import Axioms
from treatygraph.increments.bench import Bench
from treatygraph.increments.closed import Closed
from treatygraph.increments.families import COMMON, Families, Family, Moved, Told

Subject = NamedNode | BlankNode | Triple


class Ground:
    """What is asserted, closed under the axioms.

    Args:
        scope: the queries that tell what belongs to which treaty and which depends on which.
        order: the closed order of classes and of properties, which no fact changes.
        terminology: what the terminology gives.
    """

    def __init__(self, scope: Mapping[str, QueryFile], order: Iterable[Triple], terminology: Axioms) -> None:
        self._axioms = terminology
        self._store = Store()
        #: What belongs to no treaty lies on it: rules look at that beside what belongs to a family.
        self.bench = Bench()
        #: What rules could look at and can no more since the last change, and the other way round, for some family.
        self.stirred: frozenset[Triple] = frozenset()
        self._asserted: Counter[Triple] = Counter(order)
        _fill(self._store, self._asserted)
        #: What the axioms give of what is asserted.
        self._closed = Closed(terminology.joined)
        self._families = Families(scope)
        self._begun = False
        self.bench.put(self._asserted)

    @property
    def families(self) -> frozenset[Family]:
        """Every family of treaties; that of no treaty where there is no other."""
        return self._families.all

    def change(self, gained: Iterable[Quad], lost: Iterable[Quad]) -> set[Family]:
        """Takes in what named graphs assert anew or no longer.

        Returns:
            The families of which anything else may follow now: all of them where anything has changed that belongs to
            no treaty.
        """
        old, new = self._count(gained, lost)
        known, tell = self._families.all, self._families.tell
        loosened = self._closed.resting(old)
        owner = {triple: self._owner(triple) for triple in old | loosened}
        changed = {triple.subject for triple in old | new}
        before = tell(self._near(changed)) if old else Told({}, set())
        gone = {triple for triple in old | loosened if triple not in self._asserted}
        for triple in gone:
            self._store.remove(quad(triple, DefaultGraph()))
        _fill(self._store, new)
        # What nobody asserts any more the axioms may give all the same.
        bearing = axioms.bearing(self._store, self._axioms, gone)
        closed = axioms.close(self._store, self._axioms, new | bearing) - self._asserted.keys()
        came, went = (new | closed) - self._closed.triples, gone - closed
        self._closed.keep(closed, (loosened | new) & self._closed.triples)
        moved = self._regroup(changed, before)
        # At first all that is owned has come.
        freed, owned, elsewhere = (
            {triple for thing in things for triple in self._said_of(thing)} if self._begun else set[Triple]()
            for things in (moved.freed, moved.owned, moved.elsewhere)
        )
        touched = {owner[triple] for triple in went} | {self._owner(triple) for triple in came}
        if freed or owned - came:
            touched.add(COMMON)
        self.bench.take(went | (owned - came))
        self.bench.put(freed | {triple for triple in came if self._owner(triple) is COMMON})
        self.stirred = frozenset(came | went | freed | owned | elsewhere) if self._begun else frozenset()
        self._begun = True
        if COMMON in touched:
            return set(self._families.all)
        return {family for family in self._families.all if family not in known or family in touched}

    def facts(self, family: Family) -> Iterator[Quad]:
        """What belongs to a family, in the default graph: rules may look at it beside what is on the bench."""
        return (fact for thing in self._families.things(family) for fact in self._about(thing))

    def moved(self) -> tuple[set[Triple], set[Triple]]:
        """What the axioms give of what is asserted and did not before the last change, and the other way round."""
        return self._closed.moved

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

    def _said_of(self, thing: str) -> Iterator[Triple]:
        return (fact.triple for fact in self._about(thing))

    def _about(self, thing: str) -> Iterator[Quad]:
        return iter(self._store.quads_for_pattern(NamedNode(thing), None, None, DefaultGraph()))

    def _regroup(self, changed: set[Subject], before: Told) -> Moved:
        """Finds what else belongs to which treaty: what is said of changed things, and near them, tells it alone.

        Args:
            changed: the things of which something else is said now.
            before: what was told near them before, where anything is lost.
        """
        tell = self._families.tell
        if self._families.all == {COMMON}:
            return self._families.part(tell(self._store))
        now = tell(self._near(changed))
        if before.links - now.links:
            return self._families.part(tell(self._store))
        # What is no longer told near what has changed may be told elsewhere.
        lapsed = {thing for thing, of in before.belongings.items() if of - now.belongings.get(thing, set())}
        found = tell(self._near({NamedNode(thing) for thing in lapsed})).belongings
        return self._families.add(now, {thing: found.get(thing, set()) for thing in lapsed})

    def _near(self, things: set[Subject]) -> Store:
        """What is said of some things, of those that point to them, and of what all these point to."""
        pointing = (self._store.quads_for_pattern(None, None, node, DefaultGraph()) for node in things)
        near = self._about_subjects(things.union(found.subject for quads in pointing for found in quads))
        far = self._about_subjects(each.object for each in near if not isinstance(each.object, Literal | Triple))
        part = Store()
        _fill(part, near | far)
        return part

    def _about_subjects(self, nodes: Iterable[Subject]) -> set[Triple]:
        found = (self._store.quads_for_pattern(node, None, None, DefaultGraph()) for node in set(nodes))
        return {each.triple for quads in found for each in quads}

    def _owner(self, fact: Triple | Quad) -> Family:
        return self._families.owner(text(fact.subject))


def _fill(store: Store, found: Iterable[Triple]) -> None:
    store.extend(quad(triple, DefaultGraph()) for triple in found)
