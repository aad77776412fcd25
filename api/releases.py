"""The release that is served, as a version of the dataset, and what changed from release to release."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from api.frame.pages import Pages
from api.http.negotiation import SUFFIXES, choose, formats
from treatygraph.answer import GRAPHS
from treatygraph.engine import Engine

QUADS = "application/n-quads"
JSON = "application/json"

_CHOSEN = Query("", description="The release whose changes the page tells; the newest where none is named")

#: The longest name that is told again.
_SHOWN = 64


def router(engine: Engine, pages: Pages) -> APIRouter:
    """The routes of ``/release`` and ``/changes``."""
    routes = APIRouter(tags=["Releases"])

    @routes.get(
        "/release/current",
        summary="The release that this copy serves",
        status_code=HTTPStatus.SEE_OTHER,
        response_class=RedirectResponse,
    )
    async def current(request: Request) -> Response:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/release/{engine.release}{query}", status_code=HTTPStatus.SEE_OTHER)

    @routes.get(
        "/release/{name}",
        summary="A release: its description, its manifest (.json), its dump (.nq)",
        response_class=Response,
    )
    async def described(name: str, request: Request) -> Response:
        identifier, _, suffix = name.partition(".")
        if identifier != engine.release or (suffix and suffix not in {*SUFFIXES, "json", "nq"}):
            raise HTTPException(
                404, f"this copy serves the release {engine.release}; /changes tells what came before it"
            )
        headers = {"Vary": "Accept"}
        if suffix == "nq" and engine.manifest.get("preview"):
            raise HTTPException(
                404, f"{identifier} is a preview, which has no dump; `treatygraph build` makes a release"
            )
        if suffix == "nq":
            return Response(engine.dump, media_type=QUADS, headers=headers)
        if suffix == "json":
            return JSONResponse(engine.manifest, headers=headers)
        accept = request.headers.get("accept")
        offered = ["text/html", *(media_type for media_type in SUFFIXES.values() if media_type in GRAPHS)]
        chosen = SUFFIXES.get(suffix) or choose(accept, offered) or formats(accept).graph
        if chosen is None:
            raise HTTPException(406, f"a release is described as {', '.join(offered)}")
        if chosen == "text/html":
            return pages.render("release.html", request, headers)
        body = engine.described(chosen)
        if not body:
            raise HTTPException(404, f"the release {engine.release} was published without a description")
        return Response(body, media_type=chosen, headers=headers)

    @routes.get("/changes", summary="What changed from release to release", response_class=Response)
    async def changes(request: Request, release: str = _CHOSEN) -> Response:
        chosen = choose(request.headers.get("accept"), ("text/html", JSON))
        if chosen is None:
            raise HTTPException(406, f"changes are told as text/html, {JSON}")
        if chosen == JSON:
            return await as_json()
        steps = engine.history
        known = [str(step["new"]["release"]) for step in steps]
        if release and release not in known:
            raise HTTPException(404, f"this copy remembers no release {release[:_SHOWN]}; /changes lists those it does")
        return pages.render(
            "changes.html", request, {"Vary": "Accept"}, steps=steps, chosen=release or next(iter(known), "")
        )

    @routes.get("/changes.json", summary="What changed from release to release, as JSON")
    async def as_json() -> Response:
        return JSONResponse({"release": engine.release, "steps": engine.history}, headers={"Vary": "Accept"})

    return routes
