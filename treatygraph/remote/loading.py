"""Loads a release into an engine elsewhere: its graphs beside those of other releases, then one switch, then clearing.

Nothing that anybody reads changes until the switch, which replaces one small graph. A run that was cut is run again:
the graphs that stand whole are left alone. Graphs are written by the Graph Store HTTP Protocol, and counted by queries.
https://www.w3.org/TR/sparql11-http-rdf-update/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Store

from treatygraph.errors import EndpointError, Problem
from treatygraph.namespaces import DCAT, DCTERMS, Names
from treatygraph.remote.placement import Placement
from treatygraph.remote.shelves import Shelves

Graph = NamedNode | DefaultGraph

#: How many triples go in one request.
_PART = 100_000

_PARTS, _VERSION, _CURRENT = f"{DCTERMS}hasPart", f"{DCAT}hasVersion", f"{DCAT}hasCurrentVersion"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a run did: how many graphs it wrote and left alone, and which releases it dropped."""

    written: int
    kept: int
    dropped: tuple[str, ...]


class Loader:
    """Loads one release.

    Args:
        store: the release's store.
        names: the graph's names.
        release: the release's identifier.
        shelves: the graphs of the engine.
        say: told of each graph as it is done: its name, and how many triples it has.
    """

    def __init__(
        self, store: Store, names: Names, release: str, shelves: Shelves, say: Callable[[str, int], None]
    ) -> None:
        self._store = store
        self._names = names
        self._release = release
        self._placement = Placement(names, release)
        self._shelves = shelves
        self._say = say

    def load(self, keep: int = 1) -> Loaded:
        """Loads the release, makes it the current one, and drops those before it.

        Args:
            keep: how many of the releases before it stay, the latest of them, for copies that still serve them.

        Raises:
            EndpointError: the engine cannot be reached, refuses, or holds something else than was sent.
        """
        graphs = placed(self._store, self._placement)
        self._shelves.add(self._index, self._listed(graphs))
        written = sum(self._put(name, graph) for name, graph in graphs.items())
        before = self._shelves.objects(self._switch, _CURRENT)
        self._shelves.replace(self._switch, [self._triple("dataset", _CURRENT, self._named_release(self._release))])
        return Loaded(written, len(graphs) - written, tuple(self._dropped(before, keep)))

    def _put(self, name: str, graph: Graph) -> bool:
        """Writes a graph where it does not stand whole, and tells whether it did."""
        size = sum(1 for _ in self._store.quads_for_pattern(None, None, None, graph))
        needed = self._shelves.count(name) != size
        if needed:
            for number, part in enumerate(_parts(self._store, graph)):
                (self._shelves.add if number else self._shelves.replace)(name, part)
            if (found := self._shelves.count(name)) != size:
                fault = f"it holds {found:,} triples of the {size:,} that <{name}> has"
                cure = "run it again; where it stays so, the engine alters what it is given."
                raise EndpointError([Problem(self._shelves.address, fault, cure)])
        self._say(name, size)
        return needed

    def _dropped(self, before: list[str], keep: int) -> Iterator[str]:
        """Drops the releases that are neither current nor among the last ones, and tells which."""
        ours = self._named_release(self._release)
        others = [release for release in self._shelves.objects(self._index, _VERSION) if release != ours]
        # Those that were loaded and never became current are the first to go.
        ranked = sorted(others, key=lambda release: release in before, reverse=True)
        for release in ranked[keep:]:
            for graph in self._shelves.objects(self._index, _PARTS, release):
                self._shelves.drop(graph)
            yield release.rpartition("/")[2]
        kept = {ours, *ranked[:keep]}
        listed = [
            *(self._triple("dataset", _VERSION, release) for release in sorted(kept)),
            *(
                Quad(NamedNode(release), NamedNode(_PARTS), NamedNode(graph))
                for release in sorted(kept)
                for graph in self._shelves.objects(self._index, _PARTS, release)
            ),
        ]
        self._shelves.replace(self._index, listed)

    @property
    def _index(self) -> str:
        """The graph that lists the releases there, each with its graphs."""
        return f"{self._names.base}releases"

    @property
    def _switch(self) -> str:
        """The graph that says which of them is the current one."""
        return f"{self._names.base}releases/current"

    def _listed(self, graphs: dict[str, Graph]) -> list[Quad]:
        release = self._named_release(self._release)
        parts = [Quad(NamedNode(release), NamedNode(_PARTS), NamedNode(graph)) for graph in graphs]
        return [self._triple("dataset", _VERSION, release), *parts]

    def _named_release(self, release: str) -> str:
        return f"{self._names.base}release/{release}"

    def _triple(self, thing: str, predicate: str, value: str) -> Quad:
        return Quad(self._names.thing(thing), NamedNode(predicate), NamedNode(value))


def placed(store: Store, placement: Placement) -> dict[str, Graph]:
    """The graphs of a release by the names that they have in an engine, the default graph first."""
    named = (graph for graph in store.named_graphs() if isinstance(graph, NamedNode))
    return {placement.default: DefaultGraph(), **{placement.of(graph.value): graph for graph in sorted(named, key=str)}}


def _parts(store: Store, graph: Graph) -> Iterator[list[Quad]]:
    """The triples of a graph in parts; those with a blank node are in the first: its name means nothing in another."""
    nameless: list[Quad] = []
    part: list[Quad] = []
    for quad in store.quads_for_pattern(None, None, None, graph):
        held = Quad(quad.subject, quad.predicate, quad.object)
        (nameless if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode) else part).append(held)
    whole = [*nameless, *part]
    first = max(len(nameless), _PART)
    yield whole[:first]
    for start in range(first, len(whole), _PART):
        yield whole[start : start + _PART]
