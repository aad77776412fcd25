"""Nothing is lost on the way: what the tables hold, the graph holds."""

from __future__ import annotations

import pytest
from projects import rows
from pyoxigraph import Store

from treatygraph.content import Content
from treatygraph.namespaces import Names

NAMES = Names()

#: The rows that the tables held when they were first reconciled with their documents. Rows are added and never taken
#: away, so a table that has fewer has lost one.
ROWS = {
    "treaties/ets-185/actions.csv": 249,
    "treaties/ets-189/actions.csv": 124,
    "treaties/cets-224/actions.csv": 56,
    "treaties/cets-201/actions.csv": 90,
    "treaties/un-2024/actions.csv": 75,
    "treaties/unts-crc/actions.csv": 337,
    "treaties/unts-opsc/actions.csv": 311,
    "treaties/unts-untoc/actions.csv": 360,
    "treaties/au-2014/actions.csv": 15,
    "treaties/ets-185/declarations.csv": 152,
    "treaties/ets-189/declarations.csv": 26,
    "treaties/cets-224/declarations.csv": 2,
    "treaties/cets-201/declarations.csv": 4,
    "treaties/unts-opsc/declarations.csv": 4,
    "treaties/ets-185/authorities.csv": 119,
    "treaties/cets-224/authorities.csv": 4,
    "treaties/cets-201/authorities.csv": 4,
    "treaties/ets-185/flags.csv": 129,
    "treaties/ets-189/flags.csv": 18,
    "treaties/cets-224/flags.csv": 2,
    "sources.csv": 324,
    "claims.csv": 35,
    "contradictions.csv": 15,
    "rules.csv": 32,
    "memberships.csv": 74,
    "organisations.csv": 7,
    "states.csv": 249,
}


def things(store: Store, concept: str) -> set[str]:
    """The things of a class, by the end of their IRI."""
    stem = NAMES.thing("").value
    query = f"SELECT DISTINCT ?thing {{ ?thing a <{NAMES.ontology}{concept}> }}"
    return {solution["thing"].value.removeprefix(stem) for solution in store.query(query)}


@pytest.mark.parametrize(("table", "number"), ROWS.items(), ids=ROWS.keys())
def test_no_row_of_a_table_was_lost(table: str, number: int, project: Content) -> None:
    assert len(rows(project, table)) >= number


def test_every_row_of_every_table_is_a_row_of_the_graph(project: Content, real_store: Store) -> None:
    query = f"SELECT ?file ?number {{ ?row a <{NAMES.ontology}Row> ; <{NAMES.ontology}file> ?file ; <{NAMES.ontology}rowNumber> ?number }}"
    held = [(solution["file"].value, int(solution["number"].value)) for solution in real_store.query(query)]
    expected = [(row.file.removeprefix("data/"), row.number) for row in rows(project, "**/*.csv")]
    assert sorted(held) == sorted(expected)


def test_every_act_of_the_tables_is_an_act_of_the_graph_and_the_graph_has_no_other(
    project: Content, real_store: Store
) -> None:
    expected = set()
    for row in rows(project, "treaties/*/actions.csv"):
        cells = row.cells
        window = f"{cells['not_before']}--{cells['not_after']}"
        when = cells["date"] or (window if window != "--" else "undated")
        which = f"{cells['act']}-" if cells["act"] not in ("", "1") else ""
        expected.add(f"action/{row.treaty}/{cells['iso3']}/{cells['action'].replace(' ', '-')}/{which}{when}")
    acts = {act for act in things(real_store, "TreatyAction") if act.startswith("action/")}
    assert sorted(acts ^ expected) == []


@pytest.mark.parametrize(
    ("table", "concept", "stem"),
    [
        ("treaties/*/declarations.csv", "TreatyAction", "statement/"),
        ("treaties/*/authorities.csv", "Designation", "designation/"),
    ],
)
def test_every_statement_and_designation_is_an_act_of_its_own(
    table: str, concept: str, stem: str, project: Content, real_store: Store
) -> None:
    acts = {act for act in things(real_store, concept) if act.startswith(stem)}
    assert len(acts) == len(rows(project, table))


def test_every_flag_is_in_the_graph_for_each_of_its_sources(project: Content, real_store: Store) -> None:
    flags = rows(project, "treaties/*/flags.csv")
    assert len(things(real_store, "StatusFlag")) == sum(len(row.cells["source"].split(";")) for row in flags)


@pytest.mark.parametrize(
    ("table", "column", "concept", "stem"),
    [
        ("sources.csv", "source", "Source", "source/"),
        ("claims.csv", "id", "Claim", "claim/"),
        ("rules.csv", "id", "LegalRule", "legal-rule/"),
        ("states.csv", "alpha3", "Subject", "state/"),
    ],
)
def test_what_a_table_names_is_exactly_what_the_graph_has_of_its_kind(
    table: str, column: str, concept: str, stem: str, project: Content, real_store: Store
) -> None:
    named = [f"{stem}{row.cells[column]}" for row in rows(project, table)]
    assert len(named) == len(set(named))
    assert sorted(thing for thing in things(real_store, concept) if thing.startswith(stem)) == sorted(named)


def test_every_disagreement_is_in_the_graph(project: Content, real_store: Store) -> None:
    assert len(things(real_store, "Discrepancy")) == len(rows(project, "contradictions.csv"))


def test_every_source_that_a_row_names_is_a_source_of_the_table(project: Content) -> None:
    known = {row.cells["source"] for row in rows(project, "sources.csv")}
    named = {
        (row.file, row.number, source) for row in rows(project, "**/*.csv") for source in row.cells["source"].split(";")
    }
    assert sorted(place for place in named if place[2] not in known) == []
