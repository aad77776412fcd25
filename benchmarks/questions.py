"""Measures every question of the catalogue in the engine, on the current release: its own example, and its widest form.

Run as a module (``python -m benchmarks.questions``). Each question is evaluated and its answer written whole, on the
release as it is served and on a copy in memory, in turn, so many times in a row; every figure is a median.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from pyoxigraph import QueryResultsFormat, QuerySolutions, Store

from treatygraph.catalogue import Question, questions
from treatygraph.content import Content
from treatygraph.engine import Engine
from treatygraph.releases.release import CURRENT, STORE

FIGURES = Path("benchmarks/results/questions.json")
PAGE = Path("docs/performance-questions.md")

#: What was asked for, in milliseconds.
TARGET = 50.0


def main() -> None:
    """Measures, and writes the figures and the page."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--release", type=Path, default=Path("build") / CURRENT)
    options.add_argument("--out", type=Path, default=Path(), help="the folder that has benchmarks/ and docs/")
    asked = options.parse_args()
    found = measure(asked.release, asked.rounds)
    for path, text in ((FIGURES, json.dumps(found, indent=2) + "\n"), (PAGE, page(found))):
        (asked.out / path).parent.mkdir(parents=True, exist_ok=True)
        (asked.out / path).write_text(text, encoding="utf-8")


def measure(release: Path, rounds: int) -> dict[str, Any]:
    """Milliseconds and rows of each question, by form and place."""
    engine = Engine(release)
    served = Store.read_only(str(engine.folder / STORE))
    memory = Store()
    memory.extend(served)
    cases = [
        (question, form, engine.ask(question, given))
        for question in questions(Content(Path(), engine.names.base)).values()
        for form, given in forms(question).items()
    ]
    times: dict[tuple[str, str, str], list[float]] = {}
    counted: dict[tuple[str, str], int] = {}
    for question, form, text in cases:
        for _ in range(rounds):
            for place, store in (("served", served), ("memory", memory)):
                milliseconds, rows = evaluate(store, text, engine)
                times.setdefault((question.slug, form, place), []).append(milliseconds)
                counted[question.slug, form] = rows
    return {
        "machine": {
            "cores": len(os.sched_getaffinity(0)),
            "python": platform.python_version(),
            "pyoxigraph": version("pyoxigraph"),
        },
        "release": engine.release,
        "triples": engine.manifest["triples"],
        "rounds": rounds,
        "questions": [
            {
                "question": question.slug,
                "form": form,
                "rows": counted[question.slug, form],
                **{place: round(median(times[question.slug, form, place]), 2) for place in ("served", "memory")},
            }
            for question, form, _ in cases
        ],
    }


def forms(question: Question) -> dict[str, dict[str, str]]:
    """The ways in which a question is asked: with its example, and with nothing but what it requires."""
    required = {parameter.name for parameter in question.parameters if parameter.required}
    example = question.example()
    widest = {name: value for name, value in example.items() if name in required or name == "on"}
    return {"example": example} if widest == example else {"example": example, "widest": widest}


def evaluate(store: Store, text: str, engine: Engine) -> tuple[float, int]:
    """The milliseconds that a query takes, its answer written as JSON, and the number of its rows."""
    since = perf_counter()
    result = store.query(text, base_iri=engine.names.base, prefixes=engine.names.prefixes())
    assert isinstance(result, QuerySolutions)
    body = result.serialize(format=QueryResultsFormat.JSON) or b""
    return (perf_counter() - since) * 1000, len(json.loads(body)["results"]["bindings"])


def page(found: dict[str, Any]) -> str:
    """The page."""
    machine = ", ".join(f"{name} {value}" for name, value in found["machine"].items())
    slow = [row for row in found["questions"] if row["served"] >= TARGET]
    over = ", ".join(f"{row['question']} ({row['form']}, {row['served']:.0f} ms)" for row in slow) or "none"
    lines = [
        "# The speed of the questions",
        "",
        "Written by `python -m benchmarks.questions`: each question of the catalogue evaluated in the engine and its",
        "answer written as JSON, with its own example and in its widest form (nothing but what it requires, and the",
        "day). *served* is the release as it is served, read from the disk's cache; *memory* a copy in memory; the two",
        f"in turn, {found['rounds']} times in a row. Medians in milliseconds.",
        "",
        f"Release `{found['release']}`, {found['triples']:,} triples. {machine}.",
        "",
        f"Asked for: under {TARGET:g} ms each. Above it: {over}.",
        "",
        "| question | form | rows | served | memory | served / memory |",
        "|---|---|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {row['question']} | {row['form']} | {row['rows']:,} | {row['served']:.1f} | {row['memory']:.1f} "
        f"| {row['served'] / row['memory']:.1f} |"
        for row in sorted(found["questions"], key=lambda row: -row["served"])
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
