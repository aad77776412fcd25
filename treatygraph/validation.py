"""The third stage: what must hold. SHACL by pyshacl, the reference implementation: https://www.w3.org/TR/shacl/.

Nothing is inferred here: the shapes see the graph as it was materialised.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pyshacl
import rdflib
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, RdfFormat, Store, Triple, serialize
from rdflib.namespace import SH

from treatygraph.errors import Problem, ReleaseError, ValidationError
from treatygraph.graphs import Graph, text, triples
from treatygraph.namespaces import RDF_TYPE, WAS_DERIVED_FROM, XSD, Names
from treatygraph.namespaces import SH as SH_IRI

#: Severities from the gravest; the first of them stops a build.
SEVERITIES = ("Violation", "Warning", "Info")


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One result of a validation, with the place in the data that it comes from."""

    severity: str
    shape: str
    focus: str
    path: str
    value: str
    component: str
    message: str
    place: str

    @property
    def problem(self) -> Problem:
        """The finding as people read it: place, what is wrong, and after the colon of the message, the cure."""
        fault, _, cure = self.message.partition(": ")
        rule = self.shape.rpartition("/")[2]
        focus = f" (shape {rule}, found on {self.focus}{f', {self.value}' if self.value else ''})"
        return Problem(self.place, fault + focus, cure or "mend the row, or the shape if it asks for too much.")


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of a validation, gravest first."""

    findings: tuple[Finding, ...]

    def of(self, severity: str) -> list[Finding]:
        """The findings of one severity."""
        return [finding for finding in self.findings if finding.severity == severity]

    @property
    def conforms(self) -> bool:
        """Whether the graph may be published: no finding is a violation."""
        return not self.of(SEVERITIES[0])

    def require(self) -> None:
        """Raises ValidationError with every violation, where there is one."""
        if not self.conforms:
            raise ValidationError([finding.problem for finding in self.of(SEVERITIES[0])])


def validate(store: Store, names: Names) -> Report:
    """Validates the default graph against ``graph/shapes``.

    Args:
        store: the materialised graph with its shapes.
        names: the graph's names.

    Returns:
        The report, its findings in an order that depends on nothing but the graph.

    Raises:
        ReleaseError: pyshacl cannot evaluate the shapes.
    """
    data = _rdflib(store, DefaultGraph())
    shapes = _rdflib(store, names.graph("shapes"))
    _, results, said = pyshacl.validate(
        data, shacl_graph=shapes, inference="none", allow_infos=True, allow_warnings=True, meta_shacl=False
    )
    if not isinstance(results, rdflib.Graph):
        cure = "mend the shape that it names."
        raise ReleaseError([Problem("shapes", f"they cannot be evaluated: {said}", cure)])
    return Report(tuple(sorted(_findings(results, shapes, store, names), key=_order)))


def report_triples(report: Report, names: Names) -> Iterator[Triple]:
    """The report as SHACL, its results named by their order so that the same graph gives the same report."""
    node = names.thing("report")
    yield Triple(node, RDF_TYPE, NamedNode(SH_IRI + "ValidationReport"))
    yield Triple(
        node,
        NamedNode(SH_IRI + "conforms"),
        Literal("true" if report.conforms else "false", datatype=NamedNode(XSD + "boolean")),
    )
    for number, finding in enumerate(report.findings, start=1):
        result = names.thing(f"report/result/{number}")
        yield Triple(node, NamedNode(SH_IRI + "result"), result)
        yield Triple(result, RDF_TYPE, NamedNode(SH_IRI + "ValidationResult"))
        yield Triple(result, NamedNode(SH_IRI + "resultMessage"), Literal(finding.message, language="en"))
        for key, value in (
            ("resultSeverity", SH_IRI + finding.severity),
            ("sourceShape", finding.shape),
            ("sourceConstraintComponent", finding.component),
            ("focusNode", finding.focus),
            ("resultPath", finding.path),
        ):
            if value:
                yield Triple(result, NamedNode(SH_IRI + key), NamedNode(value))
        if finding.value:
            yield Triple(result, NamedNode(SH_IRI + "value"), Literal(finding.value))


def _findings(results: rdflib.Graph, shapes: rdflib.Graph, store: Store, names: Names) -> Iterator[Finding]:
    english = _english(shapes)
    for result in results.subjects(SH.resultSeverity):
        focus = str(results.value(result, SH.focusNode) or "")
        value = str(results.value(result, SH.value) or "")
        messages = [str(message) for message in results.objects(result, SH.resultMessage) if english(message)]
        yield Finding(
            severity=str(results.value(result, SH.resultSeverity)).removeprefix(str(SH)),
            shape=_named(results.value(result, SH.sourceShape), shapes),
            focus=focus,
            path=_iri(results.value(result, SH.resultPath)),
            value=value,
            component=_iri(results.value(result, SH.sourceConstraintComponent)),
            message=" ".join(sorted(messages)),
            place=_place(store, (value, focus), names),
        )


def _english(shapes: rdflib.Graph) -> Callable[[rdflib.term.Node], bool]:
    """Tells the English messages; what was made from a template has lost its language and is known by its form."""
    forms = [
        re.compile(".*".join(map(re.escape, re.split(r"\{[?$]\w+\}", str(message)))), re.DOTALL)
        for message in shapes.objects(None, SH.message)
        if isinstance(message, rdflib.Literal) and message.language == "en"
    ]

    def is_english(message: rdflib.term.Node) -> bool:
        language = message.language if isinstance(message, rdflib.Literal) else None
        return language == "en" or (language is None and any(form.fullmatch(str(message)) for form in forms))

    return is_english


def _named(shape: rdflib.term.Node | None, shapes: rdflib.Graph) -> str:
    """The IRI of a shape, or of the shape that a nameless property shape belongs to."""
    if isinstance(shape, rdflib.URIRef):
        return str(shape)
    owners: Sequence[rdflib.term.Node] = sorted(shapes.subjects(SH.property, shape), key=str)
    return _named(owners[0], shapes) if owners else ""


def _iri(node: rdflib.term.Node | None) -> str:
    return str(node) if isinstance(node, rdflib.URIRef) else ""


def _place(store: Store, nodes: Sequence[str], names: Names) -> str:
    """The file and row that made one of some nodes, the first that has any, or a row that speaks of it."""
    for node in nodes:
        if "://" not in node:
            continue
        named = NamedNode(node)
        rows = _rows(store, named)
        if not rows:
            speakers = {text(quad.subject): quad.subject for quad in store.quads_for_pattern(None, None, named, None)}
            rows = [row for name in sorted(speakers) for row in _rows(store, speakers[name])]
        if rows:
            file, _, row = min(rows).removeprefix(names.base).partition("#row=")
            return f"{file} row {row}" if row else file
    return nodes[-1]


def _rows(store: Store, node: NamedNode | BlankNode | Triple) -> list[str]:
    """The rows and files that a node comes from."""
    found = store.quads_for_pattern(node, WAS_DERIVED_FROM, None, DefaultGraph())
    return sorted(text(quad.object) for quad in found)


def _order(finding: Finding) -> tuple[int, Finding]:
    return (SEVERITIES.index(finding.severity), finding)


def _rdflib(store: Store, graph: Graph) -> rdflib.Graph:
    found = rdflib.Graph()
    found.parse(data=serialize(triples(store, graph), format=RdfFormat.N_TRIPLES), format="nt")
    return found
