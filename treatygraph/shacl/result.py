"""Results of a validation: https://www.w3.org/TR/shacl/#results-validation-result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

Term = NamedNode | BlankNode | Literal | Triple


@dataclass(frozen=True, slots=True)
class Result:
    """One result, in the terms of the specification.

    Attributes:
        focus: the focus node.
        shape: the shape that it breaks, as ``sh:sourceShape`` names it.
        owner: that shape where it has an IRI, or the shape with an IRI that the nameless one belongs to.
        component: the constraint component.
        severity: ``sh:Violation``, ``sh:Warning``, ``sh:Info`` or one of the shapes' own.
        path: the path as the shapes write it: an IRI, or the first node of a path expression.
        value: the value node that is wrong, where one is.
        messages: what the shapes say, one in a language, with the variables of a SPARQL constraint filled in.
        constraint: the SPARQL constraint, where the result is of one.
        bindings: what the variables of a SPARQL constraint stand for.
        basis: what the result rests on, where its shape does not say so in the shapes graph.
    """

    focus: Term
    shape: NamedNode | BlankNode
    owner: NamedNode | None
    component: NamedNode
    severity: NamedNode
    path: NamedNode | BlankNode | None = None
    value: Term | None = None
    messages: tuple[Literal, ...] = ()
    constraint: NamedNode | BlankNode | None = None
    bindings: Mapping[str, Term] = field(default_factory=dict, hash=False)
    basis: str = ""
