"""The classes of a data graph: https://www.w3.org/TR/shacl/#dfn-shacl-instance."""

from __future__ import annotations

from pyoxigraph import DefaultGraph, NamedNode, Store

from treatygraph.namespaces import RDF_TYPE, RDFS
from treatygraph.shacl.result import Term


class Classes:
    """What is below each class, and which of it matters."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._below: dict[Term, set[Term]] = {}
        self._needed: dict[Term, tuple[Term, ...]] = {}
        for quad in store.quads_for_pattern(None, NamedNode(RDFS + "subClassOf"), None, DefaultGraph()):
            self._below.setdefault(quad.object, set()).add(quad.subject)

    def needed(self, kind: Term) -> tuple[Term, ...]:
        """The class and those below it that have instances of which the graph does not say that they are in it.

        In a graph in which what follows from subclasses has been written down that is the class alone.
        """
        if kind not in self._needed:
            below = sorted((each for each in self._all_below(kind) if isinstance(each, NamedNode)), key=str)
            self._needed[kind] = (kind, *(each for each in below if self._adds(each, kind)))
        return self._needed[kind]

    def _all_below(self, kind: Term) -> set[Term]:
        reached: set[Term] = set()
        waiting = [kind]
        while waiting:
            reached |= (below := self._below.get(waiting.pop(), set()) - reached)
            waiting += below
        return reached - {kind}

    def _adds(self, below: Term, kind: Term) -> bool:
        query = f"ASK {{ ?each {RDF_TYPE} {below} FILTER NOT EXISTS {{ ?each {RDF_TYPE} {kind} }} }}"
        return bool(self._store.query(query))
