"""Citations: which documents stand behind a row, and references that TeX, BibTeX and CSL read as they are meant."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from projects import PROJECT, Copies, run

from treatygraph.catalogue import CATALOGUE, describe, questions
from treatygraph.citations import reference
from treatygraph.citations.citation import Citation, Citing, cite, written
from treatygraph.content import Content, QueryFile
from treatygraph.engine import Engine
from treatygraph.errors import ContentError, LimitError, QuestionError
from treatygraph.releases.release import CURRENT

CASES = {
    path.stem: next(
        case["ask"] for case in yaml.safe_load(path.read_text("utf-8")) if len(case["rows"].splitlines()) > 1
    )
    for path in sorted((PROJECT / "tests/queries").glob("*.yaml"))
    if path.stem != "real"
}
RECORDS = "the documents of the records that the row names"
ACTS = "the documents of the prevailing acts of the State under the treaty that the row and the question name"
ROLES = "the documents of the membership or the role of the State that the row and the question name"
ASKED = "the documents of every prevailing act under the treaty, or of the State, that the question names"
THINGS = "the documents of the State, treaty or organisation that the row names"

#: What each name of a character in TeX stands for.
NAMED = {
    r"{\textbackslash}": "\\",
    r"{\textbraceleft}": "{",
    r"{\textbraceright}": "}",
    r"{\textasciicircum}": "^",
    r"{\textasciitilde}": "~",
}
HOSTILE = "{50% of $100} & #1_a ~b ^c \\d \\write18{ls} “é” 条約 @misc{x, } %"

Cite = Callable[..., Citation]


@pytest.fixture(scope="module")
def citing(built: Path, project: Content) -> Cite:
    """Cites from the miniature's release."""
    engine = Engine(built / CURRENT)
    # No question of the catalogue is left without documents: one is added whose rows name nothing.
    words = {"en": "How many?", "fr": "Combien ?"}
    nameless = QueryFile("nameless", "nameless.rq", {"title": words, "question": words}, "SELECT (1 AS ?n) {}")
    known = {**questions(project), "nameless": describe(nameless)}
    queries = Citing.of(project)

    async def ask(text: str) -> tuple[list[str], list[list[Any]]]:
        return engine.rows(text)

    def put(slug: str, row: int | None = None, **parameters: str) -> Citation:
        return asyncio.run(cite(ask, queries, engine, known[slug], parameters, row))

    return put


def ids(citation: Citation) -> list[str]:
    """The documents that are cited."""
    return [found["id"] for found in citation.references]


def read_tex(text: str) -> str:
    """What TeX prints for a text, read by other means than it was written by."""
    assert not re.search(r"(?<!\\)[$&#%_]", text)
    for name, character in NAMED.items():
        text = text.replace(name, f"\0{ord(character)}\0")
    assert not set(text) & set("{}^~")
    text = re.sub(r"\\([$&#%_])", r"\1", text)
    assert "\\" not in text
    return re.sub(r"\0(\d+)\0", lambda found: chr(int(found[1])), text)


def read_bibtex(text: str) -> list[dict[str, str]]:
    """The entries of a file as BibTeX reads it: braces are counted whatever stands before them."""
    entries, place = [], 0
    while (place := text.find("@", place)) >= 0:
        depth, start = 0, text.index("{", place)
        for end in range(start, len(text)):
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            if depth == 0:
                break
        assert depth == 0
        key, _, body = text[start + 1 : end].partition(",")
        fields = {"": key, "type": text[place + 1 : start]}
        for line in body.strip().splitlines():
            name, _, value = line.strip().removesuffix(",").partition(" = ")
            assert re.fullmatch("[a-z]+", name), line
            assert value.count("{") == value.count("}")
            fields[name] = value[1:-1] if value.startswith("{") else value
        entries.append(fields)
        place = end
    return entries


# What is cited


def test_a_row_that_names_an_act_cites_the_documents_of_the_act(citing: Cite) -> None:
    found = citing("actions", treaty="mini-1", state="AUT", to="2001-12-31")
    assert found.found == ((RECORDS, (1, 2)),)
    assert ids(found) == ["mini-a", "mini-b"]
    assert ids(citing("actions", 1, treaty="mini-1", state="AUT")) == ["mini-a"]
    assert ids(citing("actions", 2, treaty="mini-1", state="AUT")) == ["mini-a", "mini-b"]


def test_a_row_that_names_a_state_cites_the_prevailing_acts_of_the_state_under_the_treaty(citing: Cite) -> None:
    found = citing("parties", 6, treaty="mini-1", on="2011-01-01")
    assert found.asked == "Parties to a treaty on a date (treaty=mini-1, on=2011-01-01), row 6"
    assert (found.found, found.without) == (((ACTS, (6,)),), ())
    # Finland: the window of mini-b prevails over the day that was entered from memory.
    assert ids(found) == ["mini-a", "mini-b"]


