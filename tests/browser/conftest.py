"""A browser, a page in it that must end without a fault, and what finds the faults of a page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages import pofile
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from api.frame.words import FOLDER

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

#: What axe-core's rules about colours are called.
COLOURS = "['color-contrast', 'link-in-text-block']"

#: What is folded and does not fetch what it shows.
FOLDED = "details:not([data-account])"

#: What is wider than the window, unless it can be moved in a frame of its own.
WIDE = """
[...document.querySelectorAll("body *")].filter((each) => each.getBoundingClientRect().right > innerWidth + 1
  && !each.closest(".scroll, pre, svg, .hidden")).map((each) => each.outerHTML.slice(0, 120)).slice(0, 3)
"""


#: What a reader is told by a page: every text that is not code, and what stands for a picture or a field, with its language.
TOLD = """() => {
  const told = [];
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    if (element.closest('script, style, code, pre, textarea, option[value]')) continue;
    const lang = element.closest('[lang]').lang;
    const words = node.nodeType === Node.TEXT_NODE ? [node.data] : ['aria-label', 'title', 'placeholder', 'alt'].map((name) => node.getAttribute(name));
    for (const text of words.filter(Boolean)) told.push([lang, text.replace(/[ \\t\\n]+/g, ' ').trim()]);
  }
  return told;
}"""


def sentences() -> list[tuple[str, str]]:
    """Every sentence of the catalogues that has no place to fill, in English and in French."""
    found = []
    for path in sorted(Path(FOLDER / "fr").glob("*.po")):
        with path.open("rb") as opened:
            for message in pofile.read_po(opened, locale="fr"):
                if message.id and isinstance(message.id, str) and not {"%", "{"} & set(message.id):
                    found.append((message.id, str(message.string)))
    return found


ENGLISH = {english for english, _ in sentences()} - {french for _, french in sentences()}
FRENCH = {french for _, french in sentences()} - {english for english, _ in sentences()}

#: How many texts every page has at least.
LEAST = 20


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; it is closed after each module, because no event loop can run in its thread beside its own."""
    assert CHROMIUM.exists(), f"{CHROMIUM} is missing; install Debian's package: `apt-get install chromium`"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def readers(browser: Browser) -> Callable[[str, str], BrowserContext]:
    """Gives the context of a reader: the same to who gives the same address and options, for one costs more than a page."""

    @cache
    def reader(base: str, given: str) -> BrowserContext:
        return browser.new_context(base_url=base, **json.loads(given))

    return reader


@pytest.fixture
def opened(readers: Callable[[str, str], BrowserContext], address: str) -> Iterator[Callable[..., Page]]:
    """Opens pages that must end without a console error, a script error, a failed request or a request to another host.

    What is given are a browser context's own options, beside ``base``, the server's address where it is not that of the
    miniature, and ``refused``, for a page that is told by a status of a failure.
    """
    wrong: list[str] = []
    pages: dict[Page, str] = {}

    def made(base: str = address, refused: bool = False, **given: Any) -> Page:
        options = {"locale": "en-GB", **given}
        page = readers(base, json.dumps(options, sort_keys=True)).new_page()
        pages[page] = base
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
    for page, base in pages.items():
        # What a page keeps for the next visit it may write when it is left; the next test begins without it.
        page.goto("about:blank")
        page.context.new_cdp_session(page).send(
            "Storage.clearDataForStorageKey", {"storageKey": f"{base}/", "storageTypes": "local_storage"}
        )
        page.close()
        page.context.clear_cookies()
    assert wrong == []


@pytest.fixture
def page(opened: Callable[..., Page]) -> Page:
    """A page of the miniature that must end without a fault."""
    return opened()


@pytest.fixture(scope="session")
def axe() -> Callable[..., list[str]]:
    """Tells what axe-core finds wrong in a page or a part of it: the rule and the element.

    Of a page that is ``unfolded`` everything that can be opened is opened. ``dark``, it is looked at in the light and
    then for its colours alone in the dark: on nothing else does what the other rules see depend.
    """

    def faults(page: Page, part: str = "document", unfolded: bool = False, dark: bool = False) -> list[str]:
        if unfolded:
            page.eval_on_selector_all(FOLDED, "all => all.forEach(each => { each.open = true })")
        page.evaluate(AXE.read_text("utf-8"))
        found = _found(page, part, "")
        if dark:
            page.emulate_media(color_scheme="dark")
            found += _found(page, part, f", runOnly: {COLOURS}")
        return found

    return faults


@pytest.fixture(scope="session")
def wide() -> Callable[..., list[str]]:
    """Tells in which of some windows, by their widths, a page is too wide, and what of it."""

    def found(page: Page, *widths: int, unfolded: bool = False) -> list[str]:
        if unfolded:
            page.eval_on_selector_all("details", "all => all.forEach(each => { each.open = true })")
        told = []
        for width in widths:
            page.set_viewport_size({"width": width, "height": 700})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                told.append(f"{page.url} at {width}: {page.evaluate(WIDE)}")
        return told

    return found


@pytest.fixture(scope="session")
def foreign() -> Callable[[Page, str], list[str]]:
    """Tells which sentences of the other language stand in a page that is in English, en, or in French, fr."""
    sentences = {"fr": ENGLISH, "en": FRENCH}

    def found(page: Page, language: str) -> list[str]:
        told = page.evaluate(TOLD)
        assert len(told) > LEAST
        return [text for spoken, text in told if spoken == language and text in sentences[language]]

    return found


def _found(page: Page, part: str, more: str) -> list[str]:
    found = page.evaluate(f"axe.run({part}, {{resultTypes: ['violations']{more}}})")
    return [f"{each['id']}: {node['html'][:200]}" for each in found["violations"] for node in each["nodes"]]


def _is_ours(url: str, address: str) -> bool:
    return url.startswith((f"{address}/", "data:", "about:", "blob:"))


def _is_left(request: Request) -> bool:
    """Whether the browser itself gave the request up, as it does with what a page still asks when one leaves it."""
    return request.failure == "net::ERR_ABORTED"
