"""The lists of what the graph knows: every treaty, and every State and territory."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.frame.alphabet import NAMES, filed, initial
from api.frame.lookup import Lookup, Row
from api.frame.pages import Pages
from api.http.negotiation import reader
from treatygraph.errors import Problem, QuestionError, suggestion

#: By what treaties can be sorted: the columns of their list.
COLUMNS = ("series", "name", "opened", "in_force", "contracting", "parties", "coverage_until")

On = Annotated[str, Query(description="A day, as YYYY-MM-DD; without it the last that is covered")]
Sort = Annotated[str, Query(description=f"One of {', '.join(COLUMNS)}; with `-` before it from the last to the first")]


def router(lookup: Lookup, pages: Pages) -> APIRouter:
    """The routes of ``/treaties`` and ``/states``."""
    routes = APIRouter(tags=["Lists"])
    day = lookup.engine.coverage

    @routes.get("/treaties", summary="Every treaty with its days and its Parties", response_class=Response)
    async def treaties(request: Request, on: On = "", sort: Sort = "") -> Response:
        column = _column(sort)
        asked = {"on": on or day}
        found = await lookup.all({"rows": ("treaties", asked), "named": ("map-treaties", {})})
        named = {row["id"]: row[NAMES[reader(request)]] for row in found["named"]}
        rows = [{**row, "name": named[row["id"]]} for row in found["rows"]]
        rows = _sorted(rows, column, sort.startswith("-"))
        return pages.render("treaties.html", request, treaties=rows, on=asked["on"], sort=sort or column)

    @routes.get("/states", summary="Every State and territory, and under how many treaties", response_class=Response)
    async def states(request: Request, on: On = "", q: str = "") -> Response:
        asked = {"on": on or day}
        found = await lookup.all({"places": ("map-states", {}), "counts": ("states-statuses", asked)})
        counts = {row["iso3"]: row for row in found["counts"]}
        column = NAMES[reader(request)]
        rows = [{**row, "called": row[column], "counts": counts.get(row["iso3"], {})} for row in found["places"]]
        rows = sorted((row for row in rows if _has(row, q)), key=lambda row: filed(row["called"]))
        letters = [(letter, list(group)) for letter, group in groupby(rows, key=lambda row: initial(row["called"]))]
        return pages.render("states.html", request, letters=letters, number=len(rows), on=asked["on"], words=q)

    return routes


def _column(sort: str) -> str:
    """The column that is sorted by; the first where none is named.

    Raises:
        QuestionError: there is no such column.
    """
    column = sort.removeprefix("-") or COLUMNS[0]
    if column not in COLUMNS:
        cure = suggestion(column, COLUMNS, f"write one of {', '.join(COLUMNS)}.")
        raise QuestionError([Problem("parameters", f"sort={sort} is no column of the list", cure)])
    return column


def _sorted(rows: Sequence[Row], column: str, backwards: bool) -> list[Row]:
    """The rows by a column; those that have nothing in it come last."""
    known = [row for row in rows if row[column] is not None]
    unknown = [row for row in rows if row[column] is None]
    return [*sorted(known, key=lambda row: _key(row[column]), reverse=backwards), *unknown]


def _key(value: Any) -> Any:
    """What a value is sorted by: a number as it is, words by their letters with the numbers in them by their size."""
    return value if isinstance(value, int) else _natural(filed(str(value)))


def _natural(words: str) -> list[tuple[int, int | str]]:
    runs = ("".join(run) for _, run in groupby(words, key=str.isdigit))
    return [(0, int(run)) if run.isdecimal() else (1, run) for run in runs]


def _has(row: Row, words: str) -> bool:
    """Whether a State is called by all of some words, in either language or by its codes."""
    text = filed(" ".join((row["name"], row["nom"], row["iso3"])))
    return all(word in text for word in filed(words).split())
