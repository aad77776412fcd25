"""Which rules are run again: every one that may conclude otherwise, and hardly any other."""

from __future__ import annotations

import pytest
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store, Triple

from treatygraph.content import Content, QueryFile
from treatygraph.graphs import add, quad, triples
from treatygraph.inference.dependence import looks_of
from treatygraph.inference.newcomers import Newcomers, stale
from treatygraph.inference.rules import RULES, conclusions, graph_of

EX = "https://example.org/"
LATER = NamedNode(f"{EX}later")

#: Rules that the new triples bear on, by what they look at.
TOUCHED = {
    "what must be": "?s ex:new ?o",
    "what must not be": "?s ex:old ?o FILTER NOT EXISTS { ?s ex:new ?x }",
    "what is taken away": "?s ex:old ?o MINUS { ?s ex:new ?x }",
    "what may be, and then matters": "?s ex:old ?o OPTIONAL { ?s ex:new ?x } FILTER(!BOUND(?x))",
    "what is counted": "?s ex:old ?o { SELECT ?s (COUNT(?x) AS ?n) WHERE { ?s ex:new ?x } GROUP BY ?s } FILTER(?n = 1)",
    "all that is counted": "?s ex:old ?o { SELECT (COUNT(?y) AS ?n) WHERE { ?z ex:new ?y } } FILTER(?n = 0)",
    "a path": "?s ex:old/ex:new ?o",
    "a path backwards": "?s ^ex:new|ex:none ?o",
    "a path of any length": "?s ex:new+ ?o",
    "a path that may be empty": "?s ex:none* ?o",
    "any property": "?s ex:old ?o ; ?p ?x",
    "a property of several": "VALUES ?p { ex:new ex:none } ?s ex:old ?o ; ?p ?x",
    "a class of several": "VALUES ?c { ex:None ex:New } ?s a ?c ; ex:old ?o",
    "one branch": "?s ex:old ?o { ?s ex:none ?x } UNION { ?s ex:new ?x }",
    "what is absent within what may be": "?s ex:old ?o OPTIONAL { ?s ex:kind ?k MINUS { ?s ex:new ?x } }",
    "a name that an optional part may leave free": "OPTIONAL { ?s ex:new ?x } ?x ex:kind ?o",
    "a class that a condition asks for": "?s a ?o FILTER(?o = ex:New)",
    "a class that is not among those left out": "?s a ?o FILTER(?o NOT IN (ex:Old, ex:None))",
    "a class that is left out, or else": "?s a ?o FILTER(?o NOT IN (ex:New) || ?o = ex:New)",
    "a thing that a condition beside it leaves out": "?s ex:new ?o OPTIONAL { ?x ex:kind ?k } FILTER(?k NOT IN (ex:Old))",
    "a group within a condition": "?s ex:old ?o FILTER(!(EXISTS { ?s ex:new ?x }))",
}

#: Rules that they do not bear on, though they use the same words.
SPARED = {
    "another property": "?s ex:old ?o",
    "another class": "?s a ex:Old ; ex:old ?o",
    "the same property of what has not the other": "?s ex:new ?o ; ex:kind ex:None",
    "a class that no new thing has": "?s ex:new ?o ; a ex:Kind",
    "another value of several": "VALUES ?p { ex:old ex:none } ?s ex:kind ?o ; ?p ?x",
    "another class than a condition asks for": "?s a ?o FILTER(?o = ex:Old)",
    "a class that is left out": "?s a ?o FILTER(?o NOT IN (ex:Old, <https://example.org/New>))",
    "absence that is asked of other things": "?s ex:link ?o FILTER NOT EXISTS { ?s ex:new ?x }",
}


def rule(body: str) -> QueryFile:
    text = f"PREFIX ex: <{EX}>\nCONSTRUCT {{ ?s ex:found ?o }} WHERE {{ {body} }}"
    return QueryFile("10-rule", "rules/10-rule.rq", {}, text)


@pytest.fixture
def before() -> Store:
    store = Store()
    text = "ex:s ex:old ex:o ; ex:kind ex:K . ex:k a ex:Kind ; ex:link ex:o ."
    store.load(f"@prefix ex: <{EX}> . {text}".encode(), format=RdfFormat.TURTLE)
    return store


def grown(store: Store) -> Store:
    """The store with new triples, which a graph holds as well."""
    scratch = Store()
    text = "ex:s ex:new ex:x ; a ex:New . ex:o ex:new ex:y ."
    scratch.load(f"@prefix ex: <{EX}> . {text}".encode(), format=RdfFormat.TURTLE)
    add(store, [found.triple for found in scratch], LATER)
    return store


@pytest.mark.parametrize("body", TOUCHED.values(), ids=TOUCHED)
def test_a_rule_that_what_is_new_may_bear_on_is_run_again(before: Store, body: str) -> None:
    assert Newcomers(grown(before)).touch(rule(body), [LATER])


@pytest.mark.parametrize("body", SPARED.values(), ids=SPARED)
def test_a_rule_that_nothing_new_bears_on_is_not_run_again(before: Store, body: str) -> None:
    concluded = conclusions(before, rule(body))
    assert conclusions(grown(before), rule(body)) == concluded
    assert not Newcomers(before).touch(rule(body), [LATER])


def test_nothing_is_run_again_for_a_graph_without_triples(before: Store) -> None:
    assert not Newcomers(before).touch(rule(TOUCHED["any property"]), [LATER])


def test_every_rule_of_the_project_is_read(miniature: tuple[Content, Store]) -> None:
    assert [each.name for each in miniature[0].queries(RULES) if not looks_of(each.text)] == []


def test_every_rule_of_the_project_is_spared(miniature: tuple[Content, Store]) -> None:
    content, store = miniature
    due = stale(store, content.queries(RULES), content.names, [])
    assert due == []


def test_a_rule_that_concludes_otherwise_without_what_another_concludes_is_touched_by_it(
    miniature: tuple[Content, Store],
) -> None:
    content, whole = miniature
    rules = content.queries(RULES)
    facts = Store()
    facts.bulk_extend(quad(triple, DefaultGraph()) for triple in triples(whole, DefaultGraph()))
    full = {each.name: set(conclusions(facts, each)) for each in rules}
    newcomers = Newcomers(whole)
    missed = []
    for other in [each for each in rules if each.name in ("21-resolution", "35-published-effect", "42-party")]:
        graph = graph_of(other, content.names)
        mine = [found for found in triples(whole, graph) if _graphs(whole, found) == [graph]]
        for found in mine:
            facts.remove(quad(found, DefaultGraph()))
        for each in rules:
            if set(conclusions(facts, each)) != full[each.name] and not newcomers.touch(each, [graph]):
                missed.append((each.name, other.name))
        facts.extend(quad(found, DefaultGraph()) for found in mine)
    assert missed == []


def _graphs(store: Store, found: Triple) -> list[NamedNode | DefaultGraph]:
    """The named graphs that hold a triple."""
    quads = store.quads_for_pattern(found.subject, found.predicate, found.object)
    return [each.graph_name for each in quads if each.graph_name != DefaultGraph()]
