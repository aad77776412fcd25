"""Every shape has a small graph that it lets pass and one that it refuses: https://www.w3.org/TR/shacl/#validation-report."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyshacl
import pytest
from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import RDF, SH

HERE = Path(__file__).parent
SHAPES = HERE.parents[1] / "shapes"
SHAPE = Namespace("https://w3id.org/treatygraph/shape/")
CASES = sorted(HERE.glob("*/*.ttl"))
FAMILIES = sorted(path.stem for path in SHAPES.glob("*.ttl"))


@cache
def shapes(family: str) -> Graph:
    """The shapes of one file."""
    return Graph().parse(SHAPES / f"{family}.ttl")


def results(path: Path) -> set[tuple[str, str, str]]:
    """The shape, the component and the severity of each result of a case, under the shapes of its family."""
    graph = shapes(path.parent.name)
    _, report, text = pyshacl.validate(Graph().parse(path), shacl_graph=graph, inference="none")
    assert isinstance(report, Graph), text
    found = set()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        shape = report.value(result, SH.sourceShape)
        owner = shape if isinstance(shape, URIRef) else graph.value(predicate=SH.property, object=shape)
        component = report.value(result, SH.sourceConstraintComponent)
        severity = report.value(result, SH.resultSeverity)
        found.add(
            (str(owner).removeprefix(SHAPE), str(component).removeprefix(str(SH)), str(severity).removeprefix(str(SH)))
        )
    return found


def expected(path: Path) -> tuple[str, str]:
    """The shape and the component that the first line of a failing case names."""
    shape, component = path.read_text().splitlines()[0].removeprefix("# expect: ").split()
    return shape, component


def focus_nodes(shape: URIRef, family: str, data: Graph) -> set[object]:
    """The nodes of a graph that a shape looks at."""
    graph = shapes(family)
    nodes: set[object] = set()
    for target in graph.objects(shape, SH.targetClass):
        nodes |= set(data.subjects(RDF.type, target))
    for target in graph.objects(shape, SH.targetSubjectsOf):
        nodes |= set(data.subjects(URIRef(str(target))))
    return nodes


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.name.removesuffix('.ttl')}")
def test_a_case_passes_or_fails_as_its_name_says(path: Path) -> None:
    found = results(path)
    if path.name.endswith(".fail.ttl"):
        assert {(shape, component) for shape, component, _ in found} == {expected(path)}
    else:
        assert {result for result in found if result[2] != "Info"} == set()


@pytest.mark.parametrize("family", FAMILIES)
def test_every_shape_has_a_case_that_passes_and_one_that_fails(family: str) -> None:
    refused = {
        expected(path)[0]: path for path in CASES if path.parent.name == family and path.name.endswith(".fail.ttl")
    }
    node_shapes = set(shapes(family).subjects(RDF.type, SH.NodeShape))
    assert {str(shape).removeprefix(SHAPE) for shape in node_shapes} == set(refused)
    for name, path in refused.items():
        passing = path.with_name(path.name.replace(".fail.", ".pass."))
        assert focus_nodes(SHAPE[name], family, Graph().parse(passing)), f"{passing}: {name} finds nothing to look at."


@pytest.mark.parametrize("family", FAMILIES)
def test_every_constraint_speaks_english_and_french(family: str) -> None:
    graph = shapes(family)
    speakers = set(graph.objects(None, SH.property)) | set(graph.objects(None, SH.sparql))
    nested = {
        node
        for list_ in graph.objects(None, SH["or"])
        for item in graph.items(list_)
        for node in graph.objects(item, SH.property)
    }
    nested |= {
        node for value in graph.objects(None, SH.qualifiedValueShape) for node in graph.objects(value, SH.property)
    }
    for speaker in speakers - nested:
        languages = {getattr(message, "language", None) for message in graph.objects(speaker, SH.message)}
        assert languages == {"en", "fr"}, graph.value(speaker, SH.path)
