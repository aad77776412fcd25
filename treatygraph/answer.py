"""What a query is answered with, and in which format: https://www.w3.org/TR/sparql11-protocol/#conneg."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import QueryResultsFormat, RdfFormat

from treatygraph import signature
from treatygraph.errors import FormatError, Problem

JSON = signature.JSON

#: The formats of each kind of answer, the first being the one that is given when nothing is asked for.
SOLUTIONS: dict[str, QueryResultsFormat] = {
    JSON: QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
BOOLEANS: dict[str, QueryResultsFormat] = {
    JSON: QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
}
GRAPHS: dict[str, RdfFormat] = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/trig": RdfFormat.TRIG,
    "application/n-quads": RdfFormat.N_QUADS,
}


@dataclass(frozen=True, slots=True)
class Formats:
    """The media type wanted for each kind of answer; None where no format of that kind will do."""

    solutions: str | None = next(iter(SOLUTIONS))
    boolean: str | None = next(iter(BOOLEANS))
    graph: str | None = next(iter(GRAPHS))


#: Each kind of answer in its first format.
ANY = Formats()


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer in one format."""

    body: bytes
    media_type: str


def wanted(media_type: str | None, offered: Mapping[str, object]) -> str:
    """The format that is wanted, where it can hold the kind of answer.

    Raises:
        FormatError: it cannot.
    """
    if media_type is not None and media_type in offered:
        return media_type
    cure = f"this kind of answer is written as {', '.join(offered)}."
    raise FormatError([Problem("Accept", "no format that it names will do", cure)])
