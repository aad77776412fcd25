"""A browser, a page in it that must end without a fault, and what finds the faults of a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
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
def opened(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Opens pages that must end without a console error, a script error, a failed request or a request to another host.

    What is given are a browser context's own options, beside ``base``, the server's address where it is not that of the
    miniature, and ``refused``, for a page that is told by a status of a failure.
    """
    wrong: list[str] = []
    contexts = []

    def made(base: str = address, refused: bool = False, **given: Any) -> Page:
        context = browser.new_context(base_url=base, **{"locale": "en-GB", **given})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        if not refused:
            page.on("console", lambda said: wrong.append(f"console: {said.text}") if said.type == "error" else None)
            page.on("response", lambda got: wrong.append(f"{got.status}: {got.url}") if got.status >= 400 else None)
        page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
        page.on("dialog", lambda dialog: wrong.append(f"dialog: {dialog.message}"))
        page.on("requestfailed", lambda request: None if _is_left(request) else wrong.append(f"failed: {request.url}"))
        page.on("request", lambda asked: None if _is_ours(asked.url, base) else wrong.append(f"abroad: {asked.url}"))
        return page

    yield made
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def page(opened: Callable[..., Page]) -> Page:
    """A page of the miniature that must end without a fault."""
    return opened()


@pytest.fixture(scope="session")
def axe() -> Callable[..., list[str]]:
    """Tells what axe-core finds wrong in a page or a part of it: the rule and the element."""

    def faults(page: Page, part: str = "document") -> list[str]:
        page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate(f"axe.run({part}, {{resultTypes: ['violations']}})")
        return [f"{each['id']}: {node['html'][:200]}" for each in found["violations"] for node in each["nodes"]]

    return faults


def _is_ours(url: str, address: str) -> bool:
    return url.startswith((f"{address}/", "data:", "about:", "blob:"))


def _is_left(request: Request) -> bool:
    """Whether the browser itself gave the request up, as it does with what a page still asks when one leaves it."""
    return request.failure == "net::ERR_ABORTED"
