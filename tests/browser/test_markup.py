"""What pages carry for search engines is data to a browser: no policy is broken and nothing is run."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page


@pytest.mark.parametrize("path", ["/", "/release/current", "/downloads"])
def test_the_description_of_the_dataset_breaks_no_policy_of_the_page(page: Page, path: str) -> None:
    page.goto(path)
    block = page.locator('script[type="application/ld+json"]')
    assert block.count() == 1
    found = json.loads(block.text_content() or "")
    assert found["@type"] == "Dataset"
    assert not page.locator("body").get_by_text("@context").count()
    # The page watches itself: a console error, as of a policy that is broken, fails it when it closes.
    assert page.locator("h1").count() == 1
