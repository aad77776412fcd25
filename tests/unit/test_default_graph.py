"""The default graph: each triple of the named graphs once, and every act in the graphs of its sources, from its row."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from projects import rows
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store, parse

from treatygraph.content import Content
from treatygraph.namespaces import CANONICAL_BASE, Names
from treatygraph.releases.release import CURRENT, MANIFEST, QUADS

NAMES = Names()
RELEASES = {"the miniature": ("built", "miniature_store"), "the project": ("published", "real_store")}

#: An act's cells by the property that holds each.
CELLS = {
    "recordedName": "state",
    "date": "date",
    "notBefore": "not_before",
    "notAfter": "not_after",
    "endsOn": "until",
    "confidence": "confidence",
}


@pytest.fixture(params=RELEASES.values(), ids=RELEASES.keys())
def opened(request: pytest.FixtureRequest) -> tuple[Path, Store]:
    """A release's folder and its store."""
    folder, store = request.param
    return request.getfixturevalue(folder) / CURRENT, request.getfixturevalue(store)


def number(store: Store, query: str) -> int:
    """The one number that a query counts."""
    (solution,) = store.query(query)
    return int(solution["n"].value)


def prefixed(query: str) -> str:
    """A query with the prefixes that it uses."""
    return "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in NAMES.prefixes().items()) + query


