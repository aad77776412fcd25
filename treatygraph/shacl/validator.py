"""Validation on the engine: https://www.w3.org/TR/shacl/#validation.

Every constraint is one SELECT query whose rows are its results, so that the cost is that of the engine's joins.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from pyoxigraph import NamedNode, QuerySolutions, Store, Triple

from treatygraph.errors import ContentError, Problem
from treatygraph.shacl.compilation import Check, Compilation
from treatygraph.shacl.queries import Functions, functions
from treatygraph.shacl.result import Result
from treatygraph.shacl.shapes import ShapesGraph
from treatygraph.shacl.vocabulary import component
from treatygraph.shacl.wording import said


def validate(store: Store, shapes: Iterable[Triple]) -> list[Result]:
    """Validates the default graph of a store.

    Args:
        store: the data graph; nothing is written to it.
        shapes: the shapes graph.

    Returns:
        The results, in an order that depends on nothing but the two graphs.

    Raises:
        ContentError: a shape is ill-formed, or uses what the engine cannot check; nothing is left out in silence.
    """
    compilation = Compilation(ShapesGraph(shapes), store)
    checks = list(compilation.checks())
    faults: list[Problem] = []
    called = functions(compilation.called, store, faults)
    # The engine lets go of the interpreter while it looks, so that checks run side by side.
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        found = list(threads.map(lambda check: _looked(check, store, called), checks))
    faults += [fault for _, wrong in found for fault in wrong]
    if faults:
        raise ContentError(list(dict.fromkeys(faults)))
    return ordered(result for results, _ in found for result in results)


def ordered(results: Iterable[Result]) -> list[Result]:
    """Results in an order that does not depend on the names of blank nodes of the shapes graph."""
    return sorted(results, key=_order)


def _looked(check: Check, store: Store, called: Functions) -> tuple[list[Result], tuple[Problem, ...]]:
    """The results of a check, or what is wrong with it: an error would carry the engine's rows to another thread."""
    try:
        return list(_results(check, store, called)), ()
    except ContentError as error:
        return [], error.problems


def _results(check: Check, store: Store, called: Functions) -> Iterator[Result]:
    if check.constraint:
        yield from check.constraint.results(store, check.query, check.targets)
        return
    found = store.query(check.query, custom_functions=called)
    if not isinstance(found, QuerySolutions):
        raise TypeError("a check is no SELECT query")
    names = {variable.value for variable in found.variables}
    shape, kind = check.shape, component(check.parameter)
    messages = said(shape, check.parameter)
    for row in found:
        path = row["path"] if "path" in names else shape.path_node
        yield Result(
            focus=row["this"],
            shape=shape.node,
            owner=shape.owner,
            component=kind,
            severity=shape.severity,
            path=path,
            value=row["value"] if "value" in names else None,
            messages=messages,
        )


def _order(result: Result) -> tuple[str, ...]:
    path = str(result.path) if isinstance(result.path, NamedNode) else ""
    focus, value = str(result.focus), "" if result.value is None else str(result.value)
    messages = " ".join(map(str, result.messages))
    return (str(result.owner), path, str(result.component), focus, value, str(result.severity), messages)
