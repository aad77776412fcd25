"""Reasoning: rules run in the order of their numbers, and one that does not settle stops the build."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store, Triple

from treatygraph.content import FOLDERS, Content
from treatygraph.errors import ContentError, ReasoningError
from treatygraph.graphs import add, triples
from treatygraph.inference.reasoning import RULES, materialise

EX = "https://example.org/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TERMINOLOGY = """
@prefix ex: <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:below rdfs:subPropertyOf ex:above .
ex:below a owl:ObjectProperty .
ex:above a owl:ObjectProperty .
"""


@pytest.fixture
def content(tmp_path: Path) -> Content:
    for folder in FOLDERS:
        (tmp_path / folder).mkdir()
    (tmp_path / RULES).mkdir()
    return Content(tmp_path)


def write_rule(content: Content, name: str, query: str, header: str = "") -> None:
    prefix = f"#+ title: {{en: A rule, fr: Une règle}}\n{header}PREFIX ex: <{EX}>\n"
    (content.root / RULES / f"{name}.rq").write_text(prefix + query)


def facts(content: Content, text: str) -> Store:
    store = Store()
    scratch = Store()
    scratch.load(f"@prefix ex: <{EX}> . {text}".encode(), format=RdfFormat.TURTLE)
    add(store, [found.triple for found in scratch], content.names.graph("source/test"))
    return store


def concluded(store: Store, content: Content, rule: str) -> set[tuple[str, str, str]]:
    found = triples(store, content.names.graph(f"rule/{rule}"))
    return {tuple(part.value.removeprefix(EX) for part in (t.subject, t.predicate, t.object)) for t in found}


def test_a_rule_uses_what_a_rule_of_a_lower_number_concludes(content: Content) -> None:
    write_rule(content, "20-second", "CONSTRUCT { ?s ex:c ?o } WHERE { ?s ex:b ?o }")
    write_rule(content, "10-first", "CONSTRUCT { ?s ex:b ?o } WHERE { ?s ex:a ?o }")
    store = facts(content, "ex:s ex:a ex:o .")
    materialise(store, content)
    assert concluded(store, content, "10-first") == {("s", "b", "o")}
    assert concluded(store, content, "20-second") == {("s", "c", "o")}
    assert store.query(f"ASK {{ <{EX}s> <{EX}c> <{EX}o> }}")


def test_rules_of_one_number_are_repeated_until_they_add_nothing(content: Content) -> None:
    write_rule(content, "10-a", "CONSTRUCT { ?s ex:odd ?o } WHERE { ?s ex:even ?p . ?p ex:next ?o }")
    write_rule(content, "10-b", "CONSTRUCT { ?s ex:even ?o } WHERE { ?s ex:odd ?p . ?p ex:next ?o }")
    store = facts(content, "ex:s ex:even ex:n0 . ex:n0 ex:next ex:n1 . ex:n1 ex:next ex:n2 . ex:n2 ex:next ex:n3 .")
    materialise(store, content)
    assert concluded(store, content, "10-a") == {("s", "odd", "n1"), ("s", "odd", "n3")}
    assert concluded(store, content, "10-b") == {("s", "even", "n2")}


def test_a_rule_that_rests_on_the_absence_of_what_a_later_rule_concludes_is_refused(content: Content) -> None:
    write_rule(
        content, "10-first", "CONSTRUCT { ?s ex:free true } WHERE { ?s ex:a ?o FILTER NOT EXISTS { ?s ex:bound ?x } }"
    )
    write_rule(content, "20-second", "CONSTRUCT { ?s ex:bound ?o } WHERE { ?s ex:a ?o }")
    with pytest.raises(ReasoningError) as caught:
        materialise(facts(content, "ex:s ex:a ex:o ."), content)
    (problem,) = caught.value.problems
    assert problem.place == f"{RULES}/10-first.rq"
    assert "would no longer conclude" in problem.fault
    assert "give it a number above" in problem.cure


def test_a_rule_that_rests_on_the_absence_of_what_an_earlier_rule_concludes_is_sound(content: Content) -> None:
    write_rule(content, "10-first", "CONSTRUCT { ?s ex:bound ?o } WHERE { ?s ex:a ?o }")
    write_rule(
        content, "20-second", "CONSTRUCT { ?s ex:free true } WHERE { ?s ex:b ?o FILTER NOT EXISTS { ?s ex:bound ?x } }"
    )
    store = facts(content, "ex:s ex:a ex:o ; ex:b ex:o . ex:t ex:b ex:o .")
    materialise(store, content)
    assert concluded(store, content, "20-second") == {("t", "free", "true")}


def test_axioms_and_rules_are_brought_together(content: Content) -> None:
    write_rule(content, "10-first", "CONSTRUCT { ?s ex:below ?o } WHERE { ?s ex:a ?o }")
    write_rule(
        content,
        "20-second",
        "CONSTRUCT { ?s ex:seen ?o } WHERE { ?s <https://w3id.org/treatygraph/ontology#above> ?o }",
    )
    store = facts(content, "ex:s ex:a ex:o .")
    terminology = Store()
    terminology.load(
        TERMINOLOGY.replace("ex:above", f"<{content.names.ontology}above>").encode(), format=RdfFormat.TURTLE
    )
    add(store, [found.triple for found in terminology], content.names.graph("ontology"))
    materialise(store, content)
    derived = Triple(NamedNode(EX + "s"), NamedNode(content.names.ontology + "above"), NamedNode(EX + "o"))
    assert derived in set(triples(store, content.names.graph("owl-rl")))
    assert concluded(store, content, "20-second") == {("s", "seen", "o")}


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE { ?s ?p ?o }",
        "ASK { ?s ?p ?o }",
        "# CONSTRUCT\nSELECT * WHERE { ?s ex:none ?o }",
        "CONSTRUCT { ?s ?p } WHERE",
        "INSERT DATA { ex:s ex:p ex:o }",
    ],
)
def test_a_rule_that_is_no_construct_query_is_refused(content: Content, query: str) -> None:
    write_rule(content, "10-first", query)
    with pytest.raises(ContentError) as caught:
        materialise(facts(content, "ex:s ex:a ex:o ."), content)
    assert caught.value.problems[0].place == f"{RULES}/10-first.rq"


@pytest.mark.parametrize("name", ["first", "a10-first", "-10"])
def test_a_rule_without_a_number_is_refused(content: Content, name: str) -> None:
    write_rule(content, name, "CONSTRUCT { ?s ex:b ?o } WHERE { ?s ex:a ?o }")
    with pytest.raises(ContentError) as caught:
        materialise(facts(content, "ex:s ex:a ex:o ."), content)
    assert str(caught.value).startswith(f"{RULES}/{name}.rq: its name has no number")


def test_a_rule_is_described_in_the_graph(content: Content) -> None:
    header = "#+ description: >-\n#+   It says\n#+   so.\n#+ basis: VCLT Art. 24\n#+ implements: [R02, R03]\n"
    write_rule(content, "10-first", "CONSTRUCT { ?s ex:b ?o } WHERE { ?s ex:a ?o }", header)
    store = facts(content, "ex:s ex:a ex:o .")
    materialise(store, content)
    node = content.names.thing("rule/10-first")
    told = {
        (t.predicate.value.rpartition("#")[2], str(t.object.value))
        for t in triples(store, content.names.graph("provenance"))
        if t.subject == node
    }
    assert told == {
        ("type", f"{content.names.ontology}InferenceRule"),
        ("label", "A rule"),
        ("label", "Une règle"),
        ("definition", "It says so."),
        ("basis", "VCLT Art. 24"),
        ("implements", content.names.thing("legal-rule/R02").value),
        ("implements", content.names.thing("legal-rule/R03").value),
        ("concludesIn", content.names.graph("rule/10-first").value),
    }


def test_the_miniature_holds_each_triple_of_its_named_graphs_once_and_nothing_of_the_shapes(
    miniature: tuple[Content, Store],
) -> None:
    content, store = miniature
    shapes = content.names.graph("shapes")
    named = {found.triple for found in store if isinstance(found.graph_name, NamedNode) and found.graph_name != shapes}
    counted = store.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    assert int(next(iter(counted))["n"].value) == len(named)
