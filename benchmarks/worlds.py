"""Graphs of any size, made from a release: the same graph several times over, its things renamed in each copy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Store, Triple, parse

from treatygraph.content import Content
from treatygraph.namespaces import Names
from treatygraph.releases.publication import publish
from treatygraph.releases.release import QUADS, read


def make(release: Path, content: Content, out: Path, copies: int = 1) -> Path:
    """Publishes a graph of so many copies as a release that the content's own server takes for current.

    Args:
        release: the folder of the release that is copied.
        content: the content folders of the server.
        out: the folder of releases to write to.
        copies: how often the graph's things are in it.

    Returns:
        The folder of the release.
    """
    folder, manifest = read(release)
    names = Names(manifest["base"])
    store = Store()
    for number in range(copies):
        store.bulk_extend(_copy(folder, names, number))
    unread = (names.graph("shapes"), names.graph("report"))
    named = (quad for quad in store if quad.graph_name not in unread)
    store.bulk_extend([Quad(quad.subject, quad.predicate, quad.object) for quad in named])
    return publish(store, names, content.fingerprint(), out)


def _copy(folder: Path, names: Names, number: int) -> Iterator[Quad]:
    """The quads with their things renamed; of the first copy as they are, of another those that name a thing."""
    with (folder / QUADS).open("rb") as file:
        quads = parse(file, format=RdfFormat.N_QUADS)
        if number == 0:
            yield from quads
            return
        identifier = re.compile(rf"({re.escape(names.base)}(?:id/[^/]+/[^/]+|data/[^#]+))(.*)", re.DOTALL)

        def renamed(term: Any) -> Any:
            match = identifier.fullmatch(term.value) if isinstance(term, NamedNode) else None
            return NamedNode(f"{match[1]}x{number}{match[2]}") if match else term

        for quad in quads:
            if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode | Triple):
                continue
            copy = Quad(renamed(quad.subject), quad.predicate, renamed(quad.object), quad.graph_name)
            if copy != quad:
                yield copy
