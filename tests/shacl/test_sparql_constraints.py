"""Constraints that are queries: for all focus nodes at once where that is the same, for one at a time elsewhere."""

from __future__ import annotations

import pytest
from comparison import differences, lines, loaded, turtle
from pyoxigraph import Literal, Triple

from treatygraph.errors import ContentError
from treatygraph.shacl import validator
from treatygraph.shacl.rewriting import Query

DATA = """
:a a :Thing ; :part :p , :q ; :size 3 . :b a :Thing ; :part :q ; :size 5 . _:c a :Thing ; :part :r .
:p :weight 1 . :q :weight 2 . :r :weight 9 . :part :of :whole .
"""


def shape(select: str, more: str = "", target: str = "sh:targetClass :Thing") -> list[Triple]:
    """A shape with one query and a prefix for it."""
    return turtle(
        f"""
        :prefixes sh:declare [ sh:prefix "" ; sh:namespace "https://example.org/"^^xsd:anyURI ] .
        :shape {target} ; {more} sh:sparql [ sh:prefixes :prefixes ; sh:select '''{select}''' ] .
        """
    )


SEPARATE = {
    "a pattern": "SELECT $this ?value { $this :part ?value }",
    "a filter in a group of its own": "SELECT $this ?value { ?value :weight ?w . { FILTER($this = :a) } }",
    "an optional pattern first": "SELECT $this { OPTIONAL { $this :size ?size } FILTER(!BOUND(?size)) }",
    "a union": "SELECT $this ?value { { $this :part ?value } UNION { ?value :of :whole . FILTER(isIRI($this)) } }",
    "something absent": "SELECT $this { FILTER NOT EXISTS { $this :size ?size } }",
    "a sum in groups": "SELECT $this (SUM(?w) AS ?value) { $this :part/:weight ?w } GROUP BY $this HAVING(SUM(?w) > 2)",
    "a subquery": "SELECT $this ?value { { SELECT $this (MAX(?w) AS ?value) { $this :part/:weight ?w } GROUP BY $this } }",
    "words in a comment": "SELECT $this { # LIMIT 1\n $this :size ?size }",
}
ONE_BY_ONE = {
    "the first of all": "SELECT $this ?value { $this :part ?value } ORDER BY ?value LIMIT 1",
    "a count over everything": "SELECT (COUNT(?value) AS ?n) ($this AS ?value) { $this :part ?value }",
    "a subquery with a limit": "SELECT $this ?value { { SELECT $this ?value { $this :part ?value } ORDER BY ?value LIMIT 1 } }",
}


@pytest.mark.parametrize("select", SEPARATE.values(), ids=SEPARATE)
def test_a_query_for_all_focus_nodes_gives_what_it_gives_for_each(select: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data, shapes = loaded(turtle(DATA)), shape(select)
    assert Query(select).separate
    together = lines(validator.validate(data, shapes))
    monkeypatch.setattr(Query, "separate", False)
    assert lines(validator.validate(data, shapes)) == together
    assert together


@pytest.mark.parametrize("select", SEPARATE.values(), ids=SEPARATE)
def test_the_reference_finds_what_a_query_gives(select: str) -> None:
    assert list(differences(loaded(turtle(DATA)), shape(select, target="sh:targetNode :a , :b"))) == []


def test_a_word_that_is_ruled_out_may_stand_in_a_comment_a_text_or_a_name() -> None:
    select = 'SELECT $this { # VALUES\\n $this :size ?size . FILTER("MINUS" != "SERVICE") FILTER NOT EXISTS { ?x :values ?y } }'
    assert list(Query(select).faults()) == []


def test_a_query_that_mixes_focus_nodes_is_asked_for_each() -> None:
    for select in ONE_BY_ONE.values():
        assert not Query(select).separate
    found = validator.validate(loaded(turtle(DATA)), shape(ONE_BY_ONE["the first of all"]))
    assert sorted(str(result.value).rpartition("/")[2] for result in found) == ["p>", "q>", "r>"]


def test_a_message_tells_what_the_variables_stand_for_in_the_language_of_its_template() -> None:
    select = "SELECT $this ?value ?w { $this :part ?value . ?value :weight ?w . FILTER(?w > 8) }"
    shapes = shape(select, more='sh:message "{?w} at {$other}"@en , "{$w} kg"@fr ;')
    (result,) = validator.validate(loaded(turtle(DATA)), shapes)
    assert result.messages == (Literal("9 at {$other}", language="en"), Literal("9 kg", language="fr"))
    assert result.bindings["w"] == Literal(9)


def test_a_query_in_a_shape_within_a_shape_is_asked_of_each_value() -> None:
    heavy = shape("SELECT $this { $this :weight ?w . FILTER(?w > 1) }", target="rdfs:label 'heavy'")
    outer = turtle(":outer sh:targetClass :Thing ; sh:property [ sh:path :part ; sh:node :shape ] .")
    found = validator.validate(loaded(turtle(DATA)), [*heavy, *outer])
    assert sorted(str(result.value).rpartition("/")[2] for result in found) == ["q>", "q>", "r>"]
    assert {result.component.value.rpartition("#")[2] for result in found} == {"NodeConstraintComponent"}


REFUSED = {
    ":s sh:targetClass :Thing ; sh:property [ sh:path :part ; sh:minCuont 1 ] .": "sh:minCuont is no term for shapes",
    ":s sh:targetClass :Thing ; sh:node :s .": "the shape refers to itself",
    ":s sh:targetClass :Thing ; sh:js [] .": "sh:js cannot be compiled",
    ":s sh:target [ a sh:SPARQLTarget ; sh:select 'SELECT ?this {}' ] ; sh:class :A .": "sh:target cannot be compiled",
    ":s sh:targetClass :Thing ; sh:pattern '(?=a)' .": "the engine cannot read the pattern",
    ":s sh:targetClass :Thing ; sh:minCount 1 .": "sh:minCount stands in a node shape",
    ":s sh:targetClass :Thing ; sh:property [ sh:path [ sh:anyPath :p ] ; sh:class :A ] .": "it is not a SHACL path",
    ":s sh:targetClass :Thing ; sh:property [ sh:path :p ; sh:maxCount 1 , 2 ] .": "sh:maxCount has 2 values",
    ":s sh:targetClass :Thing ; sh:sparql [ sh:select 'SELECT $this { $this ex:p 1 }' ] .": "its query cannot be read",
    ":s sh:targetClass :Thing ; sh:sparql [ sh:select 'SELECT $this { $this ?p $currentShape }' ] .": "$currentShape",
}


@pytest.mark.parametrize(("text", "fault"), REFUSED.items(), ids=REFUSED.values())
def test_a_shape_that_cannot_be_checked_is_named_and_not_skipped(text: str, fault: str) -> None:
    with pytest.raises(ContentError) as refusal:
        validator.validate(loaded(turtle(DATA)), turtle(text))
    assert fault in str(refusal.value)
    (problem,) = refusal.value.problems
    assert problem.cure


def test_the_order_of_results_does_not_depend_on_the_names_of_blank_nodes() -> None:
    text = (
        ":s sh:targetClass :Thing ; sh:property [ sh:path :part ; sh:maxCount 1 ] , [ sh:path :size ; sh:maxCount 0 ] ."
    )
    data = loaded(turtle(DATA))
    runs = [[(r.focus, r.path, r.component) for r in validator.validate(data, turtle(text))] for _ in range(3)]
    assert runs[0] == runs[1] == runs[2]
