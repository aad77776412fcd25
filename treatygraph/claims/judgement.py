"""A verdict on what one document says: its question is asked, the answer compared, and what decides it found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from treatygraph.claims.findings import SEPARATOR, UNANSWERABLE, Finding, compare
from treatygraph.claims.hearing import Hearing, Rows, pairs
from treatygraph.errors import ContentError, Problem

#: What an assertion says in text, by the names of the properties, each with the column that holds it.
SAID = {
    "question": "question",
    "parameters": "parameters",
    "rowFilter": "where",
    "answerColumn": "answer",
    "claimedAnswer": "claimed",
    "decisiveColumn": "by",
    "otherParameters": "also",
}


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a document says, and how to ask the graph the same.

    Attributes:
        node: the claim or the discrepancy.
        row: the row that it comes from.
        place: that row as people write it.
        said: its text, keyed as ``SAID``.
        comparison: the local name of its comparison, or nothing.
        whole: the claim that counts what this one lists, if any.
    """

    node: NamedNode
    row: NamedNode
    place: str
    said: Mapping[str, str]
    comparison: str = ""
    whole: NamedNode | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the graph says to an assertion, asked with some parameters; ``other`` marks the second reading."""

    assertion: Assertion
    parameters: str
    finding: Finding
    decided_by: tuple[str, ...] = ()
    other: bool = False


def verdicts(assertion: Assertion, hearing: Hearing) -> list[Verdict]:
    """The verdict on an assertion and, where it has another reading, the verdict on that.

    Raises:
        ContentError: the question, a parameter or a column does not exist, or the answer cannot be compared.
    """
    said, place = assertion.said, assertion.place
    if not said["question"]:
        return [Verdict(assertion, "", Finding(UNANSWERABLE))]
    lacking = [SAID[name] for name in ("answerColumn", "claimedAnswer") if not said[name]]
    lacking += [] if assertion.comparison else ["compare"]
    if lacking:
        fault = f"it names a question and leaves out `{'`, `'.join(lacking)}`"
        raise ContentError([Problem(place, fault, "say how the answer is read from the rows of the question.")])
    found = [_ask(assertion, said["parameters"], hearing)]
    if said["otherParameters"]:
        changed = pairs(said["parameters"], place, "parameters") | pairs(said["otherParameters"], place, "also")
        found.append(_ask(assertion, urlencode(changed, safe="/"), hearing, other=True))
    return found


def _ask(assertion: Assertion, parameters: str, hearing: Hearing, *, other: bool = False) -> Verdict:
    said, place = assertion.said, assertion.place
    answer = hearing.rows(said["question"], parameters, place)
    columns = said["answerColumn"].split(SEPARATOR)
    where = pairs(said["rowFilter"], place, "where")
    named = {"answer": columns, "where": list(where), "by": [said["decisiveColumn"]]}
    cure = f"the question {said['question']} has {', '.join(answer.columns)}."
    wrong = [
        Problem(place, f"`{cell}` {name} is no column", cure)
        for cell, names in named.items()
        for name in names
        if name and name not in answer.columns
    ]
    if wrong:
        raise ContentError(wrong)
    picked = Rows(answer.columns, tuple(row for row in answer.rows if where.items() <= row.items()))
    try:
        finding = compare(assertion.comparison, said["claimedAnswer"], picked.rows, columns)
    except ValueError as error:
        cure = "mend `claimed`, or say in `where` which row is meant."
        raise ContentError([Problem(place, f"it cannot be compared: {error}", cure)]) from error
    if hearing.is_beyond(said["question"], parameters, place):
        finding = finding.open()
    return Verdict(assertion, parameters, finding, _decisive(assertion, parameters, finding, picked, hearing), other)


def _decisive(
    assertion: Assertion, parameters: str, finding: Finding, picked: Rows, hearing: Hearing
) -> tuple[str, ...]:
    """What decides: what stands behind the values on which the outcome turns."""
    column, *_ = assertion.said["answerColumn"].split(SEPARATOR)
    values = {row[column] for row in picked.rows} if finding.bearing is None else set(finding.bearing)
    rows = [row for row in picked.rows if row[column] in values]
    if by := assertion.said["decisiveColumn"]:
        return tuple(sorted({row[by] for row in rows or picked.rows if values and row[by]}))
    found: set[str] = set()
    absent = values - {row[column] for row in picked.rows}
    for teller in hearing.acts(parameters, assertion.place) if values else ():
        key, act = teller.columns
        # What the first question of the ledger leaves open, the next may tell: why a value is not in the answer.
        sought = absent if found else values | {row[key] for row in rows if key in row}
        found |= {row[act] for row in teller.rows if row[key] in sought}
    return tuple(sorted(found))
