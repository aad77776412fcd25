"""The finder: what one State can ask of another on a day, whom it asks, and what is missing where it cannot."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.comparison.matrix import Line, lines
from api.frame.alphabet import filed
from api.frame.lookup import Lookup, Row
from api.frame.pages import Pages
from api.http.negotiation import reader
from api.http.replies import fault
from treatygraph.errors import Problem, QuestionError
from treatygraph.pool import Pool

#: A page says why a State is bound and leaves how that follows to the page of reasons.
_DEPTH = 0

#: The reading by which a treaty applies between two States: it is in force for both (VCLT Art. 2(1)(g)).
_APPLIES = "party"

#: The extent of a measure that a reservation of either State excludes.
_EXCLUDED = "none"

#: The columns with the statuses of the two States that an instrument rests on.
_SIDES = ("period_from", "period_to")

From = Annotated[str, Query(alias="from", description="The code of the State that asks")]
To = Annotated[str, Query(description="The code of the State that is asked")]
On = Annotated[str, Query(description="A day, as YYYY-MM-DD; without it the last that is covered")]
Measure = Annotated[str, Query(description="A co-operation measure by its path below id/; without it all are told")]


def router(lookup: Lookup, pool: Pool, pages: Pages) -> APIRouter:
    """The route of ``/cooperation``."""
    routes = APIRouter(tags=["Compare"])

    async def answered(asked: Mapping[str, str], language: str) -> dict[str, Any]:
        given = {name: asked[name] for name in ("from", "to", "on")}
        measure = {"measure": asked["measure"]} if asked["measure"] else {}
        spoken = {"language": language}
        wanted: dict[str, tuple[str, Mapping[str, str]]] = {
            "basis": ("cooperation-basis", {**given, **measure, **spoken})
        }
        if measure:
            wanted |= {
                "statements": ("cooperation-statements", {**given, **measure, **spoken}),
                "authorities": ("cooperation-authorities", {"state": asked["to"], "on": asked["on"], **measure}),
                "gaps": ("cooperation-gap", {**given, **measure}),
                "conditions": ("cooperation-conditions", {**measure, **spoken}),
                "coverage": ("cooperation-coverage", {"on": asked["on"], **measure, **spoken}),
            }
        found = await lookup.all(wanted)
        told: dict[str, Any] = {**found, "found": _found(found["basis"])}
        if measure:
            told["lacking"] = _lacking(found["gaps"])
            told["usable"] = [
                row for row in found["basis"] if row["reading"] == _APPLIES and row["extent"] != _EXCLUDED
            ]
            told["reasons"] = await reasons(told["found"], language)
        return told

    async def reasons(found: Sequence[Line], language: str) -> dict[str, Any]:
        periods = [line.cells[_APPLIES][side] for line in found if _APPLIES in line.cells for side in _SIDES]
        asked = [
            {"subject": period, "predicate": "status", "object": "", "language": language, "depth": _DEPTH}
            for period in dict.fromkeys(periods)
        ]
        accounts = await asyncio.gather(*(pool.explain("why", each, "application/json") for each in asked))
        return {each["subject"]: json.loads(told.body) for each, told in zip(asked, accounts, strict=True)}

    @routes.get("/cooperation", summary="What one State can ask of another", response_class=Response)
    async def cooperation(
        request: Request, from_: From = "", to: To = "", on: On = "", measure: Measure = ""
    ) -> Response:
        language = reader(request)
        asked = {"from": from_, "to": to, "on": on or lookup.engine.coverage, "measure": measure}
        choices = await lookup.all(
            {
                "states": ("compare-states", {"language": language}),
                "measures": ("cooperation-measures", {"language": language}),
            }
        )
        values: dict[str, Any] = {
            "asked": asked,
            "states": sorted(choices["states"], key=lambda row: filed(row["name"])),
            "measures": choices["measures"],
            "names": {row["iso3"]: row["name"] for row in choices["states"]},
            "examples": _examples(lookup, choices),
            "answer": None,
            "problems": (),
        }
        status = 200
        if from_ or to:
            try:
                _two(asked)
                values["answer"] = await answered(asked, language)
            except QuestionError as error:
                status, values["problems"] = fault(error).status, error.problems
        return pages.render("cooperation.html", request, None, status, **values)

    return routes


def _examples(lookup: Lookup, choices: Mapping[str, Sequence[Row]]) -> list[dict[str, str]]:
    """What the questions behind the page give as examples, as far as the release has what they name."""
    states = {row["iso3"] for row in choices["states"]}
    measures = {row["id"] for row in choices["measures"]}
    found = [lookup.questions[slug].example() for slug in ("cooperation", "cooperation-gap")]
    return [each for each in found if {each["from"], each["to"]} <= states and each["measure"] in measures]


def _two(asked: Mapping[str, str]) -> None:
    """Refuses a State that asks itself, or one alone.

    Raises:
        QuestionError: the two are not two.
    """
    problems = [
        Problem("parameters", f"the parameter {name} is missing", f"add {name}=, the code of a State such as JPN.")
        for name in ("from", "to")
        if not asked[name]
    ]
    if not problems and asked["from"] == asked["to"]:
        fault_ = f"from and to are the same State, {asked['to']}"
        problems = [Problem("parameters", fault_, "name two different States.")]
    if problems:
        raise QuestionError(problems)


def _found(rows: Sequence[Row]) -> list[Line]:
    """The instruments with their measures, each by both readings."""
    return lines(({**row, "place": f"{row['treaty']} {row['measure']}"} for row in rows), "place", "reading")


def _lacking(rows: Sequence[Row]) -> dict[str, dict[str, list[Row]]]:
    """What is missing, by instrument and by State, in the order of its steps."""
    found: dict[str, dict[str, list[Row]]] = {}
    for row in rows:
        found.setdefault(row["series"], {}).setdefault(row["iso3"], []).append(row)
    return found
