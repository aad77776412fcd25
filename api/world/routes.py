"""The routes of the world map: the page, and what a browser shows other days by."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.frame.pages import Pages
from api.http.negotiation import reader
from api.world.atlas import Atlas
from api.world.views import SPANS

_JSON = "application/json"

_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The days of change, and of each State the status and its bounds", "content": {_JSON: {}}},
    400: {"description": "There is no such treaty, or a parameter is written otherwise"},
}

Treaty = Annotated[str, Query(description="A treaty, such as `ets-24`; without it the one that most others hang on")]
On = Annotated[str, Query(description="A day, as YYYY-MM-DD; without it the last that is covered")]
Reading = Annotated[str, Query(description="`contracting` (consent deposited) or `party` (in force)")]
Part = Annotated[str, Query(description=f"A part of the world, one of {', '.join(SPANS)}; without it all of it")]


def router(atlas: Atlas, pages: Pages) -> APIRouter:
    """The routes of ``/map``."""
    routes = APIRouter(tags=["Map"])

    @routes.get("/map", summary="The States on a map by their status on a day", response_class=Response)
    async def page(
        request: Request, treaty: Treaty = "", on: On = "", reading: Reading = "", view: Part = ""
    ) -> Response:
        world = await atlas.world(reader(request), {"treaty": treaty, "on": on, "reading": reading}, view)
        return pages.render("map.html", request, world=world)

    @routes.get("/map.json", summary="The statuses of a map on every day", response_class=Response, responses=_ANSWERS)
    async def periods(treaty: Treaty = "", reading: Reading = "") -> Response:
        told = await atlas.periods({"treaty": treaty, "reading": reading})
        return Response(json.dumps(told, separators=(",", ":")), media_type=_JSON)

    return routes
