"""The writers of rows: each format says what the rows say, of its own types, and the same rows give the same bytes."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import openpyxl
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib.namespace import PROV, RDF, RDFS, XSD

from treatygraph.answer import JSON
from treatygraph.catalogue import Question
from treatygraph.errors import FormatError, QuestionError
from treatygraph.fields import TYPES, Field
from treatygraph.rows import geography, linked, typed, workbook
from treatygraph.rows.formats import GEOJSON, SUFFIXES, offered
from treatygraph.rows.head import Cell, Head
from treatygraph.rows.page import MOST, USUAL, Page, Wanted, address
from treatygraph.rows.solutions import counted, cut, read

BASE = "http://localhost:9/"
STATE = f"{BASE}id/state/AUT"


def field(name: str, kind: str, **rest: str) -> Field:
    return Field(
        name,
        kind,
        {"en": f"The {name}", "fr": f"Le {name}"},
        {"en": f"What {name} is", "fr": f"Ce qu’est {name}"},
        **rest,
    )


FIELDS = (
    field("state", "iri", names="State"),
    field("iso3", "string", property="tg:alpha3", names="State"),
    field("name", "string", property="skos:prefLabel"),
    field("since", "date"),
    field("number", "integer"),
    field("share", "decimal"),
    field("sure", "boolean"),
    field("period", "duration"),
)
WORDS = {"en": "A question", "fr": "Une question"}
QUESTION = Question("asked", "queries/catalogue/asked.rq", WORDS, WORDS, "", "researcher", (), "SELECT", FIELDS)


def cell(value: str, **rest: str) -> Cell:
    return {"type": "literal", "value": value, **{name.replace("_", ":"): text for name, text in rest.items()}}


AUSTRIA: list[Cell] = [
    {"type": "uri", "value": STATE},
    cell("AUT"),
    {"type": "literal", "value": "Österreich", "xml:lang": "de"},
    cell("2001-11-23"),
    cell("-3"),
    cell("0.1234567890123456789"),
    cell("true"),
    cell("P3M"),
]
NOTHING: list[Cell] = [{"type": "uri", "value": f"{BASE}id/state/ATA"}, cell("ATA"), *[None] * 6]
ROWS = [AUSTRIA, NOTHING]
HEAD = Head(
    question=QUESTION,
    asked={"on": "2025-07-09", "treaty": None},
    release="abc",
    coverage="2026-02-05",
    base=BASE,
    page=Page(2, 2, 5),
    links={"self": "/queries/asked.json?on=2025-07-09&page=2&size=2", "next": "/n"},
    places={STATE: (13.0, 47.5), "AUT": (13.0, 47.5)},
    cited="Council of Europe. Chart.\nRelease abc.",
)


class TestPages:
    @given(total=st.integers(0, 60), size=st.integers(1, 25))
    def test_the_pages_of_an_answer_make_up_the_whole(self, total: int, size: int) -> None:
        rows = list(range(total))
        pages = [Wanted(number, size).among(total) for number in range(1, Wanted(1, size).among(total).pages + 1)]
        assert [row for page in pages for row in page.of(rows)] == rows
        assert all(page.exists for page in pages)
        assert not Wanted(len(pages) + 1, size).among(total).exists

    def test_an_answer_is_whole_unless_a_page_or_a_size_is_asked_for(self) -> None:
        assert Wanted.of("", "").among(USUAL + 1) == Page(1, USUAL + 1, USUAL + 1)
        assert Wanted.of("", "").among(0).pages == 1
        assert Wanted.of("2", "").among(USUAL + 1) == Page(2, USUAL, USUAL + 1)
        assert Wanted.of("", "3").among(7) == Page(1, 3, 7)

    def test_a_page_knows_its_neighbours(self) -> None:
        assert Page(1, 2, 5).relations() == {"first": 1, "next": 2, "last": 3}
        assert Page(2, 2, 5).relations() == {"first": 1, "prev": 1, "next": 3, "last": 3}
        assert Page(3, 2, 5).relations() == {"first": 1, "prev": 2, "last": 3}

    @pytest.mark.parametrize(
        ("page", "size"),
        [("0", ""), ("-1", ""), ("x", ""), ("٣", ""), ("1.0", ""), ("9" * 10, ""), ("", "0"), ("", str(MOST + 1))],
    )
    def test_what_is_no_number_of_a_page_or_of_rows_is_refused_with_a_cure(self, page: str, size: str) -> None:
        with pytest.raises(QuestionError, match=f"{'page' if page else 'size'}=") as raised:
            Wanted.of(page, size)
        assert raised.value.problems[0].cure

    def test_the_address_of_a_page_keeps_the_other_parameters(self) -> None:
        asked = [("on", "2025-07-09"), ("page", "2"), ("claim", "https://x.org/a b")]
        assert address("/q.csv", asked, page=3) == "/q.csv?on=2025-07-09&claim=https%3A%2F%2Fx.org%2Fa+b&page=3"
        assert address("/q.csv", []) == "/q.csv"


class TestSolutions:
    """The formats of SPARQL, from one answer of the engine."""

    BODY = json.dumps(
        {
            "head": {"vars": ["iso3", "note"], "link": ["x"]},
            "results": {
                "bindings": [
                    {"iso3": cell("AUT"), "note": cell("two\nlines, and <result>")},
                    {"iso3": cell("BEL")},
                    {"note": cell('a "quoted" é', xml_lang="fr")},
                ]
            },
        }
    ).encode()

    @pytest.mark.parametrize("suffix", ["csv", "tsv", "srj", "srx"])
    def test_whole_and_in_pages_they_have_the_same_rows(self, suffix: str) -> None:
        media_type = SUFFIXES[suffix]
        whole = cut(self.BODY, Page(1, 3, 3), media_type)
        assert counted(whole, media_type) == 3
        parts = [cut(self.BODY, Page(number, 2, 3), media_type) for number in (1, 2)]
        assert [counted(part, media_type) for part in parts] == [2, 1]

    def test_rows_are_read_with_what_is_not_bound(self) -> None:
        names, rows = read(self.BODY)
        assert names == ["iso3", "note"]
        assert rows[1] == [cell("BEL"), None]

    def test_a_page_in_json_keeps_the_head(self) -> None:
        document = json.loads(cut(self.BODY, Page(2, 2, 3), JSON))
        assert document["head"] == {"vars": ["iso3", "note"], "link": ["x"]}
        assert document["results"]["bindings"] == [{"note": cell('a "quoted" é', xml_lang="fr")}]


class TestTyped:
    def test_the_document_says_what_was_asked_and_each_value_is_of_its_type(self) -> None:
        document = json.loads(typed.write(FIELDS, ROWS, HEAD))
        assert list(document) == [
            *("question", "title", "release", "coverage", "asked", "total", "page", "size", "pages"),
            *("fields", "rows", "links"),
        ]
        assert document["asked"] == {"on": "2025-07-09", "treaty": None}
        assert (document["total"], document["page"], document["size"], document["pages"]) == (5, 2, 2, 3)
        assert document["rows"][0] == {
            "state": STATE,
            "iso3": "AUT",
            "name": "Österreich",
            "since": "2001-11-23",
            "number": -3,
            "share": "0.1234567890123456789",
            "sure": True,
            "period": "P3M",
        }
        assert set(document["rows"][1].values()) == {f"{BASE}id/state/ATA", "ATA", None}
        assert document["fields"][3] == {
            "name": "since",
            "type": "date",
            "title": {"en": "The since", "fr": "Le since"},
            "description": {"en": "What since is", "fr": "Ce qu’est since"},
        }


class TestGeography:
    def test_each_row_is_a_feature_at_the_place_of_its_state(self) -> None:
        document = json.loads(geography.write(FIELDS, ROWS, HEAD))
        assert document["type"] == "FeatureCollection"
        placed, unplaced = document["features"]
        assert placed["geometry"] == {"type": "Point", "coordinates": [13.0, 47.5]}
        assert (placed["id"], placed["properties"]["number"]) == (3, -3)
        assert (unplaced["geometry"], unplaced["properties"]["iso3"]) == (None, "ATA")
        assert (document["question"], document["total"]) == ("asked", 5)

    def test_a_code_places_a_row_as_an_iri_does(self) -> None:
        question = replace(QUESTION, fields=FIELDS[1:])
        document = json.loads(geography.write(FIELDS[1:], [row[1:] for row in ROWS], replace(HEAD, question=question)))
        assert document["features"][0]["geometry"]["coordinates"] == [13.0, 47.5]

    def test_rows_without_states_are_not_put_on_a_map(self) -> None:
        question = replace(QUESTION, fields=FIELDS[3:])
        with pytest.raises(FormatError, match=r"question asked: no column of its answer names States"):
            geography.write(FIELDS[3:], [], replace(HEAD, question=question))
        assert GEOJSON not in offered(question).values()
        assert GEOJSON in offered(QUESTION).values()


class TestLinked:
    COLUMN = rdflib.Namespace(f"{BASE}queries/asked#")

    @pytest.fixture
    def graph(self) -> rdflib.Graph:
        # The parser of rdflib makes a graph of a kind that rdflib itself has deprecated.
        with pytest.deprecated_call(match="ConjunctiveGraph"):
            return rdflib.Graph().parse(data=linked.write(FIELDS, ROWS, HEAD), format="json-ld")

    def test_each_row_says_its_values_with_their_types(self, graph: rdflib.Graph) -> None:
        row = rdflib.URIRef(f"{BASE}queries/asked.json?on=2025-07-09&page=2&size=2#row=3")
        said = {str(name).rpartition("#")[2]: value for name, value in graph.predicate_objects(row)}
        assert said == {
            "state": rdflib.URIRef(STATE),
            "iso3": rdflib.Literal("AUT"),
            "name": rdflib.Literal("Österreich", lang="de"),
            "since": rdflib.Literal("2001-11-23", datatype=XSD.date),
            "number": rdflib.Literal(-3),
            "share": rdflib.Literal("0.1234567890123456789", datatype=XSD.decimal),
            "sure": rdflib.Literal(True),
            "period": rdflib.Literal("P3M", datatype=XSD.duration),
        }

    def test_the_answer_names_its_rows_its_question_and_its_release(self, graph: rdflib.Graph) -> None:
        (answer,) = graph.subjects(RDF.type, PROV.Collection)
        assert len(list(graph.objects(answer, PROV.hadMember))) == len(ROWS)
        assert graph.value(answer, PROV.wasDerivedFrom) == rdflib.URIRef(f"{BASE}release/abc")
        assert graph.value(answer, rdflib.DCTERMS.isFormatOf) == rdflib.URIRef(f"{BASE}queries/asked")

    def test_each_column_is_a_property_that_is_told_of_and_no_row_takes_one_of_the_ontology(
        self, graph: rdflib.Graph
    ) -> None:
        assert {str(each) for each in graph.subjects(RDF.type, RDF.Property)} == {
            f"{self.COLUMN}{each.name}" for each in FIELDS
        }
        assert graph.value(self.COLUMN.iso3, RDFS.seeAlso) == rdflib.URIRef(f"{BASE}ontology#alpha3")
        assert graph.value(self.COLUMN.since, RDFS.range) == XSD.date
        assert set(graph.objects(self.COLUMN.since, RDFS.label)) == {
            rdflib.Literal("The since", lang="en"),
            rdflib.Literal("Le since", lang="fr"),
        }
        assert not [name for name in graph.predicates() if str(name).startswith(f"{BASE}ontology#")]

    @pytest.mark.parametrize("kind", TYPES)
    def test_every_type_of_column_has_a_range(self, kind: str) -> None:
        question = replace(QUESTION, fields=(field("a", kind),))
        document = json.loads(linked.write(question.fields, [], replace(HEAD, question=question)))
        assert document["@graph"][-1]["rdfs:range"]["@id"].startswith(("xsd:", "rdfs:"))


class TestWorkbook:
    def sheets(self, body: bytes) -> Mapping[str, Any]:
        book = openpyxl.load_workbook(io.BytesIO(body))
        return {sheet.title: sheet for sheet in book.worksheets}

    def test_cells_are_typed_under_the_titles_of_their_columns(self) -> None:
        sheet = self.sheets(workbook.write(FIELDS, ROWS, HEAD))["Rows"]
        header, first, second = sheet.iter_rows(values_only=True)
        assert header == tuple(each.title["en"] for each in FIELDS)
        assert first == (
            *(STATE, "AUT", "Österreich", datetime(2001, 11, 23), -3, "0.1234567890123456789", True, "P3M"),
        )
        assert second[2:] == (None,) * 6
        assert sheet["A2"].hyperlink.target == STATE
        assert (sheet["D2"].number_format, sheet.freeze_panes, sheet.auto_filter.ref) == ("yyyy-mm-dd", "A2", "A1:H3")

    def test_the_other_sheets_say_what_was_asked_what_columns_mean_and_what_to_cite(self) -> None:
        sheets = self.sheets(workbook.write(FIELDS, ROWS, HEAD))
        asked = dict(sheets["Asked"].iter_rows(values_only=True))
        assert asked["Parameters"] == "on=2025-07-09"
        assert (asked["Release"], asked["Known up to"], asked["Rows"], asked["Page"]) == (
            "abc",
            "2026-02-05",
            "5",
            "2 / 3",
        )
        assert asked["Address"] == f"{BASE}queries/asked.json?on=2025-07-09&page=2&size=2"
        columns = list(sheets["Columns"].iter_rows(values_only=True))
        assert columns[4] == ("since", "date", "The since", "Le since", "What since is", "Ce qu’est since")
        assert [row[0] for row in sheets["Sources"].iter_rows(values_only=True)] == HEAD.cited.splitlines()

    def test_where_the_documents_are_too_many_their_address_is_told(self) -> None:
        sheets = self.sheets(
            workbook.write(FIELDS, ROWS, replace(HEAD, cited="", links={"cite.txt": "/queries/a.cite.txt?on=1"}))
        )
        assert sheets["Sources"]["A1"].value == f"{BASE}queries/a.cite.txt?on=1"

    def test_in_french_the_titles_are_french(self) -> None:
        sheets = self.sheets(workbook.write(FIELDS, ROWS, replace(HEAD, language="fr")))
        assert list(sheets) == ["Lignes", "Colonnes", "Question", "Sources"]
        assert sheets["Lignes"]["D1"].value == "Le since"

    def test_the_same_answer_gives_the_same_bytes_whenever_it_is_written(self) -> None:
        body = workbook.write(FIELDS, ROWS, HEAD)
        assert body == workbook.write(FIELDS, ROWS, HEAD)
        book = zipfile.ZipFile(io.BytesIO(body))
        assert {entry.date_time for entry in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = book.read("docProps/core.xml").decode()
        assert set(re.findall(r"20\d\d-[^<]+", core)) == {"2026-02-05T00:00:00Z"}

    @pytest.mark.parametrize("text", ["=1+1", "+1", "@SUM(A1)", "{=A1}", "https://x.org"])
    def test_a_text_stays_a_text(self, text: str) -> None:
        row = [AUSTRIA[0], AUSTRIA[1], cell(text), *AUSTRIA[3:]]
        found = self.sheets(workbook.write(FIELDS, [row], HEAD))["Rows"]["C2"]
        assert (found.value, found.data_type, found.hyperlink) == (text, "s", None)

    def test_a_day_before_the_calendar_of_excel_is_text(self) -> None:
        row = [*AUSTRIA[:3], cell("1899-12-31"), *AUSTRIA[4:]]
        assert self.sheets(workbook.write(FIELDS, [row], HEAD))["Rows"]["D2"].value == "1899-12-31"

    def test_a_text_too_long_for_a_cell_is_refused_and_not_cut(self) -> None:
        row = [*AUSTRIA[:2], cell("x" * 32_768), *AUSTRIA[3:]]
        with pytest.raises(FormatError, match=r"name of row 4 is longer than the 32,767 characters") as raised:
            workbook.write(FIELDS, [NOTHING, row], HEAD)
        assert raised.value.problems[0].cure.startswith("ask for .csv")
