"""Charts in a browser: pictures that follow the reader, and a chart to explore under a policy that runs no text."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

ASKED = "/queries/treaties?lang=en"

#: Where a point of a chart tells something: the points stand somewhere on their lines, and one is looked for.
POINT = """(canvas) => {
  const box = canvas.getBoundingClientRect();
  for (let clientY = box.y + 8; clientY < box.bottom; clientY += 8)
    for (let clientX = box.x + 8; clientX < box.right; clientX += 8) {
      for (const kind of ['pointermove', 'mousemove'])
        canvas.dispatchEvent(new PointerEvent(kind, {clientX, clientY, bubbles: true}));
      if (document.querySelector('#vg-tooltip-element.visible')) return [clientX, clientY];
    }
  return null;
}"""


def until(page: Page, condition: str) -> None:
    """Waits until a condition holds; what Playwright polls by itself is made of a text, which the page's policy forbids."""
    page.evaluate(f"async () => {{ while (!({condition})) await new Promise((done) => setTimeout(done, 50)); }}")


def picture(page: Page) -> str:
    """The address of the picture that the browser chose."""
    until(page, "document.querySelector('.drawn img').complete")
    return str(page.locator(".drawn img").evaluate("image => image.currentSrc"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1280])
def test_the_picture_is_of_the_readers_colours_and_width(opened: Callable[..., Page], scheme: str, width: int) -> None:
    page = opened(color_scheme=scheme, viewport={"width": width, "height": 800})
    page.goto(ASKED)
    chosen = picture(page)
    assert ("theme=dark" in chosen) is (scheme == "dark")
    assert ("shape=narrow" in chosen) is (width == 375)
    assert page.locator(".drawn img").evaluate("image => image.naturalWidth") > 300
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_printed_page_has_the_light_picture(opened: Callable[..., Page]) -> None:
    page = opened(color_scheme="dark")
    page.goto(ASKED)
    page.emulate_media(media="print")
    until(page, "!document.querySelector('.drawn img').currentSrc.includes('dark')")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_axe_finds_no_fault_on_a_question_with_its_chart(
    page: Page, axe: Callable[..., list[str]], language: str
) -> None:
    page.goto(f"/queries/parties-over-time?treaty=mini-1&lang={language}")
    picture(page)
    assert axe(page) == []


def test_the_scripts_of_a_chart_are_loaded_when_a_reader_explores_it_and_not_before(page: Page) -> None:
    loaded: list[str] = []
    page.on("request", lambda asked: loaded.append(asked.url) if "/vendor/" in asked.url else None)
    page.goto(ASKED)
    picture(page)
    assert loaded == []
    page.get_by_role("button", name="Explore the chart").click()
    chart = page.locator(".drawn canvas")
    expect(chart).to_be_visible()
    assert len(loaded) == 3
    expect(page.locator(".drawn img")).to_be_hidden()
    page.get_by_role("button", name="Show the picture").click()
    expect(chart).to_have_count(0)
    expect(page.locator(".drawn img")).to_be_visible()


def test_the_explored_chart_has_rows_and_tells_them_under_the_pointer(page: Page) -> None:
    page.goto(ASKED)
    page.get_by_role("button", name="Explore the chart").press("Enter")
    chart = page.locator(".drawn canvas")
    expect(chart).to_be_visible()
    place = chart.evaluate(POINT)
    assert place is not None, "no point tells anything"
    chart.hover(position={"x": 1, "y": 1})
    tooltip = page.locator("#vg-tooltip-element")
    expect(tooltip).not_to_have_class(re.compile("visible"))
    page.mouse.move(*place)
    expect(tooltip).to_have_class(re.compile("visible"))
    expect(tooltip).to_contain_text("Contracting States")


def test_a_chart_that_cannot_be_loaded_leaves_the_picture(opened: Callable[..., Page]) -> None:
    page = opened(refused=True)
    page.route("**/*.vl.json*", lambda route: route.fulfill(status=500, body="{}"))
    page.goto(ASKED)
    page.get_by_role("button", name="Explore the chart").click()
    expect(page.get_by_role("button", name="could not be loaded")).to_be_enabled()
    expect(page.locator(".drawn img")).to_be_visible()


def test_without_scripts_there_is_a_picture_and_no_button(opened: Callable[..., Page]) -> None:
    page = opened(java_script_enabled=False)
    page.goto(ASKED)
    expect(page.locator(".drawn img")).to_be_visible()
    expect(page.get_by_role("button", name="Explore the chart")).to_have_count(0)


def test_the_map_of_an_answer_is_loaded_when_it_is_unfolded(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if ".map.svg" in request.url else None)
    page.goto("/queries/parties?treaty=mini-1&lang=en")
    assert asked == []
    page.get_by_text("The States of this answer on the map").click()
    until(page, "document.querySelector('.placed img').naturalWidth > 0")
    assert len(asked) == 1


def test_a_reader_chooses_by_name_what_to_ask_of(opened: Callable[..., Page]) -> None:
    page = opened(locale="fr-FR")
    page.goto("/queries/cooperation-gap")
    page.get_by_role("combobox", name="De", exact=False).first.select_option(label="Autriche")
    page.get_by_role("combobox", name="À", exact=False).first.select_option(label="Japon")
    page.get_by_role("button", name="Demander").click()
    expect(page).to_have_url(re.compile("from=AUT&to=JPN"))
