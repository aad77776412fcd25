"""The search box with its list, by keyboard and mouse and without a script, and the page of what is found."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

#: What tells the faults of a page.
Axe = Callable[..., list[str]]


def test_the_list_leads_to_a_page_by_the_keyboard_alone(page: Page) -> None:
    page.goto("/queries")
    page.keyboard.press("Tab")
    box = page.get_by_role("combobox", name="Search")
    while not box.evaluate("box => box === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.type("swizterl")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("Switzerland")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(box).not_to_have_attribute("aria-activedescendant", re.compile("."))
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/doc/state/CHE$"))


def test_the_arrows_go_round_and_escape_closes_the_list(page: Page) -> None:
    page.goto("/search")
    box = page.get_by_role("combobox", name="Search")
    box.fill("article")
    options = page.get_by_role("option")
    expect(options.last).to_contain_text("All that is found for “article”")
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(options).to_have_count(0)
    expect(box).to_have_value("article")
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-expanded", "true")


def test_enter_without_a_choice_leads_to_everything_that_is_found(page: Page) -> None:
    page.goto("/queries")
    box = page.get_by_role("combobox", name="Search")
    box.fill("miniature")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=miniature$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("“miniature”")
    expect(page.get_by_role("region", name=re.compile("Treaties"))).to_contain_text("MINI 1")


def test_a_click_on_an_option_leads_to_its_page(page: Page) -> None:
    page.goto("/queries")
    page.get_by_role("combobox", name="Search").fill("exampl acces")
    page.get_by_role("option", name=re.compile("Example access.*Offence")).click()
    expect(page).to_have_url(re.compile("/doc/offence/mini-1/ExampleAccess$"))


def test_the_number_of_suggestions_is_said_and_that_there_are_none(page: Page) -> None:
    page.goto("/search")
    box = page.get_by_role("combobox", name="Search")
    box.fill("swiss confederation")
    expect(page.locator("form [role=status]")).to_have_text("1 suggestion; the arrow keys lead to it.")
    box.fill("xyzzyx")
    expect(page.locator("form [role=status]")).to_have_text("Nothing is called so.")
    expect(box).to_have_attribute("aria-expanded", "false")


def test_names_in_the_list_are_text_whatever_is_typed(page: Page) -> None:
    page.goto("/search")
    box = page.get_by_role("combobox", name="Search")
    box.fill('miniature "><img src=x onerror=alert(1)>')
    expect(page.locator("form [role=status]")).not_to_be_empty()
    assert page.locator("form img").count() == 0


def test_without_a_script_the_box_is_a_form(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False, locale="fr-FR")
    still = context.new_page()
    still.goto("/queries")
    still.get_by_role("searchbox").fill("suisse")
    still.keyboard.press("Enter")
    expect(still).to_have_url(re.compile(r"/search\?q=suisse$"))
    expect(still.get_by_role("heading", level=1)).to_have_text("«\u00a0suisse\u00a0»")
    expect(still.get_by_role("link", name="Suisse")).to_be_visible()
    context.close()


def test_axe_finds_no_fault_in_the_open_list(page: Page, axe: Axe) -> None:
    page.goto("/search")
    page.get_by_role("combobox", name="Search").fill("miniature")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert axe(page, dark=True) == []


@pytest.mark.parametrize("path", ["/search?q=example", "/search?q=swatsurlund", "/search?q=xyzzy"])
def test_axe_finds_no_fault_in_what_is_found_and_it_fits_a_narrow_window(page: Page, axe: Axe, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert axe(page) == []
