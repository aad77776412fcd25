"""Why not: what a rule lacks to conclude a triple that does not hold, down to what no document says.

For each rule that could conclude it, the parts of its WHERE are put together as far as the graph has them, what is
known of one thing first; what does not fit is missing. What is missing and could itself be concluded is asked about in
turn. The rule that lacks least comes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product
from typing import Any

from pyoxigraph import NamedNode, Variable

from treatygraph.namespaces import RDF_TYPE
from treatygraph.proofs.attempt import Attempt, Missing, axiomatic
from treatygraph.proofs.binding import Writer
from treatygraph.proofs.narrowing import Lookups, Narrowing
from treatygraph.proofs.proof import Rule
from treatygraph.proofs.scope import Known, Solution, unify
from treatygraph.proofs.syntax import (
    Bind,
    Element,
    Group,
    Pattern,
    Select,
    Union,
    Values,
)

#: How deep a missing premise is followed, and how many solutions are compared to find the nearest.
_DEPTH, _COMPARED = 8, 500


@dataclass(slots=True)
class Shortfall:
    """How far one rule comes: how many of its parts hold, and what is missing."""

    rule: Rule
    held: int
    missing: list[Missing]


class Shortfalls:
    """Finds what rules lack, in one store.

    Args:
        lookups: look-ups in the store.
        rules: the rules that it was made with.
    """

    def __init__(self, lookups: Lookups, rules: Sequence[Rule]) -> None:
        self._lookups = lookups
        self._rules = rules
        self._asked: set[Any] = set()

    def of(self, wanted: Sequence[Pattern], depth: int = _DEPTH) -> list[Shortfall]:
        """What each rule lacks that could conclude some triples of one subject, the nearest rule first."""
        key = tuple((str(found.subject), str(found.step), str(found.object)) for found in wanted)
        if depth == 0 or key in self._asked:
            return []
        self._asked.add(key)
        found = []
        for rule in self._rules:
            if rule.axiomatic and (depth < _DEPTH or wanted[0].step == RDF_TYPE):
                continue
            ways = [
                self._lacking(rule, group, {name: [term] for name, term in known.items()}, depth)
                for known in matches(rule, wanted)
                for group in _variants(rule.query.where)
            ]
            found += sorted((way for way in ways if way and way.missing), key=_distance)[:1]
        apt = [shortfall for shortfall in found if not any(map(_strange, shortfall.missing))]
        return sorted(apt or found, key=_distance)

    def _lacking(self, rule: Rule, group: Group, known: Known, depth: int) -> Shortfall | None:
        writer = Writer(Narrowing(self._lookups, rule.query.prologue))
        tables = Group(tuple(part for part in group.elements if isinstance(part, Values)))
        given = writer.narrowing.narrowed(tables, known)
        if given is None:
            return None
        attempt = Attempt(writer, group, given, rule.axiomatic)
        attempt.run(self._derived)
        if rule.axiomatic and any(axiomatic(pattern) for missing in attempt.missing for pattern in missing.patterns):
            return None
        for missing in attempt.missing:
            asked = [_told(pattern, missing.solution) for pattern in missing.patterns]
            if asked and self._derived(asked[0]):
                missing.causes = self.of(asked, depth - 1)
        return Shortfall(rule, attempt.held, attempt.missing)

    def _derived(self, pattern: Pattern) -> bool:
        """Whether some rule concludes triples of a pattern's form."""
        if isinstance(pattern.step, Variable):
            return False
        return any(next(matches(rule, [pattern]), None) is not None for rule in self._rules if not rule.axiomatic)


def matches(rule: Rule, wanted: Sequence[Pattern]) -> Iterator[Solution]:
    """The ways in which a rule's template can make some triples."""
    options = [
        [known for made in rule.query.template if (known := _unified(rule, made, found)) is not None]
        for found in wanted
    ]
    told: list[Solution] = []
    for ways in product(*options):
        joined: Solution = {}
        fits = all(joined.setdefault(name, term) == term for way in ways for name, term in way.items())
        if fits and joined not in told:
            told.append(joined)
            yield joined


def _unified(rule: Rule, made: Pattern, wanted: Pattern) -> Solution | None:
    if isinstance(made.step, Variable) and isinstance(wanted.step, NamedNode) and not rule.axiomatic:
        _, _, name = wanted.step.value.replace("#", "/").rpartition("/")
        if name not in _linked(rule.query.where):
            return None
    return unify(made, (wanted.subject, wanted.step, wanted.object))


@lru_cache(maxsize=512)
def _linked(element: Element) -> frozenset[str]:
    """The names of the links that a rule chooses among: in its tables, and in what it computes."""
    if isinstance(element, Values):
        cells = (cell for row in element.rows for cell in row if isinstance(cell, NamedNode))
        return frozenset(cell.value.replace("#", "/").rpartition("/")[2] for cell in cells)
    if isinstance(element, Bind):
        return frozenset(re.findall(r":(\w+)", element.expression.text))
    if isinstance(element, Union):
        return frozenset().union(*map(_linked, element.branches))
    if isinstance(element, Select):
        return _linked(element.group)
    return frozenset().union(*map(_linked, element.elements)) if isinstance(element, Group) else frozenset()


def _variants(group: Group) -> list[Group]:
    """A WHERE as groups without alternatives, one for each choice of branches."""
    (first, *rest) = group.elements
    if isinstance(first, Select) and not rest:
        return _variants(first.group) if not _counts(first) else [group]
    choices: list[list[tuple[Element, ...]]] = []
    for element in group.elements:
        if isinstance(element, Union):
            choices.append([variant.elements for branch in element.branches for variant in _variants(branch)])
        elif isinstance(element, Group):
            choices.append([variant.elements for variant in _variants(element)])
        else:
            choices.append([(element,)])
    return [Group(tuple(part for parts in choice for part in parts)) for choice in islice(product(*choices), 32)]


def _counts(select: Select) -> bool:
    return any(made and made.text.lstrip().upper().startswith("COUNT") for _, made in select.items)


def _told(pattern: Pattern, solution: Solution) -> Pattern:
    def slot(part: Any) -> Any:
        return solution.get(part.value, part) if isinstance(part, Variable) else part

    return Pattern(slot(pattern.subject), slot(pattern.step), slot(pattern.object))


def _strange(missing: Missing) -> bool:
    """Whether a thing is of another kind than the rule speaks of."""
    return bool(missing.patterns) and all(
        found.step == RDF_TYPE and not isinstance(_told(found, missing.solution).subject, Variable)
        for found in missing.patterns
    )


def _distance(shortfall: Shortfall | None) -> tuple[int, int]:
    return (len(shortfall.missing), -shortfall.held) if shortfall else (0, 0)
