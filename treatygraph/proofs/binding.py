"""Writes a rule's WHERE, or a part of it, as a query in which some variables have their values already.

A value is put where a variable is sure to be bound: as VALUES in each group that binds it, and in the patterns
themselves so that the engine can start from it. A subquery sees only what it projects, so a variable of the same name
inside it is left alone.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Variable

from treatygraph.namespaces import XSD
from treatygraph.proofs.narrowing import FEW, Narrowing
from treatygraph.proofs.scope import Known, certain, constant, scope, seen
from treatygraph.proofs.syntax import (
    Bind,
    Element,
    Exists,
    Filter,
    Group,
    Minus,
    Optional,
    Path,
    Pattern,
    Select,
    Slot,
    Step,
    Term,
    Union,
    Values,
)

#: The types of literal that the engine puts in order by ``<=`` as MIN and MAX do.
_ORDERED = frozenset(XSD + name for name in ("date", "integer"))


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes queries for one rule and one store, so that the engine begins where the store holds least."""

    narrowing: Narrowing

    def asking(
        self,
        group: Group,
        known: Known,
        required: Collection[str] = (),
        limit: int = 0,
        bounds: Mapping[str, str] | None = None,
    ) -> str | None:
        """A query for the solutions of a group, or None where look-ups show that it has none.

        Args:
            group: the group.
            known: the terms that variables may have.
            required: known variables that a solution must bind though the group need not.
            limit: how many solutions to give at most; 0 for all.
            bounds: conditions on variables, written where the variable is bound.
        """
        found = self.narrowing.narrowed(group, known)
        if found is None:
            return None
        lacking = scope(group) - certain(group)
        checked = "".join(
            f"FILTER({'' if name in required else f'!BOUND(?{name}) || '}{_same(name, terms)})\n"
            for name, terms in known.items()
            if name in lacking
        )
        most = f" LIMIT {limit}" if limit else ""
        body = self._narrowed(group, found, bounds or {})
        return f"{self.narrowing.prologue}\nSELECT * WHERE {{\n{body}\n{checked}}}{most}"

    def _group(self, group: Group, known: Known, bounds: Mapping[str, str]) -> str:
        return self._narrowed(group, self.narrowing.narrowed(group, known) or known, bounds)

    def _narrowed(self, group: Group, known: Known, bounds: Mapping[str, str]) -> str:
        for name in _steps(group):
            if 1 < len(known.get(name, ())) <= FEW:
                # The engine would look up everything that is said of the subject.
                branches = [self._group(group, {**known, name: [term]}, bounds) for term in known[name]]
                return "{ " + " UNION ".join(branches) + " }"
        sure = certain(group)
        made = {element.variable for element in group.elements if isinstance(element, Bind)}
        values = {
            name: f"VALUES ?{name} {{ {' '.join(map(str, terms))} }}"
            for name, terms in sorted(known.items())
            if name in sure and not any(isinstance(term, BlankNode) for term in terms)
        }
        before = [text for name, text in values.items() if name not in made]
        after = [text for name, text in values.items() if name in made]
        after += [f"FILTER({bound})" for name, bound in bounds.items() if name in sure]
        parts: list[str] = []
        run: list[Pattern] = []
        for element in group.elements:
            if isinstance(element, Pattern):
                run.append(element)
                continue
            parts += self._patterns(run, known)
            run = []
            text = self._element(element, known, bounds)
            parts.append("{ " + text + " }" if isinstance(element, Select) else text)
        parts += self._patterns(run, known)
        if any(isinstance(element, Select) for element in group.elements):
            # A subquery stands in braces of its own unless it is all that there is.
            return "{\n" + "\n".join([*before, *parts, *after]) + "\n}" if len(parts) > 1 or values else parts[0]
        return "{\n" + "\n".join([*before, *parts, *after]) + "\n}"

    def _patterns(self, run: list[Pattern], known: Known) -> list[str]:
        # Of what is said of one thing the rarest comes first; things stay in the order in which the rule has them.
        things = list(dict.fromkeys(str(pattern.subject) for pattern in run))
        ordered = sorted(run, key=lambda found: (things.index(str(found.subject)), self._cost(found, known)))
        return [
            f"{_slot(found.subject, known)} {_step(found.step, known)} {_slot(found.object, known)} ."
            for found in ordered
        ]

    def _element(self, element: Element, known: Known, bounds: Mapping[str, str]) -> str:
        if isinstance(element, Filter):
            return f"FILTER({element.expression.text})"
        if isinstance(element, Exists):
            return f"FILTER {'NOT ' if element.negated else ''}EXISTS {self._group(element.group, {}, {})}"
        if isinstance(element, Bind):
            return f"BIND({element.expression.text} AS ?{element.variable})"
        if isinstance(element, Values):
            names = " ".join(f"?{name}" for name in element.variables)
            rows = (" ".join("UNDEF" if cell is None else str(cell) for cell in row) for row in element.rows)
            return f"VALUES ({names}) {{ {' '.join(f'({row})' for row in rows)} }}"
        if isinstance(element, Optional | Minus):
            if self.narrowing.narrowed(element.group, known) is None:
                return ""
            word = "OPTIONAL" if isinstance(element, Optional) else "MINUS"
            return f"{word} {self._group(element.group, known, bounds)}"
        if isinstance(element, Union):
            open_ = [branch for branch in element.branches if self.narrowing.narrowed(branch, known) is not None]
            return " UNION ".join(self._group(branch, known, bounds) for branch in open_ or element.branches[:1])
        if isinstance(element, Select):
            return self._select(element, known, bounds)
        return self._group(element, known, bounds) if isinstance(element, Group) else ""

    def _select(self, select: Select, known: Known, bounds: Mapping[str, str]) -> str:
        items = " ".join(f"({made.text} AS ?{name})" if made else f"?{name}" for name, made in select.items)
        grouped = f" GROUP BY {' '.join(f'?{key}' for key in select.keys)}" if select.keys else ""
        having = f" HAVING({select.having.text})" if select.having else ""
        plain = {name for name, made in select.items if made is None}
        inner = {name: bound for name, bound in bounds.items() if name in plain} | least(select, known)
        group = self._group(select.group, seen(select, known), inner)
        return f"SELECT {'DISTINCT ' if select.distinct else ''}{items} WHERE {group}{grouped}{having}"

    def _cost(self, pattern: Pattern, known: Known) -> int:
        """How many triples a pattern matches, roughly."""
        subject, step, value = (constant(part, known) for part in (pattern.subject, pattern.step, pattern.object))
        if subject is not None:
            return 0
        if value is None or not isinstance(step, NamedNode):
            return sys.maxsize
        return self.narrowing.lookups.count(step, value)


