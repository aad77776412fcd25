"""A release as one file for an engine's own bulk loader: its graphs under the names that they have in the engine.

What is in the file is what ``Loader`` writes graph by graph; a run of it that finds the graphs whole only switches.
https://www.w3.org/TR/n-quads/
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, cast

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, serialize

from treatygraph.errors import Problem, QuestionError
from treatygraph.remote.loading import placed
from treatygraph.remote.placement import Placement

#: The endings of the names of such files; the first is compressed.
ENDINGS = (".nq.gz", ".nq")


def write(store: Store, placement: Placement, file: Path, say: Callable[[str, int], None]) -> int:
    """Writes a release for a bulk loader, and tells how many graphs it has.

    Args:
        store: the release's store.
        placement: where the release stands in engines.
        file: the file, which may not end otherwise than with one of ``ENDINGS``.
        say: told of each graph as it is done: its name, and how many triples it has.

    Raises:
        QuestionError: the file cannot be written, or its name ends otherwise.
    """
    if not file.name.endswith(ENDINGS):
        fault = "it is neither an address nor the name of a file of N-Quads"
        raise QuestionError([Problem(str(file), fault, f"begin it with http, or end it with {' or '.join(ENDINGS)}.")])
    graphs = placed(store, placement)

    def quads() -> Iterator[Quad]:
        for name, graph in graphs.items():
            size = 0
            for size, quad in enumerate(store.quads_for_pattern(None, None, None, graph), 1):  # noqa: B007
                yield Quad(quad.subject, quad.predicate, quad.object, NamedNode(name))
            say(name, size)

    try:
        with file.open("wb") as plain, ExitStack() as closing:
            into: IO[bytes] = plain
            if file.name.endswith(ENDINGS[0]):
                # Without its name and the time of day the same release gives the same bytes.
                into = cast("IO[bytes]", closing.enter_context(gzip.GzipFile("", "wb", fileobj=plain, mtime=0)))
            serialize(quads(), into, RdfFormat.N_QUADS)
    except OSError as error:
        cure = "name a file in a folder that exists, on a disk that has room."
        raise QuestionError([Problem(str(file), f"it cannot be written: {error.strerror}", cure)]) from error
    return len(graphs)