def test_a_row_that_names_a_member_cites_the_membership(citing: Cite) -> None:
    found = citing("members", organisation="mini-org", on="2019-01-01")
    assert [words for words, _ in found.found] == [ROLES]
    assert ids(found)


def test_a_count_cites_every_prevailing_act_that_it_may_rest_on(citing: Cite) -> None:
    found = citing("count-parties", treaty="mini-1", on="2004-02-01")
    assert found.found == ((ASKED, (1,)),)
    assert "mini-a" in ids(found)


def test_a_row_that_names_only_a_treaty_cites_what_is_known_of_the_treaty(citing: Cite) -> None:
    assert citing("treaties", 1).found == ((THINGS, (1,)),)


def test_where_nothing_is_found_the_release_is_cited_alone_and_that_is_said(citing: Cite) -> None:
    found = citing("nameless")
    assert (ids(found), found.found, found.without) == ([], (), (1,))
    assert "No document is known for row 1" in written(found, reference.TEXT)
    assert ": the release is cited alone." in written(found, reference.BIBTEX)
    assert [item["type"] for item in json.loads(written(found, reference.CSL))] == ["dataset"]


@pytest.mark.parametrize("slug", sorted(path.stem for path in (PROJECT / CATALOGUE).glob("*.rq")))
def test_every_question_can_be_cited_and_each_of_its_rows_is_accounted_for(slug: str, citing: Cite) -> None:
    found = citing(slug, **{name: str(value) for name, value in CASES[slug].items()})
    accounted = sorted([*found.without, *(number for _, numbers in found.found for number in numbers)])
    assert accounted == list(range(1, len(accounted) + 1))
    assert accounted
    assert bool(found.references) == bool(found.found)
    for item in json.loads(written(found, reference.CSL)):
        assert item["type"] in {"dataset", "document", "entry-encyclopedia", "webpage"}
        assert item["title"]
        assert isinstance(item["id"], str)


def test_a_row_that_the_answer_does_not_have_is_told_with_those_that_it_has(citing: Cite) -> None:
    with pytest.raises(QuestionError, match=r"its answer has no row 12\n    write row= and a number from 1 to 10\."):
        citing("parties", 12, treaty="mini-1")
    with pytest.raises(QuestionError, match="its answer has no row 0"):
        citing("parties", 0, treaty="mini-1")
    with pytest.raises(QuestionError, match=r"its answer has no row 1\n    leave row out"):
        citing("parties", 1, treaty="mini-1", on="1990-01-01")


