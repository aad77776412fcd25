"""The order of the stages, which alone this module knows: content → sources → reasoning → validation → publication."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from pyoxigraph import Store

from treatygraph import description, publication, reasoning, sources, validation
from treatygraph.content import Content
from treatygraph.graphs import quad
from treatygraph.validation import Report

#: Told what was done and how many seconds it took.
Listener = Callable[[str, float], None]


class Clock:
    """Tells a listener how long each step took."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._since = time.perf_counter()

    def done(self, step: str) -> None:
        """Ends a step."""
        now = time.perf_counter()
        self._listener(step, now - self._since)
        self._since = now


def materialise(content: Content, listener: Listener) -> Store:
    """The graph of the content and of what follows from it."""
    clock = Clock(listener)
    store = sources.load(content)
    clock.done("load")
    reasoning.materialise(store, content, lambda step: clock.done(f"reason: {step}"))
    return store


def validate(content: Content, store: Store, listener: Listener) -> Report:
    """The validation report of a graph, which the graph gains as ``graph/report``."""
    clock = Clock(listener)
    report = validation.validate(store, content.names)
    graph = content.names.graph("report")
    store.extend(quad(triple, graph) for triple in validation.report_triples(report, content.names))
    clock.done("validate")
    return report


def build(content: Content, out: Path, listener: Listener) -> tuple[Path, Report]:
    """Builds a release and makes it the current one.

    Raises:
        ContentError: a content file cannot be read; the old release stays.
        ReasoningError: the rules do not settle; the old release stays.
        ValidationError: the graph breaks a shape; the old release stays.
    """
    # Taken first: a file that changes while the build runs makes the release stale, as it is.
    fingerprint = content.fingerprint()
    store = materialise(content, listener)
    report = validate(content, store, listener)
    report.require()
    clock = Clock(listener)
    description.describe(store, content)
    clock.done("describe")
    release = publication.publish(
        store,
        content.names,
        fingerprint,
        out,
        lambda step: clock.done(f"publish: {step}"),
    )
    return release, report
