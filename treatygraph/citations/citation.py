"""Citations: the documents behind the rows of an answer, and the release, as references that others can use.

Which documents are behind a row is content: the queries in ``queries/citations`` are put in turn, each for the rows
that the ones before it found nothing for. How a document is referred to is content too (``queries/references``).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode

from treatygraph.catalogue import Question
from treatygraph.citations.reference import BIBTEX, CSL, TEXT, Reference, bibtex, csl, issued, lines
from treatygraph.content import Content, QueryFile
from treatygraph.engine import Engine
from treatygraph.errors import ContentError, LimitError, Problem, QuestionError
from treatygraph.graphs import Term, text
from treatygraph.namespaces import XSD
from treatygraph.tokens import substitute

WAYS = "queries/citations"
REFERENCES = "queries/references"

#: The media type of each style of references.
STYLES = {"text": TEXT, "bibtex": BIBTEX, "csl": CSL}

#: How many cells of an answer are looked through for what stands behind it.
_MOST = 20_000

#: The longest text that may name something.
_LONGEST = 64

#: Answers a SELECT query with its columns and rows.
Ask = Callable[[str], Awaitable[tuple[list[str], list[list[Any]]]]]


@dataclass(frozen=True, slots=True)
class Citing:
    """The content files that documents are found and referred to by."""

    ways: tuple[QueryFile, ...]
    documents: QueryFile
    dataset: QueryFile

    @classmethod
    def of(cls, content: Content) -> Citing:
        """The queries of the content folders.

        Raises:
            ContentError: one of ``queries/references`` is missing, or a file has no header.
        """
        known = {query.name: query for query in content.queries(REFERENCES)}
        lacking = [name for name in ("sources", "dataset") if name not in known]
        if lacking:
            cure = "write a SELECT whose columns are CSL variables."
            raise ContentError([Problem(f"{REFERENCES}/{name}.rq", "it is missing", cure) for name in lacking])
        return cls(tuple(content.queries(WAYS)), known["sources"], known["dataset"])


@dataclass(frozen=True, slots=True)
class Citation:
    """What is cited for a question: how the documents were found, for which rows, and the references to them.

    Attributes:
        asked: the question with its parameters, in words.
        found: the words for each way in which documents were found, with the numbers of its rows.
        without: the numbers of the rows that no document was found for.
        references: the documents in the order of their ids.
        release: the reference to the release itself.
    """

    asked: str
    found: tuple[tuple[str, tuple[int, ...]], ...]
    without: tuple[int, ...]
    references: tuple[Reference, ...]
    release: Reference


async def cite(
    ask: Ask, citing: Citing, engine: Engine, question: Question, given: Mapping[str, str], row: int | None = None
) -> Citation:
    """Cites what stands behind the answer to a question, or behind one row of it.

    Args:
        ask: what answers queries over the release.
        citing: the queries that documents are found by.
        engine: the release.
        question: the question of the catalogue.
        given: its parameters.
        row: the number of a row, the first being 1; all rows where it is not given.

    Raises:
        QuestionError: a parameter is wrong, or the answer has no such row.
        LimitError: the answer has more cells than are looked through.
    """
    columns, rows = await ask(engine.ask(question, given))
    place = f"question {question.slug}"
    if row is not None and not 1 <= row <= len(rows):
        cure = f"write row= and a number from 1 to {len(rows)}." if rows else "leave row out, or ask otherwise."
        raise QuestionError([Problem(place, f"its answer has no row {row}", cure)])
    chosen = {number: cells for number, cells in enumerate(rows, start=1) if row in (None, number)}
    if len(chosen) * len(columns) > _MOST:
        raise LimitError([Problem(place, f"{len(chosen):,} rows are too many to cite at once", "cite one with row=.")])
    asked = [value for value in given.values() if value]
    left, found, documents = dict(chosen), [], set()
    for way in citing.ways:
        if not left:
            break
        cells = " ".join(line for number in left for line in _cells(number, left[number], asked))
        _, pairs = await ask(substitute(way.text, {"cells": cells}))
        reached = sorted({int(text(number)) for number, _ in pairs})
        if reached:
            found.append((way.header["title"]["en"], tuple(reached)))
        documents |= {text(document) for _, document in pairs}
        left = {number: cells for number, cells in left.items() if number not in reached}
    values = ", ".join(f"{name}={value}" for name, value in given.items() if value)
    words = question.title["en"] + (f" ({values})" if values else "") + (f", row {row}" if row else "")
    references = await _references(ask, citing.documents, sorted(documents))
    (itself,) = await _references(ask, citing.dataset, [engine.names.thing("dataset").value])
    return Citation(words, tuple(found), tuple(left), tuple(references), _released(itself, engine, words))


async def cite_release(ask: Ask, citing: Citing, engine: Engine) -> Reference:
    """The reference to the release itself, whatever is asked of it."""
    (itself,) = await _references(ask, citing.dataset, [engine.names.thing("dataset").value])
    return _released(itself, engine)


async def cite_query(ask: Ask, citing: Citing, engine: Engine, query: str) -> Citation:
    """Cites the release for the answer to a query that is no question of the catalogue; its address asks it again.

    Args:
        ask: what answers queries over the release.
        citing: the queries that documents are referred to by.
        engine: the release.
        query: the text of the query; it is not read.
    """
    (itself,) = await _references(ask, citing.dataset, [engine.names.thing("dataset").value])
    told = _released(itself, engine, "the query in the address")
    key = f"{told['id']}-{sha256(query.encode()).hexdigest()[:8]}"
    address = f"{engine.names.base}sparql?{urlencode({'query': query})}"
    return Citation(query, (), (), (), {**told, "id": key, "URL": address})


def written(citation: Citation, media_type: str) -> str:
    """A citation in one of the media types of ``STYLES``; what was cited is told wherever the format has a place."""
    told = [*citation.references, citation.release]
    if media_type == CSL:
        return csl(told)
    remarks = [f"Cited for: {citation.asked}"]
    remarks += [f"Found as: {words} ({_numbered(numbers)})" for words, numbers in citation.found]
    if citation.without:
        remarks.append(f"No document is known for {_numbered(citation.without)}: the release is cited alone.")
    if media_type == BIBTEX:
        return bibtex(told, remarks)
    return "\n".join([*remarks, "", *lines(told), ""])


def _numbered(numbers: Sequence[int]) -> str:
    """Rows by their numbers: ``rows 1-3, 5``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    said = ", ".join("-".join(map(str, run)) for run in runs)
    return f"row {said}" if len(numbers) == 1 else f"rows {said}"


