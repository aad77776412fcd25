"""The order of the stages, which alone this module knows.

Content → sources → reasoning → ledger → validation → publication.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pyoxigraph import Store

from treatygraph import description, sources
from treatygraph.changes import difference, history
from treatygraph.claims import ledger
from treatygraph.content import Content, QueryFile
from treatygraph.downloads.offer import Offer
from treatygraph.errors import ReleaseError
from treatygraph.graphs import add, coverage, quad
from treatygraph.inference import reasoning
from treatygraph.namespaces import Names
from treatygraph.releases import publication
from treatygraph.releases.release import CURRENT
from treatygraph.reports import shacl
from treatygraph.validation import hygiene, validation
from treatygraph.validation.finding import Report

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
    """The graph of the content, of what follows from it, and of what it answers to the claims of documents."""
    clock = Clock(listener)
    store = sources.load(content)
    add(store, hygiene.described(content), content.names.graph("provenance"))
    clock.done("load")
    reasoning.materialise(store, content, lambda step: clock.done(f"reason: {step}"))
    ledger.judge(store, content)
    clock.done("judge claims")
    return store


def validate(content: Content, store: Store, day: date, engine: str = validation.ENGINES[0]) -> Report:
    """The validation report of a graph: what its shapes and the queries of hygiene find.

    Args:
        content: the content that the graph was made from.
        store: the graph.
        day: the day by which waivers end.
        engine: what evaluates the shapes.

    Raises:
        ContentError: a shape or a query of hygiene cannot be evaluated.
    """
    besides = hygiene.check(store, content)
    return validation.validate(store, content.names, day, engine=engine, found_besides=besides, reader=content.text_of)


def build(content: Content, out: Path, listener: Listener, day: date) -> tuple[Path, Report]:
    """Builds a release and makes it the current one.

    Args:
        content: the content folders.
        out: the folder of releases.
        listener: told of each step.
        day: the day by which waivers end; a clock that was set back, so that it is before the last day that the graph
            knows of, brings none back.

    Raises:
        ContentError: a content file cannot be read; the old release stays.
        ReasoningError: the rules do not settle; the old release stays.
        ValidationError: the graph breaks a shape; the old release stays.
    """
    # Taken first: a file that changes while the build runs makes the release stale, as it is.
    inputs = content.digests()
    store = materialise(content, listener)
    clock = Clock(listener)
    known = coverage(store, content.names)
    report = validate(content, store, max(day, date.fromisoformat(known)) if known else day)
    clock.done("validate")
    report.require()
    graph = content.names.graph("report")
    store.extend(quad(triple, graph) for triple in shacl.report_triples(report, content.names))
    description.describe(store, content)
    listings = difference.listings(content)
    clock.done("describe")
    # A build may have been cut after its release was put in its place and before that was told.
    told = history.last(out)
    before = [(out / name).resolve() for name in (told, CURRENT) if name and (out / name).is_dir()]
    release = publication.publish(
        store,
        content.names,
        content.fingerprint(inputs),
        out,
        lambda step: clock.done(f"publish: {step}"),
        inputs=inputs,
        description=description.of_release(content),
        offer=Offer(content),
    )
    if told != release.name:
        old = next((folder for folder in before if folder.is_dir() and folder != release.resolve()), None)
        history.record(out, changes(old, release, content.names, listings))
        clock.done("changes")
    return release, report


def changes(before: Path | None, release: Path, names: Names, listings: Sequence[QueryFile]) -> dict[str, Any]:
    """What differs from the release that served before, if there is one that can still be read."""
    new = difference.opened(str(release), release.parent, names)
    try:
        old = difference.opened(str(before), release.parent, names) if before else None
    except ReleaseError:
        old = None
    if old is None:
        return {"old": None, "new": {"release": new.name, "coverage": new.coverage}, "quads": None, "groups": []}
    return difference.difference(old, new, listings)
