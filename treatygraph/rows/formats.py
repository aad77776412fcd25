"""The formats of an answer: the suffix, the media type and what writes each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from treatygraph.answer import JSON, SOLUTIONS
from treatygraph.catalogue import Question
from treatygraph.fields import Field
from treatygraph.rows import geography, linked, typed, workbook
from treatygraph.rows.head import Cell, Head, placing

TYPED: Final = "application/json"
GEOJSON: Final = "application/geo+json"
WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

#: The media type of each suffix, in the order in which they are offered.
SUFFIXES: Final[Mapping[str, str]] = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "json": TYPED,
    "jsonld": "application/ld+json",
    "xlsx": WORKBOOK,
    "geojson": GEOJSON,
    "srj": JSON,
    "srx": "application/sparql-results+xml",
}

Writer = Callable[[Sequence[Field], Sequence[Sequence[Cell]], Head], bytes]

#: What writes the formats that are not SPARQL's own.
WRITERS: Final[Mapping[str, Writer]] = {
    TYPED: typed.write,
    "application/ld+json": linked.write,
    WORKBOOK: workbook.write,
    GEOJSON: geography.write,
}


def offered(question: Question) -> dict[str, str]:
    """The formats that can hold the answer to a question, by suffix."""
    return {
        suffix: media_type
        for suffix, media_type in SUFFIXES.items()
        if media_type != GEOJSON or placing(question.fields) is not None
    }


def is_plain(media_type: str) -> bool:
    """Whether the engine itself writes a format."""
    return media_type in SOLUTIONS
