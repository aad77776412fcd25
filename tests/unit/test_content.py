"""Content files: what stands in their headers, and what is told of one that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from treatygraph.content import FOLDERS, Content
from treatygraph.errors import ContentError


@pytest.fixture
def content(tmp_path: Path) -> Content:
    for folder in FOLDERS:
        (tmp_path / folder).mkdir()
    return Content(tmp_path)


def test_a_folder_that_is_missing_is_named_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "ontology").mkdir()
    with pytest.raises(ContentError) as caught:
        Content(tmp_path)
    assert caught.value.problems[0].fault == "there is no folder shapes, queries"
    assert "TREATYGRAPH_ROOT" in caught.value.problems[0].cure


def test_a_header_keeps_the_word_on_and_knows_true_and_false(content: Content) -> None:
    path = content.root / "queries" / "a.rq"
    path.write_text(
        "#+ title: {en: A, fr: A}\n#+ parameters:\n#+   on: {required: true, example: off}\n#+   yes: {required: false}\nASK {}\n"
    )
    header = content.query(path).header
    assert header["parameters"] == {"on": {"required": True, "example": "off"}, "yes": {"required": False}}


def test_a_header_ends_where_the_query_begins_and_the_query_is_kept_whole(content: Content) -> None:
    path = content.root / "queries" / "a.rq"
    text = "#+ title: {en: A, fr: A}\n# a remark\nASK {} # tail\n"
    path.write_text(text)
    query = content.query(path)
    assert (query.name, query.place, query.text) == ("a", "queries/a.rq", text)
    assert query.header == {"title": {"en": "A", "fr": "A"}}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("#+ title: {en: A\nASK {}", "its header is not YAML"),
        ("#+ title: a: b\nASK {}", "its header is not YAML"),
        ("ASK {}", "it has no header with a title"),
        ("#+ description: a\nASK {}", "it has no header with a title"),
        ("#+ only words\nASK {}", "it has no header with a title"),
    ],
)
def test_a_header_that_cannot_be_read_is_named_with_its_file(content: Content, text: str, fault: str) -> None:
    path = content.root / "queries" / "a.rq"
    path.write_text(text)
    with pytest.raises(ContentError) as caught:
        content.query(path)
    assert str(caught.value).startswith(f"queries/a.rq: {fault}")


def test_a_file_that_is_not_utf_8_is_named_with_the_byte(content: Content) -> None:
    path = content.root / "data" / "states.csv"
    path.write_bytes("Türkiye".encode("latin-1"))
    with pytest.raises(ContentError) as caught:
        content.text(path)
    assert str(caught.value) == "data/states.csv: byte 2 is not UTF-8\n    save the file as UTF-8."


def test_a_copy_under_another_base_says_so_in_every_iri(content: Content) -> None:
    path = content.root / "data" / "a.ttl"
    path.write_text("<https://w3id.org/treatygraph/id/treaty/mini-1> a <https://example.org/C> .")
    copy = Content(content.root, "http://localhost:8000/")
    assert copy.text(path) == "<http://localhost:8000/id/treaty/mini-1> a <https://example.org/C> ."


def test_files_come_sorted_and_without_templates(content: Content) -> None:
    for name in ("treaties/b/a.csv", "treaties/_template/a.csv", "treaties/a/a.csv"):
        path = content.root / "data" / name
        path.parent.mkdir(parents=True)
        path.touch()
    assert [content.place(path) for path in content.files("data/**/*.csv")] == [
        "data/treaties/a/a.csv",
        "data/treaties/b/a.csv",
    ]


def test_the_fingerprint_changes_with_a_byte_a_name_and_the_base_and_with_nothing_else(content: Content) -> None:
    path = content.root / "data" / "a.csv"
    path.write_text("a\n")
    first = content.fingerprint()
    assert content.fingerprint() == first
    assert Content(content.root, "http://localhost:8000/").fingerprint() != first
    path.write_text("b\n")
    second = content.fingerprint()
    path.rename(path.with_name("b.csv"))
    third = content.fingerprint()
    (content.root / "build").mkdir()
    (content.root / "build" / "a.csv").write_text("a\n")
    assert len({first, second, third}) == 3
    assert content.fingerprint() == third
