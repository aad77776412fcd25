"""The canonical N-Quads of a graph, written and sorted outside memory.

Blank nodes are named by RDFC-1.0 (https://www.w3.org/TR/rdf-canon/). A line is never made into terms unless it has a
blank node, so that memory holds some of the lines at a time, and those with blank nodes.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, Store, serialize

from treatygraph.downloads.ordering import AT_ONCE, Ordered
from treatygraph.graphs import select, text

#: The quads that have a blank node; there are few.
_NAMELESS = "SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o FILTER(isBlank(?s) || isBlank(?o)) } }"

_END = b" .\n"


def write(store: Store, quads: IO[bytes], by_graph: Path) -> None:
    """Writes the named graphs of a store twice, their blank nodes named canonically; the default graph is left out.

    Args:
        store: the graph.
        quads: where the N-Quads go that are sorted as a whole, by code point.
        by_graph: the file of N-Quads that has graph after graph by name, the lines of each sorted. Runs of lines are
            sorted in its folder.
    """
    whole = Ordered(by_graph.parent)
    nameless = _lines(canonical(store))
    with by_graph.open("wb") as out:
        for graph in sorted((graph for graph in store.named_graphs() if isinstance(graph, NamedNode)), key=text):
            found = Ordered(by_graph.parent)
            found.extend(nameless[graph])
            found.extend(_nameable(store, graph, by_graph.parent))
            end = f" {graph} .\n".encode()
            for line in found:
                quad = line[: -len(_END)] + end
                out.write(quad)
                whole.append(quad)
    quads.writelines(whole)


def canonical(store: Store) -> Dataset:
    """The quads that have a blank node, their blank nodes named; the others have no part in how they are named."""
    found = Dataset(Quad(row["s"], row["p"], row["o"], row["g"]) for row in select(store, _NAMELESS))
    found.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return found


def _nameable(store: Store, graph: NamedNode, folder: Path) -> Iterator[bytes]:
    """The triples of a graph that have no blank node, as lines of N-Triples."""
    with tempfile.SpooledTemporaryFile(AT_ONCE, dir=str(folder)) as dumped:
        store.dump(dumped, RdfFormat.N_TRIPLES, from_graph=graph)
        dumped.seek(0)
        for line in dumped:
            if b"_:" not in line or not (line.startswith(b"_:") or line.split(b" ", 2)[2].startswith(b"_:")):
                yield line


def _lines(quads: Dataset) -> dict[NamedNode, list[bytes]]:
    """The triples of each graph as lines of N-Triples."""
    found: defaultdict[NamedNode, list[bytes]] = defaultdict(list)
    for quad in quads:
        assert isinstance(quad.graph_name, NamedNode) and isinstance(quad.subject, NamedNode | BlankNode)  # noqa: S101, PT018
        found[quad.graph_name].append(serialize([quad.triple], format=RdfFormat.N_TRIPLES) or b"")
    return found
