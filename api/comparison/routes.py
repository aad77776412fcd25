"""The page on which States are compared: a matrix of States and instruments, or a few of them side by side."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.comparison.abreast import FEWEST, MOST, abreast
from api.comparison.matrix import by_name, counted, lines
from api.frame.alphabet import filed
from api.frame.lookup import Lookup, Row
from api.frame.pages import Pages
from api.http.negotiation import reader
from treatygraph.errors import Problem, QuestionError, suggestion

On = Annotated[str, Query(description="A day, as YYYY-MM-DD; without it the last that is covered")]
Treaties = Annotated[list[str], Query(description="The identifiers of the instruments; without any, all with acts")]
States = Annotated[list[str], Query(description=f"The codes of {FEWEST} to {MOST} States, to see them side by side")]
Organisation = Annotated[str, Query(description="An organisation whose members alone are shown, such as coe")]
Reading = Annotated[str, Query(description="party or contracting; without it every status")]


def router(lookup: Lookup, pages: Pages) -> APIRouter:
    """The route of ``/compare``."""
    routes = APIRouter(tags=["Compare"])

    @routes.get("/compare", summary="States and instruments, or a few States side by side", response_class=Response)
    async def compare(
        request: Request,
        treaty: Treaties = [],  # noqa: B006  (the framework copies it)
        state: States = [],  # noqa: B006
        on: On = "",
        organisation: Organisation = "",
        reading: Reading = "",
    ) -> Response:
        language = reader(request)
        day = on or lookup.engine.coverage
        codes = list(dict.fromkeys(filter(None, state)))
        found = await lookup.all(
            {
                "instruments": ("compare-instruments", {"language": language}),
                "organisations": ("compare-organisations", {"language": language}),
                "states": ("compare-states", {"language": language}),
            }
        )
        chosen = [each for each in treaty if each]
        columns = _columns(found["instruments"], chosen)
        values: dict[str, Any] = {
            "on": day,
            "instruments": found["instruments"],
            "columns": columns,
            "organisations": found["organisations"],
            "states": sorted(found["states"], key=lambda row: filed(row["name"])),
            "names": {row["iso3"]: row["name"] for row in found["states"]},
            "codes": codes,
        }
        if codes:
            _few(codes)
            values |= await abreast(lookup, codes, day, language)
            values["together"] = [values["names"][code] for code in codes]
            return pages.render("abreast.html", request, **values)
        given = {"on": day, "organisation": organisation, "status": reading, "language": language}
        rows = await lookup.rows("compare-matrix", **{name: value for name, value in given.items() if value})
        shown = {row["id"] for row in columns}
        told = by_name(lines((row for row in rows if row["treaty"] in shown), "iso3", "treaty"))
        counts = counted(told, shown, "status")
        values |= {"lines": told, "counts": counts, "organisation": organisation, "reading": reading, "chosen": chosen}
        return pages.render("compare.html", request, **values)

    return routes


def _columns(instruments: list[Row], chosen: list[str]) -> list[Row]:
    """The instruments that are chosen, or all.

    Raises:
        QuestionError: one is none of them.
    """
    known = [row["id"] for row in instruments]
    problems = [
        Problem("parameters", f"treaty={each} has no acts to compare", suggestion(each, known, f"{', '.join(known)}."))
        for each in chosen
        if each not in known
    ]
    if problems:
        raise QuestionError(problems)
    return [row for row in instruments if not chosen or row["id"] in chosen]


def _few(codes: list[str]) -> None:
    """Refuses one State, and more than a page has room for.

    Raises:
        QuestionError: their number is wrong.
    """
    if not FEWEST <= len(codes) <= MOST:
        cure = f"name {FEWEST} to {MOST} different States: state=FRA&state=JPN."
        fault = f"{len(codes)} States are named to stand side by side"
        raise QuestionError([Problem("parameters", fault, cure)])
