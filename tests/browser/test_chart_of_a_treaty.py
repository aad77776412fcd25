"""The page of a treaty in a browser: the day, the order, the sources of a cell, with scripts and without."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

PATH = "/doc/treaty/mini-1"


@pytest.mark.parametrize("query", ["?asOf=2004-02-01", "?asOf=2001-06-15&lang=fr", ""])
def test_axe_finds_no_fault_with_everything_unfolded_and_the_page_is_no_wider_than_its_window(
    query: str, page: Page, axe: Callable[..., list[str]], wide: Callable[..., list[str]]
) -> None:
    page.goto(f"{PATH}{query}")
    if query:
        assert axe(page, unfolded=True, dark=True) == []
    assert wide(page, 768, 375, 320, unfolded=True) == []


def test_without_scripts_another_day_is_shown_in_both_readings(opened: Callable[..., Page]) -> None:
    page = opened(java_script_enabled=False)
    page.goto(PATH)
    page.get_by_label("As matters stood on").fill("2001-10-15")
    page.get_by_role("button", name="Show").first.click()
    expect(page).to_have_url(re.compile("asOf=2001-10-15"))
    expect(page.get_by_role("status")).to_contain_text("15 October 2001")
    row = page.locator("tr#AUT")
    expect(row).to_contain_text("Contracting State")
    expect(row).not_to_contain_text("Party")
    expect(page.locator(".countdown")).to_contain_text("1 January 2002")


def test_the_order_of_the_chart_is_chosen_by_keyboard_and_the_day_stays(page: Page) -> None:
    page.goto(f"{PATH}?asOf=2008-06-01")
    page.get_by_role("columnheader", name="Ratification").get_by_role("link").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"asOf=2008-06-01&sort=consent#chart"))
    expect(page.get_by_role("columnheader", name="Ratification")).to_have_attribute("aria-sort", "ascending")
    expect(page.locator("table.depositary tbody tr[id]").first).to_have_id("AUT")


def test_the_number_beside_a_date_opens_the_documents_that_report_it(page: Page) -> None:
    page.goto(PATH)
    cell = page.locator("tr#AUT td").nth(1)
    folded = cell.locator("details")
    expect(folded.locator("li").first).to_be_hidden()
    folded.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(folded.locator("li")).to_have_count(2)
    expect(folded.locator("li a").first).to_be_visible()
    folded.locator("li a").first.click()
    expect(page).to_have_url(re.compile("/doc/source/mini-a$"))


def test_a_note_tells_what_was_reserved_and_leads_to_it(page: Page) -> None:
    page.goto(PATH)
    notes = page.locator("tr#BEL details.notes")
    notes.locator("summary").click()
    expect(notes).to_contain_text("intent required")
    notes.get_by_role("link", name="Art. 2", exact=True).click()
    expect(page).to_have_url(re.compile("/doc/statement/mini-1/BEL/declaration"))


def test_what_can_be_pressed_is_large_enough(page: Page) -> None:
    page.goto(PATH)
    small = page.eval_on_selector_all(
        "table.depositary summary, table.depositary .why",
        "all => all.map(each => each.getBoundingClientRect()).filter(box => box.width && (box.width < 24 || box.height < 24)).length",
    )
    assert small == 0
