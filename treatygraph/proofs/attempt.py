"""How far the parts of one rule can be put together: what holds of them, and what is missing.

What is most nearly known comes first, so that what is missing is told of the nearest thing: not that no ratification
is known, but that this one has no effect yet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode, Variable

from treatygraph.namespaces import OWL, RDF_TYPE, RDFS, XSD
from treatygraph.proofs.binding import Writer
from treatygraph.proofs.scope import Known, Solution, certain, constant, scope
from treatygraph.proofs.syntax import (
    Bind,
    Element,
    Exists,
    Expression,
    Filter,
    Group,
    Minus,
    Optional,
    Pattern,
    Select,
    Term,
    Values,
)

if TYPE_CHECKING:
    from treatygraph.proofs.shortfall import Shortfall

#: How many solutions are compared to find the nearest.
_COMPARED = 500


@dataclass(slots=True)
class Missing:
    """What is missing: triples of some form, a condition that is not met, or the absence of something."""

    solution: Solution
    patterns: tuple[Pattern, ...] = ()
    condition: Expression | None = None
    present: Group | None = None
    causes: list[Shortfall] = field(default_factory=list)


class Attempt:
    """Puts the parts of a rule together as far as they hold."""

    def __init__(self, writer: Writer, group: Group, known: Known, axiomatic: bool) -> None:
        self._writer = writer
        self._known = known
        self._axiomatic = axiomatic
        self._parts = list(group.elements)
        self._kept: list[Element] = [part for part in self._parts if isinstance(part, Values)]
        self._lost: set[str] = set()
        self.missing: list[Missing] = []
        self.held = 0

    def run(self, derived: Callable[[Pattern], bool]) -> None:
        """Puts the parts together; ``derived`` tells whether some rule concludes what a pattern looks for."""
        patterns = [part for part in self._parts if isinstance(part, Pattern)]
        things = list(dict.fromkeys(pattern.subject for pattern in patterns))
        while things:
            # What is most nearly known comes first: a thing that is, then one that known things are said of.
            thing = max(things, key=lambda each: self._hold([found for found in patterns if found.subject == each]))
            things.remove(thing)
            self._thing([pattern for pattern in patterns if pattern.subject == thing], derived)
        for part in self._parts:
            if isinstance(part, Select | Filter | Exists | Minus | Group) and not self._depends(part):
                self._try(part)

    def _thing(self, star: list[Pattern], derived: Callable[[Pattern], bool]) -> None:
        """Tries all that the rule says of one thing."""
        if any(self._depends(pattern) for pattern in star):
            self._lose(star)
            return
        marks = [found for found in star if self._slot(found.object) is not None]
        if self._slot(star[0].subject) is None and not self._fits(marks):
            plain = [found for found in marks if found.step != RDF_TYPE or not derived(found)]
            if not plain or len(plain) == len(marks) or not self._fits(plain):
                self.missing.append(Missing(self._nearest(), tuple(marks or star)))
                self._lose(star)
                return
            marks = plain
        elif self._slot(star[0].subject) is not None:
            marks = []
        self._keep(marks)
        for pattern in star:
            if pattern not in marks:
                self._try(pattern)

    def _try(self, part: Element) -> None:
        if self._fits([part]):
            self._keep([part])
            return
        solution = self._nearest(part)
        if isinstance(part, Pattern):
            self.missing.append(Missing(solution, (part,)))
            self._lost |= {
                name for name in certain(part) if name not in scope(self._group([])) and name not in self._known
            }
        elif isinstance(part, Filter):
            self.missing.append(Missing(solution, condition=part.expression))
        elif isinstance(part, Exists | Minus):
            negated = isinstance(part, Minus) or part.negated
            shown = self._first([part.group], solution) if negated else solution
            patterns = () if negated else tuple(each for each in part.group.elements if isinstance(each, Pattern))
            self.missing.append(Missing(shown, patterns, present=part.group if negated else None))
        elif isinstance(part, Select | Group):
            group = part.group if isinstance(part, Select) else part
            self.missing.append(Missing(solution, tuple(each for each in group.elements if isinstance(each, Pattern))))
            self._lost |= scope(part) - scope(self._group([]))

    def _keep(self, parts: Sequence[Element]) -> None:
        """Takes parts as holding, and what follows of variables from them."""
        self._kept += parts
        self.held += len(parts)
        found = self._writer.narrowing.narrowed(self._group([]), self._known) or {}
        self._known = {**self._known, **{name: terms for name, terms in found.items() if len(terms) == 1}}

    def _group(self, more: Sequence[Element]) -> Group:
        """What holds, and more; for a condition what is computed and what need not hold as well."""
        parts = [*self._kept, *more]
        if any(isinstance(part, Filter) for part in more):
            parts += [part for part in self._parts if isinstance(part, Bind | Optional) and not self._depends(part)]
        mine = [part for part in self._parts if part in parts]
        return Group((*mine, *(part for part in more if part not in mine)))

    def _fits(self, more: Sequence[Element]) -> bool:
        return bool(self._solutions(more, 1))

    def _first(self, more: Sequence[Element], solution: Solution) -> Solution:
        found = self._solutions(more, 1)
        return {**solution, **(found[0] if found else {})}

    def _solutions(self, more: Sequence[Element], limit: int) -> list[Solution]:
        group = self._group(more)
        known = {name: terms for name, terms in self._known.items() if name in scope(group)}
        text = self._writer.asking(group, known, (), limit)
        if text is None:
            return []
        return list(islice(self._writer.narrowing.lookups.solutions(text), limit))

    def _nearest(self, part: Element | None = None) -> Solution:
        """A solution of what holds; where a condition fails the one whose counted or dated values are greatest."""
        always = [Filter(Expression("true", ()))] if isinstance(part, Filter) else []
        rows = self._solutions(always, _COMPARED if always else 1)
        told = {name: terms[0] for name, terms in self._known.items() if len(terms) == 1}
        if isinstance(part, Filter) and rows:
            names = part.expression.variables
            rows.sort(key=lambda row: [-_number(row.get(name)) for name in names])
        return {**told, **(rows[0] if rows else {})}

    def _hold(self, star: list[Pattern]) -> int:
        if self._axiomatic:
            lookups = self._writer.narrowing.lookups
            parts = [[constant(part, self._known) for part in (each.subject, each.step, each.object)] for each in star]
            return 1_000 * any(map(axiomatic, star)) - sum(len(lookups.first(*part)) for part in parts if any(part))
        known = sum(self._slot(found.object) is not None for found in star)
        return known + 100 * (self._slot(star[0].subject) is not None) + 1_000 * any(map(axiomatic, star))

    def _slot(self, slot: Any) -> Any:
        if isinstance(slot, Variable) and slot.value not in self._known and slot.value in certain(self._group([])):
            return slot
        return constant(slot, self._known)

    def _depends(self, part: Element) -> bool:
        names = set(part.expression.variables) if isinstance(part, Filter) else set(scope(part))
        if isinstance(part, Exists | Minus):
            names = set(scope(part.group))
        return bool(names & self._lost)

    def _lose(self, star: list[Pattern]) -> None:
        mine = frozenset().union(*(certain(pattern) for pattern in star))
        self._lost |= {name for name in mine if name not in self._known and name not in scope(self._group([]))}


def axiomatic(pattern: Pattern) -> bool:
    """Whether a pattern looks for an axiom and not for a fact."""
    return isinstance(pattern.step, NamedNode) and (
        pattern.step.value.startswith((OWL, RDFS))
        or (isinstance(pattern.object, NamedNode) and pattern.object.value.startswith(OWL))
    )


def _number(term: Term | None) -> float:
    if isinstance(term, Literal) and term.datatype.value == XSD + "integer":
        return float(term.value)
    return 0.0
