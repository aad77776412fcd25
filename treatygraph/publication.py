"""The last stage: a release, written beside the one that serves and put in its place in one step.

A release is a folder named by its content: the graph as N-Quads in canonical form, the store that serves it, and a
manifest. It never changes. The manifest holds no time and no place, so the same input gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, DefaultGraph, Quad, RdfFormat, Store, serialize

from treatygraph import graphs
from treatygraph.namespaces import CANONICAL_BASE, Names
from treatygraph.release import CURRENT, MANIFEST, QUADS, STORE, made_with

#: What the folder of an unfinished release begins with; the number of its process follows.
_DRAFT = ".draft-"


def publish(
    store: Store,
    names: Names,
    fingerprint: str,
    out: Path,
    done: Callable[[str], None] = lambda step: None,
) -> Path:
    """Writes a release and makes it the current one.

    Args:
        store: the validated graph.
        names: the graph's names.
        fingerprint: the fingerprint of the content that it was built from.
        out: the folder of releases; ``current`` in it names the one that serves.
        done: told the name of each step as it ends.

    Returns:
        The folder of the release.
    """
    out.mkdir(parents=True, exist_ok=True)
    quads = canonical(store)
    lines = (serialize(quads, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
    text = b"".join(sorted(lines))
    done("canonical form")
    identifier = hashlib.sha256(text).hexdigest()[:16]
    release = out / identifier
    manifest = describe(store, names, fingerprint, identifier, text)
    if (release / STORE).is_dir():
        # The same content again: what serves is left alone, and only says anew what it was made from.
        _write(release, manifest)
    else:
        draft = Path(tempfile.mkdtemp(prefix=f"{_DRAFT}{os.getpid()}-", dir=out))
        try:
            draft.chmod(0o755)
            (draft / QUADS).write_bytes(text)
            _fill(draft / STORE, quads, names)
            _write(draft, manifest)
            if release.exists():
                shutil.rmtree(release)
            draft.rename(release)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
    done("store")
    point(out, release)
    return release


def canonical(store: Store) -> list[Quad]:
    """The quads of the named graphs, their blank nodes named by RDFC-1.0 (https://www.w3.org/TR/rdf-canon/)."""
    quads = [quad for quad in store if not isinstance(quad.graph_name, DefaultGraph)]
    nameless = Dataset(
        quad for quad in quads if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)
    )
    nameless.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    named = [
        quad for quad in quads if not isinstance(quad.subject, BlankNode) and not isinstance(quad.object, BlankNode)
    ]
    return [*named, *nameless]


def describe(store: Store, names: Names, fingerprint: str, identifier: str, text: bytes) -> dict[str, Any]:
    """The manifest: what the release is, what it was made from and with, and up to when it knows."""
    return {
        "release": identifier,
        "base": names.base,
        "content": fingerprint,
        "coverage": graphs.coverage(store, names),
        "triples": sum(1 for _ in store.quads_for_pattern(None, None, None, DefaultGraph())),
        "files": {QUADS: {"sha256": hashlib.sha256(text).hexdigest(), "bytes": len(text)}},
        "made-with": made_with(),
        "licence": "https://creativecommons.org/licenses/by/4.0/",
        "canonical-base": CANONICAL_BASE,
    }


def point(out: Path, release: Path) -> None:
    """Makes a release the current one in one step, and removes the releases before it but for the last."""
    link = out / f".{CURRENT}-{os.getpid()}"
    link.symlink_to(release.name)
    before = (out / CURRENT).resolve() if (out / CURRENT).is_symlink() else release
    link.replace(out / CURRENT)
    for other in out.iterdir():
        if other.is_symlink() or not other.is_dir() or other in (release, before):
            continue
        if other.name.startswith(_DRAFT) and _is_alive(int(other.name.removeprefix(_DRAFT).partition("-")[0])):
            continue
        if before != release or other.name.startswith(_DRAFT):
            shutil.rmtree(other)


def _write(folder: Path, manifest: dict[str, Any]) -> None:
    """Puts the manifest in its place in one step."""
    draft = folder / f".{MANIFEST}-{os.getpid()}"
    draft.write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    draft.replace(folder / MANIFEST)


def _fill(folder: Path, quads: list[Quad], names: Names) -> None:
    """Writes the store that serves."""
    served = Store(str(folder))
    served.bulk_extend(quads)
    served.bulk_extend(graphs.quad(found.triple, DefaultGraph()) for found in quads if _is_read(found, names))
    served.optimize()
    served.flush()


def _is_alive(process: int) -> bool:
    """Whether a process exists, be it somebody else's."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_read(quad: Quad, names: Names) -> bool:
    """Whether a quad is in the default graph: all but the shapes and the report, which are about the graph."""
    return quad.graph_name not in (names.graph("shapes"), names.graph("report"))
