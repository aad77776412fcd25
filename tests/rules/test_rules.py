"""Each rule alone over small graphs: what it concludes, and where it must conclude nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, Store, Triple, parse

from treatygraph.content import Content
from treatygraph.inference.rules import RULES, conclusions

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
CASES = sorted(HERE.glob("*/*.given.ttl"))
NAMES = [f"{case.parent.name}/{case.name.removesuffix('.given.ttl')}" for case in CASES]


def outcome_of(case: Path) -> Path:
    return case.with_name(case.name.replace(".given.ttl", ".then.ttl"))


def triples(path: Path) -> set[Triple]:
    return {quad.triple for quad in parse(path=path, format=RdfFormat.TURTLE)}


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_a_rule_concludes_exactly_what_its_case_says(case: Path, project: Content) -> None:
    rule = project.query(PROJECT / RULES / f"{case.parent.name}.rq")
    store = Store()
    store.extend(Quad(*triple) for triple in triples(case))
    outcome = outcome_of(case)
    expected = triples(outcome) if outcome.exists() else set()
    found = set(conclusions(store, rule))
    assert sorted(map(str, found - expected)) == []
    assert sorted(map(str, expected - found)) == []


@pytest.mark.parametrize("rule", sorted(path.stem for path in (PROJECT / RULES).glob("*.rq")))
def test_every_rule_has_a_case_where_it_fires_and_one_where_it_is_silent(rule: str) -> None:
    outcomes = {outcome_of(case).exists() for case in CASES if case.parent.name == rule}
    assert outcomes == {True, False}


def test_every_case_belongs_to_a_rule_and_is_not_empty() -> None:
    strays = [case for case in CASES if not (PROJECT / RULES / f"{case.parent.name}.rq").exists()]
    assert strays == []
    assert [case for case in CASES if not triples(case)] == []
    outcomes = {outcome_of(case) for case in CASES}
    assert [path for path in HERE.glob("*/*.then.ttl") if path not in outcomes or not triples(path)] == []
