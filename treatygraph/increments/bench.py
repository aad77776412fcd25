"""The bench that rules run on: what belongs to no treaty lies there, what belongs to a family is laid beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store, Triple

from treatygraph.graphs import quad


class Bench:
    """What rules look at, in the default graph of a store, whose named graphs hold what they conclude.

    The store is a copy of what lies there, for each family another, made beside other work: an engine in memory keeps
    its place for what is taken from it, and is slower ever after.
    """

    def __init__(self) -> None:
        self._lying = Store()
        self._hand = ThreadPoolExecutor(1, "bench")
        self._copy: Future[Store] = self._hand.submit(self._copied)

    def put(self, triples: Iterable[Triple]) -> None:
        """Leaves some triples on the bench."""
        facts = [quad(triple, DefaultGraph()) for triple in triples]
        for store in (self._lying, self._copy.result()):
            store.extend(facts)

    def take(self, triples: Iterable[Triple]) -> None:
        """Takes some triples from the bench."""
        facts = [quad(triple, DefaultGraph()) for triple in triples]
        for store in (self._lying, self._copy.result()):
            for fact in facts:
                store.remove(fact)

    @contextmanager
    def beside(self, facts: Iterable[Quad]) -> Iterator[Store]:
        """Lays some facts beside what lies there, for a while; what is added meanwhile is forgotten.

        Args:
            facts: the facts, in the default graph.
        """
        store = self._copy.result()
        try:
            store.extend(facts)
            yield store
        finally:
            self._copy = self._hand.submit(self._copied)

    def _copied(self) -> Store:
        store = Store()
        lines = self._lying.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
        store.bulk_load(lines or b"", format=RdfFormat.N_TRIPLES)
        return store
