"""A browser, and a page in it that must end without a fault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")

#: How many milliseconds a page may take to become what is expected of it: more than any page needs on a busy machine.
PATIENCE = 60_000
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; it is closed after each module, because no event loop can run in its thread beside its own."""
    assert CHROMIUM.exists(), f"{CHROMIUM} is missing; install Debian's package: `apt-get install chromium`"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that must end without a console error, a script error, a failed request or a request to another host."""
    wrong: list[str] = []
    context = browser.new_context(base_url=address, locale="en-GB")
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE)
    opened.on("console", lambda said: wrong.append(f"console: {said.text}") if said.type == "error" else None)
    opened.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    opened.on("requestfailed", lambda request: wrong.append(f"failed: {request.url}"))
    opened.on("response", lambda got: wrong.append(f"{got.status}: {got.url}") if got.status >= 400 else None)
    opened.on("request", lambda asked: None if _is_ours(asked.url, address) else wrong.append(f"abroad: {asked.url}"))
    yield opened
    context.close()
    assert wrong == []


def _is_ours(url: str, address: str) -> bool:
    return url.startswith((f"{address}/", "data:", "about:", "blob:"))
