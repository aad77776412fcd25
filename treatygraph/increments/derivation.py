"""What follows from a part of the graph: the axioms and the rules, run over that part alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence, Set

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple

from treatygraph.content import QueryFile
from treatygraph.errors import Problem, ReasoningError
from treatygraph.graphs import add, quad
from treatygraph.increments.axioms import Axioms, bearing, close
from treatygraph.increments.bench import Bench
from treatygraph.inference import rules
from treatygraph.inference.newcomers import stale
from treatygraph.namespaces import Names


def derive(
    bench: Bench,
    given: Iterable[Quad],
    stirred: Collection[Triple],
    before: Set[Quad],
    ruled: Sequence[QueryFile],
    axioms: Axioms,
    names: Names,
) -> set[Quad]:
    """What follows from some facts, each conclusion in the graph of its rule or of the axioms.

    Args:
        bench: what else rules may look at; at the end it is as it was.
        given: the facts, in the default graph: what is asserted, and what the axioms give of it.
        stirred: the triples that are among these and on the bench and were not, and the other way round, since what
            followed before was found.
        before: what followed before; nothing where that is not known.
        ruled: the rules, in order.
        axioms: the axioms.
        names: the graph's names.

    Raises:
        ContentError: a rule cannot be run.
        ReasoningError: a rule would take back a conclusion when the later ones have run.
    """
    graphs = [*(rules.graph_of(rule, names) for rule in ruled), names.graph("owl-rl")]
    with bench.beside(given) as store:
        for _ in rules.infer_all(store, ruled, names):
            pass
        found = _of(store, graphs)
        if any(each.graph_name == graphs[-1] for each in before):
            # What the axioms gave rests on facts that nobody has noted.
            before = frozenset()
        # The facts are closed already, so that of them nothing new follows but beside new conclusions.
        moved = {each.triple for each in found ^ before}.union(stirred if before else ())
        return _of(store, graphs) if _settle(store, moved, ruled, axioms, names) else found


def _settle(store: Store, moved: Collection[Triple], ruled: Sequence[QueryFile], axioms: Axioms, names: Names) -> bool:
    """Adds to a store what the axioms give of what rules have concluded, and what rules conclude of that.

    Args:
        store: the facts with what rules have concluded of them.
        moved: what the store holds and did not when it was closed last, and the other way round.
        ruled: the rules, in order.
        axioms: the axioms.
        names: the graph's names.

    Returns:
        Whether that was anything.
    """
    closed = names.graph("owl-rl")
    new = {triple for triple in moved if quad(triple, DefaultGraph()) in store}
    given = close(store, axioms, new | bearing(store, axioms, set(moved) - new))
    add(store, given, closed)
    due: Sequence[QueryFile] = stale(store, ruled, names, [closed])
    while due:
        found = [triple for rule in due for triple in _again(store, rule, names)]
        given.update(found)
        add(store, close(store, axioms, found), closed)
        due = ruled if found else ()
    return bool(given)


def _of(store: Store, graphs: Iterable[NamedNode]) -> set[Quad]:
    return {found for graph in graphs for found in store.quads_for_pattern(None, None, None, graph)}


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