def test_each_triple_is_counted_once(opened: tuple[Path, Store]) -> None:
    folder, store = opened
    counted = number(store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert counted == number(store, "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }")
    assert counted == json.loads((folder / MANIFEST).read_text("utf-8"))["triples"] > 0


def test_it_is_exactly_the_union_of_the_named_graphs_but_the_shapes_and_the_report(
    opened: tuple[Path, Store],
) -> None:
    _, store = opened
    apart = {NAMES.graph("shapes"), NAMES.graph("report")}
    held, union = set(), set()
    for quad in store:
        if isinstance(quad.graph_name, DefaultGraph):
            held.add(quad.triple)
        elif quad.graph_name not in apart:
            union.add(quad.triple)
    assert sorted(map(str, held ^ union)) == []


def test_the_store_holds_the_named_graphs_of_the_dump(opened: tuple[Path, Store]) -> None:
    folder, store = opened
    dumped = set(parse((folder / QUADS).read_bytes(), RdfFormat.N_QUADS))
    assert dumped == {quad for quad in store if not isinstance(quad.graph_name, DefaultGraph)}


def test_a_release_that_a_build_made_holds_the_shapes_and_the_report_in_graphs_of_their_own(
    miniature_store: Store,
) -> None:
    sh = "http://www.w3.org/ns/shacl#"
    for graph, concept in (("shapes", "NodeShape"), ("report", "ValidationReport")):
        asked = f"{{ ?s a <{sh}{concept}> }}"
        assert number(miniature_store, f"SELECT (COUNT(*) AS ?n) {{ GRAPH {NAMES.graph(graph)} {asked} }}") > 0
        assert number(miniature_store, f"SELECT (COUNT(*) AS ?n) {asked}") == 0


def test_two_documents_that_report_one_act_each_have_it_and_it_counts_once(miniature_store: Store) -> None:
    act = NAMES.thing("action/mini-1/AUT/ratification/2001-02-15")
    day = f"{act} <{NAMES.ontology}date> ?day"
    graphs = {solution["g"] for solution in miniature_store.query(f"SELECT ?g {{ GRAPH ?g {{ {day} }} }}")}
    assert graphs == {NAMES.graph("source/mini-a"), NAMES.graph("source/mini-b")}
    assert number(miniature_store, f"SELECT (COUNT(*) AS ?n) {{ {day} }}") == 1


def test_every_row_is_in_the_graph_of_each_of_its_sources_and_in_no_other(project: Content, real_store: Store) -> None:
    query = """
        SELECT DISTINCT ?graph ?file ?number {
          GRAPH ?graph { ?act tg:treaty ?treaty ; tg:actor ?actor ; a ?kind ; prov:wasDerivedFrom ?row . ?row tg:file ?file ; tg:rowNumber ?number }
        }"""
    held = {
        (solution["graph"].value, solution["file"].value, int(solution["number"].value))
        for solution in real_store.query(prefixed(query))
    }
    expected = {
        (NAMES.graph(f"source/{source}").value, row.file.removeprefix("data/"), row.number)
        for kind in ("actions", "declarations", "authorities")
        for row in rows(project, f"treaties/*/{kind}.csv")
        for source in row.cells["source"].split(";")
    }
    assert sorted(held ^ expected) == []


def test_each_act_is_in_the_graph_of_every_source_that_it_names(real_store: Store) -> None:
    query = """
        SELECT DISTINCT ?act ?source { ?act a tg:TreatyAction ; dcterms:source ?source
          BIND(IRI(REPLACE(STR(?source), "/id/source/", "/graph/source/")) AS ?graph)
          FILTER NOT EXISTS { GRAPH ?graph { ?act dcterms:source ?source ; tg:treaty ?treaty } } }"""
    assert [str(solution["act"]) for solution in real_store.query(prefixed(query))] == []


def test_every_act_comes_from_a_row_that_exists(project: Content, real_store: Store) -> None:
    exist = {
        (row.file.removeprefix("data/"), row.number)
        for kind in ("actions", "declarations", "authorities")
        for row in rows(project, f"treaties/*/{kind}.csv")
    }
    come = real_store.query(prefixed("SELECT ?act ?row { ?act a tg:TreatyAction ; prov:wasDerivedFrom ?row }"))
    sources = {(solution["act"], solution["row"]) for solution in come}
    acts = {solution["act"] for solution in real_store.query(prefixed("SELECT ?act { ?act a tg:TreatyAction }"))}
    assert acts == {act for act, _ in sources}
    assert {row for _, row in sources} <= {NAMES.row(file, number) for file, number in exist}


def test_every_act_says_what_the_cells_of_its_row_say(project: Content, real_store: Store) -> None:
    tables = rows(project, "treaties/*/actions.csv")
    wrong = []
    for row in tables:
        node = NAMES.row(row.file.removeprefix("data/"), row.number)
        graph = NAMES.graph(f"source/{row.cells['source'].split(';')[0]}")
        acts = [quad.subject for quad in real_store.quads_for_pattern(None, NamedNode(NAMES.prefixes()["prov"] + "wasDerivedFrom"), node, graph)]  # fmt: skip
        if len(acts) != 1:
            wrong.append((row, acts))
            continue
        said: dict[str, set[str]] = {}
        for quad in real_store.quads_for_pattern(acts[0], None, None, graph):
            said.setdefault(quad.predicate.value, set()).add(quad.object.value)
        given = {property_: said.get(NAMES.ontology + property_, set()) for property_ in CELLS}
        expected = {property_: {row.cells[cell]} - {""} for property_, cell in CELLS.items()}
        # An act that several rows of one table report has the cells of each.
        agrees = all(expected[property_] <= given[property_] for property_ in CELLS)
        kind = row.cells["action"].title().replace(" ", "")
        kinds = {iri.removeprefix(NAMES.ontology).lower() for iri in said[NAMES.prefixes()["rdf"] + "type"]}
        things = (
            said[NAMES.ontology + "treaty"] == {NAMES.thing(f"treaty/{row.treaty}").value}
            and said[NAMES.ontology + "actor"] == {NAMES.thing(f"state/{row.cells['iso3']}").value}
            and said[NAMES.ontology + "actNumber"] == {row.cells["act"] or "1"}
        )
        if not (agrees and things and kinds == {kind.lower()}):
            wrong.append((row, given, kinds))
    assert wrong == []
    assert len(tables) > 0
    assert NAMES.base == CANONICAL_BASE
