"""A client of the server that serves the miniature."""

from __future__ import annotations

from collections.abc import Iterator
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx
import pytest


@pytest.fixture(scope="session")
def client(address: str) -> Iterator[httpx.Client]:
    """A client of the server, which keeps no cookies: the language that one test chose is not that of the next."""
    forgotten = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    retries = httpx.HTTPTransport(retries=5)
    with httpx.Client(base_url=address, timeout=30, transport=retries, cookies=forgotten) as opened:
        yield opened
