"""What follows from a part of the graph: the axioms and the rules, run over that part alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, Quad, Store, Triple

from treatygraph.content import QueryFile
from treatygraph.errors import Problem, ReasoningError
from treatygraph.graphs import add, construct, quad, triples
from treatygraph.inference import rules
from treatygraph.inference.newcomers import stale
from treatygraph.namespaces import Names


@dataclass(frozen=True, slots=True)
class Axioms:
    """What the terminology says, and CONSTRUCT queries for what it gives at once.

    Attributes:
        said: the terminology, in the default graph.
        single: the queries that look at one fact at a time.
        joining: those that join several.
    """

    said: Sequence[Quad]
    single: Sequence[str]
    joining: Sequence[str]


def close(store: Store, axioms: Axioms, given: Iterable[Triple]) -> set[Triple]:
    """Adds to the default graph what the axioms give of some of its facts, and tells what it was."""
    found: set[Triple] = set()
    new = set(given)
    while new:
        part = Store()
        part.extend(axioms.said)
        part.extend(quad(triple, DefaultGraph()) for triple in new)
        made = {triple for query in axioms.single for triple in construct(part, query)}
        made |= {triple for query in axioms.joining for triple in construct(store, query)}
        new = {triple for triple in made if quad(triple, DefaultGraph()) not in store}
        store.extend(quad(triple, DefaultGraph()) for triple in new)
        found |= new
    return found


def derive(given: Iterable[Quad], ruled: Sequence[QueryFile], axioms: Axioms, names: Names) -> list[Quad]:
    """What follows from some facts, each conclusion in the graph of its rule or of the axioms.

    Args:
        given: all that rules may look at, in the default graph: what is asserted, and what the axioms give of it.
        ruled: the rules, in order.
        axioms: the axioms.
        names: the graph's names.

    Raises:
        ContentError: a rule cannot be run.
        ReasoningError: a rule would take back a conclusion when the later ones have run.
    """
    store, closed = Store(), names.graph("owl-rl")
    graphs = [rules.graph_of(rule, names) for rule in ruled]
    store.bulk_extend(given)
    for _ in rules.run(store, ruled, lambda rule: rules.infer(store, rule, rules.graph_of(rule, names))):
        pass
    new = [triple for graph in graphs for triple in triples(store, graph)]
    add(store, close(store, axioms, new), closed)
    due: Sequence[QueryFile] = stale(store, ruled, names, [closed])
    while due:
        new = [triple for rule in due for triple in _again(store, rule, names)]
        add(store, close(store, axioms, new), closed)
        due = ruled if new else ()
    return [found for graph in (*graphs, closed) for found in store.quads_for_pattern(None, None, None, graph)]


def _again(store: Store, rule: QueryFile, names: Names) -> list[Triple]:
    """Runs a rule once more, and gives what it adds.

    Raises:
        ReasoningError: it takes a conclusion back.
    """
    graph = rules.graph_of(rule, names)
    lost, new = rules.again(store, rule, graph)
    if lost:
        fault = f"once every rule has run it would no longer conclude {min(map(str, lost))}"
        cure = "give it a number above the rules whose conclusions it uses."
        raise ReasoningError([Problem(rule.place, fault, cure)])
    add(store, new, graph)
    return new
