"""The outline of a graph: which kinds of thing have which property with which kinds of value, and one fact of each.

A graph has a hundred times fewer patterns than facts, so that what must hold of each fact is asked of the patterns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Store, Triple

from treatygraph.graphs import select, text
from treatygraph.namespaces import RDF_TYPE, XSD, Names
from treatygraph.validation.mentions import word

Kinds = frozenset[str]

#: The classes of the subject; the property; the classes or the datatype of the value, or the value itself.
Key = tuple[Kinds, str, Kinds | str]


@dataclass(slots=True)
class _Pattern:
    """One fact of a pattern, the first by name, and how many facts there are of it."""

    name: str
    subject: NamedNode | BlankNode
    value: NamedNode | BlankNode | Literal
    number: int = 1


def of_graph(store: Store, names: Names) -> Iterator[Triple]:
    """The outline of a default graph, which counts as one more file that mentions the terms in use.

    Args:
        store: the graph, materialised.
        names: the graph's names.

    Yields:
        The terms that facts use; of each pattern one fact (``subject``, ``property``, ``value``) and how many there are
        (``number``); the classes of the ends of those facts (``kind``); and of values that are things of ours whether
        anything is said of them (``described``).
    """
    graph = names.graph("data")
    kinds = _kinds(store)
    patterns = _patterns(store, kinds, names)
    terms = {predicate for _, predicate, _ in patterns}.union(*set(kinds.values()))
    terms |= {of for _, _, of in patterns if isinstance(of, str) and of.startswith(names.ontology)}
    yield Triple(graph, RDF_TYPE, word("Graph"))
    yield Triple(graph, word("path"), Literal("the graph"))
    for term in sorted(terms):
        yield Triple(graph, word("mentions"), NamedNode(term))
    told: set[str] = set()
    for order, (key, pattern) in enumerate(sorted(patterns.items(), key=_first), start=1):
        fact = NamedNode(f"{graph.value}#pattern={order}")
        yield Triple(fact, word("subject"), pattern.subject)
        yield Triple(fact, word("property"), NamedNode(key[1]))
        yield Triple(fact, word("value"), pattern.value)
        yield Triple(fact, word("number"), Literal(str(pattern.number), datatype=NamedNode(XSD + "integer")))
        for end in (pattern.subject, pattern.value):
            if isinstance(end, NamedNode | BlankNode) and end.value not in told:
                told.add(end.value)
                if end.value in kinds or any(True for _ in store.quads_for_pattern(end, None, None, DefaultGraph())):
                    yield Triple(end, word("described"), Literal(True))
                for kind in sorted(kinds.get(end.value, ())):
                    yield Triple(end, word("kind"), NamedNode(kind))


def _kinds(store: Store) -> dict[str, Kinds]:
    """The classes of each thing."""
    found: dict[str, set[str]] = {}
    for typed in store.quads_for_pattern(None, RDF_TYPE, None, DefaultGraph()):
        found.setdefault(text(typed.subject), set()).add(text(typed.object))
    known: dict[Kinds, Kinds] = {}
    return {
        thing: known.setdefault(kinds, kinds) for thing, kinds in ((each, frozenset(of)) for each, of in found.items())
    }


def _patterns(store: Store, kinds: Mapping[str, Kinds], names: Names) -> dict[Key, _Pattern]:
    """The patterns, but for those that only say of which class a thing is."""
    none: Kinds = frozenset()
    base, ontology = names.base, names.ontology
    found: dict[Key, _Pattern] = {}
    for row in select(store, "SELECT DISTINCT ?property { ?subject ?property ?value }"):
        predicate = row["property"]
        if not isinstance(predicate, NamedNode) or predicate == RDF_TYPE:
            continue
        name = predicate.value
        for fact in store.quads_for_pattern(None, predicate, None, DefaultGraph()):
            subject, value = fact.subject, fact.object
            if isinstance(subject, Triple) or isinstance(value, Triple):
                continue
            iri = subject.value
            if isinstance(value, Literal):
                of: Kinds | str = value.datatype.value
            else:
                # A term of the ontology, and what has no class and may be missing, are looked at one by one.
                of = kinds.get(value.value, none)
                if not of or value.value.startswith(ontology):
                    of = value.value if value.value.startswith(base) else none
            key = (kinds.get(iri, none), name, of)
            pattern = found.get(key)
            if pattern is None:
                found[key] = _Pattern(iri, subject, value)
                continue
            pattern.number += 1
            # The first by name, so that the same graph gives the same outline.
            if iri < pattern.name or (iri == pattern.name and value.value < text(pattern.value)):
                pattern.name, pattern.subject, pattern.value = iri, subject, value
    return found


def _first(item: tuple[Key, _Pattern]) -> tuple[str, str, str]:
    """By property, subject and value."""
    (_, predicate, _), pattern = item
    return predicate, pattern.name, text(pattern.value)
