"""What the axioms give of what is asserted, found by what it may rest on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable

from pyoxigraph import Literal, NamedNode, Triple

from treatygraph.graphs import Term
from treatygraph.namespaces import RDF_TYPE


class Closed:
    """What the axioms give.

    An axiom that looks at one fact speaks of the type of a thing in it, or of the two things that it joins; what rests
    on several facts is about two things, of which the outermost facts have one each.

    Args:
        joined: the properties of what rests on several facts.
    """

    def __init__(self, joined: frozenset[NamedNode]) -> None:
        self._joined = joined
        self.triples: set[Triple] = set()
        self._by: defaultdict[Hashable, set[Triple]] = defaultdict(set)
        #: What was gained and lost at the last change.
        self.moved: tuple[set[Triple], set[Triple]] = set(), set()

    def resting(self, lost: Iterable[Triple]) -> set[Triple]:
        """What may rest on facts that are lost, rather too much of it."""
        found: set[Triple] = set()
        new = set(lost)
        while new:
            keys = {key for fact in new for key in _meeting(fact)}
            new = {triple for key in keys for triple in self._by.get(key, ())} - found
            found |= new
        return found

    def keep(self, closed: set[Triple], loosened: set[Triple]) -> None:
        """Takes in what the axioms give now, in the place of what they gave."""
        self.moved = closed - self.triples, loosened - closed
        for triple in self.moved[0]:
            for key in self._keys(triple):
                self._by[key].add(triple)
        for triple in self.moved[1]:
            for key in self._keys(triple):
                self._by[key].discard(triple)
                if not self._by[key]:
                    del self._by[key]
        self.triples |= self.moved[0]
        self.triples -= self.moved[1]

    def _keys(self, triple: Triple) -> Iterable[Hashable]:
        if triple.predicate == RDF_TYPE:
            return (triple.subject,)
        return _meeting(triple) if triple.predicate in self._joined else (_pair(triple),)


def _meeting(fact: Triple) -> Iterable[Hashable]:
    """The things that a fact is about, and both of them together."""
    if fact.predicate == RDF_TYPE:
        return (fact.subject,)
    if isinstance(fact.object, Literal):
        return (fact.subject, _pair(fact))
    return (fact.subject, fact.object, _pair(fact))


def _pair(fact: Triple) -> frozenset[Term]:
    return frozenset((fact.subject, fact.object))
