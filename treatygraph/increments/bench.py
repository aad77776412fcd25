"""The bench that rules run on: what belongs to no treaty lies there, what belongs to a family is laid beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple

from treatygraph.graphs import quad

#: What lies on the bench when nothing is laid beside it, so that the engine can tell it from what follows.
_LYING = NamedNode("urn:x-treatygraph:lying")


class Bench:
    """A store whose default graph rules look at, and whose named graphs hold what they conclude.

    It is cleared beside other work, for that takes a third as long as the rules; whoever comes next waits for it.
    """

    def __init__(self) -> None:
        self._store = Store()
        self._hand = ThreadPoolExecutor(1, "bench")
        self._cleared: Future[None] = self._hand.submit(lambda: None)

    def put(self, triples: Iterable[Triple]) -> None:
        """Leaves some triples on the bench."""
        self._cleared.result()
        kept = list(triples)
        for graph in (DefaultGraph(), _LYING):
            self._store.extend(quad(triple, graph) for triple in kept)

    def take(self, triples: Iterable[Triple]) -> None:
        """Takes some triples from the bench."""
        self._cleared.result()
        for triple in triples:
            for graph in (DefaultGraph(), _LYING):
                self._store.remove(quad(triple, graph))

    @contextmanager
    def beside(self, facts: Collection[Quad], graphs: Sequence[NamedNode]) -> Iterator[Store]:
        """Lays some facts beside what lies there; afterwards it will be as it was.

        Args:
            facts: the facts, in the default graph.
            graphs: the graphs of what will be concluded, which the default graph will hold as well.
        """
        self._cleared.result()
        self._store.extend(facts)
        try:
            yield self._store
        finally:
            self._cleared = self._hand.submit(self._clear, facts, graphs)

    def _clear(self, facts: Iterable[Quad], graphs: Sequence[NamedNode]) -> None:
        """Takes off some facts, and what has been concluded in some graphs."""
        each = " UNION ".join(f"{{ GRAPH {graph} {{ ?s ?p ?o }} }}" for graph in graphs)
        lies = f"FILTER NOT EXISTS {{ GRAPH {_LYING} {{ ?s ?p ?o }} }}"
        self._store.update(f"DELETE {{ ?s ?p ?o }} WHERE {{ {each} {lies} }}")
        for graph in graphs:
            self._store.remove_graph(graph)
        for fact in facts:
            self._store.remove(fact)
