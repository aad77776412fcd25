"""Downloads: each form says what the graph says, is valid by the tools of its trade, and has the same bytes each time."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import sqlite3
import warnings
import zipfile
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet
import pytest
import yaml
from csvw import CSVW
from frictionless import Package
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from treatygraph.content import Content
from treatygraph.downloads import columns, sheets
from treatygraph.downloads.archive import gzipped, zipped
from treatygraph.downloads.database import database
from treatygraph.downloads.descriptors import About
from treatygraph.downloads.integrity import check, in_order
from treatygraph.downloads.offer import Offer
from treatygraph.downloads.table import Reference, Table, tables
from treatygraph.downloads.workbook import workbook
from treatygraph.errors import ContentError, ReleaseError
from treatygraph.fields import Field
from treatygraph.releases.draft import Draft
from treatygraph.releases.release import CURRENT, QUADS, read

WORDS = {"en": "Word", "fr": "Mot"}
ABOUT = About(
    "0123", "2020-06-30", "http://localhost/", WORDS, WORDS, "https://example.org/l", "us", "http://localhost/"
)


@pytest.fixture(scope="module")
def folder(release: Path) -> Path:
    """The release of the miniature."""
    return (release / CURRENT).resolve()


@pytest.fixture(scope="module")
def manifest(folder: Path) -> dict[str, Any]:
    """Its manifest."""
    return read(folder)[1]


@pytest.fixture(scope="module")
def sheet(folder: Path) -> dict[str, list[dict[str, str]]]:
    """The rows of each table, as the csv module reads them."""
    found = {}
    for path in (folder / "tables").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as opened:
            found[path.stem] = list(csv.DictReader(opened, strict=True))
    return found


def table(name: str, rows: list[tuple[Any, ...]], *, key: tuple[str, ...] = ("id",), **references: Reference) -> Table:
    """A small table with a text and a whole number in each row."""
    fields = (Field("id", "string", WORDS, WORDS), Field("other", "string", WORDS, WORDS))
    return Table(name, f"queries/tables/{name}.rq", WORDS, WORDS, fields, key, references, tuple(rows))


# The manifest


def test_every_file_that_is_offered_is_told_with_its_size_hash_type_licence_and_titles(
    folder: Path, manifest: dict[str, Any]
) -> None:
    there = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "store" not in path.relative_to(folder).parts
    }
    assert there - {"manifest.json"} == set(manifest["files"])
    for place, said in manifest["files"].items():
        data = (folder / place).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (said["bytes"], said["sha256"]), place
        assert "/" in said["media-type"], place
        assert said["licence"].startswith("https://creativecommons.org/"), place
        assert all(said["title"][language].strip() for language in ("en", "fr")), place
        assert "{" not in said["title"]["en"], place
        assert said.get("part-of", QUADS) in manifest["files"], place


def test_the_content_s_own_files_are_offered_as_they_were(
    miniature: tuple[Content, Store], folder: Path, manifest: dict[str, Any]
) -> None:
    content = miniature[0]
    own = {
        content.place(path): path.read_bytes()
        for path in content.inputs()
        if content.place(path).startswith("data/") and "_template" not in path.parts
    }
    assert {place for place in manifest["files"] if place.startswith("data/")} == own.keys()
    assert all((folder / place).read_bytes() == data for place, data in own.items())
    with zipfile.ZipFile(folder / "data.zip") as archive:
        assert {f"data/{name}": archive.read(name) for name in archive.namelist()} == own


def test_every_row_that_the_graph_names_is_in_a_file_of_the_release(folder: Path) -> None:
    store = Store.read_only(str(folder / "store"))
    base = "https://w3id.org/treatygraph/data/"
    named = {str(found.object.value) for found in store.quads_for_pattern(None, NamedNode("http://www.w3.org/ns/prov#wasDerivedFrom"), None)}  # fmt: skip
    rows = {iri.removeprefix(base).partition("#row=")[::2] for iri in named if iri.startswith(base)}
    assert rows
    for file, number in rows:
        text = (folder / "data" / file).read_text("utf-8")
        assert not number or 2 <= int(number) <= len(list(csv.reader(io.StringIO(text)))), file


# Forms of the graph


@pytest.mark.parametrize(
    ("place", "form"), [("treatygraph.trig", RdfFormat.TRIG), ("treatygraph.jsonld", RdfFormat.JSON_LD)]
)
def test_other_forms_of_the_graph_hold_the_same_quads(folder: Path, place: str, form: RdfFormat) -> None:
    def facts(quads: Any) -> set[Quad]:
        return {quad for quad in quads if "_:" not in str(quad)}

    expected = list(parse(path=folder / QUADS, format=RdfFormat.N_QUADS))
    found = list(parse(path=folder / place, format=form))
    assert (len(found), facts(found)) == (len(expected), facts(expected))
    for packed in (place, QUADS):
        assert gzip.decompress((folder / f"{packed}.gz").read_bytes()) == (folder / packed).read_bytes()


def test_turtle_holds_the_default_graph_and_the_archive_each_named_graph(folder: Path) -> None:
    store = Store.read_only(str(folder / "store"))
    merged = list(parse(gzip.decompress((folder / "treatygraph.ttl.gz").read_bytes()), RdfFormat.TURTLE))
    assert len(merged) == sum(1 for _ in store.quads_for_pattern(None, None, None, None)) - sum(1 for _ in parse(path=folder / QUADS, format=RdfFormat.N_QUADS))  # fmt: skip
    with zipfile.ZipFile(folder / "treatygraph-graphs.zip") as archive:
        names = {str(graph.value).removeprefix("https://w3id.org/treatygraph/") for graph in store.named_graphs()}
        assert {name.removesuffix(".ttl") for name in archive.namelist()} == names
        one = {quad.triple for quad in parse(archive.read("graph/source/mini-a.ttl"), RdfFormat.TURTLE)}
    graph = NamedNode("https://w3id.org/treatygraph/graph/source/mini-a")
    assert one == {quad.triple for quad in store.quads_for_pattern(None, None, None, graph)}


# Tables


def test_the_tables_are_a_valid_data_package_by_frictionless(folder: Path) -> None:
    report = Package(str(folder / "tables" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "note"])
    assert len(report.tasks) == len(list((folder / "tables").glob("*.csv")))


def test_the_tables_are_valid_csv_on_the_web_with_their_keys(folder: Path) -> None:
    read_in = CSVW(str(folder / "tables" / "csv-metadata.json"), validate=True)
    assert read_in.is_valid, [str(warning.message) for warning in read_in.warnings]
    assert len(read_in.tables) == len(list((folder / "tables").glob("*.csv")))
    states = next(found for found in read_in.tables if found.url.string == "states.csv")
    assert {"en", "fr"} <= set(states.tableSchema.columndict["name"].titles.value)


def test_the_archive_of_tables_holds_what_stands_beside_it(folder: Path) -> None:
    with zipfile.ZipFile(folder / "tables.zip") as archive:
        assert archive.testzip() is None
        held = {name: archive.read(name) for name in archive.namelist()}
    assert held == {path.name: path.read_bytes() for path in (folder / "tables").iterdir()}


def test_the_tables_say_what_the_graph_says(sheet: dict[str, list[dict[str, str]]], folder: Path) -> None:
    store = Store.read_only(str(folder / "store"))
    tg = "https://w3id.org/treatygraph/ontology#"
    for name, concept in (("statuses", "StatusPeriod"), ("treaties", "Treaty"), ("sources", "Source"), ("statements", "Statement")):  # fmt: skip
        things = {
            found.subject.value
            for found in store.quads_for_pattern(
                None, NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), NamedNode(tg + concept)
            )
        }
        assert {row["iri"] for row in sheet[name]} == things, name
    one = next(row for row in sheet["actions"] if row["date"])
    stated = Triple(NamedNode(one["iri"]), NamedNode(tg + "date"), Literal(one["date"], datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date")))  # fmt: skip
    assert any(quad.triple == stated for quad in store.quads_for_pattern(stated.subject, stated.predicate, None))


def test_the_matrix_shows_the_status_that_holds_on_the_last_day_covered(
    sheet: dict[str, list[dict[str, str]]], manifest: dict[str, Any]
) -> None:
    day = manifest["coverage"]
    for row in sheet["standing"]:
        periods = [
            period
            for period in sheet["statuses"]
            if (period["iso3"], period["treaty_id"]) == (row["iso3"], row["treaty_id"])
            and period["possibly_since"] <= day < (period["possibly_until"] or "9999")
        ]
        assert row["status"] in {period["status"] for period in periods}
        if "party" in {period["status"] for period in periods}:
            assert row["status"] in ("party", "suspended")
    held = {
        (period["iso3"], period["treaty_id"])
        for period in sheet["statuses"]
        if period["status"] != "eligible" and period["possibly_since"] <= day < (period["possibly_until"] or "9999")
    }
    assert {(row["iso3"], row["treaty_id"]) for row in sheet["standing"]} == held


# SQLite, Parquet, Excel


def test_the_database_enforces_types_and_keys_and_explains_every_column(folder: Path) -> None:
    with closing(sqlite3.connect(f"file:{folder / 'treatygraph.sqlite'}?mode=ro", uri=True)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        listed = {name: strict for _, name, _, _, _, strict in connection.execute("PRAGMA table_list") if not name.startswith("sqlite_")}  # fmt: skip
        assert set(listed.values()) == {1}
        explained = {
            (table, column) for table, column in connection.execute('SELECT "table", "column" FROM "_columns"')
        }
        real = {
            (name, column[1])
            for name in listed
            if not name.startswith("_")
            for column in connection.execute(f'PRAGMA table_info("{name}")')
        }
        assert explained == real
        assert dict(connection.execute('SELECT "key", "value" FROM "_release"'))["release"] == folder.name
        assert connection.execute("SELECT count(*) FROM actions JOIN action_sources USING (action_id) JOIN sources USING (source_id)").fetchone()[0] > 0  # fmt: skip


def test_the_database_refuses_what_does_not_hold(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    copy.write_bytes((folder / "treatygraph.sqlite").read_bytes())
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        for wrong in (
            "UPDATE actions SET treaty_id = 'nowhere'",
            "UPDATE actions SET date = '2020-02-30'",
            "UPDATE actions SET prevails = 2",
            "UPDATE actions SET act_number = 'one'",
            "DELETE FROM sources",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(wrong)


def test_parquet_has_the_rows_and_the_types_of_each_table(folder: Path, sheet: dict[str, list[dict[str, str]]]) -> None:
    types = {"date32[day]": date, "int64": int, "double": float, "bool": bool, "string": str}
    for name, rows in sheet.items():
        found = pyarrow.parquet.read_table(folder / "parquet" / f"{name}.parquet")
        assert (found.num_rows, found.column_names) == (len(rows), list(rows[0]) if rows else found.column_names), name
        for field in found.schema:
            assert field.metadata[b"title_fr"], field.name
            assert {type(value) for value in found[field.name].to_pylist()} <= {types[str(field.type)], type(None)}
    with zipfile.ZipFile(folder / "treatygraph-parquet.zip") as archive:
        assert {name.removesuffix(".parquet") for name in archive.namelist()} == sheet.keys()


def test_the_workbook_has_a_typed_sheet_for_each_table(
    folder: Path, sheet: dict[str, list[dict[str, str]]], manifest: dict[str, Any]
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        book = openpyxl.load_workbook(folder / "treatygraph.xlsx")
    assert set(book.sheetnames) == {"about", "matrix", "columns", *sheet}
    assert book.properties.created == datetime.fromisoformat(manifest["coverage"])
    for name, rows in sheet.items():
        found = book[name]
        assert found.freeze_panes == "B2"
        assert found.auto_filter.ref
        heading, *values = found.iter_rows(values_only=True)
        if rows:
            assert list(heading) == list(rows[0]), name
            assert len(values) == len(rows), name
    acts = [dict(zip(next(book["actions"].iter_rows(values_only=True)), row, strict=True)) for row in book["actions"].iter_rows(min_row=2, values_only=True)]  # fmt: skip
    dated = {row["action_id"]: row["date"] for row in acts if row["date"]}
    assert dated == {row["action_id"]: datetime.fromisoformat(row["date"]) for row in sheet["actions"] if row["date"]}
    assert {type(row["prevails"]) for row in acts} == {bool}
    cover = {value for row in book["about"].iter_rows(values_only=True) for value in row if value}
    assert {folder.name, manifest["coverage"], manifest["licence"]} <= cover


def test_the_matrix_of_the_workbook_says_in_words_what_it_colours_and_in_notes_who_says_so(
    folder: Path, sheet: dict[str, list[dict[str, str]]]
) -> None:
    grid = openpyxl.load_workbook(folder / "treatygraph.xlsx")["matrix"]
    cells = [cell for row in grid.iter_rows(min_row=2, min_col=3) for cell in row if cell.value]
    assert len(cells) == len(sheet["standing"])
    titles = {row["source_id"]: row["title"] for row in sheet["sources"]}
    columns_by_series = {grid.cell(1, column).value: column for column in range(3, grid.max_column + 1)}
    rows_by_code = {grid.cell(row, 2).value: row for row in range(2, grid.max_row + 1)}
    for row in sheet["standing"]:
        cell = grid.cell(rows_by_code[row["iso3"]], columns_by_series[row["series"] or row["treaty_id"]])
        day = row["since"] if row["certainty"] == "certain" else row["possibly_since"]
        assert cell.value.startswith(row["status_label"])
        assert cell.value.endswith(day)
        assert ("?" in cell.value) == (row["certainty"] != "certain")
        assert cell.fill.fill_type == "solid"
        assert row["status_label_fr"] in cell.comment.text
        assert all(f"{titles[source]} ({source})" in cell.comment.text for source in row["sources"].split())


# The same input, the same bytes


def test_archives_tell_no_time() -> None:
    packed, archived = [io.BytesIO(), io.BytesIO()], io.BytesIO()
    for out in packed:
        gzipped(io.BytesIO(b"text"), out)
    assert packed[0].getvalue() == packed[1].getvalue()
    assert packed[0].getvalue()[4:8] == bytes(4)
    assert gzip.decompress(packed[0].getvalue()) == b"text"
    zipped([("a", b"1")], archived)
    with zipfile.ZipFile(archived) as archive:
        assert archive.infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)


def test_without_what_writes_parquet_a_release_has_all_but_parquet(
    miniature: tuple[Content, Store], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "is_installed", lambda: False)
    store = Store.read_only(str(folder / "store"))
    draft = Draft(tmp_path)
    for path in (tmp_path / QUADS, draft.by_graph, draft.merged):
        path.touch()
    Offer(miniature[0]).write(draft, store, read(folder)[1])
    assert "treatygraph.xlsx" in draft.files
    assert not [place for place in draft.files if "parquet" in place]


# What cannot be offered


def test_tables_come_after_those_that_they_refer_to() -> None:
    to = Reference("a", "id")
    ordered = in_order([table("c", [], other=Reference("b", "id")), table("b", [], other=to), table("a", [], other=to)])
    assert [found.name for found in ordered] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ([table("a", [("x", None), ("x", "y")])], "queries/tables/a.rq: 1 keys (id) stand twice, as ('x',)"),
        ([table("a", [(None, "y")])], "queries/tables/a.rq: a key (id) is empty: (None,)"),
        ([table("a", [("x", "y")], other=Reference("a", "id"))], "queries/tables/a.rq: other refers to y, which the table a has not (1 such)"),
    ],
    ids=["a key that stands twice", "an empty key", "a reference that leads nowhere"],
)  # fmt: skip
def test_tables_whose_keys_do_not_hold_are_told(wrong: list[Table], told: str) -> None:
    with pytest.raises(ContentError) as caught:
        check(wrong)
    assert str(caught.value).startswith(told)


def test_references_in_a_ring_are_told() -> None:
    ring = [table("a", [], other=Reference("b", "id")), table("b", [], other=Reference("a", "id"))]
    with pytest.raises(ContentError, match=r"queries/tables/a.rq: the tables a, b refer to each other in a ring"):
        in_order(ring)


def test_what_the_database_cannot_hold_is_told() -> None:
    with pytest.raises(ReleaseError, match=r"it cannot be written: a refers to what b has not"):
        database([table("b", []), table("a", [("x", "y")], other=Reference("b", "id"))], ABOUT)


def test_a_text_too_long_for_a_cell_is_told(miniature: tuple[Content, Store]) -> None:
    content = miniature[0]
    words = yaml.safe_load(content.written(content.root / "queries/downloads/workbook.yaml"))
    with pytest.raises(
        ReleaseError, match=r"queries/tables/a.rq: a text in its column other is longer than the 32,767"
    ):
        workbook([table("a", [("x", "y" * 32_768)])], ABOUT, words)


def test_a_table_with_more_rows_than_a_sheet_holds_goes_on_on_the_next(
    miniature: tuple[Content, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("treatygraph.downloads.workbook.MOST", 2)
    words = yaml.safe_load(miniature[0].written(miniature[0].root / "queries/downloads/workbook.yaml"))
    rows = [(name, "y") for name in "vwxyz"]
    book = openpyxl.load_workbook(io.BytesIO(workbook([table("a", rows)], ABOUT, words)))
    sheets = [book[name] for name in book.sheetnames if name.split()[0] == "a"]
    assert [sheet.title for sheet in sheets] == ["a", "a 2", "a 3"]
    assert [row for sheet in sheets for row in sheet.iter_rows(min_row=2, values_only=True)] == rows


def test_csv_quotes_what_needs_it_and_leaves_nothing_empty() -> None:
    written = sheets.written(table("a", [("x,y", None), ('"', "=1+1\n")]))
    assert written == b'id,other\r\n"x,y",\r\n"""","=1+1\n"\r\n'


