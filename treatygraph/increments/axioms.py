"""What the axioms give of some facts, looked for among these and beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from treatygraph.graphs import Term, construct, quad, select
from treatygraph.namespaces import RDF_TYPE, RDFS

#: More facts about a thing than this are not read one by one where one for each property will do.
_MANY = 256


@dataclass(frozen=True, slots=True)
class Axioms:
    """What the terminology says, and CONSTRUCT queries for what it gives at once.

    Attributes:
        said: the terminology, in the default graph.
        single: the queries that look at one fact at a time.
        joining: those that join several.
        parts: the properties whose facts are joined.
        joined: the properties of what rests on several facts.
        links: the properties that have a domain or a range.
    """

    said: Sequence[Quad]
    single: Sequence[str]
    joining: Sequence[str]
    parts: frozenset[NamedNode]
    joined: frozenset[NamedNode]
    links: frozenset[NamedNode]

    @classmethod
    def of(cls, said: Sequence[Quad], single: Sequence[str], joining: Sequence[str], joins: str) -> Axioms:
        """The axioms of a terminology.

        Args:
            said: the terminology, in the default graph.
            single: the queries that look at one fact at a time.
            joining: those that join several.
            joins: the query that tells which properties are joined, and of what the outcome is.
        """
        store = Store()
        store.extend(said)
        rows = list(select(store, joins))
        typing = (NamedNode(f"{RDFS}domain"), NamedNode(f"{RDFS}range"))
        links = _named(found.subject for each in typing for found in store.quads_for_pattern(None, each, None))
        parts, joined = (_named(row[name] for row in rows) for name in ("part", "given"))
        return cls(said, single, joining, parts, joined, links)


def close(store: Store, axioms: Axioms, given: Iterable[Triple]) -> set[Triple]:
    """Adds to the default graph what the axioms give of some of its facts, and tells what it was."""
    found: set[Triple] = set()
    new = set(given)
    while new:
        part = Store()
        part.extend(axioms.said)
        part.extend(quad(triple, DefaultGraph()) for triple in new)
        made = {triple for query in axioms.single for triple in construct(part, query)}
        part.extend(_beside(store, axioms, new))
        made |= {triple for query in axioms.joining for triple in construct(part, query)}
        new = {triple for triple in made if quad(triple, DefaultGraph()) not in store}
        store.extend(quad(triple, DefaultGraph()) for triple in new)
        found |= new
    return found


def bearing(store: Store, axioms: Axioms, conclusions: Iterable[Triple]) -> set[Triple]:
    """The facts of a default graph of which the axioms may give some conclusions."""
    found: set[Triple] = set()
    typed = set()
    for triple in conclusions:
        if triple.predicate == RDF_TYPE:
            typed.add(triple.subject)
            continue
        found.update(_facts(store, triple.subject, None, triple.object))
        found.update(_facts(store, triple.object, None, triple.subject))
        if triple.predicate in axioms.joined:
            found.update(each.triple for each in _beside(store, axioms, [triple]))
    for thing in typed:
        found.update(_facts(store, thing, RDF_TYPE, None))
        for ends in ((thing, None), (None, thing)):
            some = list(islice(_facts(store, ends[0], None, ends[1]), _MANY))
            if len(some) == _MANY:
                # What a fact tells of the type of a thing depends on its property alone.
                each = (islice(_facts(store, ends[0], link, ends[1]), 1) for link in axioms.links)
                some = [triple for triples in each for triple in triples]
            found.update(some)
    return found


def _beside(store: Store, axioms: Axioms, new: Iterable[Triple]) -> Iterator[Quad]:
    """The facts that may be joined to some, or lead from one end of these to the other."""
    either = axioms.parts | axioms.joined
    nodes = {end for each in new if each.predicate in either for end in (each.subject, each.object)}
    for node in nodes:
        for part in axioms.parts:
            for triple in (*_facts(store, node, part, None), *_facts(store, None, part, node)):
                yield quad(triple, DefaultGraph())


def _facts(store: Store, subject: Term | None, link: NamedNode | None, value: Term | None) -> Iterator[Triple]:
    if isinstance(subject, Literal):
        return iter(())
    return (found.triple for found in store.quads_for_pattern(subject, link, value, DefaultGraph()))


def _named(terms: Iterable[Term | None]) -> frozenset[NamedNode]:
    return frozenset(term for term in terms if isinstance(term, NamedNode))
