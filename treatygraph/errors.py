"""What can be wrong with what a person wrote, said so that the person can mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where it stands, what is wrong, and how to mend it.

    Where a word should name a thing of a class of the ontology, the word and the local name of the class stand beside.
    """

    place: str
    fault: str
    cure: str
    word: str = ""
    concept: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.fault}\n    {self.cure}"


class TreatygraphError(Exception):
    """A fault in content, in a request or in a release; carries every problem found, not the first alone."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class ContentError(TreatygraphError):
    """A content file (table, vocabulary, mapping, rule, shape or question) cannot be read as what it should be."""


class ReasoningError(TreatygraphError):
    """The rules do not settle: one of them would change what it concluded once the later ones have run."""


class ValidationError(TreatygraphError):
    """The graph breaks a shape whose severity is Violation; the build stops and the old release stays."""


class ReleaseError(TreatygraphError):
    """A release is missing, incomplete or not what its manifest says."""


class QuestionError(TreatygraphError):
    """A question does not exist, or a parameter of it is missing or wrong."""


class QueryError(TreatygraphError):
    """A SPARQL query cannot be parsed or is of a kind that is not served."""


class FormatError(TreatygraphError):
    """No format that was asked for can hold the answer."""


class RefusalError(QueryError):
    """A query asks for what is never served: federation, an update, a graph that does not exist."""


class LimitError(TreatygraphError):
    """A query is larger than what is read, or its answer larger than what is written."""


class DeadlineError(TreatygraphError):
    """A query took longer than the time limit; its worker was killed and no part of an answer is given."""


class MemoryLimitError(TreatygraphError):
    """A query needed more memory than its worker may use."""


class BusyError(TreatygraphError):
    """Every worker is busy and the queue is full."""


class SpaceError(TreatygraphError):
    """What must be written finds no room: its disk is full, or the process may write no more."""


class EndpointError(TreatygraphError):
    """An engine elsewhere cannot be reached, fails, or does not hold the release that it is asked about."""


def suggestion(word: str, known: Iterable[str], otherwise: str) -> str:
    """The cure for a word that is not known: the nearest one that is, or something else where none is near."""
    near = difflib.get_close_matches(word, list(known), 1)
    return f"did you mean {near[0]}?" if near else otherwise
