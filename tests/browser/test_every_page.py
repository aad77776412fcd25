"""What holds of every page: readable by all, in both languages, on a small window, by keyboard alone, without scripts."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any

import pytest
from playwright.sync_api import Page

#: What opens a page.
Opened = Callable[..., Page]

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

#: In which language and which colours: between them every page is seen in both of each.
ASPECTS = {"English and light": ("en-GB", "light"), "French and dark": ("fr-FR", "dark")}

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


@pytest.fixture
def seen(opened: Opened) -> Callable[..., Page]:
    """Opens one of the pages by its name."""

    def visit(name: str, **given: Any) -> Page:
        page = opened(refused=name in REFUSED, **given)
        reply = page.goto(PATHS[name])
        assert reply is not None
        assert reply.status < 500, name
        assert (reply.status < 400) is (name not in REFUSED), (name, reply.status)
        return page

    return visit


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("name", PATHS)
def test_a_page_can_be_read_by_everybody(name: str, aspect: str, seen: Opened, axe: Callable[..., list[str]]) -> None:
    locale, scheme = ASPECTS[aspect]
    page = seen(name, locale=locale, color_scheme=scheme)
    assert page.locator("html").get_attribute("lang") == locale[:2]
    assert page.locator("h1").count() == 1
    assert axe(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    wide = page.evaluate(
        "[...document.querySelectorAll('body *')].filter((each) => each.getBoundingClientRect().right > innerWidth + 1"
        " && !each.closest('.scroll, pre, svg, .hidden')).map((each) => each.outerHTML.slice(0, 120)).slice(0, 3)"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, wide


@pytest.mark.parametrize("name", PATHS)
def test_a_page_is_walked_by_the_keyboard_alone(name: str, seen: Opened) -> None:
    page = seen(name)
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


@pytest.mark.parametrize("name", PATHS)
def test_a_page_says_as_much_without_scripts(name: str, seen: Opened) -> None:
    words = [len(seen(name, java_script_enabled=on).locator("main").inner_text().split()) for on in (False, True)]
    assert words[0] >= min(20, words[1])


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
