"""What took part in one solution of a rule: triples, the absence of others, conditions, and what was counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import Literal, Triple, Variable

from treatygraph.namespaces import XSD
from treatygraph.proofs.binding import Writer, extreme, least
from treatygraph.proofs.paths import along
from treatygraph.proofs.scope import Solution, scope, seen
from treatygraph.proofs.syntax import (
    Exists,
    Expression,
    Filter,
    Group,
    Minus,
    Optional,
    Pattern,
    Select,
    Term,
    Union,
    Values,
)

#: How many solutions a count may rest on and still name each of them.
_MOST = 2_000


class RefutedError(Exception):
    """What was taken for the least or the greatest value is not."""


@dataclass(frozen=True, slots=True)
class Absence:
    """A group that has no solution here; ``optional`` where the rule would have used one and does without."""

    group: Group
    solution: Mapping[str, Term]
    optional: bool


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that is met, and the values of its variables."""

    expression: Expression
    solution: Mapping[str, Term]


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A value that is made from several solutions: ``?consents`` by ``COUNT(DISTINCT ?state)`` from ``number``."""

    variable: str
    expression: Expression
    value: Term
    number: int


@dataclass(slots=True)
class Found:
    """What took part."""

    triples: list[Triple] = field(default_factory=list)
    absence: list[Absence] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    aggregates: list[Aggregate] = field(default_factory=list)

    def add(self, other: Found) -> None:
        """Adds what took part in another group."""
        self.triples += other.triples
        self.absence += other.absence
        self.conditions += other.conditions
        self.aggregates += other.aggregates


@dataclass(frozen=True, slots=True)
class Premises:
    """Reads the premises of a rule's solutions from a store."""

    writer: Writer
    _told: dict[Any, Found] = field(default_factory=dict)

    def of(self, group: Group, solution: Solution) -> Found:
        """What took part in a solution of a group, which binds every variable that the solution of the group binds."""
        found = Found()
        for element in group.elements:
            if isinstance(element, Pattern):
                found.triples += self._triples(element, solution)
            elif isinstance(element, Filter):
                found.conditions.append(Condition(element.expression, _part(element.expression, solution)))
            elif isinstance(element, Minus) or (isinstance(element, Exists) and element.negated):
                found.absence.append(Absence(element.group, solution, False))
            elif isinstance(element, Exists | Optional):
                found.add(self._possible(element.group, solution))
            elif isinstance(element, Union):
                found.add(self._branch(element, solution))
            elif isinstance(element, Select):
                found.add(self._select(element, solution))
            elif isinstance(element, Group):
                found.add(self.of(element, solution))
        return found

    def _branch(self, union: Union, solution: Solution) -> Found:
        """What took part in the branch that tells most of the solution."""
        branches = sorted(union.branches, key=lambda branch: -len(scope(branch) & set(solution)))
        return next(filter(None, (self._try(branch, solution) for branch in branches)), Found())

    def _possible(self, group: Group, solution: Solution) -> Found:
        return self._try(group, solution) or Found(absence=[Absence(group, solution, True)])

    def _try(self, group: Group, solution: Solution) -> Found | None:
        """What took part in a group that may have no solution here; None where it has none."""
        if all(isinstance(part, Pattern | Values) for part in group.elements) and scope(group) <= set(solution):
            patterns = sum(isinstance(part, Pattern) for part in group.elements)
            found = self.of(group, solution)
            return found if len(found.triples) >= patterns else None
        # A condition in the group may speak of what the group itself does not bind.
        asked = {name for part in group.elements if isinstance(part, Filter) for name in part.expression.variables}
        given = tuple(name for name in sorted(asked - scope(group)) if name in solution)
        row: tuple[Any, ...] = tuple(solution[name] for name in given)
        told = Values(given, (row,))
        seeing = Group((told, *group.elements)) if given else group
        for inner in self._solutions(seeing, solution, 1):
            return self.of(group, {**solution, **inner})
        return None

    def _solutions(self, group: Group, solution: Solution, limit: int = 0) -> Iterator[Solution]:
        bound = {name: [term] for name, term in solution.items() if name in scope(group)}
        text = self.writer.asking(group, bound, (), limit)
        if text is None:
            return
        for inner in self.writer.narrowing.lookups.solutions(text):
            if all(inner.get(name, solution[name]) == solution[name] for name in bound):
                yield inner

    def _select(self, select: Select, solution: Solution) -> Found:
        """The premises of a subquery's row: of one solution, or of those that it counts or takes the least of."""
        outer = {name: terms[0] for name, terms in seen(select, {k: [v] for k, v in solution.items()}).items()}
        made = {name: expression for name, expression in select.items if expression}
        if not made:
            key = (id(select), frozenset(outer.items()))
            if key not in self._told:
                self._told[key] = self._plain(select, outer)
            return self._told[key]
        (name, expression), *others = made.items() or [("", None)]
        argument = extreme(expression.text) if expression and not others and not select.having else None
        if expression and argument and name in solution:
            inner, number = self._witness(select, outer, argument, name, solution[name])
            found = self.of(select.group, inner)
            found.aggregates.append(Aggregate(name, expression, solution[name], number))
            return found
        found = Found()
        number = 0
        for inner in self._solutions(select.group, outer, _MOST):
            found.add(self.of(select.group, inner))
            number += 1
        for name, expression in made.items():
            if name in solution:
                found.aggregates.append(Aggregate(name, expression, solution[name], number))
        return found

    def _plain(self, select: Select, outer: Solution) -> Found:
        """The premises of a row that stands for one solution, or for several that a condition counts."""
        if not select.keys:
            return self._try(select.group, outer) or Found()
        found = Found()
        for inner in self._solutions(select.group, outer, _MOST):
            found.add(self.of(select.group, inner))
        return found

    def _witness(self, select: Select, outer: Solution, argument: str, name: str, value: Term) -> tuple[Solution, int]:
        """The solution with the least or the greatest value, and how many were compared.

        Raises:
            RefutedError: there is none, or another goes beyond it.
        """
        known = {known: [term] for known, term in outer.items()}
        text = self.writer.asking(select.group, known, bounds=least(select, {**known, name: [value]}))
        found = self.writer.narrowing.lookups.solutions(text) if text is not None else ()
        rows = [row for row in found if argument in row]
        fitting = [row for row in rows if all(row.get(key, term) == term for key, term in outer.items())]
        sign = 1 if any(made and made.text.lstrip().upper().startswith("MIN") for _, made in select.items) else -1
        for row in fitting:
            if row[argument] == value and not any(_compared(other[argument], value) * sign < 0 for other in fitting):
                return row, len(fitting)
        raise RefutedError

    def _triples(self, pattern: Pattern, solution: Solution) -> list[Triple]:
        subject, value = _term(pattern.subject, solution), _term(pattern.object, solution)
        if subject is None or value is None or isinstance(subject, Literal | Triple):
            return []
        step = solution[pattern.step.value] if isinstance(pattern.step, Variable) else pattern.step
        return along(self.writer.narrowing.lookups, subject, step, value) or []


def _compared(one: Term, other: Term) -> int:
    """Less than 0 where one literal is below another as MIN and MAX have it, more than 0 where above."""
    if not isinstance(one, Literal) or not isinstance(other, Literal) or one.datatype != other.datatype:
        return 0
    if one.datatype.value == XSD + "integer":
        return int(one.value) - int(other.value)
    return (one.value > other.value) - (one.value < other.value)


def _term(slot: Any, solution: Solution) -> Any:
    return solution.get(slot.value) if isinstance(slot, Variable) else slot


def _part(expression: Expression, solution: Solution) -> dict[str, Term]:
    return {name: solution[name] for name in expression.variables if name in solution}
