"""The triples on a property path between two terms: https://www.w3.org/TR/sparql11-query/#propertypaths."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Triple

from treatygraph.proofs.narrowing import Lookups
from treatygraph.proofs.syntax import Path, Step


def along(lookups: Lookups, subject: Any, step: Any, value: Any) -> list[Triple] | None:
    """The triples on a path from one term to another; None where there are none."""
    if isinstance(step, NamedNode):
        return [Triple(subject, step, value)] if lookups.first(subject, step, value) else None
    if step.kind == "^":
        return along(lookups, value, step.parts[0], subject)
    if step.kind == "|":
        return next(filter(None, (along(lookups, subject, part, value) for part in step.parts)), None)
    if step.kind == "/":
        first, rest = step.parts[0], step.parts[1:]
        if not rest:
            return along(lookups, subject, first, value)
        for middle, way in _reached(lookups, subject, first):
            onward = along(lookups, middle, Path("/", rest) if len(rest) > 1 else rest[0], value)
            if onward is not None:
                return way + onward
        return None
    if step.kind in "*?" and subject == value:
        return []
    if step.kind == "?":
        return along(lookups, subject, step.parts[0], value)
    return next((way for end, way in _closure(lookups, subject, step.parts[0]) if end == value), None)


def _reached(lookups: Lookups, subject: Any, step: Step) -> Iterator[tuple[Any, list[Triple]]]:
    if isinstance(subject, Literal):
        return
    if isinstance(step, NamedNode):
        for quad in lookups.store.quads_for_pattern(subject, step, None, DefaultGraph()):
            yield quad.object, [quad.triple]
    elif isinstance(step, Path) and step.kind == "^" and isinstance(step.parts[0], NamedNode):
        for quad in lookups.store.quads_for_pattern(None, step.parts[0], subject, DefaultGraph()):
            yield quad.subject, [quad.triple]
    elif isinstance(step, Path) and step.kind == "|":
        for part in step.parts:
            yield from _reached(lookups, subject, part)
    elif isinstance(step, Path) and step.kind == "/":
        for middle, way in _reached(lookups, subject, step.parts[0]):
            rest = step.parts[1:]
            for end, onward in _reached(lookups, middle, Path("/", rest) if len(rest) > 1 else rest[0]):
                yield end, way + onward
    elif isinstance(step, Path):
        if step.kind in "*?":
            yield subject, []
        yield from (
            _reached(lookups, subject, step.parts[0]) if step.kind == "?" else _closure(lookups, subject, step.parts[0])
        )


def _closure(lookups: Lookups, subject: Any, step: Step) -> Iterator[tuple[Any, list[Triple]]]:
    told = set()
    ahead: list[tuple[Any, list[Triple]]] = [(subject, [])]
    while ahead:
        place, way = ahead.pop(0)
        for end, onward in _reached(lookups, place, step):
            if end not in told:
                told.add(end)
                ahead.append((end, way + onward))
                yield end, way + onward
