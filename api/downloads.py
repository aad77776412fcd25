"""What a release offers for download: the list, and each file under the release's name."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import FileResponse, JSONResponse, RedirectResponse

from api.frame.pages import Pages
from api.http.negotiation import choose
from treatygraph.engine import Engine

JSON = "application/json"

#: The formats that a file may be in, from the outside in.
_WRAPPINGS = ("package-format", "compress-format", "media-type")


def router(engine: Engine, pages: Pages) -> APIRouter:
    """The routes of ``/downloads``, and of the files of ``/release``."""
    routes = APIRouter(tags=["Releases"])

    @routes.get("/downloads", summary="What this release offers for download", response_class=Response)
    async def listed(request: Request) -> Response:
        chosen = choose(request.headers.get("accept"), ("text/html", JSON))
        if chosen is None:
            raise HTTPException(406, f"downloads are listed as text/html, {JSON}")
        if chosen == JSON:
            return await as_json()
        files = sorted(engine.files.items(), key=lambda each: each[1].get("order", 0))
        whole = {place: file for place, file in files if "part-of" not in file}
        parts = {
            place: {name: file for name, file in engine.files.items() if file.get("part-of") == place}
            for place in whole
        }
        alternate = {"Vary": "Accept", "Link": f'</downloads.json>; rel="alternate"; type="{JSON}"'}
        return pages.render("downloads.html", request, alternate, whole=whole, parts=parts, served=served)

    @routes.get("/downloads.json", summary="What this release offers for download, as JSON")
    async def as_json() -> Response:
        return JSONResponse(catalogue(engine), headers={"Vary": "Accept"})

    @routes.get(
        "/release/current/{place:path}",
        summary="A file of the release that this copy serves",
        status_code=HTTPStatus.SEE_OTHER,
        response_class=RedirectResponse,
    )
    async def current(place: str) -> Response:
        _require(engine, place)
        return RedirectResponse(f"/release/{engine.release}/{quote(place)}", status_code=HTTPStatus.SEE_OTHER)

    @routes.get(
        "/release/{identifier}/{place:path}",
        summary="A file of a release, whole or in part (Range)",
        response_class=FileResponse,
        responses={
            200: {"content": {"application/octet-stream": {}}},
            206: {"description": "Part of the file"},
            416: {"description": "The file has no such part"},
        },
    )
    async def file(identifier: str, place: str) -> Response:
        if identifier != engine.release:
            raise HTTPException(
                404, f"this copy serves the release {engine.release}; /changes tells what came before it"
            )
        about = _require(engine, place)
        return FileResponse(engine.folder / place, media_type=served(about), headers=_headers(engine, place, about))

    return routes


def served(file: Mapping[str, Any]) -> str:
    """The media type that a file is sent as: of what it is packed or compressed in, else of what it holds.

    Args:
        file: what the manifest says of it; one that says nothing is octets.
    """
    return next((str(file[key]) for key in _WRAPPINGS if key in file), "application/octet-stream")


def catalogue(engine: Engine) -> dict[str, Any]:
    """The list in the words of a Data Package, each path relative to the list's own address.

    https://datapackage.org/standard/data-package/
    """
    return {
        "name": "treatygraph",
        "version": engine.release,
        "coverage": engine.coverage,
        "id": f"{engine.names.base}release/{engine.release}",
        "resources": [
            {
                # A name of a resource has no slash and no capital.
                "name": place.replace("/", "-").lower(),
                "path": f"release/{engine.release}/{quote(place)}",
                "mediatype": served(file),
                "bytes": file["bytes"],
                "hash": f"sha256:{file['sha256']}",
                **{key: file[key] for key in ("title", "for", "licence", "conforms-to", "part-of") if key in file},
            }
            for place, file in engine.files.items()
        ],
    }


def _require(engine: Engine, place: str) -> Mapping[str, Any]:
    """What is said of a file that is offered; nothing but what the manifest names is a file to anybody."""
    if place not in engine.files:
        why = "is a preview, which offers no files" if engine.manifest.get("preview") else f"offers no {place!r}"
        raise HTTPException(404, f"the release {engine.release} {why}; /downloads lists what there is")
    return engine.files[place]


def _headers(engine: Engine, place: str, about: Mapping[str, Any]) -> dict[str, str]:
    """What is told of a file beside it: its name on a disk, its hash (RFC 9530), its licence."""
    name = f"treatygraph-{engine.release}-{place.replace('/', '-')}".replace("-treatygraph", "", 1)
    digest = b64encode(bytes.fromhex(about["sha256"])).decode()
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "public, max-age=60, must-revalidate",
        "Content-Disposition": f'attachment; filename="{quote(name)}"',
        "ETag": f'"{about["sha256"]}"',
        "Repr-Digest": f"sha-256=:{digest}:",
    }
    if "licence" in about:
        headers["Link"] = f'<{about["licence"]}>; rel="license"'
    return headers
