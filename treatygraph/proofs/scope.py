"""Which variables the parts of a rule bind, and which of them a subquery lets through.

https://www.w3.org/TR/sparql11-query/#variableScope
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from pyoxigraph import Variable

from treatygraph.proofs.syntax import (
    Bind,
    Element,
    Exists,
    Group,
    Minus,
    Optional,
    Pattern,
    Select,
    Slot,
    Step,
    Term,
    Union,
    Values,
)

#: The terms that a variable may have; one where it is known.
Known = Mapping[str, Sequence[Term]]

#: The term of each variable that a solution binds.
Solution = dict[str, Term]


@lru_cache(maxsize=4096)
def certain(element: Element) -> frozenset[str]:
    """The variables that every solution of an element binds."""
    if isinstance(element, Pattern):
        parts = (element.subject, element.step, element.object)
        return frozenset(part.value for part in parts if isinstance(part, Variable))
    if isinstance(element, Values):
        columns = zip(element.variables, zip(*element.rows, strict=True), strict=True) if element.rows else ()
        return frozenset(name for name, column in columns if None not in column)
    if isinstance(element, Group):
        return frozenset().union(*map(certain, element.elements))
    if isinstance(element, Union):
        return frozenset.intersection(*map(certain, element.branches))
    if isinstance(element, Select):
        inner = certain(element.group)
        return frozenset(name for name, made in element.items if made is None and name in inner)
    return frozenset()


@lru_cache(maxsize=4096)
def scope(element: Element) -> frozenset[str]:
    """The variables that a solution of an element can bind."""
    if isinstance(element, Bind):
        return frozenset([element.variable])
    if isinstance(element, Values):
        return frozenset(element.variables)
    if isinstance(element, Group):
        return frozenset().union(*map(scope, element.elements))
    if isinstance(element, Union):
        return frozenset().union(*map(scope, element.branches))
    if isinstance(element, Optional):
        return scope(element.group)
    if isinstance(element, Select):
        return frozenset(name for name, _ in element.items)
    return certain(element)


@lru_cache(maxsize=512)
def forbidden(element: Element) -> tuple[Group, ...]:
    """The groups of an element that must have no solution, in the order in which they are written."""
    if isinstance(element, Minus) or (isinstance(element, Exists) and element.negated):
        return (element.group,)
    if isinstance(element, Group):
        return tuple(group for part in element.elements for group in forbidden(part))
    if isinstance(element, Union):
        return tuple(group for branch in element.branches for group in forbidden(branch))
    return forbidden(element.group) if isinstance(element, Optional | Select) else ()


def seen(select: Select, known: Known) -> dict[str, Sequence[Term]]:
    """What of the known variables a subquery sees: those that it projects as they are."""
    plain = {name for name, made in select.items if made is None}
    return {name: terms for name, terms in known.items() if name in plain}


def constant(part: Slot | Step, known: Known) -> Any:
    """The one term that a part of a pattern stands for; None where it is not known, a path as it is."""
    if not isinstance(part, Variable):
        return part
    terms = known.get(part.value, ())
    return terms[0] if len(terms) == 1 else None


def unify(pattern: Pattern, wanted: Iterable[Any]) -> Solution | None:
    """What the variables of a template's pattern stand for where it makes a triple, or None where it cannot.

    Args:
        pattern: a triple pattern of a template.
        wanted: the terms of the triple, in order; a variable among them stands for any.
    """
    found: Solution = {}
    for part, term in zip((pattern.subject, pattern.step, pattern.object), wanted, strict=True):
        if isinstance(term, Variable):
            continue
        if isinstance(part, Variable):
            if found.setdefault(part.value, term) != term:
                return None
        elif part != term:
            return None
    return found
