"""The page of the ontology in a browser, and what axe-core finds on it and on the pages beside it."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

#: What tells the faults of a page.
Axe = Callable[..., list[str]]

#: Sections are alike: beyond the first ones only the test of the whole page looks.
FIRST = "{exclude: [['.terms section:nth-of-type(n+8)']]}"


def test_axe_finds_no_fault_in_the_first_terms_and_the_page_is_no_wider_than_its_window_even_unfolded(
    page: Page, axe: Axe, wide: Axe
) -> None:
    page.goto("/ontology?lang=fr")
    assert axe(page, FIRST, dark=True) == []
    assert wide(page, 1280, 375, unfolded=True) == []


def test_axe_finds_no_fault_in_the_whole_ontology_with_everything_unfolded(page: Page, axe: Axe, wide: Axe) -> None:
    page.goto("/ontology?lang=en")
    assert axe(page, unfolded=True) == []
    assert wide(page, 1280, 375, unfolded=True) == []


def test_axe_does_find_faults(page: Page, axe: Axe) -> None:
    page.goto("/")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    assert [fault.partition(":")[0] for fault in axe(page)] == ["html-has-lang"]


def test_the_address_of_a_term_leads_to_its_section(page: Page) -> None:
    page.goto("/ontology#StatusPeriod")
    section = page.locator("section:target")
    expect(section.get_by_role("heading")).to_contain_text("status period")
    expect(section.get_by_role("heading")).to_be_in_viewport()


def test_the_tree_of_classes_leads_to_a_term(page: Page) -> None:
    page.goto("/ontology")
    tree = page.locator("svg[aria-labelledby^=tree]")
    expect(tree.locator("title")).to_have_text("The classes")
    tree.get_by_text("ratification", exact=True).click()
    expect(page).to_have_url(re.compile("#Ratification$"))


def test_the_filter_narrows_the_page_and_a_link_widens_it_again(page: Page) -> None:
    page.goto("/ontology")
    shown = page.locator(".terms section:visible")
    everything = shown.count()
    page.locator("main").get_by_role("searchbox").fill("invitation validity")
    assert 0 < shown.count() < everything
    expect(page.locator("main").get_by_role("status")).to_contain_text(str(shown.count()))
    page.evaluate("location.hash = '#Ratification'")
    expect(page.locator("#Ratification")).to_be_visible()
    expect(shown).to_have_count(everything)


def test_without_scripts_the_page_has_every_term_and_no_filter(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    still = context.new_page()
    still.goto("/ontology")
    assert still.locator(".terms section:visible").count() > 300
    expect(still.locator("main").get_by_role("searchbox")).to_have_count(0)
    context.close()


def test_a_reader_of_french_is_told_in_french_and_can_change_over(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, locale="fr-BE")
    page = context.new_page()
    page.goto("/ontology")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator("#Ratification")).to_contain_text("Consentement")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    context.close()


def test_the_count_of_a_term_leads_to_the_rows_that_it_counts(page: Page) -> None:
    page.goto("/ontology")
    link = page.locator("#Ratification a[href$='/uses']")
    counted = int(link.inner_text().split()[0].replace(",", ""))
    link.click()
    expect(page).to_have_url(re.compile(r"/sparql\?query="))
    expect(page.locator("main table").first.locator("tbody tr")).to_have_count(counted)
