"""The stage that says what must hold: SHACL and hygiene queries over the graph as it was materialised.

https://www.w3.org/TR/shacl/; nothing is inferred here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from pyoxigraph import NamedNode, Store, Triple

from treatygraph.graphs import text, triples
from treatygraph.namespaces import DCTERMS_SOURCE, SH, Names
from treatygraph.shacl import validator
from treatygraph.shacl.result import Result
from treatygraph.validation import waivers
from treatygraph.validation.finding import SEVERITIES, Finding, Report, ordered
from treatygraph.validation.nearest import Nearest
from treatygraph.validation.places import Places, Reader

#: What evaluates shapes: queries on the engine, or pyshacl, the reference implementation.
ENGINES = ("sparql", "pyshacl")


def nothing(_: str) -> None:
    """Gives the text of no file."""


def validate(
    store: Store,
    names: Names,
    day: date,
    *,
    engine: str = ENGINES[0],
    found_besides: Iterable[Result] = (),
    reader: Reader = nothing,
    whole: bool = True,
) -> Report:
    """Validates the default graph against ``graph/shapes``.

    Args:
        store: the materialised graph with its shapes.
        names: the graph's names.
        day: the day by which waivers end.
        engine: one of ``ENGINES``.
        found_besides: results of other checks that belong to the report.
        reader: gives the text of content files, by which lines are told.
        whole: whether the graph is all there is, or a part of one.

    Raises:
        ContentError: a shape cannot be evaluated.
    """
    results = [*_evaluator(engine)(store, list(triples(store, names.graph("shapes")))), *found_besides]
    places = Places(store, names, reader)
    nearest = Nearest(store, names)
    found = {_finding(result, places, nearest, store, names) for result in results}
    marked = waivers.apply(found, waivers.read(store, names), day, names, whole)
    return ordered({each if each.place.file else _placed(each, places) for each in marked})


def _evaluator(engine: str) -> Callable[[Store, Iterable[Triple]], list[Result]]:
    if engine == ENGINES[0]:
        return validator.validate
    from treatygraph.shacl import reference  # noqa: PLC0415  (it takes long to load and is seldom asked)

    return reference.validate


def _finding(result: Result, places: Places, nearest: Nearest, store: Store, names: Names) -> Finding:
    focus, value = text(result.focus), text(result.value)
    said = {message.language or "en": message.value for message in reversed(result.messages)}
    shape = text(result.owner)
    severity = result.severity.value.removeprefix(SH)
    return Finding(
        severity if severity in SEVERITIES else SEVERITIES[0],
        shape,
        focus,
        result.path.value if isinstance(result.path, NamedNode) else "",
        value,
        result.component.value,
        said.get("en", ""),
        said.get("fr", ""),
        places.at(text(result.bindings["file"]), focus) if "file" in result.bindings else places.of((value, focus)),
        result.basis or _basis(store, shape, names),
        nearest.to(result),
    )


def _basis(store: Store, shape: str, names: Names) -> str:
    """The law that a shape names as its source."""
    if not shape:
        return ""
    found = store.quads_for_pattern(NamedNode(shape), DCTERMS_SOURCE, None, names.graph("shapes"))
    return "; ".join(sorted(text(quad.object) for quad in found))


def _placed(finding: Finding, places: Places) -> Finding:
    return replace(finding, place=places.of((finding.focus,)))
