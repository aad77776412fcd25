"""The bench is as it was when what was laid beside it has been looked at, whatever was concluded of it."""

from __future__ import annotations

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Store, Triple

from treatygraph.graphs import add, quad, triples
from treatygraph.increments.bench import Bench

EX = "https://example.org/"
RULE = NamedNode(f"{EX}rule")


def said(name: str) -> Triple:
    return Triple(NamedNode(EX + name), NamedNode(f"{EX}is"), NamedNode(f"{EX}so"))


def seen(bench: Bench) -> set[Triple]:
    """What rules would see with nothing laid beside it."""
    with bench.beside([]) as store:
        return set(triples(store, DefaultGraph()))


def concluded(store: Store, *names: str) -> None:
    add(store, map(said, names), RULE)


@pytest.fixture
def bench() -> Bench:
    bench = Bench()
    bench.put(map(said, ("kept", "lost")))
    bench.take([said("lost")])
    return bench


def test_what_is_laid_beside_it_is_seen_and_gone_afterwards(bench: Bench) -> None:
    with bench.beside([quad(said("fact"), DefaultGraph())]) as store:
        concluded(store, "conclusion")
        assert set(triples(store, DefaultGraph())) == {said("kept"), said("fact"), said("conclusion")}
    assert seen(bench) == {said("kept")}


def test_a_conclusion_that_lies_there_anyway_stays_and_no_rule_holds_it(bench: Bench) -> None:
    with bench.beside([quad(said("fact"), DefaultGraph())]) as store:
        concluded(store, "kept", "fact")
    with bench.beside([]) as store:
        assert set(triples(store, DefaultGraph())) == {said("kept")}
        assert not set(triples(store, RULE))


def test_it_is_as_it_was_after_a_fault_too(bench: Bench) -> None:
    def rule() -> None:
        with bench.beside([quad(said("fact"), DefaultGraph())]) as store:
            concluded(store, "conclusion")
            raise ValueError("fault")

    with pytest.raises(ValueError, match="fault"):
        rule()
    assert seen(bench) == {said("kept")}
