"""Validation by pyshacl, the reference implementation: the same question as that of the validator, and the same answer.

Slower by orders of magnitude, it checks what cannot be compiled to queries too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import singledispatch

import pyshacl
import rdflib
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Store, Triple
from rdflib.namespace import RDF, SH

from treatygraph.errors import Problem, ReleaseError
from treatygraph.graphs import text, triples
from treatygraph.shacl.result import Result, Term
from treatygraph.shacl.shapes import Shape, ShapesGraph
from treatygraph.shacl.validator import ordered
from treatygraph.shacl.vocabulary import PARAMETERS, Resource, component
from treatygraph.shacl.wording import said

#: The parameters by their constraint components; those that share one are told apart by nothing.
NAMES = {component(name).value: name for name in PARAMETERS}


def validate(store: Store, shapes: Iterable[Triple]) -> list[Result]:
    """Validates the default graph of a store with pyshacl.

    Args:
        store: the data graph; nothing is written to it.
        shapes: the shapes graph.

    Returns:
        The results as the validator on the engine orders and words them; without bindings, which pyshacl does not tell.

    Raises:
        ReleaseError: pyshacl cannot evaluate the shapes.
    """
    kept = list(shapes)
    data, graph = _graph(triples(store, DefaultGraph())), _graph(kept)
    cure = "mend the shape that it names."
    try:
        _, report, words = pyshacl.validate(data, shacl_graph=graph, inference="none", meta_shacl=False)
    except Exception as fault:
        # pyshacl raises whatever the part of it that fails does, rdflib's parser of SPARQL a plain Exception.
        raise ReleaseError([Problem("shapes", f"they cannot be evaluated: {fault}", cure)]) from fault
    if not isinstance(report, rdflib.Graph):
        raise ReleaseError([Problem("shapes", f"they cannot be evaluated: {words}", cure)])
    return ordered(_results(report, ShapesGraph(kept)))


def _results(report: rdflib.Graph, graph: ShapesGraph) -> Iterator[Result]:
    for whole in report.subjects(RDF.type, SH.ValidationReport):
        for node in report.objects(whole, SH.result):
            given = {name: report.value(node, SH[name]) for name in ("focusNode", "sourceShape", "resultSeverity")}
            focus, source, severity = (_term(value) for value in given.values() if value is not None)
            kind, path = report.value(node, SH.sourceConstraintComponent), report.value(node, SH.resultPath)
            constraint, value = report.value(node, SH.sourceConstraint), report.value(node, SH.value)
            shape = graph.shape(source)
            spoken = [str(message) for message in report.objects(node, SH.resultMessage)]
            yield Result(
                focus=focus,
                shape=shape.node,
                owner=shape.owner,
                component=NamedNode(str(kind)),
                severity=NamedNode(text(severity)),
                path=NamedNode(str(path)) if isinstance(path, rdflib.URIRef) else shape.path_node,
                value=None if value is None else _term(value),
                messages=_messages(graph, shape, str(kind), constraint, spoken),
                constraint=None if constraint is None else _resource(constraint),
            )


def _messages(
    graph: ShapesGraph, shape: Shape, kind: str, constraint: rdflib.term.Node | None, spoken: list[str]
) -> tuple[Literal, ...]:
    """The messages with their languages, which pyshacl loses where it fills in a variable."""
    if constraint is None:
        return said(shape, NAMES.get(kind, "sparql"))
    templates = graph.messages(_resource(constraint)) or said(shape, "sparql")
    return tuple(_spoken(template, spoken) for template in templates)


def _spoken(template: Literal, spoken: list[str]) -> Literal:
    """The message that a template has become."""
    form = ".*".join(map(re.escape, re.split(r"\{[?$]\w+\}", template.value)))
    filled = next((each for each in sorted(spoken) if re.fullmatch(form, each, re.DOTALL)), template.value)
    return Literal(filled, language=template.language) if template.language else Literal(filled)


def _graph(given: Iterable[Triple]) -> rdflib.Graph:
    found = rdflib.Graph()
    for triple in given:
        if isinstance(triple.subject, NamedNode | BlankNode) and not isinstance(triple.object, Triple):
            found.add((_node(triple.subject), _node(triple.predicate), _node(triple.object)))
    return found


@singledispatch
def _node(term: Term) -> rdflib.term.Node:
    """A term as rdflib has it, its lexical form as it stands."""
    raise TypeError(f"{term} is no term of RDF 1.1")


@_node.register
def _(term: NamedNode) -> rdflib.term.Node:
    return rdflib.URIRef(term.value)


@_node.register
def _(term: BlankNode) -> rdflib.term.Node:
    return rdflib.BNode(term.value)


@_node.register
def _(term: Literal) -> rdflib.term.Node:
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    datatype = rdflib.URIRef(term.datatype.value)
    plain = datatype == rdflib.XSD.string
    return rdflib.Literal(term.value) if plain else rdflib.Literal(term.value, datatype=datatype, normalize=False)


def _term(node: rdflib.term.Node) -> Term:
    if isinstance(node, rdflib.Literal):
        if node.language:
            return Literal(str(node), language=node.language)
        return Literal(str(node), datatype=NamedNode(str(node.datatype))) if node.datatype else Literal(str(node))
    return _resource(node)


def _resource(node: rdflib.term.Node) -> Resource:
    return BlankNode(str(node)) if isinstance(node, rdflib.BNode) else NamedNode(str(node))
