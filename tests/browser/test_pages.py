"""The pages in a browser: what a researcher does on them, without console errors and without asking another host."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect


def test_a_question_keeps_what_was_asked_and_can_be_asked_again(page: Page) -> None:
    page.goto("/queries/parties?treaty=mini-1&on=2011-07-31&reading=party")
    expect(page.locator("main table tbody tr")).to_have_count(7)
    expect(page.locator("[name=on]")).to_have_value("2011-07-31")
    expect(page.locator("[name=reading]")).to_have_value("party")
    page.locator("[name=on]").fill("2011-08-01")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("main table tbody tr")).to_have_count(8)


def test_the_rows_are_offered_as_csv(page: Page, address: str) -> None:
    page.goto("/queries/parties?treaty=mini-1&on=2011-04-15")
    link = page.get_by_role("link", name="CSV").get_attribute("href")
    text = page.request.get(f"{address}{link}").text()
    assert len(text.splitlines()) == 1 + page.locator("main table tbody tr").count()


def test_the_catalogue_lists_the_questions_and_leads_to_them(page: Page) -> None:
    page.goto("/queries")
    expect(page.get_by_role("heading", level=1)).to_have_text("Questions")
    assert page.locator("main li").count() >= 20
    page.locator("main a[href='/queries/treaties']").click()
    expect(page.locator("main table tbody tr")).to_have_count(3)


def test_a_document_says_what_is_known_and_leads_on(page: Page) -> None:
    page.goto("/id/state/MNE")
    expect(page).to_have_url(re.compile(r"/doc/state/MNE$"))
    expect(page.get_by_text("Monténégro").first).to_be_visible()
    link = page.locator("main a[href^='/doc/action/mini-1/MNE/']").first
    target = link.get_attribute("href") or ""
    link.click()
    expect(page).to_have_url(re.compile(re.escape(target) + "$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Montenegro: ")


def test_the_keyboard_alone_reaches_the_form_and_asks(page: Page) -> None:
    page.goto("/map", wait_until="networkidle")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("combobox", name="Treaty")).to_be_focused()
    page.get_by_role("combobox", name="Treaty").select_option("mini-2")
    button = page.get_by_role("button", name="Show")
    for _ in range(12):
        page.keyboard.press("Tab")
        if button.evaluate("element => element === document.activeElement"):
            break
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/map\?treaty=mini-2"))
    expect(page.locator("#map .day")).to_contain_text("MINI 2")
