"""Measures what stands before copies: a proxy and a shared cache, beside a copy that is asked directly, in one run.

Run as a module (``python -m benchmarks.front``) on the current release. Each stands where ``deploy/`` puts it, before
one copy on this machine; the load is that of ``load``, from a process that shares the machine's cores. What counts is
the time of the processor that one answer takes, in the copy and in what stands before it.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
from pyoxigraph import NamedNode

from benchmarks.http import ask, medians
from benchmarks.load import Job
from benchmarks.servers import Server, haproxy, ours, varnish
from treatygraph.engine import Engine
from treatygraph.namespaces import SKOS
from treatygraph.releases.release import CURRENT

FIGURES, PAGE = Path("benchmarks/results/front.json"), Path("docs/performance-front.md")
ROUNDS, SECONDS, MARK = 5, 2.0, "@@"

#: What is asked: the path, and whether each request is one of its own that nobody has kept.
CASES = {
    "a page, kept": ("/doc/treaty/ets-185.html", False),
    "an answer, kept": ("/queries/parties.csv?treaty=ets-185&on=2025-07-09", False),
    "a point query, never the same": ("/sparql?query={query}%23@@", True),
}


def main() -> None:
    """Measures, and writes the figures and the page."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--release", type=Path, default=Path("build") / CURRENT)
    options.add_argument("--out", type=Path, default=Path(), help="the folder that has benchmarks/ and docs/")
    asked = options.parse_args()
    cores, load = len(os.sched_getaffinity(0)), round(os.getloadavg()[0], 1)
    with tempfile.TemporaryDirectory() as scratch:
        found = {"cores": cores, "load": load, "cases": measure(asked.release.resolve(), Path(scratch))}
    for path, text in ((FIGURES, json.dumps(found, indent=2) + "\n"), (PAGE, page(found))):
        (asked.out / path).parent.mkdir(parents=True, exist_ok=True)
        (asked.out / path).write_text(text, encoding="utf-8")


def measure(release: Path, scratch: Path) -> dict[str, dict[str, dict[str, float]]]:
    """By case and by what is asked: answers a second, and milliseconds of the processor for one, of both and alone."""
    names = Engine(release).names
    query = quote(f"SELECT ?label {{ {names.thing('state/JPN')} {NamedNode(SKOS + 'prefLabel')} ?label }}", safe="")
    found: dict[str, dict[str, list[dict[str, float]]]] = {}
    with ExitStack() as running:
        copy = running.enter_context(ours(release, Path(), scratch / "copy.log"))
        fronts = [
            running.enter_context(haproxy(copy, scratch / "haproxy.log")),
            running.enter_context(varnish(copy, scratch, scratch / "varnish.log")),
        ]
        for number in range(ROUNDS):
            for case, (path, each) in CASES.items():
                for server in (copy, *fronts):
                    print(f"round {number + 1}: {case}, {server.name}", flush=True)
                    target = path.replace("{query}", query)
                    outcome = _asked(server, copy, target, MARK if each else "", number)
                    found.setdefault(case, {}).setdefault(server.name, []).append(outcome)
    return {case: {name: medians(rounds) for name, rounds in by.items()} for case, by in found.items()}


def _asked(server: Server, copy: Server, target: str, mark: str, number: int) -> dict[str, float]:
    headers = "Accept: */*\r\nAccept-Encoding: gzip\r\n"
    request = f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n{headers}\r\n"
    # Once beforehand, for what is made for the first time is not what is measured.
    httpx.get(f"http://127.0.0.1:{server.port}{target}", headers={"Accept-Encoding": "gzip"}).raise_for_status()
    job = Job(server.port, request, seconds=SECONDS, mark=mark, first=number * 10_000_000 + server.port * 100)
    before, behind = server.processor(), copy.processor()
    outcome = ask(job)
    if outcome.others:
        raise RuntimeError(f"{server.name}: {outcome.others} answers to {target} have another status")
    own = 0.0 if server is copy else server.processor() - before
    return {
        "rate": outcome.rate,
        "front": own / outcome.sent * 1000,
        "copy": (copy.processor() - behind) / outcome.sent * 1000,
    }


def page(found: dict[str, Any]) -> str:
    """The page."""
    return "\n".join(
        [
            "# What stands before copies",
            "",
            "Written by `python -m benchmarks.front`: a copy that is asked directly, and by way of HAProxy and of",
            "Varnish as `deploy/` has them, in turn, round by round, with 16 connections over loopback from a process",
            f"that shares the machine's cores. Medians of {ROUNDS} rounds of {SECONDS:g} s on {found['cores']} cores",
            f"(load before: {found['load']}).",
            "",
            "| what is asked | by way of | answers/s | ms of the processor, what stands before | the copy |",
            "|---|---|---:|---:|---:|",
            *_rows(found["cases"]),
            "",
        ]
    )


def _rows(cases: dict[str, dict[str, dict[str, float]]]) -> Iterator[str]:
    for case, by in cases.items():
        for name, each in by.items():
            way = "nothing" if name == "treatygraph" else name
            yield f"| {case} | {way} | {each['rate']:,.0f} | {each['front']:.3f} | {each['copy']:.3f} |"


if __name__ == "__main__":
    main()
