"""A client of the server of the miniature, and servers that say what a test has written down for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from pyoxigraph import Store

from treatygraph.client import Client
from treatygraph.content import Content
from treatygraph.releases.publication import publish


@pytest.fixture(scope="session")
def client(address: str) -> Iterator[Client]:
    """A client of the server of the miniature."""
    with Client(address) as opened:
        yield opened


@pytest.fixture(scope="session")
def real_address(project: Content, real: Store, once: Callable[..., Path], serve: Callable[..., str]) -> str:
    """The address of a server of the project's own graph."""

    def fill(folder: Path) -> None:
        publish(real, project.names, project.fingerprint(), folder)

    # As long as the client waits by itself.
    settings = {"TREATYGRAPH_ROOT": str(project.root), "TREATYGRAPH_SECONDS": "60"}
    return serve(once("real-release", fill), **settings)


class Scripted(httpx.BaseTransport):
    """A server that gives the replies of a script, one after the other, and remembers what it was asked."""

    def __init__(self, *script: httpx.Response) -> None:
        self.script = list(script)
        self.asked: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The next reply."""
        request.read()
        self.asked.append(request)
        return self.script.pop(0)


@pytest.fixture
def scripted() -> Callable[..., Scripted]:
    """Makes a server that gives the replies of a script."""
    return Scripted


@pytest.fixture
def written() -> Callable[..., httpx.Response]:
    """Writes a page of the answer to a question with the column ``n``, as the server does."""
    return _written


def _written(
    rows: Sequence[dict[str, Any]], release: str = "r1", pages: int = 1, total: int | None = None
) -> httpx.Response:
    words = {"en": "N", "fr": "N"}
    document = {
        "question": "numbers",
        "title": {"en": "Numbers", "fr": "Nombres"},
        "release": release,
        "coverage": "2020-01-01",
        "asked": {"on": "2020-01-01", "treaty": None},
        "total": len(rows) if total is None else total,
        "pages": pages,
        "fields": [{"name": "n", "type": "integer", "title": words, "description": words}],
        "rows": rows,
    }
    return httpx.Response(200, headers={"treatygraph-release": release}, json=document)
