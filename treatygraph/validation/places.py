"""Places: the file, row and line that a node of the graph comes from."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from pyoxigraph import DefaultGraph, NamedNode, Store

from treatygraph.graphs import text
from treatygraph.namespaces import WAS_DERIVED_FROM, Names
from treatygraph.validation.finding import Place

#: Gives a file's text by its place, or nothing where it cannot be read here.
Reader = Callable[[str], str | None]

_ROW = re.compile(r"(.+)#row=(\d+)")
_PREFIX = re.compile(r"^\s*(?:@prefix|PREFIX)\s+([^:\s]*):\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)


class Places:
    """Finds places in one graph.

    Args:
        store: the graph, whose rows and files are told by ``prov:wasDerivedFrom``.
        names: the graph's names.
        reader: gives the text of files; lines are known only of those that it gives.
    """

    def __init__(self, store: Store, names: Names, reader: Reader) -> None:
        self._store = store
        self._names = names
        self._lines = cache(lambda file: _lines(reader(file)))
        self._text = cache(reader)

    def of(self, nodes: Iterable[str]) -> Place:
        """The place of the first of some nodes, by IRI, that has one; else of the first that a row speaks of."""
        given = [node for node in nodes if "://" in node]
        for find in (self._rows, self._spoken_of):
            for node in given:
                rows = find(NamedNode(node))
                if rows:
                    return self.at(min(rows, key=_ordered), node)
        return Place()

    def at(self, derived: str, node: str) -> Place:
        """The place that the IRI of a row or of a file names, with the line on which a node is described."""
        below = derived.removeprefix(self._names.base)
        row = _ROW.fullmatch(below)
        if row:
            number = int(row[2])
            return Place(row[1], number, self._lines(row[1]).get(number, 0))
        return Place(below, 0, subject_line(self._text(below) or "", node, self._names.base))

    def _rows(self, node: NamedNode) -> list[str]:
        """The rows and files that a node comes from; a row comes from itself."""
        if _ROW.search(node.value):
            return [node.value]
        found = self._store.quads_for_pattern(node, WAS_DERIVED_FROM, None, DefaultGraph())
        return [text(quad.object) for quad in found]

    def _spoken_of(self, node: NamedNode) -> list[str]:
        """The rows and files of what speaks of a node."""
        speakers = {text(quad.subject) for quad in self._store.quads_for_pattern(None, None, node, DefaultGraph())}
        return [row for speaker in speakers if "://" in speaker for row in self._rows(NamedNode(speaker))]


def subject_line(written: str, iri: str, base: str) -> int:
    """The first line of a text in Turtle, or in another syntax of RDF, that begins with a thing; else that names it.

    Args:
        written: the text.
        iri: the thing.
        base: the base of the text's relative IRIs.

    Returns:
        The line from 1, or 0 where the text does not name the thing.
    """
    forms = "|".join(map(re.escape, _forms(written, iri, base)))
    for pattern in (rf"^(?:{forms})(?=[\s;,.]|$)", rf"(?:{forms}|\"{re.escape(iri)}\")(?=[\s;,.>)\]]|$)"):
        found = re.search(pattern, written, re.MULTILINE)
        if found:
            return written.count("\n", 0, found.start()) + 1
    return 0


def _forms(written: str, iri: str, base: str) -> Iterator[str]:
    """How a text can write an IRI: whole, from the base, by a prefix of it."""
    yield f"<{iri}>"
    if iri.startswith(base):
        yield f"<{iri.removeprefix(base)}>"
    for prefix, namespace in _PREFIX.findall(written):
        if namespace and iri.startswith(namespace):
            yield f"{prefix}:{iri.removeprefix(namespace)}"


def _lines(table: str | None) -> dict[int, int]:
    """The line on which each row of a table begins; a cell in quotes may go over several."""
    reader = csv.reader(io.StringIO(table or ""))
    found: dict[int, int] = {}
    begins = 1
    try:
        for number, _ in enumerate(reader, start=1):
            found[number] = begins
            begins = reader.line_num + 1
    except csv.Error:
        return found
    return found


def _ordered(derived: str) -> tuple[str, int]:
    """Rows of a file in the order of their numbers."""
    row = _ROW.fullmatch(derived)
    return (row[1], int(row[2])) if row else (derived, 0)
