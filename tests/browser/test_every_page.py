"""What holds of every page: readable by all, in both languages, on a small window, by keyboard alone, without scripts."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

import pytest
from playwright.sync_api import Page, ViewportSize

#: What opens a page.
Opened = Callable[..., Page]

#: What tells the faults of a page.
Told = Callable[..., list[str]]

#: The fields of a page, and those of them that have no name.
FIELDS = "input:not([type=hidden]), select, textarea"
NAMELESS = "fields => fields.filter(field => !field.labels.length && !field.ariaLabel).map(field => field.outerHTML)"

#: The pages of the miniature by what they are.
PATHS = {
    "home": "/",
    "map": "/map?treaty=mini-1&on=2011-04-15",
    "treaties": "/treaties",
    "states": "/states",
    "search": "/search?q=belgium",
    "search that finds nothing": "/search?q=xqzvw",
    "treaty": "/doc/treaty/mini-1",
    "treaty on a day": "/doc/treaty/mini-1?asOf=2001-10-01",
    "treaty not in force": "/doc/treaty/mini-3",
    "treaty as it was known": "/doc/treaty/mini-1?knownAt=2020-06-30",
    "state": "/doc/state/BEL",
    "state without acts": "/doc/state/URY",
    "act": "/doc/action/mini-1/BEL/ratification/2001-09-30",
    "source": "/doc/source/mini-a",
    "matrix": "/compare",
    "two states": "/compare?state=BEL&state=CHE",
    "finder": "/cooperation",
    "finder with an answer": "/cooperation?from=BEL&to=CHE&on=2011-04-15",
    "claims": "/claims",
    "why": "/why",
    "proof": "/why?s=BEL&p=partyTo&o=mini-1",
    "why not": "/why-not?s=URY&p=partyTo&o=mini-1",
    "questions": "/queries",
    "question": "/queries/parties?treaty=mini-1&on=2011-04-15",
    "question with a chart": "/queries/parties-over-time?treaty=mini-1",
    "question that is refused": "/queries/parties?treaty=nonsense",
    "sparql": "/sparql",
    "what if": "/what-if",
    "ontology readers": "/ontology/Treaty/readers",
    "validate": "/validate",
    "downloads": "/downloads",
    "api": "/api",
    "changes": "/changes",
    "release": "/release/current",
    "table of data": "/data/states.csv",
    "about": "/about",
    "nothing": "/doc/state/XYZ",
}

#: The pages that are told by a status of a failure; the browser says so on its console.
REFUSED = {"nothing", "question that is refused"}

#: The window in which a page is read at a desk; then it is made as small as a telephone.
DESK: ViewportSize = {"width": 1280, "height": 720}

#: What can be reached by the keyboard, and is seen.
REACHED = """
[...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")].filter((each) =>
  each.checkVisibility({visibilityProperty: true}) && !each.disabled && each.tabIndex >= 0 && each.type !== "hidden"
  && !each.closest("details:not([open]) > :not(summary)")).length
"""

#: Who has the focus: its place among all elements, and whether it is marked so.
FOCUSED = """() => {
  const one = document.activeElement;
  // An editor marks itself, and not the field within it that takes the keys.
  const around = [one, one.parentElement, one.closest(".CodeMirror"), one.closest(".yasqe")].filter(Boolean);
  const marked = around.map((each) => getComputedStyle(each)).some((style) => style.outlineStyle !== "none" || style.boxShadow !== "none");
  return [[...document.querySelectorAll("*")].indexOf(one), marked, one.outerHTML.slice(0, 120)];
}"""


def visit(page: Page, name: str, language: str = "en") -> None:
    """Opens one of the pages by its name in a language, at the size of a desk."""
    page.set_viewport_size(DESK)
    path = PATHS[name]
    reply = page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
    assert reply is not None
    assert reply.status < 500, name
    assert (reply.status < 400) is (name not in REFUSED), (name, reply.status)


def is_read_by_everybody(page: Page, language: str, axe: Told, wide: Told, foreign: Told) -> None:
    """Asserts that a page is whole, in one language, without a fault that axe-core knows, and fits small windows."""
    assert page.locator("html").get_attribute("lang") == language
    assert [page.locator(each).count() for each in ("h1", "main")] == [1, 1]
    assert "treatygraph" in page.title()
    assert page.eval_on_selector_all(FIELDS, NAMELESS) == []
    assert foreign(page, language) == []
    assert axe(page) == []
    assert wide(page, 375, 320) == []


def is_walked_by_the_keyboard(page: Page) -> None:
    """Asserts that the focus goes on from step to step, is seen at each, and comes back to none."""
    steps = min(page.evaluate(REACHED), 60)
    assert steps > 10
    met = []
    for _ in range(steps):
        page.keyboard.press("Tab")
        met.append(page.evaluate(FOCUSED))
    assert [html for _, marked, html in met if not marked] == []
    # A date is a field of several stops.
    places = [place for place, _ in groupby(place for place, _, _ in met)]
    assert len(set(places)) == len(places), "the focus comes back before it has been everywhere"


# One visit is looked at in every way that it can be: to open a page takes longer than to look at it.


@pytest.mark.parametrize("name", PATHS)
def test_a_page_is_read_by_everybody_and_walked_by_the_keyboard_alone_and_says_as_much_without_scripts(
    name: str, opened: Opened, axe: Told, wide: Told, foreign: Told
) -> None:
    page = opened(refused=name in REFUSED)
    visit(page, name)
    words = len(page.locator("main").inner_text().split())
    is_walked_by_the_keyboard(page)
    is_read_by_everybody(page, "en", axe, wide, foreign)
    page.emulate_media(color_scheme="dark")
    visit(page, name, "fr")
    is_read_by_everybody(page, "fr", axe, wide, foreign)
    still = opened(refused=name in REFUSED, java_script_enabled=False)
    visit(still, name)
    assert len(still.locator("main").inner_text().split()) >= min(20, words)


def test_the_first_step_skips_to_the_content(page: Page) -> None:
    page.goto("/queries")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_printed_page_has_its_content_and_no_menu(page: Page) -> None:
    page.goto("/doc/treaty/mini-1")
    page.emulate_media(media="print")
    assert page.locator("header.top nav").is_hidden()
    assert page.locator("main h1").is_visible()
