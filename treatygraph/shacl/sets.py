"""Constraints on the value nodes of a focus node together, and on the focus node's other properties.

https://www.w3.org/TR/shacl/#core-components-count, #core-components-property-pairs, #core-components-others
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pyoxigraph import BlankNode, NamedNode

from treatygraph.namespaces import RDF
from treatygraph.shacl.faults import Fault, Setting, counted, exists, same, sure
from treatygraph.shacl.result import Term
from treatygraph.shacl.shapes import Shape


def wrong(setting: Setting, shape: Shape, name: str, parameter: Term, focus: str) -> Iterator[Fault]:
    """The ways in which a focus node can break a constraint.

    Args:
        setting: the compilation.
        shape: the shape that has the constraint.
        name: the local name of the constraint's parameter.
        parameter: what it is given as.
        focus: the variable of the focus node.

    Raises:
        ContentError: the parameter is ill-formed, or the engine cannot check it.
    """
    return WRITERS[name](setting, shape, parameter, focus)


def _min_count(setting: Setting, shape: Shape, parameter: Term, focus: str) -> Iterator[Fault]:
    yield from _fewer(setting, shape, focus, shape.number("minCount") or 0)


def _max_count(setting: Setting, shape: Shape, parameter: Term, focus: str) -> Iterator[Fault]:
    yield from _more(setting, shape, focus, shape.number("maxCount") or 0)


def _qualified_min_count(setting: Setting, shape: Shape, parameter: Term, focus: str) -> Iterator[Fault]:
    for qualified in shape.parameters.get("qualifiedValueShape", ()):
        yield from _fewer(setting, shape, focus, shape.number("qualifiedMinCount") or 0, qualified)


def _qualified_max_count(setting: Setting, shape: Shape, parameter: Term, focus: str) -> Iterator[Fault]:
    for qualified in shape.parameters.get("qualifiedValueShape", ()):
        yield from _more(setting, shape, focus, shape.number("qualifiedMaxCount") or 0, qualified)


def _fewer(setting: Setting, shape: Shape, focus: str, least: int, qualified: Term | None = None) -> Iterator[Fault]:
    patterns, value, condition = _counted_values(setting, shape, focus, qualified)
    if least == 1:
        yield Fault(condition=f"!{exists(patterns, condition)}")
    elif least > 1:
        enough = counted(focus, Fault(patterns, condition).body, f"COUNT(DISTINCT {value}) >= {least}")
        yield Fault(condition=f"NOT EXISTS {{ {enough} }}")


def _more(setting: Setting, shape: Shape, focus: str, most: int, qualified: Term | None = None) -> Iterator[Fault]:
    patterns, value, condition = _counted_values(setting, shape, focus, qualified)
    if most == 0:
        yield Fault(condition=exists(patterns, condition))
    else:
        yield Fault(patterns, condition, focus=focus, having=f"COUNT(DISTINCT {value}) > {most}")


def _counted_values(
    setting: Setting, shape: Shape, focus: str, qualified: Term | None
) -> tuple[tuple[str, ...], str, str]:
    """The patterns of the value nodes, their variable, and the condition that one conforms to a qualified shape."""
    patterns, value = setting.values(shape, focus)
    if qualified is None:
        return patterns, value, ""
    disjoint = setting.graph.siblings(shape) if shape.holds("qualifiedValueShapesDisjoint") else []
    conditions = [f"!{setting.broken(qualified, value)}", *(setting.broken(other, value) for other in disjoint)]
    return patterns, value, " && ".join(conditions)


def _has_value(setting: Setting, shape: Shape, parameter: Term, focus: str) -> Iterator[Fault]:
    if isinstance(parameter, BlankNode):
        raise shape.error("sh:hasValue is a blank node", "give an IRI or a literal.")
    patterns, value = setting.values(shape, focus)
    yield Fault(condition=f"!{exists(patterns, same(value, parameter))}")


def _unique_lang(setting: Setting, shape: Shape, parameter: Term, focus: str) -> Iterator[Fault]:
    if shape.holds("uniqueLang"):
        (first, one), (second, other) = setting.values(shape, focus), setting.values(shape, focus)
        language = f"LCASE(LANG({one}))"
        condition = f'LANG({one}) != "" && {language} = LCASE(LANG({other})) && !sameTerm({one}, {other})'
        yield Fault((*first, *second), sure(condition), key=language)


def _equals(setting: Setting, shape: Shape, parameter: Term, focus: str) -> Iterator[Fault]:
    predicate = _predicate(shape, "equals", parameter)
    patterns, value = setting.values(shape, focus)
    yield Fault(patterns, f"NOT EXISTS {{ {focus} {predicate} {value} }}", value)
    other = setting.variable()
    among = exists(patterns, f"sameTerm({value}, {other})")
    yield Fault((f"{focus} {predicate} {other} .",), f"!{among}", other)


def _disjoint(setting: Setting, shape: Shape, parameter: Term, focus: str) -> Iterator[Fault]:
    patterns, value = setting.values(shape, focus)
    yield Fault((*patterns, f"{focus} {_predicate(shape, 'disjoint', parameter)} {value} ."), value=value)


def _less_than(setting: Setting, shape: Shape, parameter: Term, focus: str) -> Iterator[Fault]:
    yield from _ordered(setting, shape, _predicate(shape, "lessThan", parameter), "<", focus)


def _less_than_or_equals(setting: Setting, shape: Shape, parameter: Term, focus: str) -> Iterator[Fault]:
    yield from _ordered(setting, shape, _predicate(shape, "lessThanOrEquals", parameter), "<=", focus)


def _ordered(setting: Setting, shape: Shape, predicate: NamedNode, operator: str, focus: str) -> Iterator[Fault]:
    patterns, value = setting.values(shape, focus)
    other = setting.variable()
    condition = f"!{sure(f'{value} {operator} {other}')}"
    yield Fault((*patterns, f"{focus} {predicate} {other} ."), condition, value, key=other)


def _closed(setting: Setting, shape: Shape, parameter: Term, focus: str) -> Iterator[Fault]:
    if not shape.holds("closed"):
        return
    allowed = {path for node in shape.parameters.get("property", ()) for path in setting.graph.of(node, "path")}
    ignored = shape.only("ignoredProperties") or NamedNode(RDF + "nil")
    allowed |= set(setting.graph.members(ignored))
    known = ", ".join(sorted(str(path) for path in allowed if isinstance(path, NamedNode)))
    inner, node = setting.values(shape, focus)
    predicate, value = setting.variable(), setting.variable()
    yield Fault((*inner, f"{node} {predicate} {value} ."), f"{predicate} NOT IN ({known})", value, path=predicate)


def _predicate(shape: Shape, name: str, parameter: Term) -> NamedNode:
    if not isinstance(parameter, NamedNode):
        raise shape.error(f"sh:{name} is {parameter}", "name a property.")
    return parameter


WRITERS: dict[str, Callable[[Setting, Shape, Term, str], Iterator[Fault]]] = {
    "minCount": _min_count,
    "maxCount": _max_count,
    "qualifiedMinCount": _qualified_min_count,
    "qualifiedMaxCount": _qualified_max_count,
    "hasValue": _has_value,
    "uniqueLang": _unique_lang,
    "equals": _equals,
    "disjoint": _disjoint,
    "lessThan": _less_than,
    "lessThanOrEquals": _less_than_or_equals,
    "closed": _closed,
}
