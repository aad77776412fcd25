"""What files mention, declare and use is read as Turtle and SPARQL mean it, and a graph's outline loses no pattern."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store

from treatygraph.content import Content
from treatygraph.graphs import text
from treatygraph.namespaces import RDF_TYPE, SH, Names
from treatygraph.validation.mentions import FILE, of_constraints, of_files, word
from treatygraph.validation.outline import of_graph

NAMES = Names()
TG = "PREFIX tg: <https://w3id.org/treatygraph/ontology#>\n"


def read(root: Path, place: str, written: str) -> dict[str, set[str]]:
    """The facts about one file, its terms without the namespace."""
    for folder in ("ontology", "data", "shapes", "queries"):
        (root / folder).mkdir(exist_ok=True)
    path = root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(written, "utf-8")
    said: dict[str, set[str]] = {}
    for triple in of_files(Content(root)):
        name = text(triple.predicate).removeprefix(FILE)
        said.setdefault(name, set()).add(text(triple.object).removeprefix(NAMES.ontology).removeprefix(FILE))
    return said


@pytest.mark.parametrize(
    ("written", "mentioned"),
    [
        ("SELECT * { ?s tg:treaty/^tg:actor ?o }", {"treaty", "actor"}),
        ("SELECT * { ?s tg:date ?d . # tg:hidden\n ?s tg:actor ?o }", {"date", "actor"}),
        ('SELECT * { ?s tg:note "tg:hidden", \'tg:hidden\', """tg:hidden" """ }', {"note"}),
        ("SELECT * { ?s a tg:Act. ?tg:o tg:date 1 }", {"Act", "date"}),
        ("SELECT * { ?s ?p <https://w3id.org/treatygraph/ontology#Act> }", {"Act"}),
        ("SELECT * { ?s ?p $value }", set()),
        ("SELECT * { BIND(CONCAT(STR(tg:), ?rank) AS ?o) }", set()),
    ],
)
def test_terms_are_mentioned_outside_comments_strings_and_variables(
    tmp_path: Path, written: str, mentioned: set[str]
) -> None:
    said = read(tmp_path, "queries/catalogue/a.rq", TG + written)
    assert {term for term in said.get("mentions", ()) if "://" not in term} == mentioned


def test_the_values_that_a_parameter_may_have_are_mentioned(tmp_path: Path) -> None:
    header = "#+ title: {en: tg:hidden}\n#+   reading: {type: choice, values: {a: tg:party}, default: a}\n"
    assert "party" in read(tmp_path, "queries/catalogue/a.rq", f"{header}{TG}ASK {{ }}")["mentions"]


@pytest.mark.parametrize(
    "written",
    ["@prefix a: <urn:a#> .\na:b c:d _:e .", "prefix a: <urn:a#>\nASK { a:b c:d [] }"],
)
def test_prefixes_are_declared_and_used_in_both_forms(tmp_path: Path, written: str) -> None:
    said = read(tmp_path, "ontology/a.ttl", written)
    assert (said["prefix"], said["namespace"], said["uses"]) == ({"a"}, {"urn:a#"}, {"a", "c"})


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("queries/catalogue/a.rq", "Question"),
        ("queries/hygiene/a-violation.rq", "Hygiene"),
        ("queries/what-if/scope/a.rq", "Question"),
        ("ontology/rules/10-a.rq", "Rule"),
        ("ontology/a.ttl", "Ontology"),
        ("data/mappings/a.rq", "Mapping"),
        ("data/treaties/a/treaty.ttl", "Data"),
        ("shapes/a.ttl", "Shapes"),
    ],
)
def test_a_file_is_of_the_kind_of_its_folder(tmp_path: Path, place: str, kind: str) -> None:
    said = read(tmp_path, place, TG)
    assert kind in {term.rpartition("#")[2] for values in said.values() for term in values}
    assert said["path"] == {place}


def test_the_query_of_a_shape_uses_the_prefixes_that_the_shape_declares() -> None:
    shape, constraint, prefixes, declaration = (NamedNode("urn:s"), *(BlankNode() for _ in range(3)))
    store = Store()
    facts: list[tuple[NamedNode | BlankNode, str, NamedNode | BlankNode | Literal]] = [
        (shape, "sparql", constraint),
        (constraint, "prefixes", prefixes),
        (prefixes, "declare", declaration),
        (declaration, "prefix", Literal("tg")),
        (declaration, "namespace", Literal(NAMES.ontology)),
        (constraint, "select", Literal("SELECT $this { $this tg:date ?d ; skos:note ?n }")),
    ]
    store.extend(Quad(thing, NamedNode(SH + name), value, NAMES.graph("shapes")) for thing, name, value in facts)
    said = {(text(triple.predicate).removeprefix(FILE), text(triple.object)) for triple in of_constraints(store, NAMES)}
    assert ("mentions", NAMES.term("date").value) in said
    assert {value for name, value in said if name == "uses"} == {"tg", "skos"}
    assert {value for name, value in said if name == "prefix"} == {"tg"}


# The outline


def facts(store: Store) -> list[tuple[str, str, str, str]]:
    """The facts that stand for the patterns of a graph, with their numbers."""
    said: dict[str, dict[str, str]] = {}
    for triple in of_graph(store, NAMES):
        said.setdefault(text(triple.subject), {})[text(triple.predicate).removeprefix(FILE)] = text(triple.object)
    return sorted(
        (fact["subject"], fact["property"], fact["value"], fact["number"]) for fact in said.values() if "number" in fact
    )


def quad(subject: str, predicate: str, value: NamedNode | Literal) -> Quad:
    return Quad(NamedNode(subject), NamedNode(predicate), value, DefaultGraph())


def test_facts_of_one_pattern_are_counted_and_the_first_by_name_stands_for_them() -> None:
    ship = NamedNode("urn:Ship")
    store = Store()
    for name in ("urn:c", "urn:a", "urn:b"):
        store.add(Quad(NamedNode(name), RDF_TYPE, ship, DefaultGraph()))
        store.add(quad(name, "urn:masts", Literal(3)))
    store.add(quad("urn:b", "urn:masts", Literal("three")))
    store.add(quad("urn:boat", "urn:masts", Literal(1)))
    assert facts(store) == [
        ("urn:a", "urn:masts", "3", "3"),
        ("urn:b", "urn:masts", "three", "1"),
        ("urn:boat", "urn:masts", "1", "1"),
    ]


def test_each_value_that_may_be_missing_is_looked_at() -> None:
    store = Store()
    here, gone = NAMES.thing("state/A"), NAMES.thing("state/B")
    store.add(quad("urn:x", "urn:to", here))
    store.add(quad("urn:y", "urn:to", gone))
    store.add(quad(here.value, "urn:name", Literal("A")))
    described = {triple.subject for triple in of_graph(store, NAMES) if triple.predicate == word("described")}
    assert here in described
    assert gone not in described
    assert ("urn:y", "urn:to", gone.value, "1") in facts(store)


def test_the_terms_in_use_are_those_of_properties_classes_and_values_of_the_ontology() -> None:
    store = Store()
    store.add(quad("urn:x", NAMES.term("status").value, NAMES.term("party")))
    store.add(Quad(NamedNode("urn:x"), RDF_TYPE, NAMES.term("StatusPeriod"), DefaultGraph()))
    mentioned = {text(triple.object) for triple in of_graph(store, NAMES) if triple.predicate == word("mentions")}
    assert mentioned == {NAMES.term(name).value for name in ("status", "party", "StatusPeriod")}
