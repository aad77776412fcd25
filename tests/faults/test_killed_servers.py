"""A worker that is killed costs what it was answering; a server that is killed leaves no process and no trace."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from pyoxigraph import Store
from small import SECONDS, hashes, until

from treatygraph.content import Content
from treatygraph.releases.release import CURRENT

SMALL = "ASK { ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"

#: What a worker takes of the processor that is busy, in hundredths of a second.
BUSY = 30


def told(process: str) -> list[str]:
    """What the kernel tells of a process after its name (proc_pid_stat(5)): its state, its parent and so on."""
    try:
        return (Path("/proc") / process / "stat").read_text("utf-8").rpartition(") ")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ["gone", "0"]


@dataclass(frozen=True, slots=True)
class Server:
    """A server in a process of its own."""

    process: subprocess.Popen[str]
    address: str

    def workers(self) -> dict[int, int]:
        """Its workers, and what each has taken of the processor."""
        found = {path.name: told(path.name) for path in Path("/proc").glob("[0-9]*")}
        return {
            int(name): int(stat[11]) + int(stat[12]) for name, stat in found.items() if int(stat[1]) == self.process.pid
        }

    def ask(self, query: str) -> httpx.Response:
        """The reply to a query."""
        return httpx.get(f"{self.address}/sparql", params={"query": query}, timeout=SECONDS)

    def busy(self) -> tuple[threading.Thread, list[int]]:
        """Asks what has no end, and gives the statuses of replies once a worker is busy with it."""
        before, statuses = self.workers(), []

        def ask() -> None:
            try:
                statuses.append(self.ask(ENDLESS).status_code)
            except httpx.TransportError:
                statuses.append(0)

        asking = threading.Thread(target=ask)
        asking.start()
        until(
            lambda: any(taken > before.get(pid, taken) + BUSY for pid, taken in self.workers().items()), "none is busy"
        )
        return asking, statuses


@contextmanager
def serving(root: Path, out: Path) -> Iterator[Server]:
    """A server of two workers that lets a query take longer than a test; it ends here at the latest."""
    settings = {"TREATYGRAPH_ROOT": str(root), "TREATYGRAPH_OUT": str(out), "TREATYGRAPH_WORKERS": "2"}
    with subprocess.Popen(
        [sys.executable, "-m", "treatygraph", "serve", "--no-build", "--port", "0"],
        env={**os.environ, **settings, "TREATYGRAPH_SECONDS": "600"},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://\S+", process.stdout.readline())
            assert found
            server = Server(process, found[0])
            until(lambda: ready(server.address) == len(("one", "two")), "it is not ready")
            yield server
        finally:
            process.kill()


def ready(address: str) -> int:
    """How many workers a server says that it has."""
    try:
        return int(httpx.get(f"{address}/ready").json()["workers"])
    except httpx.TransportError:
        return 0


@pytest.fixture(scope="module")
def server(miniature: tuple[Content, Store], release: Path) -> Iterator[Server]:
    """A server whose workers tests kill."""
    with serving(miniature[0].root, release) as found:
        yield found


def test_workers_that_are_killed_while_they_have_nothing_to_do_cost_no_request(server: Server) -> None:
    killed = server.workers().keys()
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    until(lambda: not killed & server.workers().keys(), "they are still there")
    assert [server.ask(SMALL).status_code for _ in range(4)] == [200] * 4
    until(lambda: ready(server.address) == len(killed), "no others have come")


def test_a_worker_that_is_killed_costs_the_query_that_it_answered(server: Server) -> None:
    asking, statuses = server.busy()
    for pid in server.workers():
        os.kill(pid, signal.SIGKILL)
    asking.join(SECONDS)
    assert statuses == [httpx.codes.SERVICE_UNAVAILABLE]
    assert server.ask(SMALL).status_code == httpx.codes.OK


def test_a_server_that_is_killed_takes_its_workers_with_it_and_starts_again(
    miniature: tuple[Content, Store], release: Path
) -> None:
    before = hashes((release / CURRENT).resolve())
    with serving(miniature[0].root, release) as server:
        asking, statuses = server.busy()
        workers = server.workers()
        server.process.kill()
        asking.join(SECONDS)
        assert statuses == [0]
        until(lambda: all(told(str(pid))[0] in ("gone", "Z") for pid in workers), "a worker lives on")
    assert hashes((release / CURRENT).resolve()) == before
    with serving(miniature[0].root, release) as server:
        assert server.ask(SMALL).status_code == httpx.codes.OK
