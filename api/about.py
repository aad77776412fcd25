"""What this copy covers, how it is made, how to cite it, whom to write to: a page."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from api.frame.lookup import Lookup
from api.frame.pages import Pages
from api.http.negotiation import reader
from treatygraph.citations.citation import Ask, Citing, cite_release
from treatygraph.citations.reference import bibtex, lines


def router(lookup: Lookup, ask: Ask, citing: Citing, pages: Pages, contact: str) -> APIRouter:
    """The route of ``/about``.

    Args:
        lookup: what answers the questions of pages.
        ask: what answers queries over the release.
        citing: the query that the release is referred to by.
        pages: what renders the page.
        contact: the address to write to, as ``mailto:``, ``https:`` or ``tel:``; empty where the copy names none.
    """
    routes = APIRouter(tags=["Releases"])

    @routes.get("/about", summary="What this copy covers, and how it is made", response_class=Response)
    async def about(request: Request) -> Response:
        spoken = {"language": reader(request)}
        values: dict[str, Any] = await lookup.all(
            {
                "holdings": ("about-holdings", {}),
                "coverage": ("about-coverage", spoken),
                "ranks": ("about-ranks", spoken),
            }
        )
        reference = await cite_release(ask, citing, lookup.engine)
        cited = {"line": lines([reference])[0], "bibtex": bibtex([reference]).strip()}
        values |= {"cited": cited, "contact": contact}
        return pages.render("about.html", request, **values)

    return routes
