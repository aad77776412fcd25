"""Mappings to records elsewhere as SSSOM tables: https://mapping-commons.github.io/sssom/spec-formats-tsv/."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
import yaml
from pyoxigraph import DefaultGraph, NamedNode, Store

from treatygraph.content import Content
from treatygraph.links import COLUMNS, SUFFIX, written
from treatygraph.namespaces import OWL, SKOS

#: The justifications that the model of SSSOM lets a mapping have.
JUSTIFICATION = re.compile(
    r"semapv:(MappingReview|ManualMappingCuration|LogicalReasoning|LexicalMatching|CompositeMatching|UnspecifiedMatching"
    r"|SemanticSimilarityThresholdMatching|LexicalSimilarityThresholdMatching|MappingChaining|MappingInversion"
    r"|StructuralMatching|InstanceBasedMatching|BackgroundKnowledgeBasedMatching)"
)

Table = tuple[dict[str, object], list[dict[str, str]]]


def read(data: bytes) -> Table:
    """The head and the rows of an SSSOM table."""
    lines = data.decode("utf-8").splitlines()
    head = yaml.safe_load("\n".join(line[1:] for line in lines if line.startswith("#")))
    return head, list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))


@pytest.fixture(scope="module")
def sets(miniature: tuple[Content, Store]) -> dict[str, Table]:
    """The miniature's sets of mappings, by name."""
    content, store = miniature
    return {name.removesuffix(SUFFIX): read(data) for name, data in written(store, content).items()}


def test_every_set_is_a_table(sets: dict[str, Table]) -> None:
    assert {name: len(rows) for name, (_, rows) in sets.items()} == {
        "iso-3166": 14,
        "uk-parliament": 1,
        "un-m49": 14,
        "wikidata": 3,
    }


def test_a_head_says_what_the_set_is_and_may_be_used_for(sets: dict[str, Table]) -> None:
    for name, (head, _) in sets.items():
        assert str(head["mapping_set_id"]).endswith(f"/id/mapping-set/{name}")
        assert head["license"] == "https://creativecommons.org/licenses/by/4.0/"
        assert head["mapping_set_version"] == "2020-06-30"
        assert head["mapping_set_title"]


def test_every_row_has_the_slots_that_the_model_requires(sets: dict[str, Table]) -> None:
    for head, rows in sets.values():
        prefixes = head["curie_map"]
        assert isinstance(prefixes, dict)
        for row in rows:
            assert set(row) == set(COLUMNS)
            assert re.fullmatch(r"skos:(exact|close|broad|narrow|related)Match", row["predicate_id"])
            assert JUSTIFICATION.fullmatch(row["mapping_justification"])
            assert 0 <= float(row["confidence"]) <= 1
            # A record that has no identifier is a literal, and then it has a label (rules of sssom:Mapping).
            assert row["object_label"] if row["object_type"] == "rdfs literal" else row["object_id"]
            for slot in ("subject_id", "predicate_id", "object_id", "mapping_justification", "object_source"):
                assert not row[slot] or row[slot].partition(":")[0] in prefixes, row


def test_a_row_names_its_justification_day_sources_and_remark(sets: dict[str, Table]) -> None:
    head, rows = sets["wikidata"]
    assert rows[1] == {
        "subject_id": "state:DNK",
        "subject_label": "Denmark",
        "predicate_id": "skos:closeMatch",
        "object_id": "wikidata:Q35",
        "object_label": "",
        "object_type": "",
        "mapping_justification": "semapv:ManualMappingCuration",
        "author_label": "treatygraph contributors",
        "object_source": "target:wikidata",
        "mapping_date": "2020-05-01",
        "confidence": "0.9",
        "see_also": "https://w3id.org/treatygraph/id/source/mini-b",
        "comment": "the country within the Kingdom",
    }
    assert rows[0]["see_also"].split("|") == [
        "https://w3id.org/treatygraph/id/source/mini-a",
        "https://w3id.org/treatygraph/id/source/mini-b",
    ]
    assert head["curie_map"]["wikidata"] == "http://www.wikidata.org/entity/"  # type: ignore[index]


def test_a_code_without_an_iri_is_a_literal(sets: dict[str, Table]) -> None:
    row = sets["un-m49"][1][0]
    assert (row["object_id"], row["object_label"], row["object_type"]) == ("", "040", "rdfs literal")


def test_the_same_graph_gives_the_same_bytes(miniature: tuple[Content, Store]) -> None:
    content, store = miniature
    assert written(store, content) == written(store, content)


def test_content_without_the_question_has_no_tables(miniature: tuple[Content, Store], tmp_path: Path) -> None:
    root = miniature[0].root
    for folder in ("ontology", "shapes", "data"):
        (tmp_path / folder).symlink_to(root / folder, target_is_directory=True)
    (tmp_path / "queries" / "catalogue").mkdir(parents=True)
    (tmp_path / "queries" / "fields.yaml").symlink_to(root / "queries" / "fields.yaml")
    assert written(Store(), Content(tmp_path)) == {}


def test_nothing_is_declared_the_same_as_a_record_elsewhere(real: Store) -> None:
    same = NamedNode(OWL + "sameAs")
    assert list(real.quads_for_pattern(None, same, None, DefaultGraph())) == []


def test_every_state_and_territory_has_its_place_and_its_links(real: Store, project: Content) -> None:
    codes = {quad.subject for quad in real.quads_for_pattern(None, project.names.term("alpha3"), None, DefaultGraph())}
    geo = "http://www.w3.org/2003/01/geo/wgs84_pos#"
    for axis in ("lat", "long"):
        placed = {quad.subject for quad in real.quads_for_pattern(None, NamedNode(geo + axis), None, DefaultGraph())}
        assert placed == codes
    for space in ("http://www.wikidata.org/entity/", "http://publications.europa.eu/resource/authority/country/"):
        linked = {
            quad.subject
            for match in ("exactMatch", "closeMatch")
            for quad in real.quads_for_pattern(None, NamedNode(SKOS + match), None, DefaultGraph())
            if isinstance(quad.object, NamedNode) and quad.object.value.startswith(space)
        }
        assert codes <= linked, space
