"""What if: a few supposed acts are sent, and what they would change is told. Nothing is kept of them."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response

from api.endpoint.sparql import FORM, decode
from api.frame.lookup import Lookup
from api.frame.pages import Pages
from api.http.negotiation import choose, reader
from api.http.replies import fault
from treatygraph.errors import Problem, QuestionError, TreatygraphError
from treatygraph.pool import Pool

PATH = "/what-if"
CSV = "text/csv"
PAGE = "text/html"

#: What an answer is written as, the first where nothing is asked for.
OFFERED = ("application/json", CSV, PAGE)

_FIELD = "acts"
_BODY = {
    "requestBody": {
        "required": True,
        "description": "Acts in the form of the tables of acts; treaty, iso3, action and date are enough",
        "content": {
            CSV: {"schema": {"type": "string"}},
            FORM: {"schema": {"type": "object", "required": [_FIELD], "properties": {_FIELD: {"type": "string"}}}},
        },
    }
}


def router(lookup: Lookup, pool: Pool, pages: Pages) -> APIRouter:
    """The routes of ``/what-if``.

    Args:
        lookup: what answers the questions of pages.
        pool: what computes the answers.
        pages: what renders the page.
    """
    routes = APIRouter(tags=["What if"])
    answers: dict[int | str, dict[str, Any]] = {
        200: {"description": "What the acts would change", "content": {media_type: {} for media_type in OFFERED}},
        400: {"description": "A row is wrong; every fault is named with its row and column"},
        415: {"description": "The body's type is not read"},
    }

    async def page(request: Request, acts: str | None, status: int = 200, **told: Any) -> Response:
        example = lookup.questions["status"].example()
        found = await lookup.rows("names-of-answers", language=reader(request)) if told.get("answer") else []
        names = {row["english"]: row["name"] for row in found}
        values = {"answer": None, "problems": (), "example": example, "acts": acts, "names": names, **told}
        return pages.render("what-if.html", request, {"Vary": "Accept"}, status, **values)

    @routes.get(PATH, summary="A page to suppose acts on", response_class=Response)
    async def form(request: Request) -> Response:
        return await page(request, None)

    @routes.post(
        PATH, summary="What acts would change", response_class=Response, responses=answers, openapi_extra=_BODY
    )
    async def imagine(request: Request) -> Response:
        chosen = choose(request.headers.get("accept"), OFFERED)
        if chosen is None:
            raise HTTPException(406, f"what would change is written as {', '.join(OFFERED)}")
        acts = _acts(request.headers.get("content-type", ""), await request.body())
        if chosen != PAGE:
            answer = await pool.imagine(acts, chosen)
            return Response(answer.body, media_type=answer.media_type, headers={"Vary": "Accept"})
        try:
            told = await pool.imagine(acts, OFFERED[0])
        except TreatygraphError as error:
            return await page(request, acts, fault(error).status, problems=error.problems)
        return await page(request, acts, answer=json.loads(told.body))

    return routes


def _acts(media_type: str, body: bytes) -> str:
    """The table that a body holds.

    Raises:
        HTTPException: the body is of a type that is not read.
        QuestionError: it is not UTF-8, or the form has not its one field.
    """
    kind = media_type.partition(";")[0].strip().lower()
    if kind not in (CSV, FORM):
        raise HTTPException(415, f"acts are sent as {CSV}, or as a form with the field {_FIELD}")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        fault = f"byte {error.start + 1} is not UTF-8"
        raise QuestionError([Problem("what-if", fault, "send UTF-8.")]) from error
    if kind == CSV:
        return text
    given = [value for name, value in decode(text) if name == _FIELD]
    if len(given) != 1:
        fault = f"the form has the field {_FIELD} {len(given)} times"
        raise QuestionError([Problem("what-if", fault, "send it once.")])
    return given[0]
