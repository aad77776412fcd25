"""Measures validation on the engine beside pyshacl, the reference, in one run, and that both find the same.

Run as a module (``python -m benchmarks.validation``): on the current release, and on graphs of orders made from a seed,
in which most orders have a fault (``benchmarks/synthetic.py``, with the thirty shapes in ``benchmarks/synthetic.ttl``).
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import platform
from collections import Counter
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store, Triple, parse

from benchmarks import synthetic
from treatygraph.releases.release import CURRENT, STORE
from treatygraph.shacl import reference, validator
from treatygraph.shacl.result import Result

FIGURES = Path("benchmarks/results/validation.json")
PAGE = Path("docs/performance-validation.md")

#: Triples of the graphs that are made.
SIZES = (25_000, 680_000)

#: The reference is left out where it would take longer than so many seconds, from what it took on the smaller graph.
PATIENCE = 120.0

#: What was asked for, in seconds, by what is validated.
TARGETS = {"release": 3.0, f"{SIZES[0]:,} triples": 10.0}


def main() -> None:
    """Measures, and writes the figures and the page."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--reference-rounds", type=int, default=1)
    options.add_argument("--release", type=Path, default=Path("build") / CURRENT)
    options.add_argument("--out", type=Path, default=Path(), help="the folder that has benchmarks/ and docs/")
    asked = options.parse_args()
    # rdflib tells of every ill-formed literal that it reads.
    logging.disable(logging.ERROR)
    found = measure(asked.release, asked.rounds, asked.reference_rounds)
    for path, text in ((FIGURES, json.dumps(found, indent=2) + "\n"), (PAGE, page(found))):
        (asked.out / path).parent.mkdir(parents=True, exist_ok=True)
        (asked.out / path).write_text(text, encoding="utf-8")


def measure(release: Path, rounds: int, reference_rounds: int) -> dict[str, Any]:
    """Seconds and results of each engine on each graph."""
    shapes = [
        quad.triple
        for path in sorted(Path("shapes").glob("*.ttl"))
        for quad in parse(path=str(path), format=RdfFormat.TURTLE)
    ]
    served = Store.read_only(str(release.resolve() / STORE))
    since = perf_counter()
    memory = loaded(quad.triple for quad in served.quads_for_pattern(None, None, None, DefaultGraph()))
    copied = perf_counter() - since
    rows = [row("release", memory, shapes, rounds, reference_rounds)]
    rows[0]["from disk"] = timed(lambda: validator.validate(served, shapes), rounds)[0]
    rows[0]["to memory"] = round(copied, 2)
    for size in SIZES:
        store = loaded(synthetic.triples(size))
        last = rows[-1]
        too_long = size > SIZES[0] and last["pyshacl"] * size / SIZES[0] > PATIENCE
        rows.append(row(f"{size:,} triples", store, synthetic.shapes(), rounds, 0 if too_long else reference_rounds))
    return {
        "machine": {
            "cores": len(os.sched_getaffinity(0)),
            "load": round(os.getloadavg()[0], 1),
            "python": platform.python_version(),
            "pyoxigraph": version("pyoxigraph"),
            "pyshacl": version("pyshacl"),
        },
        "rounds": rounds,
        "graphs": rows,
    }


def row(name: str, store: Store, shapes: list[Triple], rounds: int, reference_rounds: int) -> dict[str, Any]:
    """What both engines take on one graph, and what they find."""
    seconds, ours = timed(lambda: validator.validate(store, shapes), rounds)
    found: dict[str, Any] = {
        "graph": name,
        "triples": len(store),
        "results": len(ours),
        "engine": seconds,
        "pyshacl": None,
    }
    if reference_rounds:
        found["pyshacl"], theirs = timed(lambda: reference.validate(store, shapes), reference_rounds)
        found["missed"] = (lines(theirs) - lines(ours)).total()
        found["more"] = (lines(ours) - lines(theirs)).total()
    return found


def timed(validate: Callable[[], list[Result]], rounds: int) -> tuple[float, list[Result]]:
    """The median of the seconds that a validation takes, and its results."""
    times, results = [], []
    for _ in range(rounds):
        since = perf_counter()
        results = validate()
        times.append(perf_counter() - since)
    return round(median(times), 2), results


def lines(results: Iterable[Result]) -> Counter[tuple[str, ...]]:
    """Each result as text, with how many there are of it."""
    return Counter(
        (
            *map(str, (result.focus, result.shape, result.component, result.path, result.value)),
            *map(str, result.messages),
        )
        for result in results
    )


def loaded(triples: Iterable[Triple]) -> Store:
    """A store in memory with triples in its default graph."""
    store = Store()
    store.bulk_extend(Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    return store


def page(found: dict[str, Any]) -> str:
    """The page."""
    machine = ", ".join(f"{name} {value}" for name, value in found["machine"].items())
    release = found["graphs"][0]
    text = [
        "# The speed of validation",
        "",
        "Written by `python -m benchmarks.validation`: the shapes compiled to queries on the engine",
        "(`treatygraph/shacl/validator.py`) beside pyshacl (`treatygraph/shacl/reference.py`), both from triples in",
        f"memory to results. Medians in seconds, of {found['rounds']} rounds on the engine. {machine}.",
        "",
        "The release is the current one with the project's shapes. The other graphs are orders made from a seed,",
        "most of which have a fault, with thirty shapes, four of them queries (`benchmarks/synthetic.py`). *Missed*",
        "and *more* count the results that pyshacl alone and the engine alone find, told apart by focus node, shape,",
        "component, path, value and messages.",
        "",
        "| graph | triples | results | asked for | engine | pyshacl | pyshacl / engine | missed | more |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for each in found["graphs"]:
        target = TARGETS.get(each["graph"])
        asked = f"under {target:g}" if target else ""
        took = f"{each['engine']:.2f} | more than {PATIENCE:g} | | |"
        if each["pyshacl"]:
            ratio = each["pyshacl"] / each["engine"]
            took = f"{each['engine']:.2f} | {each['pyshacl']:.1f} | {ratio:.0f} | {each['missed']} | {each['more']}"
        text.append(f"| {each['graph']} | {each['triples']:,} | {each['results']:,} | {asked} | {took} |")
    text += [
        "",
        f"From the release as it is served, on disk, the engine takes {release['from disk']:.2f} s; to copy its",
        f"default graph to memory takes {release['to memory']:.2f} s. A build validates what it has in memory.",
    ]
    return "\n".join(text) + "\n"


if __name__ == "__main__":
    main()