def _cells(number: int, row: Sequence[Term | None], asked: Sequence[str]) -> list[str]:
    """The cells of a row that may name something, and the values that were asked with, as rows of a VALUES."""
    strings = {term.value for term in row if isinstance(term, NamedNode)}
    strings |= {
        term.value
        for term in row
        if isinstance(term, Literal) and term.datatype.value == XSD + "string" and len(term.value) <= _LONGEST
    }
    named = [("false", value) for value in sorted(strings)] + [("true", value) for value in asked]
    return [f"({number} {flag} {Literal(value)})" for flag, value in named]


async def _references(ask: Ask, query: QueryFile, things: Sequence[str]) -> list[Reference]:
    """References whose fields are the columns of a query."""
    if not things:
        return []
    columns, rows = await ask(substitute(query.text, {"things": " ".join(f"<{thing}>" for thing in things)}))
    found: list[Reference] = []
    for row in rows:
        cells: dict[str, Any] = {name: text(cell) for name, cell in zip(columns, row, strict=True) if cell is not None}
        if "date" in cells:
            cells["issued"] = issued(cells.pop("date"))
        if "author" in cells:
            cells["author"] = [{"literal": cells["author"]}]
        found.append(cells)
    return found


def _released(itself: Reference, engine: Engine, words: str = "") -> Reference:
    """The reference to the dataset, made one to the release."""
    known = f"acts known up to {engine.coverage}; licence {itself.get('license', '')}"
    known += f"; asked: {words}" if words else ""
    rest = {name: value for name, value in itself.items() if name != "license"}
    address = f"{engine.names.base}release/{engine.release}"
    return {**rest, "id": f"treatygraph-{engine.release}", "version": engine.release, "URL": address, "note": known}
