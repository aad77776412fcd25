"""The W3C test suite for SHACL, every case of it: https://w3c.github.io/data-shapes/data-shapes-test-suite/.

It comes with the source distribution of pyshacl, of the version and with the hash that the lock of the tests names; the
Makefile puts it beside the packages.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from comparison import loaded, read
from pyoxigraph import NamedNode, Quad, Store, Triple

from treatygraph.errors import ContentError, ReleaseError
from treatygraph.shacl import reference, validator
from treatygraph.shacl.paths import path_text
from treatygraph.shacl.result import Result, Term
from treatygraph.shacl.shapes import ShapesGraph

SUITE = Path(sys.prefix) / "suites" / "sht_tests"
SHT = "http://www.w3.org/ns/shacl-test#"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"

#: Cases whose shapes use what the engine does not have, with what it says of them.
REFUSED = {
    "sparql/component/nodeValidator-001": "the constraint component of",
    "sparql/component/optional-001": "the constraint component of",
    "sparql/component/propertyValidator-select-001": "the constraint component of",
    "sparql/component/validator-001": "the constraint component of",
    "sparql/pre-binding/shapesGraph-001": "the query uses $shapesGraph",
}

#: Cases that must fail by the suite, with what the engine says of them.
FAILURES = {
    "sparql/pre-binding/pre-binding-006": "a SELECT within the query does not give back $this",
    "sparql/pre-binding/unsupported-sparql-001": "the query uses MINUS",
    "sparql/pre-binding/unsupported-sparql-002": "the query uses VALUES",
    "sparql/pre-binding/unsupported-sparql-003": "the query uses SERVICE",
    "sparql/pre-binding/unsupported-sparql-004": "a SELECT within the query does not give back $this",
    "sparql/pre-binding/unsupported-sparql-005": "the query gives $this another value",
    "sparql/pre-binding/unsupported-sparql-006": "the constraint component of",
}

#: The one case in which the engine cannot know better: it has forgotten that a whole number was no xsd:byte.
FORGOTTEN = "core/property/datatype-ill-formed"

#: Cases that pyshacl gets wrong.
PYSHACL = ("core/property/uniqueLang-002", "sparql/node/prefixes-001")

VALUES: dict[str, Callable[[Result], list[Term | None]]] = {
    "focusNode": lambda result: [result.focus],
    "sourceShape": lambda result: [result.shape],
    "sourceConstraintComponent": lambda result: [result.component],
    "resultSeverity": lambda result: [result.severity],
    "resultPath": lambda result: [result.path],
    "value": lambda result: [result.value],
    "sourceConstraint": lambda result: [result.constraint],
    "resultMessage": lambda result: list(result.messages),
}

#: What the suite leaves out of a report only where a result does not have it.
ALWAYS = ("resultPath", "value")


@dataclass(frozen=True)
class Case:
    """One case of the suite, by its file."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(SUITE).as_posix().removesuffix(".ttl")

    def triples(self, name: str) -> list[Triple]:
        return read(self.path.with_name(name), f"https://example.org/{name}")

    @cached_property
    def own(self) -> list[Triple]:
        return self.triples(self.path.name)

    @cached_property
    def said(self) -> ShapesGraph:
        return ShapesGraph(self.own)

    @cached_property
    def given(self) -> tuple[Store, list[Triple]]:
        """The data graph and the shapes graph, which share their blank nodes where they are one file."""
        entry = next(triple.subject for triple in self.own if triple.object == NamedNode(SHT + "Validate"))
        (action,) = self.said.objects(entry, NamedNode(MF + "action"))
        files = {self.path.name: self.own}
        data, shapes = (
            name.value.rpartition("/")[2]
            for kind in ("dataGraph", "shapesGraph")
            for name in self.said.objects(action, NamedNode(SHT + kind))
            if isinstance(name, NamedNode)
        )
        for name in (data, shapes):
            files[name] = files.get(name) or self.triples(name)
        return loaded(files[data]), files[shapes]

    @cached_property
    def outcome(self) -> Term:
        return next(triple.object for triple in self.own if triple.predicate == NamedNode(MF + "result"))

    @cached_property
    def reported(self) -> list[Term]:
        return self.said.of(self.outcome, "result")

    def expected(self) -> Counter[tuple[str, ...]]:
        return Counter(tuple(self.text(name, self.said.of(node, name)) for name in VALUES) for node in self.reported)

    def found(self, results: list[Result]) -> Counter[tuple[str, ...]]:
        """The results, as far as the report of the case tells of such."""
        told = {name for name in VALUES if any(self.said.of(node, name) for node in self.reported)}.union(ALWAYS)
        return Counter(
            tuple(self.text(name, of(result)) if name in told else "" for name, of in VALUES.items())
            for result in results
        )

    def text(self, name: str, terms: list[Term] | list[Term | None]) -> str:
        written = (path_text(self.both, term) if name == "resultPath" else str(kept(term)) for term in terms if term)
        return " ".join(sorted(written))

    @cached_property
    def both(self) -> ShapesGraph:
        return ShapesGraph([*self.own, *self.given[1]])


