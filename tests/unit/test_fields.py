"""The glossary of columns: every column of every question is explained, and answers are of the types that it gives."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store

from treatygraph.catalogue import Question, bind, columns, questions
from treatygraph.content import Content
from treatygraph.errors import ContentError
from treatygraph.fields import TYPES, Field, described, glossary, overridden, value
from treatygraph.namespaces import CANONICAL_BASE, RDF_TYPE, XSD, Names

CASES = Path(__file__).parents[1] / "queries"
WORDS = {"en": "Word", "fr": "Mot"}
ENTRY: dict[str, Any] = {"type": "string", "title": WORDS, "description": WORDS}

#: The terms that each type of field may stand for, as the engine gives them.
GIVEN = {
    "string": lambda term: isinstance(term, Literal) and (bool(term.language) or term.datatype.value == f"{XSD}string"),
    "iri": lambda term: isinstance(term, NamedNode),
    **{
        name: lambda term, name=name: isinstance(term, Literal) and term.datatype.value == f"{XSD}{name}"
        for name in ("date", "integer", "decimal", "boolean", "duration")
    },
}


def field(kind: str) -> Field:
    return Field("column", kind, WORDS, WORDS)


def misfits(store: Store, content: Content, question: Question, given: dict[str, str]) -> set[tuple[str, str, str]]:
    """The columns of an answer whose terms are not of their type, each with the type and a term."""
    answer = store.query(bind(question, given, content.names, "2030-01-01"))
    assert isinstance(answer, QuerySolutions)
    assert [variable.value for variable in answer.variables] == [each.name for each in question.fields]
    return {
        (f"{question.slug}: {each.name}", each.type, str(row[each.name]))
        for row in answer
        for each in question.fields
        if row[each.name] is not None and not GIVEN[each.type](row[each.name])
    }


def test_every_type_of_field_is_known_to_the_test() -> None:
    assert set(GIVEN) == set(TYPES)


def test_every_column_of_every_question_is_explained_in_english_and_french(project: Content) -> None:
    for question in questions(project).values():
        assert [each.name for each in question.fields] == list(columns(project.query(project.root / question.place)))
        for each in question.fields:
            assert all(words.strip() == words != "" for words in [*each.title.values(), *each.description.values()])


def test_no_question_has_two_columns_of_one_title(project: Content) -> None:
    twice = [
        (question.slug, title)
        for question in questions(project).values()
        for language in WORDS
        for title, number in Counter(each.title[language] for each in question.fields).items()
        if number > 1
    ]
    assert twice == []


def test_answers_over_the_miniature_are_of_the_types_that_the_glossary_gives(miniature: tuple[Content, Store]) -> None:
    content, store = miniature
    found: set[tuple[str, str, str]] = set()
    for slug, question in questions(content).items():
        cases = yaml.load((CASES / f"{slug}.yaml").read_text("utf-8"), yaml.BaseLoader)
        for case in cases:
            found |= misfits(store, content, question, case["ask"] or {})
    assert found == set()


def test_answers_over_the_real_graph_are_of_the_types_that_the_glossary_gives(project: Content, real: Store) -> None:
    found: set[tuple[str, str, str]] = set()
    for question in questions(project).values():
        found |= misfits(real, project, question, question.example())
    assert found == set()


def test_every_property_that_a_column_tells_of_is_declared(project: Content, real: Store) -> None:
    prefixes, kinds = Names().prefixes(), {"DatatypeProperty", "ObjectProperty", "FunctionalProperty", "Property"}
    named = {each.property for question in questions(project).values() for each in question.fields if each.property}
    assert named != set()
    for name in sorted(named):
        prefix, _, local = name.partition(":")
        iri = NamedNode(prefixes[prefix] + local)
        types = {quad.object for quad in real.quads_for_pattern(iri, RDF_TYPE, None)}
        own = iri.value.startswith(CANONICAL_BASE)
        assert not own or {str(each).rpartition("#")[2].rstrip(">") for each in types} & kinds, name


@pytest.mark.parametrize(
    ("kind", "term", "expected"),
    [
        ("string", Literal("é", language="fr"), "é"),
        ("string", Literal("007"), "007"),
        ("iri", NamedNode("https://example.org/a"), "https://example.org/a"),
        ("iri", BlankNode("b"), "b"),
        ("date", Literal("2001-11-23", datatype=NamedNode(f"{XSD}date")), "2001-11-23"),
        ("duration", Literal("P3M", datatype=NamedNode(f"{XSD}duration")), "P3M"),
        ("integer", Literal(-12), -12),
        ("integer", Literal("99999999999999999999", datatype=NamedNode(f"{XSD}integer")), 99999999999999999999),
        ("integer", Literal("many"), "many"),
        ("integer", Literal("٣"), "٣"),
        ("boolean", Literal(True), True),
        ("boolean", Literal("0", datatype=NamedNode(f"{XSD}boolean")), False),
        ("boolean", Literal("perhaps"), "perhaps"),
        ("decimal", Literal("48.5", datatype=NamedNode(f"{XSD}decimal")), 48.5),
        ("decimal", Literal("0.10", datatype=NamedNode(f"{XSD}decimal")), 0.1),
        ("decimal", Literal("0.1234567890123456789", datatype=NamedNode(f"{XSD}decimal")), "0.1234567890123456789"),
        ("decimal", Literal("INF"), "INF"),
        ("decimal", Literal("NaN"), "NaN"),
        ("decimal", Literal("none"), "none"),
        ("string", None, None),
        ("integer", None, None),
    ],
)
def test_a_term_becomes_a_value_of_its_column_and_nothing_is_lost(kind: str, term: Any, expected: object) -> None:
    found = value(field(kind), term)
    assert (type(found), found) == (type(expected), expected)


def test_a_file_overrides_only_what_differs() -> None:
    known = overridden({}, {"a": {**ENTRY, "property": "tg:alpha3", "names": "State"}, "b": ENTRY}, "fields.yaml")
    meant = overridden(known, {"a": {"type": "integer"}}, "x.rq")
    assert meant["a"] == Field("a", "integer", WORDS, WORDS, "tg:alpha3", "State")
    assert meant["b"] is known["b"]
    assert known["a"].type == "string"


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ({"a": {**ENTRY, "type": "text"}}, r"x\.rq: a: its type is text\n    write one of string"),
        ({"a": {**ENTRY, "type": "integr"}}, r"its type is integr\n    did you mean integer\?"),
        ({"a": {"title": WORDS, "description": WORDS}}, r"its type is missing"),
        ({"a": {**ENTRY, "titel": WORDS}}, r"a field has no titel\n    did you mean title\?"),
        ({"a": {**ENTRY, "title": {"en": "A"}}}, r"it has no title in English and French\n    add `title: "),
        ({"a": None}, r"it has no description in English and French"),
        ({True: ENTRY}, r"YAML does not read this name as text\n    put it in quotation marks"),
        (["a"], r"x\.rq: its fields are not explained by name"),
    ],
)
def test_an_entry_that_lacks_something_is_told_with_its_cure(header: Any, told: str) -> None:
    with pytest.raises(ContentError) as raised:
        overridden({}, header, "x.rq")
    assert re.search(told, str(raised.value))


def test_every_column_without_an_entry_is_told_with_its_file() -> None:
    with pytest.raises(ContentError) as raised:
        described(["a", "b"], {}, "queries/catalogue/x.rq")
    assert [problem.place for problem in raised.value.problems] == ["queries/catalogue/x.rq"] * 2
    assert "the column b is not explained\n    add it to queries/fields.yaml" in str(raised.value)


@pytest.mark.parametrize(
    ("written", "told"),
    [("a: [", "it is not YAML: "), ("- a", "it explains no column"), ("", "it explains no column")],
)
def test_a_glossary_that_cannot_be_read_is_named(written: str, told: str, tmp_path: Path) -> None:
    for folder in ("ontology", "data", "shapes", "queries"):
        (tmp_path / folder).mkdir()
    (tmp_path / "queries" / "fields.yaml").write_text(written, "utf-8")
    with pytest.raises(ContentError, match=f"queries/fields.yaml: {told}"):
        glossary(Content(tmp_path))
