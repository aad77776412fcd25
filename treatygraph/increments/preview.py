"""Previews: what a change of content gives, written as a release is, and taken for none.

The store of a preview begins as the files of a release's, of which those that hold the sorted data, which no store ever
changes, are linked and not copied. What differs goes to its log alone, which is read when the store is opened: a worker
must find no more files than those that a store opens at once, for it can open none later.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Store

from treatygraph.graphs import coverage
from treatygraph.increments.layers import Delta
from treatygraph.namespaces import Names
from treatygraph.releases import placing, seal
from treatygraph.releases.release import DRAFT, MANIFEST, STORE

#: The files of a store that are never written to again (https://github.com/facebook/rocksdb/wiki/Checkpoints).
_SORTED = ".sst"

#: What a store makes for itself when it is opened.
_OWN = ("LOCK", "LOG")


class Previews:
    """The previews of one process, in a folder beside the releases that ``close`` removes.

    Args:
        release: the folder of the release that the first preview follows.
        manifest: that release's manifest.
        names: the graph's names.
    """

    def __init__(self, release: Path, manifest: Mapping[str, Any], names: Names) -> None:
        self._base = release
        self._delta = Delta()
        self._written: list[Path] = []
        self._manifest = manifest
        self._names = names
        self._number = 0
        # A build leaves the drafts alone that a living process holds, and removes the others.
        with placing.locked(release.parent):
            self._folder = Path(tempfile.mkdtemp(prefix=f"{DRAFT}{os.getpid()}-", dir=release.parent))
            self._held = placing.hold(self._folder)

    def write(self, store: Store, delta: Delta | None, fingerprint: str) -> Path:
        """Writes a preview and gives its folder.

        Args:
            store: the graph.
            delta: what it has gained and lost since the preview before; None where it is another graph altogether.
            fingerprint: the fingerprint of the content.
        """
        self._number += 1
        folder = self._folder / f"preview-{fingerprint[:8]}-{self._number}"
        folder.mkdir()
        if delta is None:
            served = Store(str(folder / STORE))
            served.bulk_extend(store)
            served.optimize()
            served.flush()
            self._base, self._delta = folder, Delta()
        else:
            self._delta.merge(delta)
            _link(self._base / STORE, folder / STORE)
            _apply(Store(str(folder / STORE)), store, self._delta)
        manifest = {
            **{
                name: value
                for name, value in self._manifest.items()
                if name not in ("hash", "files", "inputs", seal.KEY)
            },
            "release": folder.name,
            "content": fingerprint,
            "coverage": coverage(store, self._names),
            "triples": sum(1 for _ in store.quads_for_pattern(None, None, None, DefaultGraph())),
            "preview": True,
        }
        (folder / MANIFEST).write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        self._written.append(folder)
        return folder

    def keep(self, folders: Collection[Path]) -> None:
        """Removes the previews but some, and what they are made from."""
        for folder in self._written:
            if folder not in folders and folder != self._base:
                shutil.rmtree(folder, ignore_errors=True)
        self._written = [folder for folder in self._written if folder.is_dir()]

    def close(self) -> None:
        """Removes every preview."""
        shutil.rmtree(self._folder, ignore_errors=True)
        os.close(self._held)


def _link(before: Path, after: Path) -> None:
    """Gives a new store the files of another."""
    after.mkdir()
    for file in before.iterdir():
        if file.suffix == _SORTED:
            (after / file.name).hardlink_to(file)
        elif not file.name.startswith(_OWN):
            shutil.copyfile(file, after / file.name)


def _apply(served: Store, store: Store, delta: Delta) -> None:
    """Takes a store from the graph before to the graph as it is."""
    nameless = {found.graph_name for found in (*delta.gained, *delta.lost) if _has_blank(found)}
    for graph in nameless:
        # Blank nodes have other labels in the store: their graph, which is small, is written anew.
        if isinstance(graph, NamedNode):
            served.clear_graph(graph)
            served.extend(store.quads_for_pattern(None, None, None, graph))
    for found in _apart(delta.lost, nameless):
        served.remove(found)
    served.extend(_apart(delta.gained, nameless))


def _apart(quads: Iterable[Quad], graphs: set[Any]) -> list[Quad]:
    return [found for found in quads if found.graph_name not in graphs]


def _has_blank(found: Quad) -> bool:
    return isinstance(found.subject, BlankNode) or isinstance(found.object, BlankNode)
