"""A rule's conclusions are written by the engine as they are read from it, and what has changed of them is told."""

from __future__ import annotations

import pytest
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store, Triple

from treatygraph.content import QueryFile
from treatygraph.errors import ContentError
from treatygraph.graphs import quad, triples
from treatygraph.inference.rules import again, conclusions, infer

EX = "https://example.org/"
GRAPH = NamedNode(EX + "graph")
FACTS = 'ex:a ex:p ex:b , "a }", ex:c . ex:b ex:q ex:c .'


def rule(query: str) -> QueryFile:
    text = f"#+ title: {{en: CONSTRUCT in a header}}\nPREFIX ex: <{EX}>\n{query}"
    return QueryFile("10-rule", "ontology/rules/10-rule.rq", {"title": {}}, text)


@pytest.fixture
def store() -> Store:
    held = Store()
    held.load(f"@prefix ex: <{EX}> . {FACTS}".encode(), format=RdfFormat.TURTLE)
    return held


@pytest.mark.parametrize(
    "query",
    [
        "CONSTRUCT { ?o ex:r ?s } WHERE { ?s ex:p ?o }",
        "CONSTRUCT { ?s ex:r ?o ; ex:s ?none . } WHERE { ?s ex:p ?o OPTIONAL { ?o ex:none ?none } }",
        'CONSTRUCT { ?s ex:says "{ CONSTRUCT }" } { ?s ex:p ?o } # }',
        "CONSTRUCT { ?s ex:first ?o } WHERE { SELECT ?s (MIN(?each) AS ?o) WHERE { ?s ex:p ?each } GROUP BY ?s }",
        "CONSTRUCT { ?s ex:r ?o } WHERE { ?s ex:p ?o } ORDER BY ?o LIMIT 1",
        "CONSTRUCT WHERE { ?s ex:q ?o }",
    ],
)
def test_the_engine_writes_what_the_query_gives(store: Store, query: str) -> None:
    expected, before = set(conclusions(store, rule(query))), set(triples(store, DefaultGraph()))
    assert expected
    infer(store, rule(query), GRAPH)
    assert set(triples(store, GRAPH)) == expected
    assert set(triples(store, DefaultGraph())) == before | expected


@pytest.mark.parametrize("query", ["SELECT * WHERE { ?s ex:p ?o }", "CONSTRUCT { ?s ex:r ?o } WHERE { ?s ex:p ?o ", ""])
def test_what_is_no_construct_query_is_refused_and_writes_nothing(store: Store, query: str) -> None:
    before = set(store)
    with pytest.raises(ContentError) as caught:
        infer(store, rule(query), GRAPH)
    assert caught.value.problems[0].place == "ontology/rules/10-rule.rq"
    assert set(store) == before


def test_what_a_rule_no_longer_concludes_and_what_it_concludes_besides_are_told(store: Store) -> None:
    asked = rule("CONSTRUCT { ?s ex:r ?o } WHERE { ?s ex:q ?o }")
    infer(store, asked, GRAPH)
    assert again(store, asked, GRAPH) == ([], [])
    a, b, c, q, r = (NamedNode(EX + name) for name in "abcqr")
    store.remove(quad(Triple(b, q, c), DefaultGraph()))
    store.add(quad(Triple(a, q, c), DefaultGraph()))
    assert again(store, asked, GRAPH) == ([Triple(b, r, c)], [Triple(a, r, c)])
