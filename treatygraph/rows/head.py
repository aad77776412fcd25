"""What stands beside the rows of an answer, so that each format can say whose answer to which question it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from treatygraph.catalogue import Question
from treatygraph.fields import Field
from treatygraph.rows.page import Page

#: A cell as SPARQL 1.1 Query Results JSON has it: ``{"type", "value", "datatype", "xml:lang"}``; None if unbound.
Cell = Mapping[str, str] | None

#: The class whose things can be put on a map.
PLACED = "State"


@dataclass(frozen=True, slots=True)
class Head:
    """What was asked of which release, and which of the rows follow.

    Attributes:
        question: the question, its fields in the order of the cells of a row.
        asked: the value of every parameter, None where it has none; and of the view, where one is taken.
        release: the release's identifier.
        coverage: the last day that the release covers, ISO 8601.
        base: the base of this copy's IRIs, which ends in ``/``.
        page: which rows follow.
        links: addresses on the same host by relation or suffix: ``self``, ``next``, ``csv``.
        language: of titles, where a format has no place for both: ``en`` or ``fr``.
        places: longitude and latitude in degrees (WGS 84) by what names a State: its IRI, its alpha-3 code.
        cited: the references behind the rows, as lines of text.
    """

    question: Question
    asked: Mapping[str, str | None]
    release: str
    coverage: str
    base: str
    page: Page
    links: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"
    places: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    cited: str = ""

    @property
    def fields(self) -> tuple[Field, ...]:
        """What the columns mean."""
        return self.question.fields

    @property
    def address(self) -> str:
        """The question's own IRI."""
        return f"{self.base}queries/{self.question.slug}"


def placing(fields: Sequence[Field]) -> int | None:
    """The number of the first column whose values name States, from 0; None where there is none."""
    return next((number for number, each in enumerate(fields) if each.names == PLACED), None)
