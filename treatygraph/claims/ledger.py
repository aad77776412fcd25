"""The ledger: each claim of a document is put to the graph as a question, and the verdict joins the graph.

What is claimed, which question answers it and how the answer is read from its rows are data (``data/claims.csv``,
``data/contradictions.csv``). A verdict is published in ``graph/claims`` with the acts that decide it.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store, Triple

from treatygraph.claims.findings import AGREEMENT, CONTRADICTION, UNANSWERABLE, UNDECIDED, implied
from treatygraph.claims.hearing import Hearing
from treatygraph.claims.judgement import SAID, Assertion, Verdict, verdicts
from treatygraph.content import Content
from treatygraph.errors import ContentError, Problem
from treatygraph.graphs import add, text
from treatygraph.namespaces import RDF_TYPE, RDFS_LABEL, WAS_DERIVED_FROM, XSD, Names

#: The classes of what is judged.
JUDGED = ("Claim", "Discrepancy")


def judge(store: Store, content: Content) -> None:
    """Adds ``graph/claims`` to the store: a verdict on every claim and on every discrepancy.

    Args:
        store: the materialised graph; gains the verdicts in the default graph too.
        content: the content folders, whose catalogue is asked.

    Raises:
        ContentError: with every claim that names a question, parameter, column or claim that does not exist, or whose
            claimed answer is not of the kind that its comparison compares.
    """
    hearing = Hearing(store, content)
    given: dict[NamedNode, Verdict] = {}
    triples: list[Triple] = []
    problems: list[Problem] = []
    for assertion in _assertions(store, content.names):
        try:
            found = verdicts(assertion, hearing)
        except ContentError as error:
            problems += error.problems
            continue
        given[assertion.node] = found[0]
        for verdict in found:
            triples += _written(verdict, hearing, store, content.names)
    for verdict in given.values():
        if (whole := verdict.assertion.whole) is None or problems:
            continue
        if whole in given:
            triples += _consistency(verdict, given[whole], content.names)
        else:
            fault = f"`of` {whole.value.rpartition('/')[2]} is no claim"
            problems.append(Problem(verdict.assertion.place, fault, "write the id of another row."))
    if problems:
        raise ContentError(problems)
    add(store, triples, content.names.graph("claims"))


def _assertions(store: Store, names: Names) -> Iterator[Assertion]:
    """What is to be judged, in the order of its IRIs."""

    def named(node: NamedNode, predicate: NamedNode) -> NamedNode | None:
        found = (quad.object for quad in store.quads_for_pattern(node, predicate, None, DefaultGraph()))
        return min((thing for thing in found if isinstance(thing, NamedNode)), key=str, default=None)

    def said(node: NamedNode, predicate: NamedNode) -> str:
        return min(
            (text(quad.object) for quad in store.quads_for_pattern(node, predicate, None, DefaultGraph())), default=""
        )

    kinds = [names.term(kind) for kind in JUDGED]
    nodes = {quad.subject for kind in kinds for quad in store.quads_for_pattern(None, RDF_TYPE, kind, DefaultGraph())}
    for node in sorted((node for node in nodes if isinstance(node, NamedNode)), key=str):
        row = named(node, WAS_DERIVED_FROM)
        if row is not None:
            file, _, number = row.value.removeprefix(names.base).partition("#row=")
            yield Assertion(
                node,
                row,
                f"{file} row {number}",
                {name: said(node, names.term(name)) for name in SAID},
                text(named(node, names.term("comparison"))).removeprefix(names.ontology),
                named(node, names.term("enumerates")),
            )


def _written(verdict: Verdict, hearing: Hearing, store: Store, names: Names) -> Iterator[Triple]:
    """A verdict as triples."""
    assertion, finding = verdict.assertion, verdict.finding
    node, outcome = _node(verdict, names), names.term(finding.outcome)
    yield Triple(assertion.node, names.term("otherVerdict") if verdict.other else names.term("verdict"), node)
    yield Triple(node, RDF_TYPE, names.term("Verdict"))
    yield Triple(node, names.term("outcome"), outcome)
    yield Triple(node, WAS_DERIVED_FROM, assertion.row)
    about = node.value.removeprefix(names.thing("verdict/").value)
    for quad in store.quads_for_pattern(outcome, RDFS_LABEL, None, DefaultGraph()):
        if isinstance(quad.object, Literal) and quad.object.language:
            yield Triple(node, RDFS_LABEL, Literal(f"{about}: {quad.object.value}", language=quad.object.language))
    if finding.outcome == UNANSWERABLE:
        return
    yield Triple(node, names.term("question"), Literal(assertion.said["question"]))
    yield Triple(node, names.term("parameters"), Literal(verdict.parameters))
    yield Triple(node, names.term("asKnownOn"), Literal(hearing.coverage, datatype=NamedNode(XSD + "date")))
    yield Triple(node, names.term("graphAnswer"), Literal(finding.answer))
    for predicate, values in (
        (names.term("missing"), finding.missing),
        (names.term("surplus"), finding.surplus),
        (names.term("doubtful"), finding.doubtful),
    ):
        for value in values:
            yield Triple(node, predicate, Literal(value))
    for thing in verdict.decided_by:
        yield Triple(node, names.term("decidedBy"), names.thing(thing))


def _consistency(part: Verdict, whole: Verdict, names: Names) -> Iterator[Triple]:
    """Whether a list has the length that its own source announces."""
    node, outcome = _node(part, names), UNDECIDED
    total = implied(part.finding, part.assertion.said["claimedAnswer"], whole.finding)
    if total is not None:
        outcome = AGREEMENT if str(total) == whole.assertion.said["claimedAnswer"] else CONTRADICTION
        yield Triple(node, names.term("impliedNumber"), Literal(str(total), datatype=NamedNode(XSD + "integer")))
    yield Triple(node, names.term("consistency"), names.term(outcome))


def _node(verdict: Verdict, names: Names) -> NamedNode:
    about = verdict.assertion.node.value.removeprefix(names.thing("").value)
    return names.thing(f"verdict/{about}/other" if verdict.other else f"verdict/{about}")
