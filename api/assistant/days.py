"""The days that a question is asked about, and whether the coverage holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from api.assistant.answers import Covered, Row
from api.assistant.coverage import Coverage, covered
from api.assistant.desk import Desk
from treatygraph.catalogue import Question


@dataclass(frozen=True, slots=True)
class Dated:
    """The day of an answer, the parameters with every day filled in, the coverage of what they name, what to tell."""

    day: str
    given: Mapping[str, str]
    held: tuple[Covered, ...]
    notes: tuple[str, ...]


async def dated(desk: Desk, coverage: Coverage, question: Question, given: Mapping[str, str], known_at: str) -> Dated:
    """What is asked, as far as the coverage holds it.

    A day that is not given is the last that the coverage of the treaties named holds. A question about a span of days
    may begin before a treaty was open; one about a day may not.

    Args:
        desk: what asks the release.
        coverage: its coverage.
        question: the question.
        given: its parameters, identifiers in the place of names.
        known_at: the day by which documents must have been published, or nothing.

    Raises:
        QuestionError: a parameter is wrong, or the coverage does not hold a day.
    """
    named = [each.name for each in question.parameters if each.type == "date"]
    bound = [given[each.name] for each in question.parameters if each.type == "treaty" and given.get(each.name)]
    open_ = [each.name for each in question.parameters if each.type == "date" and each.default is None]
    filled = dict(given)
    # The parameters are checked before any of them is looked up.
    desk.engine.ask(question, filled)
    latest = [await coverage.latest(treaty, known_at) for treaty in bound]
    last = min([*latest, desk.engine.coverage, *([known_at] if known_at else [])])
    filled.update({name: last for name in open_ if not given.get(name)})
    days = {name: filled[name] for name in named if filled.get(name)}
    for name, day in days.items():
        coverage.within(name, day, known_at)
    if not days:
        rows = await coverage.on("", known_at)
        return Dated(last, filled, tuple(covered(rows[treaty]) for treaty in bound), ())
    asked = max(days.values())
    if bound:
        held = [await coverage.require(treaty, asked, known_at, early=len(named) == 1) for treaty in bound]
        return Dated(asked, filled, tuple(held), ())
    short = [_short(row) for row in (await coverage.on(asked, known_at)).values() if row["fault"] and not row["early"]]
    said = (
        f"The coverage of these treaties does not hold the day; what is told of them is as it was when last known, and "
        f"what is not told of them is no evidence: {'; '.join(short)}."
    )
    return Dated(asked, filled, (), (said,) if short else ())


def _short(row: Row) -> str:
    name = row["series"] or row["title"]
    return f"{name} (known up to {row['until']})" if row["until"] else f"{name} (no act recorded)"
