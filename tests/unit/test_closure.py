"""The queries of the OWL 2 RL closure conclude what the reference concludes, and what they do not cover is left to it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple, parse

from treatygraph.content import Content, QueryFile
from treatygraph.graphs import add, quad, triples
from treatygraph.inference import reasoning
from treatygraph.inference.closure import AXIOMS, close, refer, uncovered
from treatygraph.inference.reasoning import materialise
from treatygraph.namespaces import Names
from treatygraph.sources import load

NAMES = Names()
GRAPH = NAMES.graph("owl-rl")
PREFIXES = f"""
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix tg: <{NAMES.ontology}> . @prefix id: <{NAMES.base}id/> .
"""

CLASSES, LINKS, THINGS = ("tg:A", "tg:B", "tg:C", "tg:D"), ("tg:p", "tg:q", "tg:r", "tg:s"), ("id:x", "id:y", "id:z")
CLASS, LINK, THING = st.sampled_from(CLASSES), st.sampled_from(LINKS), st.sampled_from(THINGS)
AXIOM = st.one_of(
    st.builds("{} rdfs:subClassOf {} .".format, CLASS, CLASS),
    st.builds("{} owl:equivalentClass {} .".format, CLASS, CLASS),
    st.builds("{} rdfs:subPropertyOf {} .".format, LINK, LINK),
    st.builds("{} owl:equivalentProperty {} .".format, LINK, LINK),
    st.builds("{} owl:inverseOf {} .".format, LINK, LINK),
    st.builds("{} a owl:SymmetricProperty .".format, LINK),
    st.builds("{} a owl:TransitiveProperty .".format, LINK),
    st.builds("{} rdfs:domain {} .".format, LINK, CLASS),
    st.builds("{} rdfs:range {} .".format, LINK, CLASS),
    st.builds("{} owl:propertyChainAxiom ( {} {} ) .".format, LINK, LINK, LINK),
)
FACT = st.one_of(st.builds("{} a {} .".format, THING, CLASS), st.builds("{} {} {} .".format, THING, LINK, THING))


@pytest.fixture(scope="module")
def axioms(project: Content) -> list[QueryFile]:
    return project.queries(AXIOMS)


def graph(terminology: str, facts: str) -> Store:
    """A graph of some axioms and some facts."""
    store = Store()
    for text, name in ((terminology, "ontology"), (facts, "source/a")):
        found = [each.triple for each in parse(f"{PREFIXES}\n{text}", RdfFormat.TURTLE)]
        add(store, found, NAMES.graph(name))
    return store


def concluded(store: Store) -> set[Triple]:
    """What the closure has added to a graph; it is in the default graph as well, and nothing else is there that no graph has."""
    named = {each.triple for each in store if not isinstance(each.graph_name, DefaultGraph)}
    assert {each.triple for each in store if isinstance(each.graph_name, DefaultGraph)} == named
    return set(triples(store, GRAPH))


@given(terminology=st.lists(AXIOM, min_size=1, max_size=6), facts=st.lists(FACT, min_size=1, max_size=5))
@settings(max_examples=30, deadline=None)
def test_the_queries_conclude_what_the_reference_concludes(
    axioms: list[QueryFile], terminology: list[str], facts: list[str]
) -> None:
    ours, theirs = (graph("\n".join(terminology), "\n".join(facts)) for _ in range(2))
    close(ours, NAMES, axioms)
    refer(theirs, NAMES)
    assert concluded(ours) == concluded(theirs)


def test_the_miniature_is_the_same_by_both(miniature: tuple[Content, Store], monkeypatch: pytest.MonkeyPatch) -> None:
    content = miniature[0]
    ours, theirs = load(content), load(content)
    materialise(ours, content)
    monkeypatch.setattr(reasoning, "close", lambda store, names, _: refer(store, names))
    materialise(theirs, content)
    assert named(ours) == named(theirs)


def test_our_own_graph_is_the_same_by_both(project: Content, real: Store, axioms: list[QueryFile]) -> None:
    published = concluded_in(real)
    bare = [each for each in real if each.graph_name != GRAPH and not isinstance(each.graph_name, DefaultGraph)]
    found = []
    for closing in (lambda store: close(store, project.names, axioms), lambda store: refer(store, project.names)):
        store = Store()
        store.bulk_extend(bare)
        store.bulk_extend(quad(each.triple, DefaultGraph()) for each in bare)
        closing(store)
        found.append(concluded_in(store))
    assert published <= found[0]
    assert found[0] == found[1]


def test_our_own_terminology_says_nothing_that_no_query_covers(real: Store, axioms: list[QueryFile]) -> None:
    assert uncovered(real, triples(real, NAMES.graph("ontology")), axioms) == []


@pytest.mark.parametrize(
    ("terminology", "missed", "follows"),
    [
        ("tg:p a owl:FunctionalProperty .", ["FunctionalProperty"], "id:w tg:q id:y ."),
        ("tg:D owl:unionOf ( tg:A tg:C ) .", ["unionOf"], "id:x a tg:D ."),
        (
            "tg:A rdfs:subClassOf [ owl:onProperty tg:p ; owl:allValuesFrom tg:D ] .",
            ["a term without a name", "allValuesFrom", "onProperty"],
            "id:y a tg:D .",
        ),
        ("tg:s owl:propertyChainAxiom ( tg:p tg:q tg:r ) .", ["a chain of more than two steps"], "id:x tg:s id:z ."),
    ],
)
def test_what_no_query_covers_is_named_and_left_to_the_reference(
    axioms: list[QueryFile], terminology: str, missed: list[str], follows: str
) -> None:
    store = graph(terminology, "id:x a tg:A ; tg:p id:y , id:w . id:y tg:q id:y . id:y tg:r id:z .")
    assert uncovered(store, triples(store, NAMES.graph("ontology")), axioms) == missed
    close(store, NAMES, axioms)
    (expected,) = parse(f"{PREFIXES}\n{follows}", RdfFormat.TURTLE)
    assert expected.triple in concluded(store)


def named(store: Store) -> set[Quad]:
    """The quads that are the same wherever a file is read."""
    return {each for each in store if all(isinstance(term, NamedNode) for term in (each.subject, each.object))}


def concluded_in(store: Store) -> set[Triple]:
    """The conclusions of the axioms about what has a name."""
    return {found for found in triples(store, GRAPH) if isinstance(found.subject, NamedNode)}
