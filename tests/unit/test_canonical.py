"""The canonical N-Quads and the default graph: the same whatever the order in a store, and whatever memory there is."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, parse, serialize

from treatygraph.downloads import forms
from treatygraph.downloads.ordering import Ordered
from treatygraph.releases import canonical
from treatygraph.releases.canonical import write

P, S, T = (NamedNode(f"http://example.com/{name}") for name in "pst")
#: Names of graphs whose order as IRIs is not that of their lines.
ONE, OTHER, SHAPES = (NamedNode(f"http://example.com/graph{name}") for name in ("", "-other", "/shapes"))
TEXTS = (
    '_: a blank "_:b" > _:c',
    "two\nlines\r and \\",
    'quoted" <http://example.com/graph> .',
    "é",
    "\U0001f600",
    " ",
    "",
)


def facts() -> list[Quad]:
    """Quads with texts that look like other things, some in two graphs, two of them with a blank node."""
    found = [Quad(S, P, Literal(text), graph) for text in TEXTS for graph in (ONE, OTHER, SHAPES)]
    found += [Quad(S, P, Literal(text, language="fr"), ONE) for text in TEXTS]
    return [*found, Quad(S, P, BlankNode("x"), ONE), Quad(BlankNode("x"), P, T, ONE), Quad(S, P, T, DefaultGraph())]


def stored(quads: list[Quad], folder: Path | None = None) -> Store:
    """A store with the quads, in memory or in a folder."""
    store = Store(str(folder)) if folder else Store()
    store.extend(quads)
    return store


def test_lines_are_sorted_as_a_whole_however_few_are_held_at_a_time(tmp_path: Path) -> None:
    lines = [f"{number:04}\n".encode() for number in range(1000)]
    for at_once in (1, 64, 1 << 20):
        found = Ordered(tmp_path, at_once)
        found.extend(random.Random(at_once).sample(lines, len(lines)))
        assert list(found) == lines
        assert list(found) == []
    assert list(tmp_path.iterdir()) == []


def test_the_canonical_lines_are_those_of_the_named_graphs_whatever_holds_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quads = facts()
    expected = sorted(
        (serialize([quad], format=RdfFormat.N_QUADS) or b"").replace(b"_:x", b"_:c14n0")
        for quad in quads
        if not isinstance(quad.graph_name, DefaultGraph)
    )
    for number, store in enumerate(
        (stored(quads), stored(quads[::-1]), stored(random.Random(1).sample(quads, len(quads)), tmp_path / "store"))
    ):
        monkeypatch.setattr(canonical, "AT_ONCE", 1 << number)
        whole, by_graph = tmp_path / "whole.nq", tmp_path / "by-graph.nq"
        with whole.open("wb") as out:
            write(store, out, by_graph)
        assert whole.read_bytes() == b"".join(expected)
        grouped = by_graph.read_bytes().splitlines(keepends=True)
        assert sorted(grouped) == expected
        assert [quad.graph_name for quad in parse(path=by_graph, format=RdfFormat.N_QUADS)] == [
            *[ONE] * 16,
            *[OTHER] * 7,
            *[SHAPES] * 7,
        ]


def test_the_default_graph_has_each_triple_of_the_graphs_that_are_read_once(tmp_path: Path) -> None:
    whole, merged = tmp_path / "whole.nq", tmp_path / "merged.nt"
    with whole.open("wb") as out:
        write(stored(facts()), out, tmp_path / "by-graph.nq")
    with merged.open("wb") as out:
        forms.merged(whole, [SHAPES, ONE], out)
    assert {quad.object.value for quad in parse(path=merged, format=RdfFormat.N_TRIPLES)} == set(TEXTS)  # type: ignore[union-attr]
    with merged.open("wb") as out:
        forms.merged(whole, [], out)
    found = [quad.triple for quad in parse(path=merged, format=RdfFormat.N_TRIPLES)]
    assert len(found) == len(set(found)) == 2 * len(TEXTS) + 2
