"""Paths of property shapes as SPARQL property paths: https://www.w3.org/TR/shacl/#property-paths."""

from __future__ import annotations

from typing import Protocol

from pyoxigraph import NamedNode

from treatygraph.errors import ContentError, Problem
from treatygraph.namespaces import RDF
from treatygraph.shacl.result import Term

#: Each operator on one path, with what SPARQL writes before and after it.
OPERATORS = {
    "inversePath": ("^", ""),
    "zeroOrMorePath": ("", "*"),
    "oneOrMorePath": ("", "+"),
    "zeroOrOnePath": ("", "?"),
}


class Lookup(Protocol):
    """What reading a path asks of a shapes graph."""

    def objects(self, node: Term, predicate: NamedNode) -> list[Term]:
        """What a node has under a predicate."""

    def of(self, node: Term, name: str) -> list[Term]:
        """What a node has under a term of SHACL."""

    def members(self, node: Term) -> list[Term]:
        """The members of an RDF list."""


def path_text(graph: Lookup, node: Term, above: frozenset[Term] = frozenset()) -> str:
    """The SPARQL property path of a SHACL path.

    A node that is a list is a sequence, whatever else is said of it.

    Raises:
        ContentError: it is no path, or it goes through itself.
    """
    if isinstance(node, NamedNode):
        return str(node)
    if node in above:
        raise ContentError([Problem(str(node), "a path goes through itself", "write the path without a circle.")])
    within = above | {node}
    if graph.objects(node, NamedNode(RDF + "first")):
        return _joined("/", [path_text(graph, member, within) for member in graph.members(node)])
    for choices in graph.of(node, "alternativePath"):
        return _joined("|", [path_text(graph, member, within) for member in graph.members(choices)])
    for name, (before, after) in OPERATORS.items():
        for inner in graph.of(node, name):
            return f"({before}{path_text(graph, inner, within)}{after})"
    cure = "give an IRI, a list of two or more, or one of the operators of SHACL."
    raise ContentError([Problem(str(node), "it is not a SHACL path", cure)])


def path_steps(graph: Lookup, node: Term) -> list[str]:
    """The paths that a SHACL path consists of, one after the other; the path has been read before."""
    if graph.objects(node, NamedNode(RDF + "first")):
        return [step for member in graph.members(node) for step in path_steps(graph, member)]
    if not graph.of(node, "alternativePath"):
        for inner in graph.of(node, "inversePath"):
            return [f"(^{step})" for step in reversed(path_steps(graph, inner))]
    return [path_text(graph, node)]


def may_stay(graph: Lookup, node: Term) -> bool:
    """Whether a path leads from every node to itself; the path has been read before."""
    if graph.objects(node, NamedNode(RDF + "first")):
        return all(may_stay(graph, member) for member in graph.members(node))
    for choices in graph.of(node, "alternativePath"):
        return any(may_stay(graph, member) for member in graph.members(choices))
    if graph.of(node, "zeroOrMorePath") or graph.of(node, "zeroOrOnePath"):
        return True
    inner = [each for name in ("inversePath", "oneOrMorePath") for each in graph.of(node, name)]
    return any(may_stay(graph, each) for each in inner)


def _joined(operator: str, parts: list[str]) -> str:
    return f"({operator.join(parts)})"
