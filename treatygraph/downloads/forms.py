"""The graph in other forms of RDF 1.1: TriG, JSON-LD, Turtle for each named graph, Turtle of them all as one.

Each is written from sorted N-Quads as they are read, so that memory holds none of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import IO

from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

from treatygraph.downloads.archive import Archive


def quads(path: Path) -> Iterator[Quad]:
    """The quads of a file that was written from a graph, one after the other."""
    return parse(path=path, format=RdfFormat.N_QUADS, lenient=True)


def written(path: Path, out: IO[bytes], form: RdfFormat, prefixes: Mapping[str, str]) -> None:
    """Writes a file of N-Quads in another form, in its order.

    Args:
        path: the N-Quads; for what has no named graphs, N-Triples.
        out: where to.
        form: the form.
        prefixes: namespaces by prefix.
    """
    found = quads(path)
    serialize(found if form.supports_datasets else (each.triple for each in found), out, form, prefixes=dict(prefixes))


def merged(path: Path, unread: Collection[NamedNode], out: IO[bytes]) -> None:
    """Writes the triples of some graphs as N-Triples, each once: the default graph of a release.

    Args:
        path: the canonical N-Quads, sorted, so that what several graphs hold stands together.
        unread: the graphs that are left out.
        out: where to.
    """
    left_out, last = {str(graph).encode() for graph in unread}, b""
    with path.open("rb") as lines:
        for line in lines:
            triple, graph, _ = line.rsplit(b" ", 2)
            if triple != last and graph not in left_out:
                out.write(triple + b" .\n")
                last = triple


def graphs(path: Path, base: str, out: IO[bytes], prefixes: Mapping[str, str]) -> None:
    """Writes an archive with a file of Turtle for each named graph.

    Args:
        path: N-Quads, graph after graph.
        base: the base of the project's IRIs, which ends in ``/``.
        out: a file that can be sought in.
        prefixes: namespaces by prefix.
    """
    known = dict(prefixes)
    with Archive(out) as archive:
        for graph, found in groupby(quads(path), attrgetter("graph_name")):
            with archive.entry(f"{graph.value.removeprefix(base)}.ttl") as entry:
                serialize((quad.triple for quad in found), entry, RdfFormat.TURTLE, prefixes=known)
