"""The stages that ``growth`` measures, each group of them in a process of its own, which prints one JSON line a step.

``build FOLDER OUT`` makes a release of a world as ``treatygraph build`` does; ``open`` opens it and asks it every
question of the catalogue; ``follow`` adds a row to it; ``rdflib``, ``owlrl`` and ``pyshacl`` do what other engines do
with its graph, and ``ours`` what ours does. Seconds of the processor are told beside those of the clock, for a machine
may have other work.
"""

from __future__ import annotations

import csv
import gc
import json
import sys
import time
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median

import rdflib
from pyoxigraph import DefaultGraph, QueryResultsFormat, QuerySolutions, RdfFormat, Store, serialize

from treatygraph import description, pipeline
from treatygraph.catalogue import questions
from treatygraph.content import Content
from treatygraph.downloads.offer import Offer
from treatygraph.engine import Engine
from treatygraph.graphs import quad, triples
from treatygraph.increments.mirror import Mirror
from treatygraph.increments.remembered import Remembered
from treatygraph.inference import closure
from treatygraph.parameters import IDENTIFIED
from treatygraph.releases import publication
from treatygraph.releases.release import CURRENT
from treatygraph.reports.shacl import report_triples
from treatygraph.shacl import reference, validator
from treatygraph.sources import load, turtle
from treatygraph.tables import is_date

#: The day by which waivers end; no world has any.
DAY = date(2021, 1, 1)
ROUNDS = 3


class Meter:
    """Tells of each step how long it took, and how much memory the process held at most meanwhile."""

    def __init__(self) -> None:
        self._begin()

    def done(self, step: str, **more: object) -> None:
        """Ends a step."""
        seconds, processor = time.perf_counter() - self._clock, time.process_time() - self._processor
        figures = {"step": step, "seconds": round(seconds, 4), "processor": round(processor, 4), "peak": _peak()}
        print(json.dumps({**figures, **more}), flush=True)
        self._begin()

    def _begin(self) -> None:
        # https://www.kernel.org/doc/html/latest/filesystems/proc.html: 5 sets the peak back to what is held now.
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        self._clock, self._processor = time.perf_counter(), time.process_time()


def _peak() -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024


def build(root: str, out: str) -> None:
    """Makes a release of a world, stage by stage."""
    content, meter = Content(Path(root)), Meter()
    store = pipeline.materialise(content, lambda step, _: meter.done(step))
    report = pipeline.validate(content, store, DAY)
    meter.done("validate", counted=report.counted)
    graph = content.names.graph("report")
    store.extend(quad(triple, graph) for triple in report_triples(report, content.names))
    description.describe(store, content)
    meter.done("describe")
    publication.publish(
        store,
        content.names,
        content.fingerprint(),
        Path(out),
        lambda step: meter.done(f"publish: {step}"),
        description=description.of_release(content),
        offer=Offer(content),
    )
    engine = Engine(Path(out) / CURRENT)
    meter.done(
        "size", triples=engine.manifest["triples"], quads=len(engine.store), violations=report.counted["Violation"]
    )


def opening(root: str, out: str) -> None:
    """Opens a release and asks it every question of the catalogue, with its example as far as the world has it."""
    meter = Meter()
    engine = Engine(Path(out) / CURRENT)
    meter.done("open")
    for _ in range(ROUNDS):
        Engine(Path(out) / CURRENT)
        meter.done("open again")
    for slug, text in examples(Content(Path(root)), engine):
        times, rows = [], 0
        for _ in range(ROUNDS):
            since = time.process_time()
            rows = _ask(engine.store, text, engine)
            times.append(time.process_time() - since)
        meter.done(f"question: {slug}", rows=rows, each=round(median(times) * 1000, 2))


def examples(content: Content, engine: Engine) -> Iterator[tuple[str, str]]:
    """Each question with its slug and its example, as far as a world has what the example names."""
    chosen = {kind: sorted(known)[len(known) // 2] for kind, known in engine.known.items() if known}
    for question in questions(content).values():
        given = question.example()
        for parameter in question.parameters:
            if parameter.name in given and parameter.type in IDENTIFIED:
                given[parameter.name] = chosen[parameter.type]
            elif parameter.name in given and is_date(given[parameter.name]):
                given[parameter.name] = "2015-06-30"
        yield question.slug, engine.ask(question, given)


def _ask(store: Store, text: str, engine: Engine) -> int:
    found = store.query(text, base_iri=engine.names.base, prefixes=engine.names.prefixes())
    assert isinstance(found, QuerySolutions)
    return len(json.loads(found.serialize(format=QueryResultsFormat.JSON) or b"")["results"]["bindings"])


def follow(root: str, out: str) -> None:
    """Adds one more row to the largest table of acts of a world: as the last, and in its place."""
    meter, content = Meter(), Remembered(Path(root))
    mirror = Mirror(content, Engine(Path(out) / CURRENT).store)
    gc.freeze()  # as whoever follows the content does
    meter.done("mirror", local=mirror.is_local)
    table = max((Path(root) / "data").glob("treaties/*/actions.csv"), key=lambda path: path.stat().st_size)
    before = table.read_text(encoding="utf-8")
    lines = before.splitlines(keepends=True)
    middle = len(lines) // 2
    more = _another(lines[0], lines[middle])
    edits = {
        "one more row, the last": [*lines, more],
        "that row taken back": lines,
        "one more row, in its place": [*lines[: middle + 1], more, *lines[middle + 1 :]],
    }
    try:
        for name, written in edits.items():
            table.write_text("".join(written), encoding="utf-8")
            meter.done("edit")
            mirror.update(mirror.changed())
            delta = mirror.taken()
            meter.done(name, gained=len(delta.gained), lost=len(delta.lost))
    finally:
        table.write_text(before, encoding="utf-8")


def _another(header: str, line: str) -> str:
    """A row like another: the same State leaves the treaty."""
    (names, cells) = csv.reader([header, line])
    changed = {"action": "denunciation", "date": "2020-01-15", "act": "", "not_before": "", "not_after": "", "note": ""}
    return ",".join(changed.get(name, cell) for name, cell in zip(names, cells, strict=True)) + "\n"


def beside(name: str, root: str, out: str) -> None:
    """What another engine takes for the same, and what ours does: ``rdflib``, ``owlrl``, ``pyshacl`` or ``ours``."""
    content = Content(Path(root))
    if name in ("owlrl", "ours"):
        store, meter = load(content), Meter()
        if name == "owlrl":
            closure.refer(store, content.names)
        else:
            closure.close(store, content.names, content.queries(closure.AXIOMS))
        meter.done("closure")
        if name == "owlrl":
            return
    served = Engine(Path(out) / CURRENT).store
    lines = serialize(triples(served, DefaultGraph()), format=RdfFormat.N_TRIPLES) or b""
    meter = Meter()
    if name == "rdflib":
        rdflib.Graph().parse(data=lines, format="nt")
        meter.done("load")
        return
    store = Store()
    store.bulk_load(lines, format=RdfFormat.N_TRIPLES)
    meter.done("load")
    shapes = [triple for path in content.files("shapes/*.ttl") for triple in turtle(content, path)]
    (reference if name == "pyshacl" else validator).validate(store, shapes)
    meter.done("shapes")


def main(what: str, *places: str) -> None:
    """Measures one group of stages."""
    known = {"build": build, "open": opening, "follow": follow}
    known.get(what, partial(beside, what))(*places)


if __name__ == "__main__":
    main(*sys.argv[1:])
