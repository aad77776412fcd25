"""What follows from a part of the graph: the axioms and the rules, run over that part alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pyoxigraph import DefaultGraph, Quad, Store, Triple

from treatygraph import rules
from treatygraph.content import QueryFile
from treatygraph.errors import Problem, ReasoningError
from treatygraph.graphs import construct, quad
from treatygraph.namespaces import Names


def close(store: Store, axioms: Sequence[str]) -> set[Triple]:
    """Adds to the default graph what the axioms give, until they give nothing more, and tells what it was."""
    found: set[Triple] = set()
    while new := {triple for query in axioms for triple in construct(store, query)}:
        store.extend(quad(triple, DefaultGraph()) for triple in new)
        found |= new
    return found


class Derivation:
    """What follows from some facts, each conclusion in the graph of the rule or of the axioms.

    Args:
        given: what is asserted, and what the axioms give of it, in the default graph.
        ruled: the rules, in order; each has run once when this is made.
        axioms: CONSTRUCT queries for what the axioms give at once.
        names: the graph's names.

    Raises:
        ContentError: a rule cannot be run.
    """

    def __init__(self, given: Iterable[Quad], ruled: Sequence[QueryFile], axioms: Sequence[str], names: Names) -> None:
        self._ruled, self._axioms, self._names = ruled, axioms, names
        self._store = Store()
        self._store.bulk_extend(given)
        self._concluded: dict[str, set[Triple]] = {rule.name: set() for rule in ruled}
        for _ in rules.run(self._store, ruled, self._keep):
            pass
        self._closed = close(self._store, axioms)

    @property
    def quads(self) -> set[Quad]:
        """The conclusions."""
        graph = self._names.graph("owl-rl")
        ruled = [(rules.graph_of(rule, self._names), self._concluded[rule.name]) for rule in self._ruled]
        return {quad(triple, graph) for graph, found in [*ruled, (graph, self._closed)] for triple in found}

    def settle(self) -> None:
        """Runs every rule once more, until neither rules nor axioms add anything.

        Raises:
            ReasoningError: a rule would take back a conclusion now that the later ones have run.
        """
        size = -1
        while len(self._store) != size:
            size = len(self._store)
            for rule in self._ruled:
                again = rules.conclusions(self._store, rule)
                if lost := self._concluded[rule.name].difference(again):
                    fault = f"once every rule has run it would no longer conclude {min(map(str, lost))}"
                    cure = "give it a number above the rules whose conclusions it uses."
                    raise ReasoningError([Problem(rule.place, fault, cure)])
                self._keep(rule, again)
            self._closed |= close(self._store, self._axioms)

    def _keep(self, rule: QueryFile, found: list[Triple]) -> None:
        self._concluded[rule.name].update(found)
        self._store.extend(quad(triple, DefaultGraph()) for triple in found)
