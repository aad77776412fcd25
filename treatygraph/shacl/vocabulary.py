"""The words of the shapes constraint language that a shape may use: https://www.w3.org/ns/shacl#."""

from __future__ import annotations

from pyoxigraph import BlankNode, NamedNode

from treatygraph.namespaces import SH

Resource = NamedNode | BlankNode

TARGETS = ("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf")

#: Parameters whose values are lists of shapes, and all those whose values are, or hold, shapes.
LISTS_OF_SHAPES = ("and", "or", "xone")
SHAPES = ("property", "node", "not", "qualifiedValueShape", *LISTS_OF_SHAPES)

#: Parameters that are asked of each value node alone.
OF_VALUES = (
    "class", "datatype", "nodeKind", "minExclusive", "minInclusive", "maxExclusive", "maxInclusive", "minLength",
    "maxLength", "pattern", "languageIn", "not", "and", "or", "xone", "node", "in",
)  # fmt: skip

#: Parameters that are asked of all value nodes of a focus node together.
OF_SETS = (
    "minCount", "maxCount", "uniqueLang", "equals", "disjoint", "lessThan", "lessThanOrEquals", "hasValue", "closed",
    "qualifiedMinCount", "qualifiedMaxCount",
)  # fmt: skip

#: What only a property shape may have.
OF_PROPERTIES = ("minCount", "maxCount", "uniqueLang", "lessThan", "lessThanOrEquals", "qualifiedValueShape")

#: Parameters that say how another one is meant.
QUALIFIERS = ("flags", "ignoredProperties", "qualifiedValueShape", "qualifiedValueShapesDisjoint")

PARAMETERS = (*OF_VALUES, *OF_SETS, *QUALIFIERS, "property", "sparql")

#: What is said about a shape and does not constrain; ``select`` where a shape is its own SPARQL constraint.
ANNOTATIONS = (
    "path", "severity", "message", "deactivated", "name", "description", "order", "group", "defaultValue", "declare",
    "prefixes", "select", "labelTemplate", "shapesGraph", "suggestedShapesGraph",
)  # fmt: skip

KNOWN = frozenset((*TARGETS, *PARAMETERS, *ANNOTATIONS))

#: What constrains and cannot be compiled: SHACL Advanced Features and SHACL JavaScript Extensions.
REFUSED = ("js", "target", "rule", "expression", "entailment")


def component(name: str) -> NamedNode:
    """The constraint component of a parameter: ``component("minCount")`` is ``sh:MinCountConstraintComponent``."""
    first = "SPARQL" if name == "sparql" else name[0].upper() + name[1:]
    return NamedNode(f"{SH}{first}ConstraintComponent")
