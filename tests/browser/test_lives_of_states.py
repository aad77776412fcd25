"""The page of a State in a browser: it can be read by everybody, on any screen, on any day."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

#: What tells the faults of a page.
Axe = Callable[..., list[str]]


@pytest.mark.parametrize("code", ["BEL", "JPN", "GRL"])
def test_axe_finds_no_fault_with_everything_unfolded_and_the_page_is_no_wider_than_its_window(
    page: Page, axe: Axe, wide: Callable[..., list[str]], code: str
) -> None:
    page.goto(f"/doc/state/{code}")
    assert axe(page, unfolded=True, dark=True) == []
    assert wide(page, 1280, 320, unfolded=True) == []


def test_another_day_is_chosen_and_told(page: Page) -> None:
    page.goto("/doc/state/JPN")
    expect(page.locator("#statuses + .scroll")).to_contain_text("Party")
    page.get_by_label("As matters stood on").fill("2000-06-01")
    page.locator("section.card").get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("asOf=2000-06-01"))
    expect(page.locator("p.preview")).to_contain_text("As matters stood on 1 June 2000.")
    expect(page.locator("#statuses + .scroll")).to_contain_text("signatory")


def test_the_picture_of_its_acts_is_told_in_words(page: Page) -> None:
    page.goto("/doc/state/JPN")
    strip = page.get_by_role("img", name=re.compile("^MINI 1: "))
    expect(strip).to_be_visible()
    bars = strip.locator("rect.status-party")
    expect(bars).to_have_count(2)
    first, second = (bars.nth(number).bounding_box() for number in (0, 1))
    assert first
    assert second
    assert first["x"] + first["width"] < second["x"]


def test_why_a_status_holds_is_a_link_away(page: Page) -> None:
    page.goto("/doc/state/AUT")
    page.locator("#statuses + .scroll").get_by_role("link", name="Why").first.click()
    expect(page).to_have_url(re.compile(r"/why\?s="))
    expect(page.locator("main")).to_contain_text("MINI 1")


def test_without_a_script_everything_is_there_in_french_too(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False, locale="fr-FR")
    still = context.new_page()
    still.goto("/doc/state/BEL")
    expect(still.get_by_role("heading", level=1)).to_have_text("Belgique")
    for heading in ("Les actes dans le temps", "Réserves et déclarations", "Autorités et points de contact 24/7"):
        expect(still.get_by_role("heading", name=heading)).to_be_visible()
    context.close()
