"""Constraints on each value node alone, as conditions of what is wrong with it.

https://www.w3.org/TR/shacl/#core-components
"""

from __future__ import annotations

from collections.abc import Callable

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store

from treatygraph.namespaces import SH, XSD
from treatygraph.shacl.faults import Setting, same, sure
from treatygraph.shacl.literals import has_datatype
from treatygraph.shacl.result import Term
from treatygraph.shacl.shapes import Shape

KINDS = {
    "IRI": "isIRI({0})",
    "BlankNode": "isBlank({0})",
    "Literal": "isLiteral({0})",
    "BlankNodeOrIRI": "(isBlank({0}) || isIRI({0}))",
    "BlankNodeOrLiteral": "(isBlank({0}) || isLiteral({0}))",
    "IRIOrLiteral": "(isIRI({0}) || isLiteral({0}))",
}

#: Each comparison with the operator that a value node must satisfy.
RANGES = {"minExclusive": ">", "minInclusive": ">=", "maxExclusive": "<", "maxInclusive": "<="}


def wrong(setting: Setting, shape: Shape, name: str, parameter: Term, value: str) -> str:
    """The condition that a value node breaks a constraint.

    Args:
        setting: the compilation.
        shape: the shape that has the constraint.
        name: the local name of the constraint's parameter.
        parameter: what it is given as.
        value: the variable of the value node.

    Raises:
        ContentError: the parameter is ill-formed, or the engine cannot check it.
    """
    if name in RANGES:
        return f"!{sure(f'{value} {RANGES[name]} {_literal(shape, name, parameter)}')}"
    return WRITERS[name](setting, shape, parameter, value)


def _class(setting: Setting, shape: Shape, parameter: Term, value: str) -> str:
    return f"!{setting.instance(value, parameter)}"


def _datatype(setting: Setting, shape: Shape, parameter: Term, value: str) -> str:
    if not isinstance(parameter, NamedNode):
        raise shape.error(f"sh:datatype is {parameter}", "name a datatype.")
    return f"!{sure(has_datatype(value, parameter))}"


def _node_kind(setting: Setting, shape: Shape, parameter: Term, value: str) -> str:
    kind = KINDS.get(parameter.value.removeprefix(SH)) if isinstance(parameter, NamedNode) else None
    if kind is None:
        raise shape.error(f"sh:nodeKind is {parameter}", f"give one of {', '.join('sh:' + name for name in KINDS)}.")
    return f"!{kind.format(value)}"


def _min_length(setting: Setting, shape: Shape, parameter: Term, value: str) -> str:
    return f"(isBlank({value}) || STRLEN(STR({value})) < {shape.number('minLength')})"


def _max_length(setting: Setting, shape: Shape, parameter: Term, value: str) -> str:
    return f"(isBlank({value}) || STRLEN(STR({value})) > {shape.number('maxLength')})"


def _pattern(setting: Setting, shape: Shape, parameter: Term, value: str) -> str:
    pattern, flags = _literal(shape, "pattern", parameter), shape.only("flags") or Literal("")
    if not isinstance(flags, Literal) or not _is_pattern(pattern, flags):
        raise shape.error(
            f"the engine cannot read the pattern {pattern.value}",
            "write it without looking around or back, or validate with the reference engine, pyshacl.",
        )
    return f"(isBlank({value}) || !REGEX(STR({value}), {pattern}, {flags}))"


def _language_in(setting: Setting, shape: Shape, parameter: Term, value: str) -> str:
    ranges = [member for member in setting.graph.members(parameter) if isinstance(member, Literal)]
    matches = " || ".join(f"LANGMATCHES(LANG({value}), {member})" for member in ranges) or "false"
    return f"!{sure(f'isLiteral({value}) && ({matches})')}"


def _in(setting: Setting, shape: Shape, parameter: Term, value: str) -> str:
    members = setting.graph.members(parameter)
    if any(isinstance(member, BlankNode) for member in members):
        raise shape.error("sh:in lists a blank node", "give IRIs and literals.")
    if members and all(_has_no_equal(member) for member in members):
        listed = ", ".join(map(str, members))
        return f"!{sure(f'{value} IN ({listed})')}"
    return f"!({' || '.join(same(value, member) for member in members) or 'false'})"


def _not(setting: Setting, shape: Shape, parameter: Term, value: str) -> str:
    return f"!{setting.broken(parameter, value)}"


def _and(setting: Setting, shape: Shape, parameter: Term, value: str) -> str:
    return f"({' || '.join(_each(setting, parameter, value)) or 'false'})"


def _or(setting: Setting, shape: Shape, parameter: Term, value: str) -> str:
    return f"({' && '.join(_each(setting, parameter, value)) or 'true'})"


def _xone(setting: Setting, shape: Shape, parameter: Term, value: str) -> str:
    conform = " + ".join(f"IF({broken}, 0, 1)" for broken in _each(setting, parameter, value))
    return f"({conform or '0'} != 1)"


def _node(setting: Setting, shape: Shape, parameter: Term, value: str) -> str:
    return setting.broken(parameter, value)


def _each(setting: Setting, parameter: Term, value: str) -> list[str]:
    return [setting.broken(member, value) for member in setting.graph.members(parameter)]


def _literal(shape: Shape, name: str, parameter: Term) -> Literal:
    if not isinstance(parameter, Literal):
        raise shape.error(f"sh:{name} is {parameter}", "give a literal.")
    return parameter


def _is_pattern(pattern: Literal, flags: Literal) -> bool:
    """Whether the engine can read a regular expression with its flags."""
    answer = Store().query(f'SELECT (REGEX("", {pattern}, {flags}) AS ?read) WHERE {{}}')
    return isinstance(answer, QuerySolutions) and next(iter(answer))["read"] is not None


def _has_no_equal(term: Term) -> bool:
    """Whether no other term has the same value, so that SPARQL's IN can be used, which looks it up."""
    return isinstance(term, NamedNode) or (isinstance(term, Literal) and term.datatype.value == XSD + "string")


WRITERS: dict[str, Callable[[Setting, Shape, Term, str], str]] = {
    "class": _class,
    "datatype": _datatype,
    "nodeKind": _node_kind,
    "minLength": _min_length,
    "maxLength": _max_length,
    "pattern": _pattern,
    "languageIn": _language_in,
    "in": _in,
    "not": _not,
    "and": _and,
    "or": _or,
    "xone": _xone,
    "node": _node,
}