QUERY = """#+ title: {en: T, fr: T}
#+ description: {en: D, fr: D}
#+ key: [iso3]
SELECT ?iso3 WHERE { VALUES ?iso3 { "AUT" } }
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("#+ key: [iso3]\n", "", "its header has no key\n    add `key: [column, …]`."),
        ("{en: D, fr: D}", "D", "its header has no description in English and French"),
        ("key: [iso3]", "key: [iso4]", "its header names the column iso4\n    it gives iso3."),
        ("#+ key: [iso3]", "#+ key: [iso3]\n#+ references: {iso3: nowhere}", "iso3 refers to nowhere, which is no table with a key of one column"),
        ("SELECT ?iso3", "SELECT ?zzz", "the column zzz is not explained"),
        ("SELECT ?iso3 WHERE", "SELECT ?iso3 WHERE WHERE", "it is not SPARQL: "),
        ("SELECT ?iso3 WHERE", "ASK", "it is not a SELECT query"),
        ("SELECT ?iso3 WHERE { VALUES ?iso3 { \"AUT\" } }", "SELECT ?iso3 ?year WHERE { VALUES (?iso3 ?year) { (\"AUT\" \"x\") } }", "“x” in the column year is no integer"),
    ],
    ids=["no key", "no French", "a key of no column", "a reference to no table", "a column unexplained", "no SPARQL", "no SELECT", "a value of another type"],
)  # fmt: skip
def test_a_table_that_cannot_be_made_is_told_with_its_cure(
    old: str, new: str, told: str, miniature: tuple[Content, Store], tmp_path: Path
) -> None:
    root = tmp_path / "project"
    for name in ("data", "ontology", "shapes"):
        (root / name).mkdir(parents=True)
    (root / "queries/tables").mkdir(parents=True)
    for name in ("fields.yaml", "tables/fields.yaml"):
        (root / "queries" / name).write_bytes((miniature[0].root / "queries" / name).read_bytes())
    (root / "queries/tables/one.rq").write_text(QUERY.replace(old, new), "utf-8")
    with pytest.raises(ContentError) as caught:
        tables(Content(root), Store(), "2020-06-30")
    assert f"queries/tables/one.rq: {told}" in str(caught.value)


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("x.nq: {media-type: a/b, title: {en: T}, for: {en: F, fr: F}}", "x.nq: it has no media type, or no title"),
        ("x.nq: {title: {en: T, fr: T}, for: {en: F, fr: F}}", "x.nq: it has no media type, or no title"),
        ("x.nq: {media-type: a/b", "it is not YAML: "),
        ("", "it is missing or empty"),
    ],
)
def test_a_list_of_files_that_says_too_little_is_told(entry: str, told: str, tmp_path: Path) -> None:
    for name in ("data", "ontology", "shapes", "queries/downloads"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "queries/downloads/files.yaml").write_text(entry, "utf-8")
    with pytest.raises(ContentError) as caught:
        Offer(Content(tmp_path))
    assert told in str(caught.value)


def test_a_file_that_nothing_is_said_of_is_told(miniature: tuple[Content, Store]) -> None:
    with pytest.raises(ContentError, match=r"queries/downloads/files.yaml: it says nothing of strange.exe"):
        Offer(miniature[0]).about("strange.exe")


def test_what_the_package_says_of_a_file_is_true(folder: Path) -> None:
    package = json.loads((folder / "tables/datapackage.json").read_text("utf-8"))
    for resource in package["resources"]:
        data = (folder / "tables" / resource["path"]).read_bytes()
        assert (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}") == (resource["bytes"], resource["hash"])
        assert set(resource["titles"]) == set(resource["descriptions"]) == {"en", "fr"}
