"""Writes what ``growth`` measured: the figures as JSON, a page with tables, and a plot."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from math import log
from pathlib import Path
from statistics import median
from typing import Any

import vl_convert

FIGURES = Path("benchmarks/results/growth.json")
PAGE = Path("docs/performance.md")
PLOT = Path("docs/performance.svg")
_PLOT = Path(__file__).with_name("growth.vl.json")

#: The groups of steps that the page and the plot sum up, and how the names of their steps begin.
STAGES = {
    "load": ("load",),
    "reasoning": ("reason",),
    "claims": ("judge",),
    "validation": ("validate", "describe"),
    "publication": ("publish",),
}

#: How large the world is of which something was asked for, and what: at most so much, in seconds or GB.
TARGETED = 700_000
TARGETS = (
    ("reasoning, seconds of the processor", 60.0),
    ("reasoning, GB", 4.0),
    ("opening, seconds", 0.2),
    ("one more row, seconds", 1.0),
)
#: The edits of a table of acts that a mirror follows.
EDITS = ("one more row, the last", "that row taken back", "one more row, in its place")

_GIGA, _MEGA, _QUICK = 1e9, 1e6, 1.0


def write(found: dict[str, Any], out: Path) -> None:
    """Writes the three files under a folder."""
    texts = ((FIGURES, json.dumps(found, indent=2) + "\n"), (PAGE, page(found)), (PLOT, plot(found)))
    for path, text in texts:
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_text(text, encoding="utf-8")


def page(found: dict[str, Any]) -> str:
    """The page."""
    worlds = found["worlds"]
    sizes = [f"{world['triples']:,}" for world in worlds]
    asked = next((world for world in worlds if world["asked"] >= TARGETED), worlds[-1])
    reached = _reached(asked)
    return "\n".join(
        [
            "# How the cost of a graph grows with it",
            "",
            "Written by `python -m benchmarks.growth`: worlds of several sizes are made from a seed",
            "(`benchmarks/generate.py`), as files of `data/` that the project's own mappings, rules, shapes and",
            "questions read, and each group of stages is measured in a process of its own. Seconds are those of the",
            "processor, for the machine had other work; those of the clock are in brackets where they matter. *Growth*",
            "is the power of the number of triples by which the cost grows from the second size to the last: n log n",
            f"is {_nlogn(worlds):.2f} there. Nothing in these worlds is true.",
            "",
            *_measured(worlds),
            "",
            "![Seconds of the processor by triples](performance.svg)",
            "",
            f"## What was asked for, at {asked['triples']:,} triples",
            "",
            *_table(
                ["", "at most", "measured"],
                [
                    [name, f"{most:g}", f"{reached[name]:.2f}" if name in reached else "not done"]
                    for name, most in TARGETS
                ],
            ),
            "",
            "## Stages, in seconds of the processor (GB at most)",
            "",
            *_table(["stage", *sizes, "growth"], list(_stages(worlds))),
            "",
            "## Each step of reasoning, in seconds of the processor",
            "",
            *_table(["step", *sizes, "growth"], list(_steps(worlds, "build", "reason: "))),
            "",
            "## Publication, in seconds of the processor",
            "",
            *_table(["step", *sizes, "growth"], list(_steps(worlds, "build", "publish: "))),
            "",
            "## Opening a release, and one more row",
            "",
            "*open* is the first opening in a process, *open again* the median of the next three; of one more row,",
            "the mirror of the release (made once, when it begins to be followed) and then what each edit costs. A row",
            "that is put in its place gives the rows after it another number, and each of them is followed.",
            "",
            *_table(["step", *sizes, "growth"], list(_used(worlds))),
            "",
            "## Workers on one release",
            "",
            "Workers open the same files, which the kernel holds once for all of them; what is told is what they hold",
            "together besides, with the pages that they share counted once (PSS): when they are ready, and when each",
            "has answered every question of the catalogue.",
            "",
            *_table(["", *sizes], list(_workers(worlds))),
            "",
            "## Beside others, in seconds of the processor (GB at most)",
            "",
            "The closure of what is asserted, the shapes over the default graph, and loading that graph from",
            "N-Triples. Empty: not measured at that size.",
            "",
            *_table(["", *sizes], list(_beside(worlds))),
            "",
            "## Each question of the catalogue, in milliseconds of the processor",
            "",
            *_table(["question", *sizes, "growth"], list(_questions(worlds))),
            "",
        ]
    )


def plot(found: dict[str, Any]) -> str:
    """The plot, as SVG."""
    values = [
        {"stage": stage, "triples": world["triples"], "seconds": _sum(world["build"], begins)}
        for world in found["worlds"]
        for stage, begins in STAGES.items()
    ]
    specification = json.loads(_PLOT.read_text(encoding="utf-8"))
    return str(vl_convert.vegalite_to_svg({**specification, "data": {"values": values}}))


def _measured(worlds: Sequence[dict[str, Any]]) -> Iterator[str]:
    """When and on what each world was measured, those together that were measured alike."""
    alike: dict[str, list[str]] = {}
    for world in worlds:
        machine = ", ".join(f"{name} {value}" for name, value in world["machine"].items())
        alike.setdefault(f"seed {world['seed']}; {machine}", []).append(f"{world['triples']:,}")
    for machine, sizes in alike.items():
        yield f"* {', '.join(sizes)} triples: {machine}."


def _reached(world: dict[str, Any]) -> dict[str, float]:
    """What was measured of each target."""
    reasoned = [step for step in world["build"] if step["step"].startswith("reason")]
    values = [
        sum(step["processor"] for step in reasoned),
        max(step["peak"] for step in reasoned) / _GIGA,
        _named(world["open"])["open"]["seconds"],
        *(step["seconds"] for step in world["follow"] if step["step"] == EDITS[0]),
    ]
    return {name: value for (name, _), value in zip(TARGETS, values, strict=False)}


def _stages(worlds: Sequence[dict[str, Any]]) -> Iterator[list[str]]:
    for stage, begins in {**STAGES, "all": ("",)}.items():
        seconds = [_sum(world["build"], begins) for world in worlds]
        peaks = [max(step["peak"] for step in world["build"] if step["step"].startswith(begins)) for world in worlds]
        cells = [f"{each:.2f} ({peak / _GIGA:.2f})" for each, peak in zip(seconds, peaks, strict=True)]
        yield [stage, *cells, _growth(worlds, seconds)]


def _steps(worlds: Sequence[dict[str, Any]], group: str, begins: str) -> Iterator[list[str]]:
    """Each step whose name begins so; those of one name together."""
    names = dict.fromkeys(step["step"] for step in worlds[-1][group] if step["step"].startswith(begins))
    for name in names:
        seconds = [sum(step["processor"] for step in world[group] if step["step"] == name) for world in worlds]
        yield [name.removeprefix(begins), *(f"{each:.2f}" for each in seconds), _growth(worlds, seconds)]


def _used(worlds: Sequence[dict[str, Any]]) -> Iterator[list[str]]:
    for group, names in (("open", ("open", "open again")), ("follow", ("mirror", *EDITS))):
        for name in names:
            found = [[step for step in world.get(group, []) if step["step"] == name] for world in worlds]
            seconds = [median([step["processor"] for step in steps] or [0.0]) for steps in found]
            cells = [
                f"{each:.3f} ({median(step['seconds'] for step in steps):.3f} s, {steps[0]['peak'] / _GIGA:.2f} GB)"
                if steps
                else "not done"
                for each, steps in zip(seconds, found, strict=True)
            ]
            yield [name, *cells, _growth(worlds, seconds)]


def _beside(worlds: Sequence[dict[str, Any]]) -> Iterator[list[str]]:
    for step in ("closure", "shapes", "load"):
        for group in ("ours", "owlrl", "pyshacl", "rdflib"):
            known = [_named(world.get(group, [])).get(step) for world in worlds]
            if any(known) and not (group == "pyshacl" and step == "load"):
                cells = [f"{each['processor']:.2f} ({each['peak'] / _GIGA:.2f})" if each else "" for each in known]
                yield [f"{step}: {group}", *cells]
    for name in ("oxigraph", "virtuoso"):
        served = [world.get("served", {}).get(name) for world in worlds]
        if any(served):
            loads = [f"{each['load']:.2f}" if each and "load" in each else "" for each in served]
            cells = [f"{each['each']:.2f} ms ({each['memory'] / _GIGA:.2f})" if each else "" for each in served]
            yield from ([f"load: {name} server", *loads],) if any(loads) else ()
            yield [f"one answer: {name} server", *cells]


def _workers(worlds: Sequence[dict[str, Any]]) -> Iterator[list[str]]:
    known = [{step["number"]: step for step in world.get("workers", [])} for world in worlds]
    for number in sorted({number for each in known for number in each}):
        for when, told in (("fresh", "ready"), ("used", "every question answered")):
            sizes = [each[number][when]["Pss"] if number in each else None for each in known]
            cells = [f"{size / _MEGA:.0f} MB" if size else "" for size in sizes]
            yield [f"{number} {'worker' if number == 1 else 'workers'}, {told}", *cells]
    beyond = [max((step.get("beyond", 0) for step in each.values()), default=None) for each in known]
    yield ["questions beyond 300 s or 2 GB", *("" if number is None else str(number) for number in beyond)]
    stores = [next((step["store"] for step in each.values()), None) for each in known]
    yield ["the store's files", *(f"{size / _MEGA:.0f} MB" if size else "" for size in stores)]
    first = [each[min(each)]["first"] if each else None for each in known]
    yield ["first answer of a fresh worker", *("" if each is None else f"{each * 1000:.1f} ms" for each in first)]


def _questions(worlds: Sequence[dict[str, Any]]) -> Iterator[list[str]]:
    asked = [{step["step"]: step for step in world["open"] if "each" in step} for world in worlds]
    for name in sorted(asked[-1], key=lambda each: -asked[-1][each]["each"]):
        times = [each[name]["each"] for each in asked]
        cells = [f"{each:.1f}" for each in times]
        yield [name.removeprefix("question: "), *cells, _growth(worlds, times) if times[-1] > _QUICK else ""]


def _sum(steps: Sequence[dict[str, Any]], begins: tuple[str, ...]) -> float:
    return float(sum(step["processor"] for step in steps if step["step"].startswith(begins)))


def _named(steps: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {step["step"]: step for step in reversed(steps)}


def _growth(worlds: Sequence[dict[str, Any]], costs: Sequence[float]) -> str:
    """The power of the size by which a cost grows, from the second size to the last; nothing for what costs nothing."""
    first, last = _ends(worlds)
    if first == last or min(costs[first], costs[last]) <= 0:
        return ""
    return f"{log(costs[last] / costs[first]) / log(worlds[last]['triples'] / worlds[first]['triples']):.2f}"


def _nlogn(worlds: Sequence[dict[str, Any]]) -> float:
    few, many = (worlds[end]["triples"] for end in _ends(worlds))
    return 1.0 if few == many else log(many * log(many) / (few * log(few))) / log(many / few)


def _ends(worlds: Sequence[dict[str, Any]]) -> tuple[int, int]:
    return min(1, len(worlds) - 1) if len(worlds) > 2 else 0, len(worlds) - 1  # noqa: PLR2004


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(headings)} |"
    yield f"|---|{'---:|' * (len(headings) - 1)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
