"""What a result says where the shape has no message of its own: the constraint in words."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from treatygraph.graphs import text
from treatygraph.namespaces import SH
from treatygraph.shacl.result import Term
from treatygraph.shacl.shapes import Shape

SENTENCES = {
    "class": "Each value must be an instance of {}",
    "datatype": "Each value must be a well-formed literal of the datatype {}",
    "nodeKind": "Each value must be of the kind {}",
    "minExclusive": "Each value must be greater than {}",
    "minInclusive": "Each value must be {} or more",
    "maxExclusive": "Each value must be less than {}",
    "maxInclusive": "Each value must be {} or less",
    "minLength": "Each value must have {} characters or more",
    "maxLength": "Each value must have {} characters or fewer",
    "pattern": "Each value must match the pattern {}",
    "languageIn": "Each value must be a text in one of the languages that the shape lists",
    "not": "No value may conform to a shape that is ruled out",
    "and": "Each value must conform to all shapes of a list",
    "or": "Each value must conform to one of the shapes of a list at least",
    "xone": "Each value must conform to exactly one of the shapes of a list",
    "node": "Each value must conform to the shape {}",
    "in": "Each value must be one of those that the shape lists",
    "minCount": "There must be {} or more values",
    "maxCount": "There must be {} or fewer values",
    "uniqueLang": "There must be one value in a language at most",
    "equals": "The values must be those of {}",
    "disjoint": "No value may be one of {}",
    "lessThan": "Each value must be less than each value of {}",
    "lessThanOrEquals": "Each value must not be greater than any value of {}",
    "hasValue": "One of the values must be {}",
    "closed": "No property may be given but those that the shape lists",
    "qualifiedMinCount": "Of the values that conform to a shape there must be {} or more",
    "qualifiedMaxCount": "Of the values that conform to a shape there must be {} or fewer",
    "sparql": "The query of a constraint must give no solution",
}


def sentence(shape: Shape, name: str) -> Literal:
    """What a constraint of a shape asks for, in English."""
    values = [_named(value) for value in shape.parameters.get(name, ())]
    return Literal(SENTENCES[name].format(" and ".join(values)) + ".", language="en")


def said(shape: Shape, name: str) -> tuple[Literal, ...]:
    """The messages of a result: those of the shape, or else what the constraint asks for."""
    return shape.messages or (sentence(shape, name),)


def _named(term: Term) -> str:
    return text(term).replace(SH, "sh:") if isinstance(term, NamedNode | Literal) else "the shape within it"
