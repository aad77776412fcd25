"""What each constraint component finds wrong, as graph patterns and conditions in SPARQL.

Nothing here knows of targets: a fault is written for the variable of a focus node. A pattern is put after the targets
of a shape to list results, and into EXISTS to tell whether one node conforms.
https://www.w3.org/TR/shacl/#core-components
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Protocol

from treatygraph.shacl.result import Term
from treatygraph.shacl.shapes import Shape, ShapesGraph


@dataclass(frozen=True, slots=True)
class Fault:
    """One way in which a focus node breaks a constraint.

    Attributes:
        patterns: what must match; without any the condition is of the focus node alone.
        condition: what must then be true; nothing where the pattern says it all.
        value: the variable of the value node that is wrong, where one is.
        key: an expression that tells apart results that have the same value.
        path: the variable of the predicate, where it is not the path of the shape.
        focus: the variable of the focus node, where what counts is what matches for it together.
        having: what is then true of all matches for a focus node.
    """

    patterns: tuple[str, ...] = ()
    condition: str = ""
    value: str = ""
    key: str = ""
    path: str = ""
    focus: str = ""
    having: str = ""

    @property
    def body(self) -> str:
        """The patterns with their condition."""
        return " ".join([*self.patterns, f"FILTER({self.condition})" if self.condition else ""])

    @property
    def expression(self) -> str:
        """The fault as a condition."""
        if self.having:
            return f"EXISTS {{ {counted(self.focus, self.body, self.having)} }}"
        return exists(self.patterns, self.condition)


class Setting(Protocol):
    """What writing a constraint asks of the compilation that it is part of."""

    graph: ShapesGraph

    def variable(self) -> str:
        """A variable that nothing else uses."""

    def values(self, shape: Shape, focus: str) -> tuple[tuple[str, ...], str]:
        """The patterns that lead from a focus node to its value nodes, and their variable."""

    def broken(self, node: Term, variable: str) -> str:
        """The condition that what a variable stands for does not conform to a shape."""

    def instance(self, variable: str, kind: Term) -> str:
        """The condition that what a variable stands for is an instance of a class."""


class Variables:
    """Variables that nothing else uses: ``?_v1``, ``?_v2`` and so on."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def variable(self) -> str:
        """The next one."""
        return f"?_v{next(self._numbers)}"


def exists(patterns: Sequence[str], condition: str = "") -> str:
    """The condition that patterns match with a condition; without any, the condition itself.

    There is one EXISTS for each pattern, within the one before: the engine, which plans what stands in EXISTS as if
    nothing were known outside of it, would begin with any of them.
    """
    if not patterns:
        return f"({condition})"
    inner = exists(patterns[1:], condition) if patterns[1:] else condition
    return f"EXISTS {{ {patterns[0]} {f'FILTER({inner})' if inner else ''} }}"


def counted(focus: str, pattern: str, having: str, trail: str = "") -> str:
    """A query for the focus nodes, each with its trail, of whose matches of a pattern something is true."""
    return f"SELECT {focus} {trail} WHERE {{ {pattern} }} GROUP BY {focus} {trail} HAVING({having})"


def sure(condition: str) -> str:
    """A condition that is false where it cannot be told."""
    return f"COALESCE({condition}, false)"


def same(variable: str, term: Term) -> str:
    """The condition that a variable stands for one term, and not for one of the same value."""
    return f"sameTerm({variable}, {term})"
