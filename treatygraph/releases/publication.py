"""The last stage: a release, written beside the one that serves and put in its place in one step.

A release is a folder named by its content: the graph as N-Quads in canonical form, the store that serves it, what it
offers for download, a description and a manifest. It has its name only once it is whole. Nothing in it tells a time or
a place, so the same input gives the same bytes.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pyoxigraph import DefaultGraph, RdfFormat, Store, serialize

from treatygraph import graphs
from treatygraph.downloads import forms
from treatygraph.downloads.distributions import terms
from treatygraph.downloads.offer import Offer
from treatygraph.namespaces import CANONICAL_BASE, Names
from treatygraph.releases import canonical, placing, seal
from treatygraph.releases.draft import Draft
from treatygraph.releases.release import (
    CANONICAL,
    DESCRIPTION,
    DIGITS,
    MANIFEST,
    QUADS,
    STORE,
    UNREAD,
    made_with,
)
from treatygraph.tokens import substitute


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
    with placing.draft(out) as folder:
        draft = Draft(folder)
        with draft.open(QUADS) as whole:
            canonical.write(store, whole, draft.by_graph)
        with draft.merged.open("wb") as triples:
            forms.merged(folder / QUADS, [names.graph(name) for name in UNREAD], triples)
        done("canonical form")
        sha256 = str(draft.files[QUADS]["sha256"])
        identifier = sha256[:DIGITS]
        release = out / identifier
        manifest = describe(store, names, fingerprint, sha256)
        manifest["inputs"] = dict(sorted(inputs.items()))
        if offer:
            offer.write(draft, store, manifest)
        _tell(manifest, draft, offer)
        done("downloads")
        if description:
            draft.write(DESCRIPTION, _about(store, names, description, manifest))
            _tell(manifest, draft, offer)
        _write(folder, manifest)
        if not _is_stored(release):
            _fill(folder / STORE, folder / QUADS, draft.merged)
            seal.seal(folder, identifier)
        draft.clear()
        with placing.locked(out):
            if _is_whole(release, manifest):
                # The same content again: what serves is left alone, and only says anew what it was made from.
                _write(release, manifest)
            else:
                if not (folder / STORE).is_dir():
                    # The same graph, and other files of it: a server that has the store open keeps it.
                    shutil.copytree(release / STORE, folder / STORE, copy_function=os.link)
                placing.replace(release, folder)
            point(out, release)
    done("store")
    return release


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
    before = placing.point(out, release)
    placing.clear(out)
    for other in out.iterdir():
        is_draft = other.is_symlink() or not other.is_dir() or other.name.startswith(".")
        if not is_draft and other.name not in (release.name, before) and before != release.name:
            shutil.rmtree(other)


def _about(store: Store, names: Names, query: str, manifest: Mapping[str, Any]) -> bytes:
    """The release's description of itself, as Turtle: it names the hash, so it cannot be in what is hashed."""
    found = graphs.construct(store, substitute(query, terms(manifest)))
    return serialize(sorted(set(found), key=str), format=RdfFormat.TURTLE, prefixes=names.prefixes()) or b""


def _tell(manifest: dict[str, Any], draft: Draft, offer: Offer | None) -> None:
    """Tells the manifest of the files of a draft."""
    manifest["files"] = {
        place: {**known, "licence": manifest["licence"], **(offer.about(place) if offer else {})}
        for place, known in draft.files.items()
    }


def _write(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Puts the manifest in its place in one step."""
    placing.write(folder / MANIFEST, seal.sealed(manifest))


def _is_whole(release: Path, manifest: Mapping[str, Any]) -> bool:
    """Whether a release stands already, with its store and with every file that a manifest lists, as it lists it."""
    try:
        known = json.loads((release / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return False
    told = isinstance(known, dict) and known.get("files") == manifest["files"] and seal.KEY in known
    return told and not seal.faults(release, known, whole=True)


def _is_stored(release: Path) -> bool:
    """Whether a release stands already with a store that is whole."""
    return not seal.faults(release, {"release": release.name, seal.KEY: ""}, whole=True, only=STORE)


def _fill(folder: Path, *files: Path) -> None:
    """Writes the store that serves, from files of N-Quads."""
    served = Store(str(folder))
    for file in files:
        served.bulk_extend(forms.quads(file))
    served.optimize()
    served.flush()
