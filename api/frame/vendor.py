"""Files of others that pages take, served from where npm has installed them, by the list in ``vendor.json`` alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse

from api.frame.problems import response
from api.http.replies import problem

_LIST = Path(__file__).with_suffix(".json")

#: Where npm installs: beside the content, as the lock file says.
INSTALLED = Path("node_modules")


@dataclass(frozen=True, slots=True)
class File:
    """A file of a package: where it is, its media type, and the package's version."""

    path: Path
    media_type: str
    version: str


class Vendor:
    """What of the list is installed, each file by its name."""

    def __init__(self, folder: Path) -> None:
        """Looks once for what the list names.

        Args:
            folder: where npm has installed; it need not exist.
        """
        listed: Mapping[str, Mapping[str, str]] = json.loads(_LIST.read_text("utf-8"))
        self._listed = frozenset(listed)
        self._files = {}
        for name, told in listed.items():
            package = folder / told["package"]
            path, about = package / told["file"], package / "package.json"
            if path.is_file() and about.is_file():
                version = json.loads(about.read_text("utf-8"))["version"]
                self._files[name] = File(path, told["type"], version)

    def file(self, name: str) -> File | None:
        """The file of a name, or None where it is not on the list or not installed."""
        return self._files.get(name)

    def address(self, name: str) -> str:
        """The address of a file, with its version because it is kept for long; empty where it is not installed."""
        file = self._files.get(name)
        return f"/vendor/{name}?v={file.version}" if file else ""

    @property
    def addresses(self) -> frozenset[str]:
        """The addresses of all files that are installed."""
        return frozenset(self.address(name) for name in self._files)

    def is_listed(self, name: str) -> bool:
        """Whether a name is on the list, installed or not."""
        return name in self._listed


def router(vendor: Vendor) -> APIRouter:
    """The route of ``/vendor/``."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/vendor/{name}")
    async def get(name: str) -> Response:
        if file := vendor.file(name):
            return FileResponse(file.path, media_type=file.media_type)
        if vendor.is_listed(name):
            cure = "run `npm ci --omit=dev` (`make run` does it where it finds npm), then start the server again."
            return response(problem(HTTPStatus.NOT_FOUND, f"{name} is not installed", cure))
        return response(problem(HTTPStatus.NOT_FOUND, f"no page takes a file {name!r}", "see the pages' sources."))

    return routes
