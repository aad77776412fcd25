"""The matrix and States side by side in a browser: found by eye, by keyboard and on a telephone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

MATRIX = "/compare?on=2012-07-01"
TWO = "/compare?state=FIN&state=CAN&on=2015-01-01"


@pytest.mark.parametrize("path", [MATRIX, f"{TWO}&lang=fr", "/compare?on=1990-01-01"])
def test_axe_finds_no_fault_and_the_page_is_no_wider_than_its_window(
    page: Page, axe: Callable[..., list[str]], wide: Callable[..., list[str]], path: str
) -> None:
    page.goto(path)
    assert axe(page, unfolded=True, dark=True) == []
    assert wide(page, 1280, 320, unfolded=True) == []


def test_a_mark_leads_to_its_reasons(page: Page) -> None:
    page.goto(MATRIX)
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Austria", exact=True))
    row.get_by_role("link", name="Party 2002").click()
    expect(page).to_have_url(re.compile(r"/why\?s=period/mini-1/AUT/party/"))
    expect(page.get_by_role("heading", level=2)).to_contain_text("Austria is a Party to MINI 1")


def test_head_and_first_column_stay_in_sight(page: Page) -> None:
    page.set_viewport_size({"width": 340, "height": 420})
    page.goto(MATRIX)
    region = page.get_by_role("region", name="States and instruments")
    corner, last = region.locator("thead th").first, region.locator("tbody tr").last
    region.evaluate("region => { region.scrollTop = 120; region.scrollLeft = 80 }")
    assert region.evaluate("region => region.scrollTop") > 0
    frame, head = region.bounding_box(), corner.bounding_box()
    assert frame
    assert head
    assert abs(head["y"] - frame["y"]) <= 2
    assert abs(head["x"] - frame["x"]) <= 2
    last.scroll_into_view_if_needed()
    name = last.get_by_role("rowheader").bounding_box()
    assert name
    assert abs(name["x"] - frame["x"]) <= 2


def test_the_matrix_is_narrowed_by_members_and_status(page: Page) -> None:
    page.goto(MATRIX)
    rows = page.locator(".matrix tbody tr")
    everyone = rows.count()
    page.get_by_role("combobox", name="Members of").select_option("mini-org")
    page.get_by_role("combobox", name="Show").select_option("party")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("reading=party&organisation=mini-org"))
    assert 0 < rows.count() < everyone
    expect(page.get_by_role("combobox", name="Members of")).to_have_value("mini-org")


def test_two_states_are_chosen_by_keyboard_alone(page: Page) -> None:
    page.goto(MATRIX)
    chosen = page.locator("form.few select")
    chosen.first.focus()
    page.keyboard.type("Fin")
    page.keyboard.press("Tab")
    page.keyboard.type("Can")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Compare")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Finland · Canada")
    expect(
        page.get_by_role("link", name="with limits").or_(page.get_by_role("link", name="excluded")).first
    ).to_be_visible()


def test_two_states_fit_a_telephone_in_english_as_well(page: Page, wide: Callable[..., list[str]]) -> None:
    page.goto(TWO)
    assert wide(page, 1280, 320, unfolded=True) == []


def test_without_scripts_the_pages_say_the_same(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    still = context.new_page()
    still.goto(MATRIX)
    expect(still.locator(".matrix tbody tr")).not_to_have_count(0)
    still.goto(TWO)
    expect(still.get_by_role("heading", name="Where their obligations differ")).to_be_visible()
    context.close()
