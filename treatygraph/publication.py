"""The last stage: a release, written beside the one that serves and put in its place in one step.

A release is a folder named by its content: the graph as N-Quads in canonical form, the store that serves it, what it
offers for download, a description and a manifest. It has its name only once it is whole. Nothing in it tells a time or
a place, so the same input gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Quad,
    RdfFormat,
    Store,
    serialize,
)

from treatygraph import graphs
from treatygraph.catalogue import substitute
from treatygraph.downloads.distributions import terms
from treatygraph.downloads.offer import Offer
from treatygraph.namespaces import CANONICAL_BASE, Names
from treatygraph.release import (
    CANONICAL,
    CURRENT,
    DESCRIPTION,
    DIGITS,
    DRAFT,
    MANIFEST,
    QUADS,
    STORE,
    UNREAD,
    made_with,
)


def publish(
    store: Store,
    names: Names,
    fingerprint: str,
    out: Path,
    done: Callable[[str], None] = lambda step: None,
    *,
    inputs: Mapping[str, str] = MappingProxyType({}),
    description: str = "",
    offer: Offer | None = None,
) -> Path:
    """Writes a release and makes it the current one.

    Args:
        store: the validated graph.
        names: the graph's names.
        fingerprint: the fingerprint of the content that it was built from.
        out: the folder of releases; ``current`` in it names the one that serves.
        done: told the name of each step as it ends.
        inputs: the SHA-256 of each file that it was built from, by its place.
        description: a CONSTRUCT query for the triples that describe the release; ``$release``, ``$coverage``,
            ``$files`` and ``$standards`` in it stand for what is known only now.
        offer: what the release offers for download; nothing but its N-Quads without it.

    Returns:
        The folder of the release.
    """
    out.mkdir(parents=True, exist_ok=True)
    quads = canonical(store)
    lines = (serialize(quads, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
    text = b"".join(sorted(lines))
    done("canonical form")
    sha256 = hashlib.sha256(text).hexdigest()
    identifier = sha256[:DIGITS]
    release = out / identifier
    manifest = describe(store, names, fingerprint, sha256)
    manifest["inputs"] = dict(sorted(inputs.items()))
    draft = Path(tempfile.mkdtemp(prefix=f"{DRAFT}{os.getpid()}-", dir=out))
    try:
        draft.chmod(0o755)
        _put(draft, QUADS, text, manifest, offer)
        for place, data in offer.files(store, quads, text, manifest) if offer else ():
            _put(draft, place, data, manifest, offer)
        done("downloads")
        if description:
            _put(draft, DESCRIPTION, _about(store, names, description, manifest), manifest, offer)
        _write(draft, manifest)
        if _is_whole(release, manifest):
            # The same content again: what serves is left alone, and only says anew what it was made from.
            _write(release, manifest)
        else:
            if (release / STORE).is_dir():
                # The same graph, and other files of it: a server that has the store open keeps it.
                shutil.copytree(release / STORE, draft / STORE, copy_function=os.link)
            else:
                _fill(draft / STORE, quads, names)
            _replace(release, draft)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    done("store")
    point(out, release)
    return release


def canonical(store: Store) -> list[Quad]:
    """The quads of the named graphs, their blank nodes named by RDFC-1.0 (https://www.w3.org/TR/rdf-canon/)."""
    quads = [quad for quad in store if not isinstance(quad.graph_name, DefaultGraph)]
    # A quad without a blank node has no part in how blank nodes are named, and there are many.
    nameless = Dataset(
        quad for quad in quads if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)
    )
    nameless.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    named = [
        quad for quad in quads if not isinstance(quad.subject, BlankNode) and not isinstance(quad.object, BlankNode)
    ]
    return [*named, *nameless]


def describe(store: Store, names: Names, fingerprint: str, sha256: str) -> dict[str, Any]:
    """The manifest: what the release is, what it was made from and with, and up to when it knows.

    Args:
        store: the validated graph.
        names: the graph's names.
        fingerprint: the fingerprint of the content that it was built from.
        sha256: the hash of its canonical N-Quads.
    """
    return {
        "release": sha256[:DIGITS],
        "hash": {**CANONICAL, "value": sha256},
        "base": names.base,
        "content": fingerprint,
        "coverage": graphs.coverage(store, names),
        "triples": sum(1 for _ in store.quads_for_pattern(None, None, None, DefaultGraph())),
        "files": {},
        "made-with": made_with(),
        "licence": "https://creativecommons.org/licenses/by/4.0/",
        "canonical-base": CANONICAL_BASE,
    }


def point(out: Path, release: Path) -> None:
    """Makes a release the current one in one step, and removes the releases before it but for the last."""
    link = out / f".{CURRENT}-{os.getpid()}"
    link.symlink_to(release.name)
    # By name, for one of them may be written from here and the other from the root.
    before = (out / CURRENT).resolve().name if (out / CURRENT).is_symlink() else release.name
    link.replace(out / CURRENT)
    for other in out.iterdir():
        if other.is_symlink() or not other.is_dir() or other.name in (release.name, before):
            continue
        if other.name.startswith(DRAFT) and _is_alive(int(other.name.removeprefix(DRAFT).partition("-")[0])):
            continue
        if before != release.name or other.name.startswith(DRAFT):
            shutil.rmtree(other)


def _about(store: Store, names: Names, query: str, manifest: Mapping[str, Any]) -> bytes:
    """The release's description of itself, as Turtle: it names the hash, so it cannot be in what is hashed."""
    found = graphs.construct(store, substitute(query, terms(manifest)))
    return serialize(sorted(set(found), key=str), format=RdfFormat.TURTLE, prefixes=names.prefixes()) or b""


def _put(folder: Path, place: str, data: bytes, manifest: dict[str, Any], offer: Offer | None) -> None:
    """Puts a file in its place in a draft, and tells the manifest of it."""
    path = folder / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    known = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    manifest["files"][place] = {**known, "licence": manifest["licence"], **(offer.about(place) if offer else {})}


def _write(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Puts the manifest in its place in one step."""
    draft = folder / f".{MANIFEST}-{os.getpid()}"
    draft.write_text(json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    draft.replace(folder / MANIFEST)


def _is_whole(release: Path, manifest: Mapping[str, Any]) -> bool:
    """Whether a release stands already, with its store and with every file that a manifest lists, as it lists it."""
    try:
        known = json.loads((release / MANIFEST).read_text(encoding="utf-8"))
        sizes = {place: (release / place).stat().st_size for place in manifest["files"]}
    except (OSError, ValueError):
        return False
    return (
        (release / STORE).is_dir()
        and known.get("files") == manifest["files"]
        and sizes == {place: file["bytes"] for place, file in manifest["files"].items()}
    )


def _replace(release: Path, draft: Path) -> None:
    """Gives a draft the name of its release; what had the name before goes once the draft has it, or has it again."""
    before = draft.with_name(f"{draft.name}-before")
    if release.exists():
        release.rename(before)
    try:
        draft.rename(release)
    except BaseException:
        if before.exists():
            before.rename(release)
        raise
    shutil.rmtree(before, ignore_errors=True)


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
    """Whether a quad is in the default graph."""
    return quad.graph_name not in [names.graph(name) for name in UNREAD]
