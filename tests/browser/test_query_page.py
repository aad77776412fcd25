"""The page of queries in a browser: the editor, the views of an answer, what can be taken of it, and the plain page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, Route, expect

#: How many treaties each State is a Party to; each row names a State and has a number.
COUNTS = """SELECT ?state (COUNT(?treaty) AS ?treaties)
WHERE { ?period tg:status tg:party ; tg:treaty ?treaty ; tg:holder ?state }
GROUP BY ?state ORDER BY ?state"""
MONTENEGRO = (
    "SELECT ?iso3 ?name { ?state tg:alpha3 ?iso3 ; skos:prefLabel ?name . FILTER(?iso3 = 'MNE') } ORDER BY ?name"
)


#: What a view of an answer shows.
VIEWS = {
    "table": ".yasr_results table",
    "chart": ".drawing svg",
    "map": ".drawing svg",
    "response": ".yasr_results pre",
}


def editor(page: Page) -> Locator:
    """The field that the keyboard writes the query into."""
    return page.get_by_label("Query", exact=True)


def visit(page: Page, address: str = "/sparql") -> None:
    """Goes to the page and waits for its editor; who leaves before it is there breaks off the fetching of it."""
    page.goto(address)
    expect(page.locator(".CodeMirror")).to_be_visible()


def write(page: Page, query: str) -> None:
    """Writes a query in the place of the one that is there."""
    editor(page).focus()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(query)


def written(page: Page) -> str:
    """The query as the form would send it."""
    return str(page.locator("#ask [name=query]").input_value())


def run(page: Page, query: str) -> None:
    """Writes a query and runs it by its button."""
    write(page, query)
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#answer")).not_to_have_attribute("aria-busy", "true")


def test_the_editor_runs_a_query_and_shows_its_rows(page: Page) -> None:
    visit(page)
    run(page, MONTENEGRO)
    expect(page.get_by_role("columnheader", name="iso3")).to_be_visible()
    expect(page.get_by_role("cell", name="MNE").first).to_be_visible()
    expect(page.get_by_role("cell", name="Monténégro")).to_have_attribute("lang", "fr")
    expect(page.get_by_role("status").filter(has_text="2 rows")).to_be_visible()


def test_the_editor_comes_with_a_query_that_runs(page: Page) -> None:
    visit(page)
    expect(page.locator("#syntax")).to_be_hidden()
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("columnheader", name="since")).to_be_visible()
    page.get_by_role("cell").get_by_role("link").first.click()
    expect(page).to_have_url(re.compile("/doc/"))


def test_the_keyboard_alone_writes_runs_and_leaves_the_editor(page: Page) -> None:
    visit(page)
    write(page, MONTENEGRO)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("cell", name="MNE").first).to_be_visible()
    expect(editor(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Run")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Table")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Chart")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".drawing svg")).to_be_visible()


def test_terms_of_the_graph_complete_a_word_by_any_part_of_their_name_or_label(page: Page) -> None:
    visit(page)
    write(page, "SELECT * { ?x a TreatyMe")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    hint = page.locator(".CodeMirror-hint")
    expect(hint.filter(has_text="tg:Treaty").first).to_be_visible()
    write(page, "SELECT * { ?x latestFro ")
    page.keyboard.press("Backspace")
    page.keyboard.press("Control+Space")
    expect(hint.filter(has_text="tg:latestFrom").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".CodeMirror-code")).to_contain_text("?x tg:latestFrom")
    expect(page.locator("#syntax")).to_be_hidden()


def test_the_prefixes_of_the_graph_complete_a_declaration(page: Page) -> None:
    visit(page)
    write(page, "PREFIX sk")
    page.keyboard.type("o")
    expect(
        page.locator(".CodeMirror-hint").filter(has_text="skos: <http://www.w3.org/2004/02/skos/core#>")
    ).to_be_visible()


def test_a_line_that_is_no_sparql_is_marked_and_named_in_words(page: Page) -> None:
    visit(page)
    write(page, "SELECT ?x\nWHERE { ?x ?y }")
    expect(page.locator("#syntax")).to_contain_text("Line 2 is not SPARQL so far")
    expect(page.locator(".flaw")).to_have_count(1)
    write(page, "SELECT ?x { ?x unknown:name ?y }")
    expect(page.locator("#syntax")).to_have_text("Line 1 uses a prefix that nothing declares.")


def test_who_begins_to_write_before_the_editor_is_there_goes_on_in_it(page: Page) -> None:
    def meanwhile(route: Route) -> None:
        editor(page).focus()
        page.keyboard.type("#")
        route.continue_()

    page.route("**/vendor/yasgui.min.js*", meanwhile)
    visit(page)
    expect(editor(page)).to_be_focused()
    page.keyboard.type("#")
    assert written(page).count("##") == 1


def test_an_example_is_chosen_and_then_run(page: Page) -> None:
    visit(page)
    page.get_by_role("combobox", name="Begin with an example").select_option("states")
    page.get_by_role("button", name="Open it").click()
    expect(page).to_have_url(re.compile(r"/sparql\?example=states$"))
    expect(page.locator(".CodeMirror-code")).to_contain_text("?state ?iso3 ?iso2 ?m49")
    expect(page.locator("#answer")).to_be_hidden()
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("columnheader", name="iso3")).to_be_visible()


def test_the_address_of_the_page_becomes_a_link_to_the_query_and_opens_with_its_answer(page: Page) -> None:
    visit(page)
    run(page, MONTENEGRO)
    expect(page.get_by_role("cell", name="MNE").first).to_be_visible()
    link = page.get_by_role("link", name="Permalink").get_attribute("href")
    assert page.url.endswith(link or "-")
    visit(page, link or "")
    expect(page.locator(".yasr").get_by_role("cell", name="MNE").first).to_be_visible()
    assert written(page) == MONTENEGRO
    expect(page.locator("#plain")).to_have_count(0)


def test_going_back_brings_the_query_before(page: Page) -> None:
    visit(page)
    run(page, MONTENEGRO)
    expect(page.get_by_role("cell", name="MNE").first).to_be_visible()
    run(page, MONTENEGRO.replace("MNE", "JPN"))
    expect(page.get_by_role("cell", name="JPN").first).to_be_visible()
    page.go_back()
    expect(page.get_by_role("cell", name="MNE").first).to_be_visible()
    assert written(page) == MONTENEGRO


def test_the_table_is_sorted_by_a_column_and_narrowed_by_a_word(page: Page) -> None:
    visit(page, f"/sparql?query={quote(COUNTS)}")
    table = page.locator(".yasr table")
    expect(table).to_be_visible()
    every = table.locator("tbody tr").count()
    head = page.locator(".yasr").get_by_role("columnheader", name="treaties")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    head.get_by_role("button").click()
    numbers = [int(text) for text in table.locator("td.nums").all_inner_texts()]
    assert numbers == sorted(numbers, reverse=True)
    page.get_by_label("Rows that contain").fill("jpn")
    expect(table.locator("tbody tr")).to_have_count(1)
    expect(page.get_by_role("status").filter(has_text=f"1 of {every} rows")).to_be_visible()


def test_an_answer_is_drawn_as_a_chart_that_can_be_chosen_otherwise_and_saved(page: Page) -> None:
    visit(page, f"/sparql?query={quote(COUNTS)}")
    page.get_by_role("button", name="Chart").click()
    expect(page).to_have_url(re.compile("#chart$"))
    bars = page.locator(".drawing svg .mark-rect path")
    assert page.locator(".drawing svg").get_attribute("class") == "marks"
    expect(bars.first).to_be_visible()
    assert bars.count() > 3
    page.get_by_label("Drawn as").select_option("point")
    expect(page.locator(".drawing svg .mark-symbol path").first).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the specification").click()
    specification = json.loads(Path(saved.value.path()).read_text("utf-8"))
    assert specification["mark"]["type"] == "point"
    assert specification["description"].startswith("Chart of treaties by state")
    with page.expect_download() as pictured:
        page.get_by_role("button", name="Save the picture").click()
    assert Path(pictured.value.path()).read_text("utf-8").startswith("<svg")


def test_rows_that_name_states_are_drawn_on_a_map(page: Page) -> None:
    visit(page, f"/sparql?query={quote(COUNTS)}#map")
    drawing = page.locator(".drawing svg")
    expect(drawing.locator("path").first).to_be_attached()
    # The countries once as the ground, and those of the answer once more in their colour.
    assert drawing.locator(".mark-shape path").count() > 170
    expect(page.get_by_role("combobox", name="Colour")).to_have_value("treaties")
    expect(page.get_by_role("button", name="Map")).to_have_attribute("aria-pressed", "true")


def test_a_view_that_an_answer_does_not_fit_is_not_offered(page: Page) -> None:
    visit(page)
    run(page, "SELECT ?text { BIND('none' AS ?text) }")
    expect(page.get_by_role("button", name="Map")).to_be_disabled()
    run(page, "ASK { ?treaty a tg:Treaty }")
    expect(page.locator(".yasr_results")).to_have_text("true")
    expect(page.get_by_role("button", name="Table")).to_be_hidden()


def test_triples_are_a_table_and_a_text_and_are_taken_as_turtle(page: Page) -> None:
    visit(page)
    run(page, "DESCRIBE <https://w3id.org/treatygraph/id/state/JPN>")
    expect(page.get_by_role("columnheader", name="predicate")).to_be_visible()
    expect(page.get_by_role("link", name="Turtle")).to_be_visible()
    expect(page.get_by_role("link", name="CSV", exact=True)).to_be_hidden()
    page.get_by_role("button", name="Text").click()
    expect(page.locator(".yasr pre")).to_contain_text("state:JPN")


def test_an_answer_is_downloaded_and_cited(page: Page, address: str) -> None:
    visit(page)
    run(page, MONTENEGRO)
    with page.expect_download() as saved:
        page.get_by_role("link", name="CSV", exact=True).click()
    assert Path(saved.value.path()).read_text("utf-8").splitlines()[0] == "iso3,name"
    expect(page.locator("#citation")).to_contain_text("treatygraph contributors")
    expect(page.locator("#citation")).to_contain_text("https://w3id.org/treatygraph/sparql?query=SELECT+%3Fiso3")
    bibtex = page.get_by_role("link", name="BibTeX").get_attribute("href")
    assert page.request.get(f"{address}{bibtex}").text().count("@misc{") == 1


def test_what_the_endpoint_refuses_is_told_in_words_with_the_cure(opened: Callable[..., Page]) -> None:
    page = opened(refused=True)
    visit(page)
    run(page, "SELECT ?x { SERVICE <http://example.org/> { ?x ?y ?z } }")
    fault = page.get_by_role("alert")
    expect(fault).to_contain_text("The query was not answered")
    expect(fault).to_contain_text("SERVICE")
    expect(page.locator("#take")).to_be_hidden()
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("SERVICE")


def test_what_was_written_is_there_after_another_page(page: Page) -> None:
    visit(page)
    write(page, MONTENEGRO)
    page.keyboard.press("Escape")
    visit(page)
    expect(page.locator(".CodeMirror-code")).to_contain_text("MNE")


def test_a_literal_is_shown_as_it_is_and_never_read_as_html(page: Page) -> None:
    visit(page)
    run(page, "SELECT ?a ?b { BIND('<img src=x onerror=alert(1)> {{b}}' AS ?a) BIND('<b>two</b>' AS ?b) }")
    expect(page.get_by_role("cell", name="<img src=x onerror=alert(1)> {{b}}")).to_be_visible()
    assert page.locator(".yasr img, .yasr b").count() == 0
    page.get_by_role("button", name="Chart").click()
    expect(page.locator(".drawing svg")).to_be_visible()
    assert page.locator(".drawing img").count() == 0


def test_the_page_is_told_in_french(opened: Callable[..., Page]) -> None:
    page = opened(locale="fr-FR")
    visit(page)
    page.get_by_role("button", name="Exécuter").click()
    expect(page.get_by_role("button", name="Graphique")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="lignes en")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault_in_any_view(
    opened: Callable[..., Page], axe: Callable[..., list[str]], scheme: str
) -> None:
    page = opened(color_scheme=scheme)
    for view, shown in VIEWS.items():
        # The page of another view is the same page by another fragment, and shows it when it is opened again.
        page.goto("about:blank")
        visit(page, f"/sparql?query={quote(COUNTS)}#{view}")
        expect(page.locator(shown).first).to_be_visible()
        expect(page.locator("#citation")).to_be_visible()
        assert axe(page) == [], view


def test_axe_finds_no_fault_where_a_word_is_completed(page: Page, axe: Callable[..., list[str]]) -> None:
    visit(page)
    write(page, "SELECT * { ?x a Trea")
    page.keyboard.type("t")
    expect(page.locator(".CodeMirror-hint").first).to_be_visible()
    assert axe(page) == []


def test_no_view_is_wider_than_a_small_telephone(opened: Callable[..., Page]) -> None:
    page = opened(viewport={"width": 320, "height": 700})
    for view in ("table", "chart", "map"):
        page.goto("about:blank")
        visit(page, f"/sparql?query={quote(COUNTS)}#{view}")
        expect(page.locator(VIEWS[view]).first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, view


def test_without_scripts_a_form_asks_and_a_table_answers(opened: Callable[..., Page]) -> None:
    page = opened(java_script_enabled=False)
    page.goto("/sparql")
    page.get_by_role("combobox", name="Begin with an example").select_option("states")
    page.get_by_role("button", name="Open it").click()
    expect(editor(page)).to_have_value(re.compile(r"\?state \?iso3"))
    editor(page).fill(MONTENEGRO)
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("cell", name="MNE").first).to_be_visible()
    expect(page.get_by_role("link", name="CSV", exact=True)).to_have_attribute(
        "href", re.compile(r"^/sparql\.csv\?query=SELECT")
    )
    expect(page.get_by_role("link", name="BibTeX")).to_be_visible()
    expect(page.get_by_role("link", name="Turtle")).to_be_hidden()


@pytest.fixture(scope="session")
def bare(serve: Callable[..., str], release: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a server where npm has installed nothing."""
    return serve(release, TREATYGRAPH_MODULES=str(tmp_path_factory.mktemp("modules")))


def test_where_npm_has_installed_nothing_the_editor_is_plain_and_says_so(
    opened: Callable[..., Page], axe: Callable[..., list[str]], bare: str
) -> None:
    page = opened(bare)
    page.goto("/sparql")
    expect(page.get_by_text("This copy has the plain editor")).to_be_visible()
    editor(page).fill(MONTENEGRO)
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("cell", name="MNE").first).to_be_visible()
    expect(page.locator("script[src*=query]")).to_have_count(0)
    assert axe(page) == []


def test_where_npm_has_installed_nothing_its_files_are_missed_with_the_cure(
    opened: Callable[..., Page], bare: str
) -> None:
    told = opened(bare, refused=True).request.get(f"{bare}/vendor/yasgui.min.js")
    assert told.status == 404
    assert "npm ci" in told.json()["cure"]
