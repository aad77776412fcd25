"""A preview is read as a release is, and the release that it follows is not touched."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Store, Triple

from treatygraph.content import Content
from treatygraph.engine import Engine
from treatygraph.graphs import quad
from treatygraph.increments.layers import Delta, Layers
from treatygraph.increments.preview import Previews
from treatygraph.releases.release import CURRENT, STORE, is_current, read

A, B, C = (NamedNode(f"urn:{name}") for name in "abc")
ONE, OTHER, SHAPES = (NamedNode(f"urn:graph:{name}") for name in ("one", "other", "shapes"))
TRIPLE = Triple(A, B, C)


def digests(folder: Path) -> dict[str, str]:
    """The bytes of every file of a folder, but for what opening it may touch."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.suffix in (".sst", "") and not path.name.startswith(("LOG", "LOCK"))
    }


@pytest.fixture
def previews(release: Path, miniature: tuple[Content, Store]) -> Previews:
    return Previews(*read(release / CURRENT), miniature[0].names)


def test_a_preview_answers_with_what_has_changed_and_the_release_stays(previews: Previews, release: Path) -> None:
    folder, manifest = read(release / CURRENT)
    before = digests(folder / STORE)
    store = Store.read_only(str(folder / STORE))
    lost = next(store.quads_for_pattern(None, None, None, DefaultGraph()))
    delta = Delta({Quad(A, B, C, DefaultGraph()), Quad(A, B, C, ONE)}, {lost})
    preview = Engine(previews.write(store, delta, "0" * 64))
    assert Quad(A, B, C, ONE) in preview.store
    assert lost not in preview.store
    assert len(preview.store) == len(store) + 1
    assert digests(folder / STORE) == before
    assert preview.manifest["preview"] is True
    assert preview.release.startswith("preview-")
    assert "hash" not in preview.manifest
    assert preview.manifest["base"] == manifest["base"]
    previews.close()
    assert not preview.folder.exists()


def test_a_preview_holds_all_that_has_changed_since_the_release(previews: Previews, release: Path) -> None:
    store = Store.read_only(str((release / CURRENT).resolve() / STORE))
    first = previews.write(store, Delta({Quad(A, B, C, ONE)}), "0" * 64)
    second = previews.write(store, Delta({Quad(A, B, C, OTHER)}), "1" * 64)
    assert {Quad(A, B, C, ONE), Quad(A, B, C, OTHER)} <= set(Engine(second).store)
    third = previews.write(store, Delta(lost={Quad(A, B, C, ONE)}), "2" * 64)
    assert Quad(A, B, C, ONE) not in Engine(third).store
    previews.keep([third])
    assert [folder.is_dir() for folder in (first, second, third)] == [False, False, True]
    previews.close()


def test_a_worker_finds_no_more_files_in_a_preview_than_in_the_release(previews: Previews, release: Path) -> None:
    # A worker that is confined can open no file that was not opened with the store.
    folder = (release / CURRENT).resolve()
    store = Store.read_only(str(folder / STORE))
    for number in range(3):
        quads = {Quad(NamedNode(f"urn:{number}/{each}"), B, C, ONE) for each in range(200)}
        preview = previews.write(store, Delta(quads), str(number) * 64)
    assert {path.name for path in (preview / STORE).glob("*.sst")} == {
        path.name for path in (folder / STORE).glob("*.sst")
    }
    previews.close()


def test_a_graph_with_blank_nodes_is_written_anew(previews: Previews, release: Path) -> None:
    folder = (release / CURRENT).resolve()
    served = Store.read_only(str(folder / STORE))
    shapes = next(graph for graph in served.named_graphs() if graph.value.endswith("graph/shapes"))
    store = Store()
    blank = Quad(BlankNode(), B, C, shapes)
    store.extend([blank, Quad(A, B, C, shapes)])
    preview = Engine(previews.write(store, Delta({blank}), "0" * 64))
    assert len(list(preview.store.quads_for_pattern(None, None, None, shapes))) == 2
    previews.close()


def test_another_graph_altogether_is_written_whole(previews: Previews) -> None:
    store = Store()
    store.add(Quad(A, B, C, ONE))
    assert set(Engine(previews.write(store, None, "0" * 64)).store) == {Quad(A, B, C, ONE)}
    assert set(Engine(previews.write(store, Delta({Quad(A, B, C, OTHER)}), "1" * 64)).store) == {
        Quad(A, B, C, ONE),
        Quad(A, B, C, OTHER),
    }
    previews.close()


def test_a_preview_is_not_the_current_release(
    previews: Previews, release: Path, miniature: tuple[Content, Store]
) -> None:
    serving = (release / CURRENT).resolve()
    content = miniature[0]
    previews.write(Store.read_only(str(serving / STORE)), Delta({Quad(A, B, C, ONE)}), content.fingerprint())
    assert (release / CURRENT).resolve() == serving
    assert is_current(content, release)
    previews.close()


def test_a_quad_stays_until_the_last_part_that_holds_it_lets_go() -> None:
    layers = Layers([])
    assert layers.put("first", [quad(TRIPLE, ONE)]).gained == {quad(TRIPLE, ONE), quad(TRIPLE, DefaultGraph())}
    assert not layers.put("second", [quad(TRIPLE, ONE)])
    assert not layers.put("first", [])
    assert layers.put("second", []).lost == {quad(TRIPLE, ONE), quad(TRIPLE, DefaultGraph())}
    assert not layers.taken()


def test_the_default_graph_keeps_what_one_graph_still_says_and_leaves_out_the_unread() -> None:
    layers = Layers([SHAPES])
    layers.put("all", [quad(TRIPLE, graph) for graph in (ONE, OTHER, SHAPES)])
    assert layers.put("all", [quad(TRIPLE, OTHER), quad(TRIPLE, SHAPES)]).lost == {quad(TRIPLE, ONE)}
    assert layers.put("all", [quad(TRIPLE, SHAPES)]).lost == {quad(TRIPLE, OTHER), quad(TRIPLE, DefaultGraph())}
    assert set(layers.store) == {quad(TRIPLE, SHAPES)}


def test_a_triple_that_moves_from_one_graph_to_another_stays_in_the_default_graph() -> None:
    layers = Layers([])
    layers.put("all", [quad(TRIPLE, ONE)])
    delta = layers.put("all", [quad(TRIPLE, OTHER)])
    assert (delta.gained, delta.lost) == ({quad(TRIPLE, OTHER)}, {quad(TRIPLE, ONE)})
