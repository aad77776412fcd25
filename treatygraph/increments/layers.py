"""Layers: a graph laid together from parts, which holds a quad for as long as any part does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, KeysView
from dataclasses import dataclass, field

from pyoxigraph import DefaultGraph, Quad, Store, Triple

from treatygraph.graphs import Graph, quad


@dataclass(slots=True)
class Delta:
    """What a graph has gained and lost, its default graph included."""

    gained: set[Quad] = field(default_factory=set)
    lost: set[Quad] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.gained or self.lost)

    def add(self, found: Quad) -> None:
        """Records a quad as gained; one that was lost before is as it was."""
        if found in self.lost:
            self.lost.discard(found)
        else:
            self.gained.add(found)

    def merge(self, later: Delta) -> None:
        """Records what was gained and lost later."""
        for found in later.lost:
            self.remove(found)
        for found in later.gained:
            self.add(found)

    def remove(self, found: Quad) -> None:
        """Records a quad as lost; one that was gained before is as it was."""
        if found in self.gained:
            self.gained.discard(found)
        else:
            self.lost.add(found)


class Layers:
    """Named graphs and their union, laid together from parts.

    Args:
        unread: the graphs that the default graph leaves out.
    """

    def __init__(self, unread: Collection[Graph]) -> None:
        self.store = Store()
        self._unread = frozenset(unread)
        self._parts: dict[str, set[Quad]] = {}
        self._quads: Counter[Quad] = Counter()
        self._union: Counter[Triple] = Counter()
        self._delta = Delta()

    def part(self, name: str) -> frozenset[Quad]:
        """The quads of a part; none where there is no such part."""
        return frozenset(self._parts.get(name, ()))

    @property
    def quads(self) -> KeysView[Quad]:
        """The quads of the named graphs."""
        return self._quads.keys()

    def put(self, name: str, quads: Iterable[Quad]) -> Delta:
        """Gives a part its quads, all of them, and tells what the graph gains and loses by it."""
        new, old = set(quads), self._parts.get(name, set())
        return self._change(name, new - old, old - new)

    def amend(self, name: str, gained: Collection[Quad], lost: Collection[Quad]) -> Delta:
        """Gives a part some quads and takes others from it, and tells what the graph gains and loses by it."""
        old = self._parts.get(name, set())
        return self._change(name, set(gained) - old, old.intersection(lost))

    def _change(self, name: str, gained: set[Quad], lost: set[Quad]) -> Delta:
        delta = Delta()
        part = self._parts.setdefault(name, set())
        # A part may be large, and what changes in it small.
        part -= lost
        part |= gained
        for found in lost:
            self._quads[found] -= 1
            if not self._quads[found]:
                del self._quads[found]
                delta.lost.add(found)
                if found.graph_name not in self._unread:
                    self._release(found.triple, delta)
        for found in gained:
            self._quads[found] += 1
            if self._quads[found] == 1:
                delta.gained.add(found)
                if found.graph_name not in self._unread:
                    self._hold(found.triple, delta)
        for found in delta.lost:
            self.store.remove(found)
            self._delta.remove(found)
        self.store.extend(delta.gained)
        for found in delta.gained:
            self._delta.add(found)
        return delta

    def taken(self) -> Delta:
        """What was gained and lost since this was asked last."""
        delta, self._delta = self._delta, Delta()
        return delta

    def _hold(self, triple: Triple, delta: Delta) -> None:
        self._union[triple] += 1
        if self._union[triple] == 1:
            found = quad(triple, DefaultGraph())
            # Within one step another graph may have let go of it already.
            if found in delta.lost:
                delta.lost.discard(found)
            else:
                delta.gained.add(found)

    def _release(self, triple: Triple, delta: Delta) -> None:
        self._union[triple] -= 1
        if not self._union[triple]:
            del self._union[triple]
            delta.lost.add(quad(triple, DefaultGraph()))