def kept(term: Term) -> Term:
    """A term as the engine keeps it: 01 as 1, and whole numbers of any datatype as xsd:integer."""
    store, node = Store(), NamedNode("http://example.org/")
    store.add(Quad(node, node, term))
    return next(iter(store)).object


def cases() -> list[Case]:
    assert SUITE.is_dir(), f"{SUITE} is missing: run make .venv/.suites"
    return [Case(path) for path in sorted(SUITE.glob("**/*.ttl")) if "sht:Validate" in path.read_text("utf-8")]


CASES = cases()
ORDINARY = [case for case in CASES if case.name not in {*REFUSED, *FAILURES, FORGOTTEN}]


def test_the_suite_has_all_its_cases() -> None:
    assert len(CASES) == 121


@pytest.mark.parametrize("case", ORDINARY, ids=lambda case: case.name)
def test_a_case_of_the_suite_gives_the_results_that_it_expects(case: Case) -> None:
    store, shapes = case.given
    assert case.found(validator.validate(store, shapes)) == case.expected()


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.name in {*REFUSED, *FAILURES}], ids=lambda case: case.name
)
def test_what_the_engine_does_not_have_is_refused_by_name(case: Case) -> None:
    store, shapes = case.given
    with pytest.raises(ContentError) as refusal:
        validator.validate(store, shapes)
    assert {**REFUSED, **FAILURES}[case.name] in str(refusal.value)
    assert (case.outcome == NamedNode(SHT + "Failure")) == (case.name in FAILURES)


def test_a_whole_number_within_the_bounds_of_a_datatype_passes_for_one_of_that_datatype() -> None:
    (case,) = [case for case in CASES if case.name == FORGOTTEN]
    store, shapes = case.given
    found, expected = case.found(validator.validate(store, shapes)), case.expected()
    assert found <= expected
    assert ['"55"' in " ".join(line) for line in expected - found] == [True]


@pytest.mark.parametrize("case", [case for case in ORDINARY if case.name not in PYSHACL], ids=lambda case: case.name)
def test_the_reference_gives_the_results_that_a_case_expects(case: Case) -> None:
    store, shapes = case.given
    assert case.found(reference.validate(store, shapes)) == case.expected()


def test_pyshacl_takes_the_number_one_for_true() -> None:
    (case,) = [case for case in CASES if case.name == PYSHACL[0]]
    store, shapes = case.given
    assert case.expected() == Counter()
    assert case.found(reference.validate(store, shapes)).total() == 1


def test_pyshacl_does_not_follow_imports_to_prefixes() -> None:
    (case,) = [case for case in CASES if case.name == PYSHACL[1]]
    with pytest.raises(ReleaseError, match="Unknown namespace prefix : ex"):
        reference.validate(*case.given)
