"""A sandbox: what a release asserts of some treaties, in memory, with supposed acts and what follows from them.

What follows from an act rests on its treaty, on the treaties that its clauses refer to, and on what belongs to no
treaty. So a sandbox holds only these, and is made in a fraction of a second; which they are, content says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple, serialize

from treatygraph.content import QueryFile
from treatygraph.graphs import construct, quad, select, text
from treatygraph.inference import rules
from treatygraph.namespaces import RDFS, Names

#: The graphs, below ``graph/``, that rules start from; the others say what follows or speak of the graph itself.
_ASSERTED = ("ontology", "provenance", "source/")

#: The part of the closure that is kept: the order of classes and of properties.
_ORDER = (NamedNode(RDFS + "subClassOf"), NamedNode(RDFS + "subPropertyOf"))


class Ground:
    """What a release asserts, parted by the treaty that it belongs to.

    Args:
        store: the release; it is only read.
        scope: the queries that tell what belongs to which treaty, which treaty depends on which, and what axioms give.
        names: the graph's names.
    """

    def __init__(self, store: Store, scope: Mapping[str, QueryFile], names: Names) -> None:
        self._scope = scope
        owners: defaultdict[str, set[str]] = defaultdict(set)
        for found in select(store, scope["belongings"].text):
            owners[text(found["thing"])].add(text(found["treaty"]))
        asserted = Store()
        asserted.bulk_load(b"".join(_asserted(store, names)), format=RdfFormat.N_TRIPLES)
        self._close(asserted)
        # The engine writes a triple a line, its subject first: nothing is parsed only to be written again.
        lines = asserted.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph()) or b""
        parts: defaultdict[str, list[bytes]] = defaultdict(list)
        for line in lines.splitlines(keepends=True):
            for owner in owners.get(_subject(line), ("",)):
                parts[owner].append(line)
        self._parts = {owner: b"".join(part) for owner, part in parts.items()}
        self._links = {
            (text(found["treaty"]), text(found["other"])) for found in select(store, scope["dependencies"].text)
        }

    def touched(self, treaties: Iterable[str]) -> list[str]:
        """The treaties, by IRI, under which acts under some can change anything: these and all that depend on them."""
        return _reached(treaties, {(other, treaty) for treaty, other in self._links})

    @property
    def treaties(self) -> list[str]:
        """Every treaty, by IRI, to which anything belongs."""
        return sorted(self._parts.keys() - {""})

    def imagine(
        self,
        treaties: Iterable[str],
        acts: Iterable[Triple],
        ruled: Sequence[QueryFile],
        without: Collection[str] = (),
    ) -> Store:
        """What holds of some treaties with supposed acts: a store of its own, whose default graph is to be asked.

        Args:
            treaties: the treaties, by IRI, that will be asked about.
            acts: the acts that are supposed, as triples.
            ruled: the rules, in order.
            without: the things, by IRI, of which nothing that is asserted is taken over.

        Raises:
            ContentError: a rule cannot be run.
        """
        store = Store()
        for part in ("", *_reached(treaties, self._links)):
            store.bulk_load(_less(self._parts.get(part, b""), without), format=RdfFormat.N_TRIPLES)
        _add(store, acts)
        self._close(store)
        for _ in rules.run(ruled, lambda rule: _add(store, rules.conclusions(store, rule)), lambda _: len(store)):
            pass
        self._close(store)
        return store

    def _close(self, store: Store) -> None:
        """Adds what the axioms give, until they give nothing more."""
        known = -1
        while (size := len(store)) != known:
            known = size
            _add(store, construct(store, self._scope["closure"].text))


def _asserted(store: Store, names: Names) -> Iterator[bytes]:
    """What is asserted, and the closed order of classes and properties, which no act changes, as N-Triples."""
    stem = names.graph("").value
    for graph in store.named_graphs():
        if isinstance(graph, NamedNode) and graph.value.removeprefix(stem).startswith(_ASSERTED):
            yield store.dump(format=RdfFormat.N_TRIPLES, from_graph=graph) or b""
    for predicate in _ORDER:
        closed = store.quads_for_pattern(None, predicate, None, names.graph("owl-rl"))
        yield serialize((found.triple for found in closed), format=RdfFormat.N_TRIPLES) or b""


def _subject(line: bytes) -> str:
    """The subject of a line of N-Triples; what it gives for a blank node is the IRI of nothing."""
    return line[1 : line.index(b" ") - 1].decode("utf-8")


def _less(lines: bytes, without: Collection[str]) -> bytes:
    """The lines of N-Triples whose subject is not among some things."""
    if not without:
        return lines
    return b"".join(line for line in lines.splitlines(keepends=True) if _subject(line) not in without)


def _reached(starts: Iterable[str], links: Collection[tuple[str, str]]) -> list[str]:
    """What can be reached by links, the starts among it, in order."""
    found: set[str] = set()
    new = set(starts)
    while new:
        found |= new
        new = {there for here, there in links if here in new} - found
    return sorted(found)


def _add(store: Store, facts: Iterable[Triple]) -> None:
    quads: list[Quad] = [quad(fact, DefaultGraph()) for fact in facts]
    store.extend(quads)