def test_an_answer_with_more_rows_than_are_looked_through_is_refused_with_the_cure(
    citing: Cite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("treatygraph.citations.citation._MOST", 20)
    with pytest.raises(LimitError, match=r"10 rows are too many to cite at once\n    cite one with row="):
        citing("parties", treaty="mini-1")
    assert ids(citing("parties", 1, treaty="mini-1"))


def test_a_project_without_a_query_for_references_is_told_which_is_missing(tmp_path: Path) -> None:
    for folder in ("ontology", "data", "shapes", "queries"):
        (tmp_path / folder).mkdir()
    with pytest.raises(ContentError, match=r"queries/references/sources\.rq: it is missing"):
        Citing.of(Content(tmp_path))


def test_no_question_has_a_parameter_that_means_the_number_of_a_row(project: Content) -> None:
    assert {parameter.name for question in questions(project).values() for parameter in question.parameters} & {
        "row"
    } == set()


# The release


def test_the_release_is_cited_as_the_citation_file_says(citing: Cite, built: Path) -> None:
    release = citing("parties", 1, treaty="mini-1").release
    said = yaml.safe_load((PROJECT / "CITATION.cff").read_text("utf-8"))
    name = (built / CURRENT).resolve().name
    assert release["title"] == said["title"]
    assert release["author"] == [{"literal": author["name"]} for author in said["authors"]]
    assert release["URL"] == f"{said['url']}release/{name}"
    assert (release["id"], release["version"], release["type"]) == (f"treatygraph-{name}", name, said["type"])
    assert "acts known up to 2020-06-30" in release["note"]
    licences = {"CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/"}
    assert licences[said["license"]] in release["note"]


# How it is written


def test_text_says_what_was_asked_what_was_found_and_how(citing: Cite) -> None:
    asked, how, blank, *references, last = written(citing("parties", treaty="mini-1"), reference.TEXT).splitlines()
    assert asked == "Cited for: Parties to a treaty on a date (treaty=mini-1)"
    assert how == f"Found as: {ACTS} (rows 1-10)"
    assert blank == ""
    assert references[0] == (
        "Miniature office. Chart of the miniature treaties. 2020-06-30. https://example.org/chart"
        " [depositary rank; whole document read; every act of this folder is invented]"
    )
    assert last.startswith("treatygraph contributors. treatygraph: the open knowledge graph")


def test_bibtex_has_an_entry_for_each_document_and_for_the_release(citing: Cite) -> None:
    found = citing("actions", treaty="mini-1", state="AUT")
    entries = read_bibtex(written(found, reference.BIBTEX))
    assert [entry[""] for entry in entries] == ["mini-a", "mini-b", found.release["id"]]
    assert entries[0] == {
        "": "mini-a",
        "type": "misc",
        "title": "{Chart of the miniature treaties}",
        "publisher": "Miniature office",
        "year": "2020",
        "month": "jun",
        "url": "https://example.org/chart",
        "note": "depositary rank; whole document read; every act of this folder is invented",
    }
    assert (entries[1]["year"], "month" in entries[1]) == ("2019", False)


def test_a_hostile_title_stays_a_title() -> None:
    item = {
        "id": "a,b}c",
        "title": HOSTILE,
        "publisher": "A\nand B",
        "URL": "https://example.org/a_b?c={d}&e=%20#f\\g é",
        "author": [{"literal": "Smith and Sons"}],
    }
    text = reference.bibtex([item, {"id": "next", "title": "Next"}], ["who@example.org said"])
    one, other = read_bibtex(text)
    assert one[""] == "a-b-c"
    assert read_tex(one["title"][1:-1]) == HOSTILE
    assert one["publisher"] == "A and B"
    assert one["author"] == "{Smith and Sons}"
    assert one["url"] == "https://example.org/a_b?c=%7Bd%7D&e=%20#f%5Cg%20%C3%A9"
    assert (other[""], other["title"]) == ("next", "{Next}")


@given(st.text())
def test_any_text_is_printed_by_tex_as_it_is(text: str) -> None:
    escaped = reference.tex(text)
    plain = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    assert read_tex(escaped) == plain
    assert len(read_bibtex(reference.bibtex([{"id": "x", "title": text}]))) >= 1


@given(st.text())
def test_any_text_is_one_entry_and_one_line(text: str) -> None:
    bibtex = reference.bibtex([{"id": "x", "title": text, "note": text}], [text])
    assert re.findall(r"^@misc\{x,$", bibtex, re.MULTILINE) == ["@misc{x,"]
    assert bibtex.count("{") == bibtex.count("}") + bibtex.splitlines()[0].count("{") - bibtex.splitlines()[0].count(
        "}"
    )
    assert len(reference.lines([{"id": "x", "title": text}])[0].splitlines()) == 1


@given(st.text())
def test_any_text_comes_back_from_csl(text: str) -> None:
    assert json.loads(reference.csl([{"id": "x", "title": text}])) == [{"id": "x", "title": text}]


@pytest.mark.parametrize(
    ("edtf", "date"),
    [
        ("2020-07-08", {"date-parts": [[2020, 7, 8]]}),
        ("2020-07", {"date-parts": [[2020, 7]]}),
        ("2020", {"date-parts": [[2020]]}),
        ("2012-01-01/..", {"literal": "since 2012-01-01"}),
        ("../2021-05", {"literal": "until 2021-05"}),
    ],
)
def test_a_date_is_a_day_a_month_a_year_or_an_open_interval(edtf: str, date: dict[str, Any]) -> None:
    assert reference.issued(edtf) == date


def test_an_open_interval_is_told_in_words_where_a_format_has_no_place_for_it() -> None:
    item = {"id": "x", "title": "T", "issued": reference.issued("../2021"), "note": "seen"}
    assert reference.lines([item]) == ["T. until 2021. [seen]"]
    (entry,) = read_bibtex(reference.bibtex([item]))
    assert ("year" in entry, entry["note"]) == (False, "seen; until 2021")


# The command


@pytest.mark.parametrize(("form", "begins"), [("text", "Cited for: "), ("bibtex", "% Cited for: "), ("csl", "[\n")])
def test_the_command_cites_in_each_format(form: str, begins: str, copies: Copies, built: Path) -> None:
    ran = run(copies.good, "cite", "parties", "-p", "treaty=mini-1", "--row", "1", "--format", form)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(begins)


def test_the_command_tells_a_row_that_does_not_exist(copies: Copies, built: Path) -> None:
    ran = run(copies.good, "cite", "parties", "-p", "treaty=mini-1", "--row", "99")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "question parties: its answer has no row 99\n    write row= and a number from 1 to 10.\n"
