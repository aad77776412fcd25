"""The pages that are read through: lists that are narrowed, files that are dropped to be validated, acts that are supposed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

HEADER = "treaty,state,iso3,action,date,source\n"
LATE = HEADER + "mini-2,Uruguay,URY,ratification,2012-05-01,mini-a\nmini-2,Uruguay,URY,signature,2012-06-01,mini-a\n"

#: Drops a file of a name and a text on the form, as a browser does when a reader lets go of it there.
DROP = """([name, text]) => {
  const held = new DataTransfer();
  held.items.add(new File([text], name, {type: 'text/csv'}));
  const form = document.getElementById('submission');
  for (const kind of ['dragenter', 'dragover', 'drop'])
    form.dispatchEvent(new DragEvent(kind, {dataTransfer: held, bubbles: true, cancelable: true}));
}"""


@pytest.mark.parametrize(
    ("path", "items", "words", "kept"),
    [
        ("/queries", ".questions li", "co-operat", "/queries/cooperation"),
        ("/queries?lang=fr", ".questions li", "ratifies cooperer", ""),
        ("/queries?lang=fr", ".questions li", "COOPERATION", "/queries/cooperation"),
        ("/api", ".operations li", "timemap", ""),
    ],
)
def test_a_list_is_narrowed_by_words_whatever_their_accents(
    path: str, items: str, words: str, kept: str, page: Page
) -> None:
    page.goto(path)
    shown = page.locator(f"{items}:visible")
    everything = shown.count()
    page.locator("#filter input").fill(words)
    assert shown.count() < everything
    expect(page.locator("#filter output")).to_have_text(str(shown.count()))
    if kept:
        expect(page.locator(f"main a[href='{kept}']")).to_be_visible()
    assert page.locator("main section:visible").count() <= shown.count()
    page.locator("#filter input").fill("")
    expect(shown).to_have_count(everything)


def test_a_file_that_is_dropped_is_validated_and_the_report_tells_cause_law_and_cure(page: Page) -> None:
    page.goto("/validate")
    page.evaluate(DROP, ["late.csv", LATE])
    expect(page.locator("#submission [role=status]")).to_have_text("Chosen: late.csv")
    page.get_by_role("button", name="Validate").click()
    expect(page.locator(".verdict")).to_contain_text("Does not conform")
    cause = page.locator(".cause.violation").first
    expect(cause.get_by_role("heading")).to_contain_text("Signature of 2012-06-01, after the consent of 2012-05-01")
    expect(cause).to_contain_text("Mend:")
    expect(cause).to_contain_text("VCLT")
    expect(cause.get_by_role("cell", name="late.csv").first).to_be_visible()


def test_a_file_is_chosen_by_its_field_and_the_report_is_in_french(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "tard.csv"
    file.write_text(LATE, encoding="utf-8")
    page.goto("/validate?lang=fr")
    page.get_by_label("Fichiers").set_input_files(file)
    expect(page.locator("#submission [role=status]")).to_have_text("Choix : tard.csv")
    page.get_by_role("button", name="Valider").click()
    expect(page.locator(".verdict")).to_contain_text("Non conforme")
    expect(page.locator(".cause.violation").first.get_by_role("heading")).to_contain_text("Signature du 2012-06-01")


def test_a_text_that_is_pasted_is_validated_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    still = context.new_page()
    still.goto("/validate")
    expect(still.locator("#submission [role=status]")).to_be_empty()
    still.get_by_label("or the text of one").fill(LATE)
    still.get_by_role("button", name="Validate").click()
    expect(still.locator(".verdict")).to_contain_text("1 violation")
    context.close()


def test_the_keyboard_alone_supposes_acts(page: Page) -> None:
    page.goto("/what-if")
    field = page.get_by_label("Acts, a line each, as CSV")
    field.fill("treaty,iso3,action,date\nmini-2,BEL,ratification,2012-05-01\n")
    field.press("Tab")
    expect(page.get_by_role("button", name="Suppose")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".verdict")).to_contain_text("Hypothetical.")
    row = page.locator("tr.gained").filter(has_text="Party").first
    expect(row).to_contain_text("Belgium")
    expect(row).to_contain_text(re.compile("1 September 2012|1 May 2012"))
