"""Measures our server beside the ``oxigraph`` binary and ``rdflib-endpoint``, in one run on one machine.

Run as a module (``python -m benchmarks.http``): as a script its name would hide the standard library's ``http``.
The servers of one size run side by side and are measured in turn, round by round; every figure is a median of rounds.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, replace
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from pyoxigraph import NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results

from benchmarks import http_report, worlds
from benchmarks.load import Job, Outcome
from benchmarks.servers import Server, ours, oxigraph, rdflib_endpoint
from treatygraph.catalogue import questions
from treatygraph.content import Content
from treatygraph.engine import Engine
from treatygraph.namespaces import SKOS
from treatygraph.releases.release import CURRENT

COPIES = {"real": 1, "large": 6}
MARK = "~"

#: What our server is asked under load while somebody else asks this: a count of a cross join.
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . FILTER(?c != ?f) }"

#: What rdflib-endpoint is asked in one round at most; it answers one query at a time.
PATIENCE = 32

_numbers = itertools.count(0, 10_000_000)


def main() -> None:
    """Measures, and writes the figures, the page and the plot."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=float, default=3.0, help="of each case in each round")
    options.add_argument("--sizes", nargs="+", choices=COPIES, default=list(COPIES))
    options.add_argument("--release", type=Path, default=Path("build") / CURRENT)
    options.add_argument("--out", type=Path, default=Path(), help="the folder that has benchmarks/ and docs/")
    asked = options.parse_args()
    measured_on = machine()
    with tempfile.TemporaryDirectory() as scratch:
        sizes = {size: measure(size, asked, Path(scratch)) for size in asked.sizes}
    http_report.write(
        {"machine": measured_on, "rounds": asked.rounds, "seconds": asked.seconds, "sizes": sizes}, asked.out
    )


def measure(size: str, asked: argparse.Namespace, scratch: Path) -> dict[str, Any]:
    """Every figure for a graph of one size."""
    content = Content(Path())
    say(f"{size}: making the graph")
    release = worlds.make(asked.release, content, scratch / size, COPIES[size])
    engine = Engine(release)
    queries = {
        "point": f"SELECT ?label WHERE {{ {engine.names.thing('state/JPN')} {NamedNode(SKOS + 'prefLabel')} ?label }}",
        "medium": engine.ask(questions(content)["parties"], {"treaty": "ets-185", "on": "2025-07-09"}),
    }
    found: dict[str, Any] = {"release": engine.release, "triples": engine.manifest["triples"]}
    with ExitStack() as running:
        servers = [
            running.enter_context(ours(release, Path(), scratch / f"{size}-treatygraph.log")),
            running.enter_context(oxigraph(release, scratch / f"{size}-oxigraph.log")),
        ]
        if size == "real":
            servers.append(running.enter_context(rdflib_endpoint(release, scratch / f"{size}-rdflib.log")))
        found["idle"] = {server.name: server.memory() for server in servers}
        found["rows"] = {name: compare(servers, query) for name, query in queries.items()}
        rounds: dict[str, list[dict[str, float]]] = {}
        for number in range(asked.rounds):
            for case, server, job in jobs(servers, queries, asked.seconds):
                say(f"{size}: round {number + 1}, {case}, {server.name}")
                rounds.setdefault(f"{case} / {server.name}", []).append(run(server, job))
        found["cases"] = {key: medians(outcomes) for key, outcomes in rounds.items()}
        found["loaded"] = {server.name: server.memory() for server in servers}
        found["heavy"] = beside_heavy(servers[0], queries["point"], asked)
    return found


def compare(servers: list[Server], query: str) -> int:
    """The number of rows that every server answers a query with.

    Raises:
        RuntimeError: two of them differ.
    """
    answers = {server.name: sorted(rows(*server.ask(query))) for server in servers}
    first = answers[servers[0].name]
    different = [name for name, answer in answers.items() if answer != first]
    if different or not first:
        raise RuntimeError(f"{', '.join(different) or 'nobody'} answers otherwise than {servers[0].name}: {query}")
    return len(first)


