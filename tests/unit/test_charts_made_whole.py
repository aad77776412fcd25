"""A chart's specification made whole: colours, words and data in their places, and what it shows in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from treatygraph.catalogue import Question, questions
from treatygraph.charts.chart import LANGUAGES, THEMES, Chart, House, beside
from treatygraph.charts.specification import Look, Told, complete, inline, linked, references
from treatygraph.charts.telling import alternative, day, number
from treatygraph.content import Content
from treatygraph.errors import ContentError, QuestionError
from treatygraph.fields import Field

DAY = Field("date", "date", {"en": "Date", "fr": "Jour"}, {"en": "", "fr": ""})
COUNT = Field("definite", "integer", {"en": "Certain", "fr": "Certains"}, {"en": "", "fr": ""})
TOLD = Told("A title", ["of what"], "In words.", {"treaty": "t-1", "reading": "party"}, "2026-02-05", {"yes": "oui"})


@pytest.fixture(scope="module")
def known(project: Content) -> dict[str, Question]:
    return questions(project)


def chart(project: Content, **said: Any) -> Chart:
    titles = {language: {each.name: each.title[language] for each in (DAY, COUNT)} for language in LANGUAGES}
    return Chart("a.vl.json", said, titles, House.of(project))


def test_a_specification_holds_neither_colours_nor_data(known: dict[str, Question]) -> None:
    for question in known.values():
        if question.chart:
            text = json.dumps(question.chart.specification)
            assert "#" not in text, question.slug
            assert '"values": [{"' not in text, question.slug


def test_every_specification_stands_beside_a_question(project: Content, known: dict[str, Question]) -> None:
    files = {path.name.removesuffix(".vl.json") for path in (project.root / "queries/catalogue").glob("*.vl.json")}
    assert files == {slug for slug, question in known.items() if question.chart}


def test_the_themes_have_the_same_colours(project: Content) -> None:
    house = House.of(project)
    assert len({frozenset(house.colours[theme]) for theme in THEMES}) == 1
    assert house.habits["en"]["alternative"].keys() == house.habits["fr"]["alternative"].keys()


def test_names_become_colours_and_columns_give_titles(project: Content) -> None:
    said = {"mark": {"type": "bar", "color": "@party"}, "encoding": {"x": {"field": "date", "type": "temporal"}}}
    whole = complete(chart(project, **said), Look("fr", "dark"), TOLD, {"": inline([DAY], [])})
    assert whole["mark"]["color"] == House.of(project).colours["dark"]["party"]
    assert whole["encoding"]["x"]["title"] == "Jour"
    assert whole["title"] == {"text": ["A title"], "subtitle": ["of what"]}
    assert {each["name"]: each["value"] for each in whole["params"]}["words"] == {"yes": "oui"}


def test_an_encoding_keeps_the_title_that_it_has(project: Content) -> None:
    axis = {"field": "date", "type": "temporal", "title": None}
    other = {"field": "date", "type": "temporal", "title": "titles.definite"}
    said = {"encoding": {"x": axis, "y": other}}
    whole = complete(chart(project, **said), Look(), TOLD, {"": inline([DAY], [])})
    assert (whole["encoding"]["x"]["title"], whole["encoding"]["y"]["title"]) == (None, "Certain")


def test_days_are_read_by_their_pattern_before_anything_else(project: Content) -> None:
    said = {"transform": [{"filter": "datum.date"}]}
    address = "http://here.example/queries/a.json"
    whole = complete(chart(project, **said), Look(), TOLD, {"": linked([DAY, COUNT], address)})
    first, second = whole["transform"]
    assert (first["as"], second) == ("date", {"filter": "datum.date"})
    assert "timeParse" in first["calculate"]
    assert whole["data"]["format"]["parse"] == {"date": "string", "definite": "number"}


def test_other_answers_are_asked_with_what_was_asked(project: Content) -> None:
    said = {"layer": [{"data": {"url": "b?treaty=$treaty&reading=contracting&on=$on"}}]}
    found = references(chart(project, **said), {"treaty": "t-1", "on": None})
    assert list(found.values()) == [("b", {"treaty": "t-1", "reading": "contracting"})]


def test_a_look_that_does_not_exist_names_the_ones_that_do() -> None:
    with pytest.raises(QuestionError) as caught:
        Look.of({"theme": "pink", "shape": "round"})
    assert [problem.cure for problem in caught.value.problems] == [
        "write light or dark or print.",
        "write wide or narrow.",
    ]


@pytest.mark.parametrize(
    ("told", "language", "expected"),
    [
        (
            {"along": "date", "measured": "definite"},
            "en",
            "Parties: from 1 (1 March 2001) to 2 (5 May 2003); at most 1,200 (2 April 2002).",
        ),
        (
            {"named": "date", "measured": "definite"},
            "fr",
            "Parties\u00a0: de 1 (1er mars 2001) à 1\u202f200 (2 avril 2002), 3 lignes.",
        ),
        ({"by": "certainty"}, "fr", "Parties\u00a0: oui 2, perhaps 1."),
        ({"columns": ["date", "definite"]}, "en", "Parties: Date 3, Certain 3."),
        ({"measured": "definite"}, "en", "Parties: 1."),
        ({}, "en", "Parties: 3 rows."),
    ],
)
def test_a_chart_is_told_in_words(project: Content, told: dict[str, Any], language: str, expected: str) -> None:
    rows = [
        {"date": "2001-03-01", "definite": 1, "certainty": "yes"},
        {"date": "2002-04-02", "definite": 1200, "certainty": "perhaps"},
        {"date": "2003-05-05", "definite": 2, "certainty": "yes"},
    ]
    shown = chart(project, usermeta={"told": told})
    assert alternative(shown, language, "Parties", rows, {"yes": "oui"}) == expected
    assert alternative(shown, language, "Parties", [], {}).startswith("Parties")


def test_days_and_numbers_are_told_as_a_language_tells_them(project: Content) -> None:
    habits = House.of(project).habits
    assert (day("2012-07-01", habits["en"]), day("2012-07-01", habits["fr"])) == ("1 July 2012", "1er juillet 2012")
    assert (day("2012", habits["fr"]), number(1234.5, habits["fr"])) == ("2012", "1\u202f234,5")


def test_a_specification_that_cannot_be_read_names_its_line(project: Content, tmp_path: Path) -> None:
    for name in ("ontology", "data", "shapes", "queries"):
        (tmp_path / name).mkdir()
    content = Content(tmp_path)
    place = tmp_path / "queries" / "a.vl.json"
    cases = {'{\n"mark": }': "line 2", "[]": "no JSON object", '{"title": "titles.nowhere"}': "titles.nowhere"}
    for text, fault in cases.items():
        place.write_text(text)
        with pytest.raises(ContentError, match=fault):
            beside(content, "queries/a.rq", [DAY], {}, House.of(project))
    assert beside(content, "queries/b.rq", [DAY], {}, House.of(project)) is None
