"""Each page in French has no English sentence of the templates left in it, nor the other way round."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages import pofile
from playwright.sync_api import Page, expect

from api.frame.words import FOLDER

PATHS = [
    "/", "/about", "/api", "/changes", "/claims", "/compare", "/cooperation", "/data/states.csv", "/doc/dataset", "/doc/source/mini-a",
    "/doc/state/JPN", "/doc/state/JPN?as=statements", "/doc/treaty/mini-1", "/downloads", "/graph/source/mini-a", "/map", "/ontology",
    "/ontology/Treaty/readers", "/queries", "/queries/parties?treaty=mini-1", "/release/current", "/search?q=Japan", "/sparql", "/states",
    "/treaties", "/validate", "/what-if", "/why",
]  # fmt: skip

#: What a reader is told by a page: every text that is not code, and what stands for a picture or a field, with its language.
TOLD = """() => {
  const told = [];
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    if (element.closest('script, style, code, pre, textarea, option[value]')) continue;
    const lang = element.closest('[lang]').lang;
    const words = node.nodeType === Node.TEXT_NODE ? [node.data] : ['aria-label', 'title', 'placeholder', 'alt'].map((name) => node.getAttribute(name));
    for (const text of words.filter(Boolean)) told.push([lang, text.replace(/[ \\t\\n]+/g, ' ').trim()]);
  }
  return told;
}"""


def sentences() -> list[tuple[str, str]]:
    """Every sentence of the catalogues that has no place to fill, in English and in French."""
    found = []
    for path in sorted(Path(FOLDER / "fr").glob("*.po")):
        with path.open("rb") as opened:
            for message in pofile.read_po(opened, locale="fr"):
                if message.id and isinstance(message.id, str) and not {"%", "{"} & set(message.id):
                    found.append((message.id, str(message.string)))
    return found


ENGLISH = {english for english, _ in sentences()} - {french for _, french in sentences()}
FRENCH = {french for _, french in sentences()} - {english for english, _ in sentences()}


@pytest.mark.parametrize(("language", "foreign"), [("fr", ENGLISH), ("en", FRENCH)], ids=["French", "English"])
@pytest.mark.parametrize("path", PATHS)
def test_a_page_says_nothing_in_the_other_language(path: str, language: str, foreign: set[str], page: Page) -> None:
    page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
    expect(page.locator("html")).to_have_attribute("lang", language)
    told = page.evaluate(TOLD)
    assert len(told) > 20
    assert [text for spoken, text in told if spoken == language and text in foreign] == []


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
