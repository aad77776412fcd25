"""What is known of a rule's variables before the engine is asked: what follows from looking up a few triples.

Where a pattern leaves little to try, its values are looked up; where it can match nothing, neither can its group. So a
rule whose conclusion is known is asked about with most of its constants in place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, QuerySolutions, Store, Triple, Variable

from treatygraph.proofs.scope import Known, Solution, certain, constant, seen
from treatygraph.proofs.syntax import Bind, Group, Pattern, Select, Slot, Term, Values

#: How many values a variable may have and still be worth writing out, and how far the triples of a pattern are counted.
FEW, _MANY = 12, 4_000

#: How many look-ups are kept.
_KEPT = 100_000


@dataclass(slots=True)
class Lookups:
    """Look-ups in the default graph of one store, kept while there is room."""

    store: Store
    _counts: dict[Any, int] = field(default_factory=dict)
    _kept: dict[Any, list[Any]] = field(default_factory=dict)

    def first(self, subject: Any, step: Any, value: Any) -> list[Any]:
        """The objects (or, where the object is given, the subjects) of the first few triples that match."""
        found = self._kept.get((subject, step, value))
        if found is None:
            quads = islice(self.store.quads_for_pattern(subject, step, value, DefaultGraph()), FEW + 1)
            terms = [quad.object if value is None else quad.subject for quad in quads]
            found = self.keep((subject, step, value), terms)
        return found

    def kept(self, key: Any) -> list[Any] | None:
        """What was kept under a key."""
        return self._kept.get(key)

    def keep(self, key: Any, found: list[Any]) -> list[Any]:
        """Keeps what was found under a key."""
        if len(self._kept) > _KEPT:
            self._kept.clear()
        self._kept[key] = found
        return found

    def solutions(self, text: str) -> Iterator[Solution]:
        """What a SELECT query gives, each solution without what is not bound.

        Raises:
            TypeError: it is not a SELECT query.
        """
        found = self.store.query(text)
        if not isinstance(found, QuerySolutions):
            raise TypeError("it is not a SELECT query")
        names = [variable.value for variable in found.variables]
        for row in found:
            yield {name: term for name in names if (term := row[name]) is not None}

    def count(self, step: NamedNode, value: Any) -> int:
        """How many triples have a predicate and an object, counted no further than is worth it."""
        if (step, value) not in self._counts:
            quads = self.store.quads_for_pattern(None, step, value, DefaultGraph())
            self._counts[step, value] = sum(1 for _ in islice(quads, _MANY))
        return self._counts[step, value]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Narrows what the variables of one rule may be."""

    lookups: Lookups
    prologue: str

    def narrowed(self, group: Group, known: Known) -> dict[str, Sequence[Term]] | None:
        """What is known, and what follows of other variables from a group's patterns where there is little to try.

        Returns:
            The terms that variables may have; None where the patterns show that the group has no solution.
        """
        found = dict(known)
        before: dict[str, Sequence[Term]] = {}
        while before != found:
            before = dict(found)
            for element in group.elements:
                if isinstance(element, Pattern):
                    if not self._try(element, found):
                        return None
                elif isinstance(element, Values):
                    rows = [row for row in element.rows if _fits(element, row, found)]
                    columns = zip(element.variables, zip(*rows, strict=True), strict=True) if rows else ()
                    found |= {name: list(dict.fromkeys(cells)) for name, cells in columns if None not in cells}
                    if not rows:
                        return None
                elif isinstance(element, Bind) and element.variable in found:
                    if not self._invert(element, found):
                        return None
                elif isinstance(element, Group | Select):
                    outer = found if isinstance(element, Group) else seen(element, found)
                    inner = self.narrowed(element if isinstance(element, Group) else element.group, outer)
                    if inner is None and (isinstance(element, Group) or element.keys or not element.aggregates):
                        return None
                    sure = certain(element)
                    found |= {name: terms for name, terms in (inner or {}).items() if name in sure}
        return found

    def _invert(self, bind: Bind, found: dict[str, Sequence[Term]]) -> bool:
        """Leaves out what would make a computed variable another than it is known to be."""
        names = bind.expression.variables
        if len(names) != 1 or not 1 < len(found.get(names[0], ())) <= FEW:
            return True
        name, wanted = names[0], found[bind.variable]
        key = (bind, tuple(found[name]))
        pairs = self.lookups.kept(key)
        if pairs is None:
            values = " ".join(map(str, found[name]))
            text = f"SELECT * {{ VALUES ?{name} {{ {values} }} BIND({bind.expression.text} AS ?made) }}"
            rows = self.lookups.solutions(self.prologue + text)
            pairs = self.lookups.keep(key, [(row[name], row.get("made")) for row in rows])
        found[name] = [term for term, made in pairs if made is None or made in wanted]
        return bool(found[name])

    def _try(self, pattern: Pattern, found: dict[str, Sequence[Term]]) -> bool:
        """Narrows what one variable of a pattern may be; False where it can be nothing."""
        subject, step, value = (constant(part, found) for part in (pattern.subject, pattern.step, pattern.object))
        lacking = [
            part.value
            for part in (pattern.subject, pattern.object)
            if isinstance(part, Variable) and constant(part, found) is None
        ]
        if not isinstance(step, NamedNode) or len(lacking) > 1 or isinstance(subject, Literal | Triple):
            return True
        if lacking and lacking[0] in found:
            terms = [
                term
                for term in found[lacking[0]]
                if self._holds(subject or term, step, term if value is None else value)
            ]
            found[lacking[0]] = terms
            return bool(terms)
        terms = self.lookups.first(subject, step, value)
        if lacking and 0 < len(terms) <= FEW:
            found[lacking[0]] = list(dict.fromkeys(terms))
        return bool(terms)

    def _holds(self, subject: Any, step: NamedNode, value: Any) -> bool:
        return not isinstance(subject, Literal | Triple) and bool(self.lookups.first(subject, step, value))


def _fits(values: Values, row: tuple[Slot | None, ...], known: Known) -> bool:
    pairs = zip(values.variables, row, strict=True)
    return all(cell is None or name not in known or cell in known[name] for name, cell in pairs)
