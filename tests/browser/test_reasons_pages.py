"""The finder, the ledger and the reasons in a browser: what unfolds, what is fetched, what is read without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

FOUND = "/cooperation?from=AUT&to=BEL&on=2012-07-01&measure=power/mini-1/ExampleAssistance"
LACKING = "/cooperation?from=NZL&to=AUT&on=2010-01-01&measure=power/mini-1/ExampleAssistance"
WHY = "/why?s=CHE&p=partyTo&o=mini-1"
WHY_NOT = "/why-not?s=URY&p=partyTo&o=mini-1"
PATHS = ["/cooperation", FOUND, LACKING, "/cooperation?from=FIN&to=CAN&on=2015-01-01", "/claims", "/why", WHY, "/why-not", WHY_NOT]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_no_fault_and_the_page_is_no_wider_than_its_window(
    page: Page, axe: Callable[..., list[str]], wide: Callable[..., list[str]], path: str
) -> None:
    page.goto(f"{path}{'&' if '?' in path else '?'}lang=fr")
    assert wide(page, 1280, 320, unfolded=True) == []
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{path}{'&' if '?' in path else '?'}lang=en")
    assert axe(page, unfolded=True, dark=True) == []
    assert wide(page, 1280, 320, unfolded=True) == []


def test_the_finder_answers_in_words_and_leads_on(page: Page) -> None:
    page.goto("/cooperation")
    page.get_by_role("combobox", name="Requesting State").select_option("AUT")
    page.get_by_role("combobox", name="Requested State").select_option("BEL")
    page.get_by_label("Date").fill("2012-07-01")
    page.get_by_role("combobox", name="Measure").select_option("power/mini-1/ExampleAssistance")
    page.get_by_role("button", name="Find").click()
    answer = page.get_by_role("heading", name="On 1 July 2012, Austria can ask Belgium for this: Example assistance.")
    expect(answer).to_contain_text("Yes")
    expect(page.locator("main")).to_contain_text("no assistance for minor damage")
    expect(page.get_by_role("cell", name="Ministry of Examples")).to_be_visible()
    page.get_by_role("link", name="The other way round").click()
    expect(page.get_by_role("combobox", name="Requesting State")).to_have_value("BEL")


def test_why_each_is_bound_unfolds_where_it_stands(page: Page) -> None:
    page.goto(FOUND)
    reason = page.locator("details[data-account]").first
    expect(reason.locator(".tree")).to_have_count(0)
    reason.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(reason.locator(".tree")).to_contain_text("ratification")
    expect(reason.get_by_role("link", name=re.compile("row [0-9]+ of mini-1.actions.csv")).first).to_be_visible()
    reason.locator(":scope > summary").press("Enter")
    reason.locator(":scope > summary").press("Enter")
    expect(reason.locator(":scope > .tree")).to_have_count(1)


def test_what_is_missing_names_the_next_act(page: Page) -> None:
    page.goto(LACKING)
    expect(page.get_by_role("heading", name="What is missing", exact=True)).to_be_visible()
    expect(page.locator(".gap .next").first).to_contain_text("to be invited to accede to MINI 1")


def test_the_proof_unfolds_and_folds_as_a_whole(page: Page) -> None:
    page.goto(WHY)
    page.get_by_role("link", name="Tell it to the end").click()
    steps = page.locator(".account details.step")
    expect(page.get_by_role("link", name="Tell it to the end")).to_have_count(0)
    page.get_by_role("button", name="Unfold all").click()
    assert steps.evaluate_all("all => all.every(each => each.open)")
    page.get_by_role("button", name="Fold all").click()
    assert steps.evaluate_all("all => all.every(each => !each.open)")
    steps.first.locator("summary").first.press("Enter")
    expect(page.get_by_role("button", name="Unfold all")).to_be_visible()


def test_a_printed_proof_is_unfolded(page: Page) -> None:
    page.goto(WHY)
    page.eval_on_selector_all(".account details", "all => all.forEach(each => { each.open = false })")
    deep = page.locator(".account .sources a").last
    assert not deep.is_visible()
    page.emulate_media(media="print")
    expect(deep).to_be_visible()


def test_a_conclusion_is_chosen_from_lists(page: Page) -> None:
    page.goto("/why")
    page.get_by_role("combobox", name="State").select_option("CHE")
    page.get_by_role("combobox", name="is", exact=True).select_option(label="Party")
    page.get_by_role("combobox", name="to", exact=True).select_option("mini-1")
    page.get_by_role("button", name="Why?").click()
    expect(page.get_by_role("heading", level=2)).to_contain_text("Switzerland is a Party to MINI 1")
    page.get_by_role("link", name="Why not?").click()
    expect(page).to_have_url(re.compile("/why-not$"))


def test_examples_lead_to_reasons(page: Page) -> None:
    for path in ("/why", "/why-not"):
        page.goto(path)
        examples = page.locator(".cards a")
        assert examples.count() > 1
        examples.first.click()
        expect(page.locator(".account .tree")).to_be_visible()


def test_the_ledger_is_narrowed_to_a_verdict(page: Page) -> None:
    page.goto("/claims")
    page.get_by_role("link", name="contradiction", exact=True).first.click()
    expect(page.locator(".ledger > li")).to_have_count(6)
    expect(page.get_by_role("combobox", name="Verdict")).to_have_value("contradiction")
    page.get_by_role("link", name="All of them").click()
    expect(page.locator(".ledger > li")).to_have_count(14)


def test_without_scripts_the_pages_say_the_same(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    still = context.new_page()
    still.goto(WHY)
    expect(still.locator(".account .sources").first).to_be_visible()
    expect(still.get_by_role("button", name="Unfold all")).to_have_count(0)
    still.goto(FOUND)
    still.locator("details[data-account] summary").first.click()
    still.get_by_role("link", name=re.compile("step by step")).first.click()
    expect(still.locator(".account .tree")).to_be_visible()
    context.close()
