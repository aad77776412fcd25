"""The page of the ontology in a browser, and what axe-core finds on it and on the pages beside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PATHS = ["/ontology?lang=fr", "/ontology/Treaty/readers", "/", "/queries", "/what-if", "/why", "/validate"]

#: Sections are alike: beyond the first ones only the test of the whole page looks.
FIRST = "{exclude: [['.terms section:nth-of-type(n+8)']]}"


def faults(page: Page, part: str = "document") -> list[str]:
    """What axe-core finds wrong in a page or a part of it: the rule and the element."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(f"axe.run({part}, {{resultTypes: ['violations']}})")
    return [f"{each['id']}: {node['html'][:200]}" for each in found["violations"] for node in each["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_no_fault(page: Page, path: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(path)
    assert faults(page, FIRST) == []


def test_axe_finds_no_fault_in_the_whole_ontology_with_everything_unfolded(page: Page) -> None:
    page.goto("/ontology")
    page.eval_on_selector_all("details", "all => all.forEach(each => { each.open = true })")
    assert faults(page) == []


def test_axe_does_find_faults(page: Page) -> None:
    page.goto("/")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    assert [fault.partition(":")[0] for fault in faults(page)] == ["html-has-lang"]


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_is_no_wider_than_its_window_even_unfolded(page: Page, language: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(f"/ontology?lang={language}")
    page.eval_on_selector_all("details", "all => all.forEach(each => { each.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


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
    page.get_by_role("searchbox").fill("invitation validity")
    assert 0 < shown.count() < everything
    expect(page.get_by_role("status")).to_contain_text(str(shown.count()))
    page.evaluate("location.hash = '#Ratification'")
    expect(page.locator("#Ratification")).to_be_visible()
    expect(shown).to_have_count(everything)


def test_without_scripts_the_page_has_every_term_and_no_filter(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    still = context.new_page()
    still.goto("/ontology")
    assert still.locator(".terms section:visible").count() > 300
    expect(still.get_by_role("searchbox")).to_have_count(0)
    context.close()


def test_a_reader_of_french_is_told_in_french_and_can_change_over(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, locale="fr-BE")
    page = context.new_page()
    page.goto("/ontology")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator("#Ratification")).to_contain_text("Consentement")
    page.get_by_role("link", name="This page in English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    context.close()


def test_the_count_of_a_term_leads_to_the_rows_that_it_counts(page: Page) -> None:
    page.goto("/ontology")
    link = page.locator("#Ratification a[href$='/uses']")
    counted = int(link.inner_text().split()[0].replace(",", ""))
    link.click()
    expect(page).to_have_url(re.compile(r"/sparql\?query="))
    expect(page.locator("main table").first.locator("tbody tr")).to_have_count(counted)