def rows(status: int, headers: Any, body: bytes) -> Iterator[tuple[str, ...]]:
    """The rows of an answer, each term as text.

    Raises:
        TypeError: it is not an answer to a SELECT query.
    """
    parsed = parse_query_results(body, QueryResultsFormat.JSON) if status == HTTPStatus.OK else None
    if not isinstance(parsed, QuerySolutions):
        raise TypeError(f"{status} {dict(headers)}: {body[:500]!r}")
    names = sorted(variable.value for variable in parsed.variables)
    return (tuple(str(solution[name]) for name in names) for solution in parsed)


def jobs(servers: list[Server], queries: dict[str, str], seconds: float) -> Iterator[tuple[str, Server, Job]]:
    """What is asked of whom in one round: case by case, and in each case every server in turn."""
    for name, query in queries.items():
        for kind, text in (("uncached", f"{query}\n#{MARK}"), ("repeated", query)):
            for server in servers:
                most = PATIENCE if server.name == "rdflib-endpoint" and name == "medium" else None
                mark = MARK if kind == "uncached" else ""
                warm = 0.0 if most else 0.5
                job = Job(server.port, server.request(text), seconds=seconds, most=most, mark=mark, warm=warm)
                yield f"{name} {kind}", server, job
        tag = servers[0].ask(query)[1].get("etag")
        if tag is not None:
            request = servers[0].request(query, {"If-None-Match": tag})
            yield (
                f"{name} not modified",
                servers[0],
                Job(servers[0].port, request, HTTPStatus.NOT_MODIFIED, seconds=seconds),
            )


def run(server: Server, job: Job) -> dict[str, float]:
    """One round of one case, asked by another process.

    Raises:
        RuntimeError: some answers were not of the expected status.
    """
    before = server.processor()
    outcome = ask(replace(job, first=next(_numbers)))
    used = server.processor() - before
    if outcome.others:
        raise RuntimeError(f"{server.name}: {outcome.others} of {outcome.others + outcome.answers} answers failed")
    return figures(outcome) | {"server": used / outcome.sent}


def ask(job: Job) -> Outcome:
    """What a load client in a process of its own found."""
    command = [sys.executable, "-m", "benchmarks.load", json.dumps(asdict(job))]
    return Outcome(**json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout))


def figures(outcome: Outcome) -> dict[str, float]:
    """What is reported of an outcome; ``client`` is the share of one core that the client used."""
    return {
        "rate": outcome.rate,
        "p50": outcome.p50,
        "p99": outcome.p99,
        "client": outcome.processor / outcome.elapsed,
    }


def beside_heavy(server: Server, query: str, asked: argparse.Namespace) -> dict[str, Any]:
    """Small queries, each unlike the others, with nobody else there and while heavy ones run one after the other."""
    found: dict[str, Any] = {}
    for connections in (1, 16):
        job = Job(server.port, server.request(f"{query}\n#{MARK}"), connections=connections, mark=MARK)
        job.seconds = max(asked.seconds, 3.0)
        quiet, busy, statuses = list[dict[str, float]](), list[dict[str, float]](), list[int]()
        for number in range(asked.rounds):
            say(f"round {number + 1}, {connections} at a time beside a heavy query")
            quiet.append(run(server, job))
            with heavy(server, statuses):
                busy.append(run(server, job))
        found[str(connections)] = {"quiet": medians(quiet), "busy": medians(busy), "heavy": statuses}
    return found


@contextmanager
def heavy(server: Server, statuses: list[int]) -> Iterator[None]:
    """Somebody who asks the heavy query for as long as the block lasts, and how each was answered."""
    over = threading.Event()

    def keep_asking() -> None:
        for number in itertools.count(time.time_ns()):
            statuses.append(server.ask(f"{HEAVY}\n#{number}")[0])
            if over.is_set():
                return

    asker = threading.Thread(target=keep_asking)
    asker.start()
    time.sleep(0.5)
    try:
        yield
    finally:
        over.set()
        asker.join()


def medians(outcomes: list[dict[str, float]]) -> dict[str, float]:
    """The median of each figure."""
    return {name: median(outcome[name] for outcome in outcomes) for name in outcomes[0]}


def machine() -> dict[str, Any]:
    """What the figures depend on."""
    packages = ("oxigraph", "pyoxigraph", "rdflib", "rdflib-endpoint", "fastapi", "uvicorn")
    return {
        "cores": len(os.sched_getaffinity(0)),
        "load before": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        **{package: version(package) for package in packages},
    }


def say(words: str) -> None:
    """Tells whoever waits what is being done."""
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
