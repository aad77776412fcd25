"""The ledger: what documents claim, what the graph answers, and where documents disagree with one another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.frame.lookup import Lookup, Row
from api.frame.pages import Pages
from api.http.negotiation import reader
from treatygraph.errors import Problem, QuestionError, suggestion

Verdict = Annotated[str, Query(description="agreement, contradiction, undecided or unanswerable; without it all")]
Source = Annotated[str, Query(description="The identifier of a document that claims")]
Treaty = Annotated[str, Query(description="The identifier of a treaty that the claims are about")]

#: By what claims are told apart: the parameter and the column of the answer, alike.
_FILTERS = ("verdict", "source", "treaty")


def router(lookup: Lookup, pages: Pages) -> APIRouter:
    """The route of ``/claims``."""
    routes = APIRouter(tags=["Claims"])

    @routes.get("/claims", summary="What documents claim and what the graph answers", response_class=Response)
    async def claims(request: Request, verdict: Verdict = "", source: Source = "", treaty: Treaty = "") -> Response:
        spoken = {"language": reader(request)}
        found = await lookup.all(
            {
                "claims": ("claims-ledger", spoken),
                "acts": ("claims-acts", spoken),
                "discrepancies": ("claims-discrepancies", spoken),
                "superseded": ("claims-superseded", spoken),
                "outcomes": ("claims-outcomes", spoken),
                "instruments": ("compare-instruments", spoken),
            }
        )
        asked = dict(zip(_FILTERS, (verdict, source, treaty), strict=True))
        choices = {name: _values(found["claims"], name) for name in _FILTERS}
        choices["verdict"] = [row["outcome"] for row in found["outcomes"]]
        _known(asked, choices)
        claimed = _by_claim(_kept(found["claims"], asked))
        comparable = _kept(found["claims"], {**asked, "verdict": ""})
        values: dict[str, Any] = {
            "asked": asked,
            "choices": choices,
            "claims": claimed,
            "total": len(_by_claim(found["claims"])),
            "outcomes": found["outcomes"],
            "counts": Counter(rows[0]["verdict"] for rows in _by_claim(comparable)),
            "titles": {row["source"]: row["source_title"] for row in found["claims"]},
            "series": {row["id"]: row["series"] for row in found["instruments"]},
            "questions": lookup.questions,
            "acts": _of(found["acts"]),
            "discrepancies": [row for row in found["discrepancies"] if treaty in ("", row["treaty"])],
            "superseded": [row for row in found["superseded"] if treaty in ("", row["treaty"])],
        }
        return pages.render("claims.html", request, **values)

    return routes


def _values(rows: Iterable[Row], column: str) -> list[str]:
    """What stands in a column, each once, in order."""
    return sorted({row[column] for row in rows if row[column]})


def _known(asked: dict[str, str], choices: dict[str, list[str]]) -> None:
    """Refuses what no claim has.

    Raises:
        QuestionError: with each value that is unknown and the nearest one that is not.
    """
    problems = [
        Problem("parameters", f"{name}={value}: no claim has it", suggestion(value, choices[name], _all(choices[name])))
        for name, value in asked.items()
        if value and value not in choices[name]
    ]
    if problems:
        raise QuestionError(problems)


def _all(values: Sequence[str]) -> str:
    """The cure for a value that is none of several."""
    return f"write {' or '.join(values) or 'none'}."


def _kept(rows: Iterable[Row], asked: Mapping[str, str]) -> list[Row]:
    """The rows that have every value which is asked for."""
    return [row for row in rows if all(value in ("", row[name]) for name, value in asked.items())]


def _by_claim(rows: Sequence[Row]) -> list[list[Row]]:
    """The claims, each with a row for each document that makes it."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["id"], []).append(row)
    return list(found.values())


def _of(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """What decides, by what it decides."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["of"], []).append(row)
    return found
