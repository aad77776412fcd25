"""Writes what ``http`` measured: the figures as JSON, a page with tables, and a plot."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import vl_convert

FIGURES = Path("benchmarks/results/http.json")
PAGE = Path("docs/performance-http.md")
PLOT = Path("docs/performance-http.svg")
_PLOT = Path(__file__).with_name("http.vl.json")

#: What was asked for: of each size and case, our answers a second as a multiple of another server's.
TARGETS = [
    ("real", "point uncached", "oxigraph", 0.5),
    ("real", "medium uncached", "oxigraph", 0.5),
    ("real", "point repeated", "oxigraph", 2.0),
    ("real", "medium repeated", "oxigraph", 2.0),
    ("real", "medium uncached", "rdflib-endpoint", 20.0),
    ("large", "point uncached", "oxigraph", 0.7),
    ("large", "medium uncached", "oxigraph", 0.7),
    ("large", "point repeated", "oxigraph", 8.0),
    ("large", "medium repeated", "oxigraph", 8.0),
]
#: How many times the quiet 99th percentile of small queries may grow beside a heavy one.
SLOWER = 5.0
#: From so many a second on, a rate is written without its decimals.
_WHOLE = 100
OURS = "treatygraph"


def write(results: dict[str, Any], out: Path) -> None:
    """Writes the three files under a folder."""
    for path, text in (
        (FIGURES, json.dumps(results, indent=2) + "\n"),
        (PAGE, page(results)),
        (PLOT, plot(results)),
    ):
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_text(text, encoding="utf-8")


def page(results: dict[str, Any]) -> str:
    """The page."""
    machine = ", ".join(f"{name} {value}" for name, value in results["machine"].items())
    return "\n".join(
        [
            "# The endpoint's speed beside others",
            "",
            "Written by `python -m benchmarks.http`, which measures every server in one run on one machine: 16",
            "connections over loopback from a client process that shares the machine's cores with the server, the",
            "servers in turn, round by round. Every figure is the median of",
            f"{results['rounds']} rounds of {results['seconds']:g} s. Only whole answers of the expected status count;",
            "the servers' rows were compared once and are equal. *point* asks for the labels of a State, *medium* is",
            "the question `parties` for ETS 185 on 2025-07-09. *uncached*: no two requests have the same text;",
            "*repeated*: all have; *not modified*: a conditional request, answered 304. The `oxigraph` binary reads",
            "the same store and neither isolates nor bounds a query; `rdflib-endpoint` holds its triples in memory.",
            "",
            f"Measured with {machine}.",
            "",
            "![Answers a second of each server](performance-http.svg)",
            "",
            "## What was asked for",
            "",
            *_table(
                ["graph", "case", "beside", "asked", "measured", ""],
                [_verdict(*target) for target in _targets(results)],
            ),
            *(line for size, found in results["sizes"].items() for line in _size(size, found)),
        ]
    )


def plot(results: dict[str, Any]) -> str:
    """The plot, as SVG."""
    values = [
        {"graph": _title(size, found), "case": case, "server": server, "rate": figures["rate"]}
        for size, found in results["sizes"].items()
        for case, server, figures in _cases(found)
    ]
    specification = json.loads(_PLOT.read_text(encoding="utf-8"))
    return str(vl_convert.vegalite_to_svg({**specification, "data": {"values": values}}))


def _size(size: str, found: dict[str, Any]) -> Iterator[str]:
    cases = found["cases"]
    yield from ["", f"## {_title(size, found)}", ""]
    lines = []
    for case, server, figures in _cases(found):
        other = cases.get(f"{case} / oxigraph")
        lines.append(
            [
                case,
                server,
                f"{figures['rate']:,.{0 if figures['rate'] >= _WHOLE else 1}f}",
                f"{figures['rate'] / other['rate']:.2f}" if other else "",
                f"{figures['p50'] * 1000:.2f}",
                f"{figures['p99'] * 1000:.2f}",
                f"{figures['server'] * 1000:.3f}",
                f"{figures['client']:.0%}",
            ]
        )
    headings = ["case", "server", "answers/s", "of oxigraph", "p50 ms", "p99 ms", "server CPU ms each", "client's core"]
    yield from _table(headings, lines, numbers=6)
    yield from ["", "Resident memory in MiB, all processes of a server (in brackets: shared pages shared out):", ""]
    memory = [
        [
            name,
            *(
                f"{found[when][name]['rss'] >> 20:,} ({found[when][name]['pss'] >> 20:,})"
                for when in ("idle", "loaded")
            ),
        ]
        for name in found["idle"]
    ]
    yield from _table(["server", "at rest", "after the load"], memory, numbers=2)
    yield from ["", "Small queries (point, uncached) of our server beside a heavy one (a count of a cross join):", ""]
    beside = []
    for connections, each in found["heavy"].items():
        quiet, busy = each["quiet"], each["busy"]
        beside.append(
            [
                connections,
                f"{quiet['rate']:,.0f}",
                f"{busy['rate']:,.0f}",
                f"{quiet['p99'] * 1000:.2f}",
                f"{busy['p99'] * 1000:.2f}",
                f"{busy['p99'] / quiet['p99']:.1f}",
                ", ".join(map(str, sorted(set(each["heavy"])))),
            ]
        )
    headings = ["connections", "quiet/s", "busy/s", "quiet p99 ms", "busy p99 ms", "times", "the heavy one's status"]
    yield from _table(headings, beside, numbers=6)


def _targets(results: dict[str, Any]) -> Iterator[tuple[str, str, str, str, float, bool]]:
    for size, case, server, least in TARGETS:
        cases = results["sizes"].get(size, {"cases": {}})["cases"]
        mine, other = cases.get(f"{case} / {OURS}"), cases.get(f"{case} / {server}")
        if mine and other:
            ratio = mine["rate"] / other["rate"]
            yield size, case, f"{server}'s answers/s", f"at least {least:g} ×", ratio, ratio >= least
    for size, found in results["sizes"].items():
        for connections, each in found["heavy"].items():
            times = each["busy"]["p99"] / each["quiet"]["p99"]
            case = f"small beside heavy, {connections} connection{'s' if connections != '1' else ''}"
            yield size, case, "its quiet p99", f"under {SLOWER:g} ×", times, times < SLOWER


def _verdict(size: str, case: str, beside: str, asked: str, measured: float, met: bool) -> list[str]:
    return [size, case, beside, asked, f"{measured:.2f} ×", "met" if met else "**missed**"]


def _cases(found: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, float]]]:
    for key, figures in found["cases"].items():
        case, _, server = key.partition(" / ")
        yield case, server, figures


def _title(size: str, found: dict[str, Any]) -> str:
    return f"The {'real' if size == 'real' else 'enlarged'} graph: {found['triples']:,} triples"


def _table(headings: Sequence[str], lines: Sequence[Sequence[str]], numbers: int = 0) -> Iterator[str]:
    yield f"| {' | '.join(headings)} |"
    words = len(headings) - numbers
    yield f"|{'---|' * words}{'---:|' * numbers}"
    for line in lines:
        yield f"| {' | '.join(line)} |"
