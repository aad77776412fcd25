"""What follows from a part of the graph: the axioms and the rules, run over that part alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, Quad, Store, Triple

from treatygraph import rules
from treatygraph.content import QueryFile
from treatygraph.errors import Problem, ReasoningError
from treatygraph.graphs import construct, quad
from treatygraph.namespaces import Names


@dataclass(frozen=True, slots=True)
class Axioms:
    """What the terminology says, and CONSTRUCT queries for what it gives at once.

    Attributes:
        said: the terminology, in the default graph.
        single: the queries that look at one fact at a time.
        joining: those that join several.
    """

    said: Store
    single: Sequence[str]
    joining: Sequence[str]


def close(store: Store, axioms: Axioms, given: Iterable[Triple]) -> set[Triple]:
    """Adds to the default graph what the axioms give of some of its facts, and tells what it was."""
    found: set[Triple] = set()
    new = set(given)
    while new:
        part = Store()
        part.bulk_extend(axioms.said)
        part.bulk_extend(quad(triple, DefaultGraph()) for triple in new)
        made = {triple for query in axioms.single for triple in construct(part, query)}
        made |= {triple for query in axioms.joining for triple in construct(store, query)}
        new = {triple for triple in made if quad(triple, DefaultGraph()) not in store}
        store.extend(quad(triple, DefaultGraph()) for triple in new)
        found |= new
    return found


class Derivation:
    """What follows from some facts, each conclusion in the graph of the rule or of the axioms.

    Args:
        bench: what other facts rules look at, in the default graph; the facts are laid on it only while rules run.
        given: what is asserted beside it, and what the axioms give of that.
        ruled: the rules, in order; each has run once when this is made.
        axioms: the axioms.
        names: the graph's names.

    Raises:
        ContentError: a rule cannot be run.
    """

    def __init__(
        self, bench: Store, given: Iterable[Triple], ruled: Sequence[QueryFile], axioms: Axioms, names: Names
    ) -> None:
        self._ruled, self._axioms, self._names = ruled, axioms, names
        self._bench, self._given = bench, list(given)
        self._laid: list[Quad] = []
        self._concluded: dict[str, set[Triple]] = {rule.name: set() for rule in ruled}
        self._closed: set[Triple] = set()
        with self._at_work():
            for _ in rules.run(bench, ruled, lambda rule: self._keep(rule, rules.conclusions(bench, rule))):
                pass
            self._close()

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
        with self._at_work():
            size = -1
            while len(self._laid) != size:
                size = len(self._laid)
                for rule in self._ruled:
                    again = rules.conclusions(self._bench, rule)
                    if lost := self._concluded[rule.name].difference(again):
                        fault = f"once every rule has run it would no longer conclude {min(map(str, lost))}"
                        cure = "give it a number above the rules whose conclusions it uses."
                        raise ReasoningError([Problem(rule.place, fault, cure)])
                    self._keep(rule, again)
                self._close()

    def _keep(self, rule: QueryFile, found: list[Triple]) -> None:
        self._concluded[rule.name].update(found)
        self._lay(found)

    def _close(self) -> None:
        """Adds what the axioms give of what is laid on the bench."""
        found = close(self._bench, self._axioms, [laid.triple for laid in self._laid])
        self._laid += [quad(triple, DefaultGraph()) for triple in found]
        self._closed |= found

    def _lay(self, found: Iterable[Triple]) -> None:
        quads = [quad(triple, DefaultGraph()) for triple in found]
        new = [each for each in quads if each not in self._bench]
        self._bench.extend(new)
        self._laid += new

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        """Lays the facts and what is known to follow on the bench, and clears it again."""
        try:
            self._lay(self._given)
            for found in (*self._concluded.values(), self._closed):
                self._lay(found)
            yield
        finally:
            for each in self._laid:
                self._bench.remove(each)
            self._laid = []
