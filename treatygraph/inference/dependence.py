"""What a rule's conclusions rest on: the triple patterns of its query, each with what stands beside it.

A solution that a pattern can add or take away meets other patterns too, those that are joined to it
(https://www.w3.org/TR/sparql11-query/#sparqlAlgebra). They are read from the rule's syntax tree. Of the
conditions, which can only make solutions fewer, those are read that ask for a thing or leave out some by name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, count

from pyoxigraph import NamedNode, Variable

from treatygraph.proofs.grammar import read
from treatygraph.proofs.syntax import (
    Bind,
    Element,
    Exists,
    Expression,
    Filter,
    Group,
    Minus,
    Optional,
    Path,
    Pattern,
    Select,
    Slot,
    Step,
    Union,
    Values,
)
from treatygraph.tokens import named, prefixes, tokens

#: Paths that join a thing to itself.
_UNBOUNDED = ("*", "?")

#: How many steps, from variable to variable, what stands beside a pattern is looked for.
_REACH = 2


@dataclass(frozen=True, slots=True)
class Outside:
    """A variable, and the things that it cannot be."""

    name: str
    cells: tuple[NamedNode, ...]


#: What solutions meet.
Part = Pattern | Values | Outside

#: The namespaces that a query declares, by their prefixes.
Prefixes = dict[str, str]


@dataclass(frozen=True, slots=True)
class Look:
    """A triple pattern, and what a solution which it bears on meets as well."""

    pattern: Pattern
    beside: Sequence[Part]


@lru_cache(maxsize=256)
def looks_of(text: str) -> tuple[Look, ...] | None:
    """The triple patterns of a CONSTRUCT query, each with what stands beside it; nothing where that cannot be told."""
    try:
        query = read(text)
        found = list(_looks(query.where, (), count(), prefixes(tokens(query.prologue))))
    except SyntaxError:
        return None
    return tuple(Look(each, _near(pattern, beside)) for pattern, beside in found for each in _valued(pattern, beside))


def _looks(
    group: Group, around: Sequence[Part], fresh: Iterator[int], declared: Prefixes
) -> Iterator[tuple[Pattern, list[Part]]]:
    """Every triple pattern of a group and below it, with all that a solution which it bears on meets as well.

    Raises:
        SyntaxError: what a part of the group rests on cannot be told.
    """
    cores = [_core(element, fresh, declared) for element in group.elements]
    for place, element in enumerate(group.elements):
        before, after = list(chain(*cores[:place])), list(chain(*cores[place + 1 :]))
        beside = [*around, *before, *after]
        match element:
            case Pattern(step=Path()):
                for step in _leaves(element.step):
                    yield Pattern(Variable(f"from{next(fresh)}"), step, Variable(f"to{next(fresh)}")), []
            case Pattern():
                yield element, beside
            case Group():
                yield from _looks(element, beside, fresh, declared)
            case Union():
                for branch in element.branches:
                    yield from _looks(branch, beside, fresh, declared)
            case Select():
                _require(*(expression for _, expression in element.items), element.having)
                yield from _looks(element.group, _apart(beside, _passed(element), fresh), fresh, declared)
            case Optional() | Minus() | Exists():
                # What need not have a solution bears on what is before it alone; of the rest nothing need hold for it.
                known = [*before, *after] if isinstance(element, Exists) else before
                names = {name for part in known for name in names_of(part)}
                yield from _looks(element.group, [*known, *_apart(around, names, fresh)], fresh, declared)
            case Filter() | Bind():
                _require(element.expression)


def _core(element: Element, fresh: Iterator[int], declared: Prefixes) -> list[Part]:
    """What every solution of a part of a group meets."""
    match element:
        case Pattern(step=NamedNode()):
            return [element]
        case Values() if all(None not in row for row in element.rows):
            return [element]
        case Filter():
            return _named(element.expression, declared)
        case Group():
            return [part for each in element.elements for part in _core(each, fresh, declared)]
        # A count of nothing is a solution without any below it.
        case Select() if element.keys or not element.aggregates:
            return _apart(_core(element.group, fresh, declared), _passed(element), fresh)
    return []


def _named(condition: Expression, declared: Prefixes) -> list[Part]:
    """What a condition does if it does no more than ask for a thing, or leave out some: ``=`` or ``NOT IN``."""
    found = tokens(condition.text)
    cells = [NamedNode(iri) for token in found if (iri := named(token, declared)) is not None]
    words = [
        token[0].upper() if token["word"] else "IRI" if token["iri"] or token["colon"] else token[0] for token in found
    ]
    match [word for word in words if word != ","]:
        case ["(", name, "=", "IRI", ")"] if condition.variables == (name[1:],):
            return [Values((name[1:],), ((cells[0],),))]
        case ["(", name, "NOT", "IN", "(", *_, ")", ")"] if condition.variables == (name[1:],) and set(words[5:-2]) <= {
            "IRI",
            ",",
        }:
            return [Outside(name[1:], tuple(cells))]
    return []


def _passed(select: Select) -> set[str]:
    """The variables that a query inside a query shares with what is around it."""
    return {name for name, expression in select.items if expression is None}


def _apart(parts: Iterable[Part], kept: Collection[str], fresh: Iterator[int]) -> list[Part]:
    """Parts with other names for all variables but some."""
    mark = next(fresh)

    def called(name: str) -> str:
        return name if name in kept else f"{name}_{mark}"

    def term(slot: Slot) -> Slot:
        return Variable(called(slot.value)) if isinstance(slot, Variable) else slot

    def marked(part: Part) -> Part:
        match part:
            case Pattern():
                return replace(part, subject=term(part.subject), object=term(part.object))
            case Values():
                return replace(part, variables=tuple(map(called, part.variables)))
            case Outside():
                return replace(part, name=called(part.name))

    return [marked(part) for part in parts]


def _leaves(step: Step) -> Iterator[NamedNode | Variable]:
    """The properties that a path goes along."""
    if not isinstance(step, Path):
        yield step
        return
    if step.kind in _UNBOUNDED:
        fault = "a path that may be empty joins whatever there is"
        raise SyntaxError(fault)
    for part in step.parts:
        yield from _leaves(part)


def _require(*expressions: Expression | None) -> None:
    for expression in expressions:
        if expression and "{" in expression.text:
            fault = "a condition holds a group"
            raise SyntaxError(fault)


def _valued(pattern: Pattern, beside: Iterable[Part]) -> Iterator[Pattern]:
    """A pattern with each of the values that its property, or else its object, can have."""
    for part in beside:
        for place, name in enumerate(part.variables if isinstance(part, Values) else ()):
            cells = {row[place] for row in part.rows} if isinstance(part, Values) else set()
            if pattern.step == Variable(name):
                yield from (replace(pattern, step=cell) for cell in cells if isinstance(cell, NamedNode))
                return
            if pattern.object == Variable(name):
                yield from (replace(pattern, object=cell) for cell in cells if cell is not None)
                return
    yield pattern


def _near(pattern: Pattern, beside: Sequence[Part]) -> list[Part]:
    """Those of some parts that share a variable with a pattern, and those that share one with these."""
    found: list[Part] = []
    names = names_of(pattern)
    for _ in range(_REACH):
        found = [part for part in beside if not names.isdisjoint(names_of(part))]
        names = names.union(*map(names_of, found))
    return found


def names_of(part: Part) -> set[str]:
    """The variables of a part."""
    if isinstance(part, Outside):
        return {part.name}
    if isinstance(part, Values):
        return set(part.variables)
    return {slot.value for slot in (part.subject, part.step, part.object) if isinstance(slot, Variable)}
