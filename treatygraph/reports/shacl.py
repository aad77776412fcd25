"""The report as SHACL writes reports: https://www.w3.org/TR/shacl/#validation-report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store, Triple, serialize

from treatygraph.graphs import text
from treatygraph.namespaces import RDF_TYPE, WAS_DERIVED_FROM, XSD, Names
from treatygraph.namespaces import SH as SH_IRI
from treatygraph.validation import waivers
from treatygraph.validation.finding import Finding, Place, Report, Waiver, ordered
from treatygraph.validation.places import Places


def written(report: Report, names: Names, form: RdfFormat) -> str:
    """The report in a syntax of RDF, with the words of this project for what SHACL has none for."""
    triples = report_triples(report, names)
    return (serialize(triples, format=form, prefixes=names.prefixes()) or b"").decode("utf-8")


def report_triples(report: Report, names: Names) -> Iterator[Triple]:
    """The report as SHACL, its results named by their order so that the same graph gives the same report."""
    node = names.thing("report")
    conforms = Literal("true" if report.conforms else "false", datatype=NamedNode(XSD + "boolean"))
    yield Triple(node, RDF_TYPE, NamedNode(SH_IRI + "ValidationReport"))
    yield Triple(node, NamedNode(SH_IRI + "conforms"), conforms)
    for number, finding in enumerate(report.findings, start=1):
        result = names.thing(f"report/result/{number}")
        yield Triple(node, NamedNode(SH_IRI + "result"), result)
        yield Triple(result, RDF_TYPE, NamedNode(SH_IRI + "ValidationResult"))
        for message, language in ((finding.message, "en"), (finding.french, "fr")):
            if message:
                yield Triple(result, NamedNode(SH_IRI + "resultMessage"), Literal(message, language=language))
        for key, value in (
            ("resultSeverity", SH_IRI + finding.severity),
            ("sourceShape", finding.shape),
            ("sourceConstraintComponent", finding.component),
            ("focusNode", finding.focus),
            ("resultPath", finding.path),
        ):
            if value:
                yield Triple(result, NamedNode(SH_IRI + key), _term(value))
        if finding.value:
            yield Triple(result, NamedNode(SH_IRI + "value"), _term(finding.value))
        yield from _ours(result, finding, names)


def published(store: Store, names: Names) -> Report:
    """The report that a release was published with; no file is read, so no line is told."""
    said: dict[str, dict[str, str]] = {}
    for quad in store.quads_for_pattern(None, None, None, names.graph("report")):
        key = quad.predicate.value.replace("#", "/").rpartition("/")[2]
        language = getattr(quad.object, "language", None) or ""
        said.setdefault(text(quad.subject), {})[key + language] = text(quad.object)
    places = Places(store, names, lambda _: None)
    known = {waiver.iri: waiver for waiver in waivers.read(store, names)}
    return ordered({_read(each, places, known) for each in said.values() if "resultSeverity" in each})


def _read(said: Mapping[str, str], places: Places, known: Mapping[str, Waiver]) -> Finding:
    return Finding(
        said["resultSeverity"].removeprefix(SH_IRI),
        said.get("sourceShape", ""),
        said.get("focusNode", ""),
        said.get("resultPath", ""),
        said.get("value", ""),
        said.get("sourceConstraintComponent", ""),
        said.get("resultMessageen", ""),
        said.get("resultMessagefr", ""),
        place=places.at(said["wasDerivedFrom"], "") if "wasDerivedFrom" in said else Place(),
        basis=said.get("basis", ""),
        nearest=said.get("nearestValue", ""),
        waiver=known.get(said.get("waivedBy", "")),
    )


def _ours(result: NamedNode, finding: Finding, names: Names) -> Iterator[Triple]:
    """What SHACL has no word for: the row, the law, the nearest value, the waiver."""
    place = finding.place
    if place.row:
        yield Triple(result, WAS_DERIVED_FROM, names.row(place.file.removeprefix("data/"), place.row))
    elif place.file:
        yield Triple(result, WAS_DERIVED_FROM, NamedNode(names.base + place.file))
    if finding.basis:
        yield Triple(result, names.term("basis"), Literal(finding.basis))
    if finding.nearest:
        yield Triple(result, names.term("nearestValue"), Literal(finding.nearest))
    if finding.waiver:
        yield Triple(result, names.term("waivedBy"), NamedNode(finding.waiver.iri))


def _term(value: str) -> NamedNode | BlankNode | Literal:
    return NamedNode(value) if "://" in value and " " not in value else Literal(value)
