"""The graph in other forms of RDF 1.1: TriG, JSON-LD, Turtle for each named graph, Turtle of them all as one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from pyoxigraph import NamedNode, Quad, RdfFormat, serialize

from treatygraph.downloads.archive import zipped


def forms(
    quads: Sequence[Quad], unread: Sequence[str], base: str, prefixes: Mapping[str, str]
) -> Iterator[tuple[str, bytes]]:
    """The graph in each form, by the end of the file's name.

    Args:
        quads: the quads of the named graphs, their blank nodes named canonically.
        unread: the IRIs of the graphs that the default graph is not made from.
        base: the base of the project's IRIs, which ends in ``/``.
        prefixes: namespaces by prefix.
    """
    known = dict(prefixes)
    keyed = sorted(((_key(quad), quad) for quad in quads), key=_first)
    ordered = [quad for _, quad in keyed]
    yield ".trig", serialize(ordered, format=RdfFormat.TRIG, prefixes=known) or b""
    yield ".jsonld", serialize(ordered, format=RdfFormat.JSON_LD, prefixes=known) or b""
    # What several graphs hold stands once.
    merged = {key[1:]: quad.triple for key, quad in keyed if key[0] not in unread}
    triples = [triple for _, triple in sorted(merged.items(), key=_first)]
    yield ".ttl", serialize(triples, format=RdfFormat.TURTLE, prefixes=known) or b""
    yield (
        "-graphs.zip",
        zipped(
            (
                f"{graph.removeprefix(base)}.ttl",
                serialize([quad.triple for _, quad in found], format=RdfFormat.TURTLE, prefixes=known) or b"",
            )
            for graph, found in groupby(keyed, lambda each: each[0][0])
        ),
    )


def _key(quad: Quad) -> tuple[str, str, str, str]:
    graph = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
    return graph, str(quad.subject), str(quad.predicate), str(quad.object)


def _first(item: tuple[tuple[str, ...], object]) -> tuple[str, ...]:
    return item[0]
