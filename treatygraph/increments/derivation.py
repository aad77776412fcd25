"""What follows from a part of the graph: the axioms and the rules, run over that part alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pyoxigraph import DefaultGraph, Quad, Store, Triple

from treatygraph.content import QueryFile
from treatygraph.errors import Problem, ReasoningError
from treatygraph.graphs import add, quad, triples
from treatygraph.increments.axioms import Axioms, close
from treatygraph.inference import rules
from treatygraph.inference.newcomers import stale
from treatygraph.namespaces import Names


def derive(
    bench: Store,
    given: Iterable[Quad],
    lies: Callable[[Triple], bool],
    ruled: Sequence[QueryFile],
    axioms: Axioms,
    names: Names,
) -> list[Quad]:
    """What follows from some facts, each conclusion in the graph of its rule or of the axioms.

    Args:
        bench: what else rules may look at, in the default graph; at the end it is as it was.
        given: the facts, in the default graph: what is asserted, and what the axioms give of it.
        lies: whether a triple lies on the bench when nothing is derived.
        ruled: the rules, in order.
        axioms: the axioms.
        names: the graph's names.

    Raises:
        ContentError: a rule cannot be run.
        ReasoningError: a rule would take back a conclusion when the later ones have run.
    """
    graphs = [*(rules.graph_of(rule, names) for rule in ruled), names.graph("owl-rl")]
    laid = list(given)
    bench.extend(laid)
    try:
        _conclude(bench, ruled, axioms, names)
        return [found for graph in graphs for found in bench.quads_for_pattern(None, None, None, graph)]
    finally:
        for graph in graphs:
            for triple in triples(bench, graph):
                if not lies(triple):
                    bench.remove(quad(triple, DefaultGraph()))
            bench.remove_graph(graph)
        for found in laid:
            bench.remove(found)


def _conclude(store: Store, ruled: Sequence[QueryFile], axioms: Axioms, names: Names) -> None:
    """Adds to a store what follows from its facts."""
    closed = names.graph("owl-rl")
    for _ in rules.run(store, ruled, lambda rule: rules.infer(store, rule, rules.graph_of(rule, names))):
        pass
    new = [triple for rule in ruled for triple in triples(store, rules.graph_of(rule, names))]
    add(store, close(store, axioms, new), closed)
    due: Sequence[QueryFile] = stale(store, ruled, names, [closed])
    while due:
        new = [triple for rule in due for triple in _again(store, rule, names)]
        add(store, close(store, axioms, new), closed)
        due = ruled if new else ()


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
