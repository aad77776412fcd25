"""A rule's query as a tree: its template and the groups of its WHERE, down to triple patterns and expressions.

https://www.w3.org/TR/sparql11-query/
"""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Triple, Variable

Term = NamedNode | Literal | BlankNode | Triple
Slot = NamedNode | Literal | Variable


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """A property path: ``kind`` is one of ``^ / | + * ?``, ``parts`` what it is made of."""

    kind: str
    parts: tuple[Step, ...]


#: What can stand between subject and object.
Step = NamedNode | Variable | Path


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """A triple pattern, its predicate perhaps a path."""

    subject: Slot
    step: Step
    object: Slot


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """An expression as it is written, and the variables in it."""

    text: str
    variables: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Filter:
    """A condition."""

    expression: Expression


@dataclass(frozen=True, slots=True, eq=False)
class Exists:
    """A group that must, or must not, have a solution."""

    group: Group
    negated: bool


@dataclass(frozen=True, slots=True, eq=False)
class Bind:
    """A variable that is computed."""

    expression: Expression
    variable: str


@dataclass(frozen=True, slots=True, eq=False)
class Values:
    """Variables with the values that they can have, as written."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Slot | None, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Optional:
    """A group that need not have a solution."""

    group: Group


@dataclass(frozen=True, slots=True, eq=False)
class Minus:
    """A group whose solutions are taken away."""

    group: Group


@dataclass(frozen=True, slots=True, eq=False)
class Union:
    """Groups of which one must have a solution."""

    branches: tuple[Group, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Select:
    """A query inside a query. Each item is a variable and the expression that makes it, if one does."""

    distinct: bool
    items: tuple[tuple[str, Expression | None], ...]
    group: Group
    keys: tuple[str, ...]
    having: Expression | None

    @property
    def aggregates(self) -> bool:
        """Whether one of its rows stands for several solutions."""
        return bool(self.keys) or any(expression for _, expression in self.items)


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """What stands between braces."""

    elements: tuple[Element, ...]


Element = Pattern | Filter | Exists | Bind | Values | Optional | Minus | Union | Select | Group


@dataclass(frozen=True, slots=True, eq=False)
class Construct:
    """A CONSTRUCT query: its prologue as written, its template, its WHERE."""

    prologue: str
    template: tuple[Pattern, ...]
    where: Group
