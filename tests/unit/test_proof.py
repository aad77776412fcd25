"""Proofs: every conclusion has one that ends in what documents say, by the rule's own WHERE; and what is missing is named."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, Variable, parse

from treatygraph.content import Content
from treatygraph.errors import ContentError, QuestionError
from treatygraph.graphs import construct, triples
from treatygraph.inference.rules import RULES
from treatygraph.namespaces import OWL, RDF_TYPE, RDFS, XSD, Names
from treatygraph.proofs.account import Node, account
from treatygraph.proofs.binding import Writer
from treatygraph.proofs.explanation import AXIOMS, Asked, Explanations, packed
from treatygraph.proofs.grammar import read
from treatygraph.proofs.narrowing import Lookups, Narrowing
from treatygraph.proofs.proof import Prover, Rule, rules
from treatygraph.proofs.scope import forbidden
from treatygraph.proofs.shortfall import Shortfalls
from treatygraph.proofs.syntax import Pattern
from treatygraph.proofs.wording import Wording

PROJECT = Path(__file__).parents[2]
NAMES = Names()
FILES = sorted([*(PROJECT / RULES).glob("*.rq"), *(PROJECT / AXIOMS).glob("*.rq")])
IDS = [path.stem for path in FILES]

Miniature = tuple[Content, Store]


def rules_of(content: Content) -> list[Rule]:
    return rules(content.queries(RULES), content.queries(AXIOMS), content.names)


def derived(prover: Prover) -> list[Triple]:
    graphs = [graph for graph in prover.store.named_graphs() if prover.is_derived(graph)]
    return list(dict.fromkeys(triple for graph in sorted(graphs, key=str) for triple in triples(prover.store, graph)))


def unproved(prover: Prover) -> list[Triple]:
    return [triple for triple in derived(prover) if not prover.settle(triple)]


@pytest.fixture(scope="module")
def prover(miniature: Miniature) -> Prover:
    content, store = miniature
    return Prover(Lookups(store), rules_of(content), content.names)


@pytest.fixture(scope="module")
def explanations(miniature: Miniature) -> Explanations:
    content, store = miniature
    return Explanations(store, content.names, packed(content), "2020-06-30")


@pytest.fixture
def altered(miniature: Miniature) -> Callable[..., Prover]:
    """A prover over the miniature with a triple more in the graph of a rule and one less."""

    def alter(rule: str, more: Triple, less: Triple | None = None) -> Prover:
        content, store = miniature
        other = Store()
        other.extend(store)
        for graph in (content.names.graph(f"rule/{rule}"), None):
            other.add(Quad(*more, graph) if graph else Quad(*more))
            if less is not None:
                other.remove(Quad(*less, graph) if graph else Quad(*less))
        return Prover(Lookups(other), rules_of(content), content.names)

    return alter


# Every conclusion


def test_every_conclusion_of_the_real_graph_has_a_proof_that_ends_in_what_documents_say(
    project: Content, real: Store
) -> None:
    prover = Prover(Lookups(real), rules_of(project), project.names)
    assert unproved(prover) == []
    premises = {premise for step in prover.chosen.values() if step is not None for premise in step.premises}
    assert premises <= set(prover.chosen)
    leaves = [triple for triple, step in prover.chosen.items() if step is None]
    assert all(prover.asserted(leaf) for leaf in leaves)
    assert len(derived(prover)) > 10_000


def test_every_conclusion_of_the_miniature_has_a_proof(prover: Prover) -> None:
    assert unproved(prover) == []


def test_no_proof_rests_on_what_it_proves(prover: Prover) -> None:
    for triple in derived(prover):
        prover.settle(triple)
    rank: dict[Triple, int] = {}

    def depth(triple: Triple, above: frozenset[Triple]) -> int:
        assert triple not in above
        if triple not in rank:
            step = prover.chosen[triple]
            below = [depth(premise, above | {triple}) for premise in step.premises] if step else []
            rank[triple] = 1 + max(below, default=0)
        return rank[triple]

    assert max(depth(triple, frozenset()) for triple in derived(prover)) > 5


def test_a_proof_concludes_what_the_rule_made_of_its_solution(prover: Prover) -> None:
    for triple in derived(prover):
        prover.settle(triple)
    for triple, step in prover.chosen.items():
        if step is not None:
            assert triple in step.conclusions
            assert step.rule.graph in prover.graphs(triple)


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_a_rule_that_is_read_and_written_again_concludes_the_same(path: Path, miniature: Miniature) -> None:
    content, store = miniature
    rule = content.query(content.root / path.relative_to(PROJECT))
    query = read(rule.text)
    text = Writer(Narrowing(Lookups(Store()), query.prologue)).asking(query.where, {})
    # An empty store shows at once that nothing can match, so the group is written without look-ups.
    assert text is None or "SELECT" in text
    writer = Writer(Narrowing(Lookups(store), query.prologue))
    written = writer.asking(query.where, {})
    template = " ".join(f"{found.subject} {found.step} {found.object} ." for found in query.template)
    again = construct(store, (written or "").replace("SELECT *", f"CONSTRUCT {{ {template} }}", 1)) if written else []
    assert set(again) == set(construct(store, rule.text))


# What is false has no proof


def test_a_triple_that_its_rule_does_not_conclude_has_no_proof(altered: Callable[..., Prover]) -> None:
    false = Triple(NAMES.thing("state/URY"), NAMES.term("partyTo"), NAMES.thing("treaty/mini-1"))
    prover = altered("70-current-status", false)
    assert not prover.settle(false)
    assert account(prover, false) is not None


def test_a_day_that_is_not_the_earliest_is_not_taken_for_it(altered: Callable[..., Prover]) -> None:
    treaty, threshold = NAMES.thing("treaty/mini-1"), NAMES.term("thresholdEarliest")
    day = NamedNode(XSD + "date")
    true = Triple(treaty, threshold, Literal("2001-09-30", datatype=day))
    for false in ("2001-03-20", "2002-11-30"):
        prover = altered("30-threshold", Triple(treaty, threshold, Literal(false, datatype=day)))
        assert not prover.settle(Triple(treaty, threshold, Literal(false, datatype=day)))
    assert prover.settle(true) or not prover.graphs(true)


def test_what_the_graph_does_not_hold_has_no_account(prover: Prover) -> None:
    absent = Triple(NAMES.thing("state/URY"), NAMES.term("partyTo"), NAMES.thing("treaty/mini-1"))
    assert account(prover, absent) is None


# Accounts


def nodes(node: Node) -> list[Node]:
    return [node, *(found for premise in node.premises for found in nodes(premise))]


def test_an_account_goes_down_to_files_and_rows(prover: Prover) -> None:
    held = Triple(NAMES.thing("state/CHE"), NAMES.term("partyTo"), NAMES.thing("treaty/mini-1"))
    root = account(prover, held, limit=1_000)
    assert root is not None
    ends = [node for node in nodes(root) if not node.premises and not node.cut]
    assert all(node.origins for node in ends)
    rows = {(origin.file, origin.row) for node in ends for origin in node.origins}
    assert any(file == "data/treaties/mini-1/actions.csv" and row for file, row in rows)
    assert ("data/treaties/mini-1/treaty.ttl", None) in rows


def test_an_account_is_cut_at_its_depth_and_at_its_limit(prover: Prover) -> None:
    held = Triple(NAMES.thing("state/CHE"), NAMES.term("partyTo"), NAMES.thing("treaty/mini-1"))
    shallow, narrow = account(prover, held, depth=1), account(prover, held, limit=3)
    assert shallow is not None
    assert narrow is not None
    assert {node.cut for node in shallow.premises} == {True}
    assert sum(node.step is not None and not node.cut for node in nodes(narrow)) == 3


def test_a_count_names_each_that_is_counted(prover: Prover) -> None:
    reached = Triple(
        NAMES.thing("treaty/mini-1"),
        NAMES.term("thresholdEarliest"),
        next(
            quad.object
            for quad in prover.store.quads_for_pattern(
                NAMES.thing("treaty/mini-1"), NAMES.term("thresholdEarliest"), None, None
            )
        ),
    )
    (step, *_) = prover.steps(reached)
    counted = {premise.object for premise in step.premises if premise.predicate == NAMES.term("actor")}
    told = {aggregate.variable: aggregate.value.value for aggregate in step.aggregates}
    assert len(counted) == int(told["consents"])
    assert told["reached"] == reached.object.value


def test_what_must_be_absent_is_told(prover: Prover) -> None:
    held = Triple(NAMES.thing("state/CHE"), NAMES.term("partyTo"), NAMES.thing("treaty/mini-1"))
    (step, *_) = prover.steps(held)
    assert [absence.optional for absence in step.absence] == [False]


def test_a_conclusion_of_an_axiom_rests_on_the_axiom(prover: Prover) -> None:
    kinds = [triple for triple in triples(prover.store, NAMES.graph("owl-rl")) if triple.predicate == RDF_TYPE]
    for triple in kinds[:20]:
        step = next(prover.steps(triple))
        assert step.rule.axiomatic
        assert any(premise.predicate.value.startswith((OWL, RDFS)) for premise in step.premises)


# What is missing


def given(name: str) -> Store:
    store = Store()
    for quad in parse(path=PROJECT / "tests" / "rules" / name, format=RdfFormat.TURTLE):
        store.add(Quad(*quad.triple))
    return store


def test_a_threshold_that_is_not_reached_is_told_as_one_number_of_another(project: Content) -> None:
    store = given(
        "30-threshold/one-too-few-for-an-organisation-a-second-consent-and-a-yielding-record-do-not-count.given.ttl"
    )
    (clause,) = store.quads_for_pattern(None, NAMES.term("requiredConsents"), None, None)
    (treaty,) = store.quads_for_pattern(clause.subject, NAMES.term("clauseOf"), None, None)
    wanted = [Pattern(treaty.object, NAMES.term("thresholdEarliest"), Variable("day"))]
    (nearest, *_) = Shortfalls(Lookups(store), rules_of(project)).of(wanted)
    (missing,) = nearest.missing
    assert nearest.rule.name == "30-threshold"
    assert missing.condition is not None
    needed, consents = int(missing.solution["needed"].value), int(missing.solution["consents"].value)
    assert consents == needed - 1
    assert nearest.held > 0


def test_a_missing_premise_is_followed_to_what_no_document_says(explanations: Explanations) -> None:
    told = explanations.why_not_told(Asked("URY", "partyTo", "mini-1"))
    (rule,) = told["rules"]
    assert rule["rule"]["name"] == "70-current-status"
    (missing,) = rule["missing"]
    assert [cause["rule"]["name"] for cause in missing["rules"]] == ["42-party"]
    deeper = missing["rules"][0]["missing"]
    assert deeper
    assert rule["held"] + len(rule["missing"]) == rule["of"]


def test_the_rule_that_lacks_least_comes_first(explanations: Explanations) -> None:
    told = explanations.why_not_told(Asked("ESP", "party", "mini-1"))
    lacking = [rule["of"] - rule["held"] for rule in told["rules"]]
    assert lacking == sorted(lacking)


# What a reader writes


@pytest.mark.parametrize(
    ("subject", "predicate", "value"),
    [
        ("CHE", "partyTo", "mini-1"),
        ("state/CHE", "tg:partyTo", "treaty/mini-1"),
        ("state:CHE", "partyTo", "treaty:mini-1"),
        (NAMES.thing("state/CHE").value, NAMES.term("partyTo").value, f"<{NAMES.thing('treaty/mini-1').value}>"),
        ("CHE", "party", "mini-1"),
        ("mini-1", "inForceOn", ""),
        ("mini-1", "inForceOn", "2002-01-01"),
        ("CHE", "a", "Subject"),
    ],
)
def test_a_reader_names_things_in_several_ways(
    subject: str, predicate: str, value: str, explanations: Explanations
) -> None:
    told = explanations.why_told(Asked(subject, predicate, value))
    assert told["holds"] is True
    assert told["proof"]["rule"] is not None


@pytest.mark.parametrize(
    ("asked", "fault", "cure"),
    [
        (Asked("CHX", "partyTo", "mini-1"), "nothing called CHX", "did you mean CHE?"),
        (Asked("CHE", "partyto", "mini-1"), "no term partyto", "did you mean partyTo?"),
        (Asked("URY", "partyTo", "mini-1"), "does not hold it", "ask why-not."),
        (Asked("CHE", "partyTo", "mini-1", "de"), "lang=de", "write en or fr."),
        (Asked("CHE", "partyTo", "mini-1", "en", 99), "depth=99", "write a number from 0 to 50."),
        (Asked("<< zzz >>", "partyTo", "mini-1"), "nothing called", "write an IRI"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(
    asked: Asked, fault: str, cure: str, explanations: Explanations
) -> None:
    with pytest.raises(QuestionError) as caught:
        explanations.why_told(asked)
    (problem,) = caught.value.problems
    assert fault in problem.fault
    assert cure in problem.cure


def test_why_not_refuses_what_holds_and_what_no_rule_concludes(explanations: Explanations) -> None:
    with pytest.raises(QuestionError, match="ask why"):
        explanations.why_not_told(Asked("CHE", "partyTo", "mini-1"))
    with pytest.raises(QuestionError, match="no rule concludes"):
        explanations.why_not_told(Asked("mini-1", "depositary", "mini-2"))


# Words


def test_a_sentence_leaves_out_what_is_not_bound(miniature: Miniature) -> None:
    words = Wording(miniature[1], miniature[0].names)
    template = {"en": "{state} joins[ until {end}][, on {day}][day!=last? to {last}][day!=other? or {other}]"}
    days = {"day": Literal("2020-01-01"), "last": Literal("2020-01-01"), "other": Literal("2020-01-02")}
    solution: dict[str, Any] = {"state": NAMES.thing("state/CHE"), **days}
    assert words.sentence(template, solution) == "Switzerland joins, on 2020-01-01 or 2020-01-02"


def test_an_account_is_told_in_french(explanations: Explanations) -> None:
    told = explanations.why_told(Asked("CHE", "partyTo", "mini-1", "fr"))
    assert "Suisse" in told["proof"]["says"]
    assert told["proof"]["rule"]["title"] == "Statuts sans fin connue"


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_the_words_of_a_rule_name_its_variables_in_both_languages(path: Path, project: Content) -> None:
    rule = project.query(path)
    said = [rule.header[key] for key in ("says", "short") if key in rule.header] + list(rule.header.get("without", []))
    variables = set(re.findall(r"[?$](\w+)", rule.text))
    for sentence in said:
        assert set(sentence) == {"en", "fr"}
        for text in sentence.values():
            assert set(re.findall(r"\{(\w+)\}", text)) <= variables
    assert len(rule.header.get("without", [])) <= len(forbidden(read(rule.text).where))


# What cannot be read


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * WHERE { ?s ?p ?o }",
        "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }",
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p [ ?q ?o ] }",
        "CONSTRUCT { ?s ex:p ?o } WHERE { ?s ?p ?o }",
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o",
        "",
    ],
)
def test_a_query_that_is_not_written_as_rules_are_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(SyntaxError, match="line 1 is not written as rules are"):
        read(text)


def test_a_rule_that_cannot_be_read_is_named(project: Content, tmp_path: Path) -> None:
    file = project.query(PROJECT / RULES / "70-current-status.rq")
    broken = type(file)("99-broken", f"{RULES}/99-broken.rq", file.header, "DESCRIBE <a:a>")
    with pytest.raises(ContentError) as caught:
        rules([broken], [], project.names)
    assert caught.value.problems[0].place == f"{RULES}/99-broken.rq"
