"""Why something holds and why something does not: a page, JSON, and for a proof PROV in Turtle."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, HTTPException, Query, Request, Response

from api.documents.asked import SIZE
from api.frame.alphabet import filed
from api.frame.lookup import Lookup, Row
from api.frame.pages import Pages
from api.http.negotiation import LANGUAGES, choose, reader
from api.http.replies import fault
from treatygraph.errors import QuestionError
from treatygraph.pool import Pool

PAGE, JSON, TURTLE = "text/html", "application/json", "text/turtle"

#: What each question is answered as, by its address.
OFFERED: Mapping[str, tuple[str, ...]] = {"why": (PAGE, JSON, TURTLE), "why-not": (PAGE, JSON)}

#: The greatest number of steps that can be asked for.
_ALL = 50

#: How many steps deep a page tells where it is not asked for more: what takes longest to find lies deeper.
_STEPS = 3

#: What a page offers to start from, by its address.
_EXAMPLES = {"why": "why-examples", "why-not": "why-not-examples"}

#: The format of each suffix.
SUFFIXES = {"html": PAGE, "json": JSON, "ttl": TURTLE}

_SUBJECT = Query("", description="A State's code, a treaty's identifier, a path below id/, a prefixed name or an IRI")
_PREDICATE = Query("", description="A property of the ontology, such as partyTo, or a status, such as eligible")
_OBJECT = Query("", description="As the subject, or a day")
_LANGUAGE = Query("", description="en or fr; without it the reader's own on a page, and en elsewhere")
_DEPTH = Query(None, description=f"How many steps deep; without it a page tells {_STEPS}, and data all", ge=0, le=_ALL)


def router(lookup: Lookup, pool: Pool, pages: Pages) -> APIRouter:
    """The routes of ``/why`` and ``/why-not``."""
    routes = APIRouter(tags=["Reasons"])

    async def answer(name: str, kind: str, request: Request, asked: dict[str, Any]) -> Response:
        suffix = name.partition(".")[2]
        chosen = SUFFIXES.get(suffix) if suffix else choose(request.headers.get("accept"), OFFERED[kind])
        if chosen not in OFFERED[kind]:
            raise HTTPException(404 if suffix else 406, f"it is answered as {', '.join(OFFERED[kind])}")
        if chosen != PAGE:
            found = await pool.explain(kind, {**asked, "language": asked["language"] or LANGUAGES[0]}, chosen)
            return Response(found.body, media_type=found.media_type, headers={"Vary": "Accept"})
        spoken = {"language": reader(request)}
        is_asked = bool(asked["subject"] or asked["predicate"])
        wanted = {
            "states": ("compare-states", spoken),
            "treaties": ("compare-instruments", spoken),
            "statuses": ("why-statuses", spoken),
        }
        told: dict[str, Any] | None = None
        problems: tuple[Any, ...] = ()
        status = 200
        offered = await lookup.all(wanted if is_asked else {**wanted, "examples": (_EXAMPLES[kind], spoken)})
        if is_asked:
            try:
                depth = _STEPS if asked["depth"] is None else asked["depth"]
                told = json.loads((await pool.explain(kind, {**asked, **spoken, "depth": depth}, JSON)).body)
            except QuestionError as error:
                status, problems = fault(error).status, error.problems
        values = {"kind": kind, "asked": asked, "told": told, "problems": problems, "all": _ALL, "size": SIZE}
        values |= _choices(asked, offered)
        return pages.render("why.html", request, {"Vary": "Accept"}, status, **values)

    def register(path: str, kind: str, summary: str) -> None:
        @routes.get(path, summary=summary, response_class=Response, operation_id=path.strip("/").replace(".", "-"))
        async def ask(
            request: Request,
            s: str = _SUBJECT,
            p: str = _PREDICATE,
            o: str = _OBJECT,
            lang: str = _LANGUAGE,
            depth: int | None = _DEPTH,
        ) -> Response:
            asked = {"subject": s, "predicate": p, "object": o, "language": lang, "depth": depth}
            return await answer(path, kind, request, asked)

    for kind, summary in (("why", "Why something holds"), ("why-not", "Why something does not hold")):
        register(f"/{kind}", kind, summary)
        for suffix, media_type in SUFFIXES.items():
            if media_type in OFFERED[kind]:
                register(f"/{kind}.{suffix}", kind, f"{summary}, as {media_type}")
    return routes


def _choices(asked: Mapping[str, Any], offered: Mapping[str, list[Row]]) -> dict[str, Any]:
    """What the form of a page offers, and whether what was asked is something else."""
    named = {
        "subject": {row["iso3"]: row["name"] for row in offered["states"]},
        "predicate": {row[column]: row["name"] for row in offered["statuses"] for column in ("id", "link")},
        "object": {row["id"]: row["series"] for row in offered["treaties"]},
    }
    is_free = any(asked[name] not in known for name, known in named.items() if any(asked[each] for each in named))
    called = {name: known.get(asked[name], asked[name]) for name, known in named.items()}
    states = sorted(offered["states"], key=lambda row: filed(row["name"]))
    return {"examples": [], **offered, "states": states, "is_free": is_free, "called": called}
