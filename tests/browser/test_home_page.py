"""The home page, the map with its slider and the lists in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

MAP = "/map?treaty=mini-1&on=2011-04-15&reading=party"

#: What is seen of the map: the class of each State, and the counts.
SEEN = """[
  Object.fromEntries([...document.querySelectorAll("#map svg a")].map((each) => [each.dataset.state, each.getAttribute("class")])),
  [...document.querySelectorAll("#map .legend [data-mark]")].map((each) => each.innerText.trim()),
  [...document.querySelectorAll("#map section:not([hidden]) li")].map((each) => each.textContent.trim()),
  [...document.querySelectorAll("#map svg title")].map((each) => each.textContent),
  document.querySelector("#map .day").innerText,
]"""


def test_the_home_page_asks_for_a_map_and_its_table(page: Page) -> None:
    page.goto("/", wait_until="networkidle")
    page.get_by_role("combobox", name="Treaty").select_option("mini-1")
    page.locator("input[name=on]").fill("2011-04-15")
    page.get_by_role("combobox", name="Reading").select_option("contracting")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile(r"/\?treaty=mini-1&on=2011-04-15&reading=contracting#map$"))
    expect(page.locator("#map .day")).to_contain_text("15 April 2011")
    page.wait_for_load_state("networkidle")
    page.get_by_role("link", name="as a table with sources").click()
    expect(page).to_have_url(re.compile(r"/queries/parties\?treaty=mini-1&on=2011-04-15&reading=contracting$"))


def test_the_home_page_shows_the_count_over_time(page: Page) -> None:
    page.goto("/")
    picture = page.locator("figure.chart img")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("element => element.naturalWidth") > 0


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_slider_shows_on_each_day_what_the_page_of_that_day_shows(page: Page, lang: str) -> None:
    page.goto(f"{MAP}&lang={lang}", wait_until="networkidle")
    slide = page.locator("#map input[type=range]")
    expect(slide).to_be_visible()
    last = int(slide.get_attribute("max") or "0")
    assert last > 10
    for place in range(0, last + 1, 5):
        slide.evaluate(
            "(each, place) => { each.value = place; each.dispatchEvent(new Event('input')); each.dispatchEvent(new Event('change')) }",
            place,
        )
        moved = page.evaluate(SEEN)
        page.reload(wait_until="networkidle")
        expect(slide).to_be_visible()
        assert page.evaluate(SEEN) == moved, page.url


def test_the_slider_is_moved_by_the_keyboard_and_says_the_day_with_the_counts(page: Page) -> None:
    page.goto(MAP)
    slide = page.locator("#map input[type=range]")
    expect(slide).to_be_visible()
    expect(slide).to_have_attribute("aria-valuetext", re.compile(r"^15 April 2011, .*Party \d+"))
    slide.focus()
    page.keyboard.press("Home")
    expect(page.locator("#map .day")).to_contain_text("10 May 2000")
    expect(page.locator("input[name=on]")).to_have_value("2000-05-10")
    page.keyboard.press("ArrowRight")
    expect(slide).to_have_attribute("aria-valuetext", re.compile(r"^1 June 2000, .*signatory \d+"))
    expect(page).to_have_url(re.compile(r"on=2000-06-01"))
    page.keyboard.press("End")
    expect(page.get_by_role("link", name="the change after")).to_have_count(0)


def test_the_change_before_and_the_change_after_are_a_step_of_the_slider(page: Page) -> None:
    page.goto(MAP)
    expect(page.locator("#map input[type=range]")).to_be_visible()
    page.get_by_role("link", name="the change before").click()
    day = page.locator("#map .day time").get_attribute("datetime") or ""
    assert day < "2011-04-15"
    expect(page).to_have_url(re.compile(f"on={day}"))
    page.get_by_role("link", name="the change after").click()
    expect(page.locator("#map .day time")).to_have_attribute("datetime", "2011-04-15")


def test_pointing_at_a_state_says_what_it_is(page: Page) -> None:
    page.goto(MAP)
    page.locator("#map svg a[data-state=AUT] path").hover()
    expect(page.locator("#map .readout")).to_have_text(re.compile(r"^Austria: Party since 1 January 2002$"))


def test_the_states_are_told_in_words(page: Page) -> None:
    page.goto(MAP)
    page.get_by_text("The States by their status, in words").click()
    expect(page.locator("#map section[data-mark=party]")).to_contain_text("Canada 1 January 2002")
    page.locator("#map section[data-mark=party]").get_by_role("link", name="Canada").click()
    expect(page).to_have_url(re.compile(r"/doc/state/CAN$"))


def test_a_part_of_the_world_is_shown_alone(page: Page) -> None:
    page.goto(MAP)
    page.get_by_role("link", name="Europe").click()
    expect(page).to_have_url(re.compile(r"view=europe"))
    expect(page.get_by_role("link", name="Europe")).to_have_attribute("aria-current", "true")
    assert page.locator("#map svg").get_attribute("viewBox") != "0 0 2000 864"


def test_without_scripts_the_map_is_asked_for_by_its_form_and_stepped_by_links(opened: Callable[..., Page]) -> None:
    page = opened(java_script_enabled=False)
    page.goto(MAP)
    expect(page.locator("#map input[type=range]")).to_be_hidden()
    page.get_by_role("link", name="the change before").click()
    expect(page).to_have_url(re.compile(r"on=20(0|1)\d-\d\d-\d\d"))
    page.locator("input[name=on]").fill("2001-09-30")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#map .day")).to_contain_text("30 September 2001")


@pytest.mark.parametrize("path", ["/?", f"{MAP}&", "/treaties?", "/states?"])
def test_axe_finds_no_fault_with_everything_unfolded_and_the_page_fits_a_small_window(
    page: Page, axe: Callable[..., list[str]], wide: Callable[..., list[str]], path: str
) -> None:
    page.goto(f"{path}lang=fr")
    assert axe(page, unfolded=True, dark=True) == []
    assert wide(page, 320, unfolded=True) == []
    page.goto(f"{path}lang=en")
    assert wide(page, 320, unfolded=True) == []


def test_the_treaties_are_sorted_by_a_link_in_the_head(page: Page) -> None:
    page.goto("/treaties")
    first = page.locator("table tbody tr").first
    page.get_by_role("columnheader", name="Parties").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="Parties")).to_have_attribute("aria-sort", "ascending")
    fewest = first.inner_text()
    page.get_by_role("columnheader", name="Parties").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="Parties")).to_have_attribute("aria-sort", "descending")
    assert first.inner_text() != fewest


def test_the_states_are_narrowed_while_a_name_is_typed(page: Page) -> None:
    page.goto("/states")
    rows = page.locator(".states tbody tr:visible")
    assert rows.count() > 10
    page.get_by_role("searchbox", name="Name or code").fill("zeal")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("New Zealand")
    expect(page.locator("#filter output")).to_have_text("1")
