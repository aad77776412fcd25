"""Why something holds and why something does not: a page, JSON, and for a proof PROV in Turtle."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, HTTPException, Query, Request, Response

from api.negotiation import choose
from api.pages import Pages
from api.replies import fault
from treatygraph.errors import QuestionError
from treatygraph.pool import Pool

PAGE, JSON, TURTLE = "text/html", "application/json", "text/turtle"

#: What each question is answered as, by its address.
OFFERED: Mapping[str, tuple[str, ...]] = {"why": (PAGE, JSON, TURTLE), "why-not": (PAGE, JSON)}

#: The format of each suffix.
SUFFIXES = {"html": PAGE, "json": JSON, "ttl": TURTLE}

_SUBJECT = Query("", description="A State's code, a treaty's identifier, a path below id/, a prefixed name or an IRI")
_PREDICATE = Query("", description="A property of the ontology, such as partyTo, or a status, such as eligible")
_OBJECT = Query("", description="As the subject, or a day")
_LANGUAGE = Query("en", description="en or fr")
_DEPTH = Query(None, description="How many steps deep", ge=0, le=50)


def router(pool: Pool, pages: Pages) -> APIRouter:
    """The routes of ``/why`` and ``/why-not``."""
    routes = APIRouter(tags=["Reasons"])

    async def answer(name: str, kind: str, request: Request, asked: dict[str, Any]) -> Response:
        suffix = name.partition(".")[2]
        chosen = SUFFIXES.get(suffix) if suffix else choose(request.headers.get("accept"), OFFERED[kind])
        if chosen not in OFFERED[kind]:
            raise HTTPException(404 if suffix else 406, f"it is answered as {', '.join(OFFERED[kind])}")
        if chosen != PAGE:
            found = await pool.explain(kind, asked, chosen)
            return Response(found.body, media_type=found.media_type, headers={"Vary": "Accept"})
        told: dict[str, Any] | None = None
        problems: tuple[Any, ...] = ()
        status = 200
        if asked["subject"] or asked["predicate"]:
            try:
                told = json.loads((await pool.explain(kind, asked, JSON)).body)
            except QuestionError as error:
                status, problems = fault(error).status, error.problems
        values = {"kind": kind, "asked": asked, "told": told, "problems": problems}
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
