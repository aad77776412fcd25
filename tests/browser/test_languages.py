"""Each page in French has no English sentence of the templates left in it, nor the other way round."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

#: What stands beside the pages of which everything is tested.
PATHS = [
    "/doc/dataset",
    "/doc/state/JPN",
    "/doc/state/JPN?as=statements",
    "/graph/source/mini-a",
    "/map",
    "/ontology",
    "/queries/parties?treaty=mini-1",
    "/search?q=Japan",
]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_says_nothing_in_the_other_language(
    path: str, page: Page, foreign: Callable[[Page, str], list[str]]
) -> None:
    for language in ("fr", "en"):
        page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
        expect(page.locator("html")).to_have_attribute("lang", language)
        assert foreign(page, language) == []


def test_the_language_that_was_chosen_is_kept_from_page_to_page(page: Page) -> None:
    page.goto("/about", wait_until="networkidle")
    page.get_by_role("link", name="Français").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("À propos de ce graphe")
    page.wait_for_load_state("networkidle")
    page.goto("/queries", wait_until="networkidle")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Questions")
    page.wait_for_load_state("networkidle")
    page.goto("/about", wait_until="networkidle")
    expect(page.get_by_role("heading", level=1)).to_have_text("About this graph")
