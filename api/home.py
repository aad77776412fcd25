"""The home page: what the graph holds, who is bound, what is new in it and what its sources disagree on."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.frame.lookup import Lookup
from api.frame.pages import Pages
from api.http.negotiation import PAGE, choose, reader
from api.world.atlas import Atlas
from treatygraph.answer import GRAPHS


def router(lookup: Lookup, atlas: Atlas, pages: Pages) -> APIRouter:
    """The route of ``/``; the base of the IRIs is the homepage of the dataset, whose document describes it."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/")
    async def home(request: Request, treaty: str = "", on: str = "", reading: str = "", view: str = "") -> Response:
        if choose(request.headers.get("accept"), (PAGE, *GRAPHS)) in GRAPHS:
            return RedirectResponse("/doc/dataset", HTTPStatus.SEE_OTHER, {"Vary": "Accept"})
        asked = {"treaty": treaty, "on": on, "reading": reading}
        told: dict[str, Any]
        world, told = await asyncio.gather(
            atlas.world(reader(request), asked, view),
            lookup.all(
                {
                    "figures": ("home-figures", {}),
                    "counts": ("treaties", {"on": on or lookup.engine.coverage}),
                    "acts": ("home-acts", {}),
                    "verdicts": ("home-verdicts", {}),
                    "disputes": ("home-disputes", {}),
                }
            ),
        )
        counts = {row["id"]: row for row in told.pop("counts")}
        newest = next(iter(lookup.engine.history), None)
        headers = {"Vary": "Accept"}
        return pages.render("home.html", request, headers, world=world, counts=counts, newest=newest, **told)

    return routes