def least(select: Select, known: Known) -> dict[str, str]:
    """Bounds on what a subquery takes the least or the greatest of, where that is known: the rest cannot change it."""
    found = {}
    for name, made in select.items:
        argument = extreme(made.text) if made else None
        (value, *others) = known.get(name, ()) or (None,)
        if argument and not others and isinstance(value, Literal) and value.datatype.value in _ORDERED:
            least = made is not None and made.text.lstrip().upper().startswith("MIN")
            found[argument] = f"?{argument} {'<=' if least else '>='} {value}"
    return found


def extreme(text: str) -> str | None:
    """The variable of which an expression takes the least or the greatest: that of ``MIN(?day)``."""
    name, _, rest = text.partition("(")
    inside = rest.strip().removesuffix(")").strip()
    return inside[1:] if name.strip().upper() in ("MIN", "MAX") and inside.startswith("?") else None


def _steps(group: Group) -> list[str]:
    """The variables that stand between subject and object in a group."""
    patterns = (element for element in group.elements if isinstance(element, Pattern))
    return [pattern.step.value for pattern in patterns if isinstance(pattern.step, Variable)]


def _same(name: str, terms: Sequence[Term]) -> str:
    return " || ".join(f"sameTerm(?{name}, {term})" for term in terms if not isinstance(term, BlankNode)) or "true"


def _slot(slot: Slot, known: Known) -> str:
    term = constant(slot, known)
    return str(slot if term is None or isinstance(term, BlankNode) else term)


def _step(step: Step, known: Known) -> str:
    if not isinstance(step, Path):
        return _slot(step, known)
    parts = [_step(part, known) for part in step.parts]
    if step.kind == "^":
        return f"^({parts[0]})"
    return f"({parts[0]}){step.kind}" if step.kind in "+*?" else "(" + step.kind.join(parts) + ")"
