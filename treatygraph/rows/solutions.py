"""Rows as SPARQL's own formats hold them: read, counted, cut to a page.

https://www.w3.org/TR/sparql11-results-json/, https://www.w3.org/TR/sparql11-results-csv-tsv/
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from treatygraph.answer import JSON, SOLUTIONS
from treatygraph.errors import Problem, QueryError
from treatygraph.rows.head import Cell
from treatygraph.rows.page import Page

#: How many rows a whole answer has, by its format; none of them needs the terms.
_COUNTS: Final[Mapping[str, Callable[[bytes], int]]] = {
    JSON: lambda body: len(json.loads(body)["results"]["bindings"]),
    "application/sparql-results+xml": lambda body: body.count(b"<result>"),
    "text/csv": lambda body: sum(1 for _ in csv.reader(io.StringIO(body.decode("utf-8"), newline=""))) - 1,
    "text/tab-separated-values": lambda body: body.count(b"\n") - 1,
}


def read(body: bytes) -> tuple[list[str], list[list[Cell]]]:
    """The columns and the rows of an answer in JSON."""
    document = json.loads(body)
    names: list[str] = document["head"]["vars"]
    return names, [[row.get(name) for name in names] for row in document["results"]["bindings"]]


def counted(body: bytes, media_type: str) -> int:
    """How many rows an answer in one of the formats of ``SOLUTIONS`` has."""
    return _COUNTS[media_type](body)


def cut(body: bytes, page: Page, media_type: str) -> bytes:
    """The rows of a page of an answer in JSON, in one of the formats of ``SOLUTIONS``."""
    document = json.loads(body)
    document["results"]["bindings"] = page.of(document["results"]["bindings"])
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    if media_type == JSON:
        return text
    found = parse_query_results(text, SOLUTIONS[JSON])
    assert isinstance(found, QuerySolutions)  # noqa: S101  (it has bindings)
    return found.serialize(format=SOLUTIONS[media_type]) or b""


def terms(body: bytes) -> tuple[list[str], list[list[Any]]]:
    """The variables and the rows of an answer in SPARQL's JSON, each value a term or None.

    Raises:
        QueryError: the answer is true or false.
    """
    found = parse_query_results(body, QueryResultsFormat.JSON)
    if not isinstance(found, QuerySolutions):
        raise QueryError([Problem("query", "it is not a SELECT query", "ask with SELECT.")])
    names = [variable.value for variable in found.variables]
    return names, [[solution[name] for name in names] for solution in found]
