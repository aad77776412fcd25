"""A client of the server that serves the miniature."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest


@pytest.fixture(scope="session")
def client(address: str) -> Iterator[httpx.Client]:
    """A client of the server."""
    with httpx.Client(base_url=address, timeout=30, transport=httpx.HTTPTransport(retries=5)) as opened:
        yield opened
