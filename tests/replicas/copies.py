"""Copies behind a proxy, and readers that ask them all the while."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from treatygraph.releases.release import CURRENT

#: What readers of both releases find, and what the later one says in its place.
TITLE, RETITLED = "First miniature convention", "First miniature convention, as it is called since"

#: What readers ask, one after another: a path, and the body and its type where it is posted.
TITLES = f'SELECT ?title {{ ?treaty <http://www.w3.org/2004/02/skos/core#prefLabel> ?title FILTER(STRSTARTS(?title, "{TITLE}")) }}'
ASKED: tuple[tuple[str, str, str, str], ...] = (
    ("GET", "/queries/treaties.csv", "", ""),
    ("GET", "/queries/treaties.json?size=2&page=1", "", ""),
    ("GET", "/doc/treaty/mini-1.html", "", ""),
    ("GET", f"/sparql?{httpx.QueryParams({'query': TITLES})}", "", ""),
    ("POST", "/sparql", "application/sparql-query", TITLES),
    ("POST", "/sparql", "application/x-www-form-urlencoded", str(httpx.QueryParams({"query": TITLES}))),
    ("GET", "/", "", ""),
)

#: How long anything may take at most.
SECONDS = 150


def until(true: Callable[[], bool], what: str) -> None:
    """Waits until something is so, or fails."""
    end = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def ports(number: int) -> list[int]:
    """Ports that nobody listens on."""
    taken = [socket.socket() for _ in range(number)]
    for each in taken:
        each.bind(("127.0.0.1", 0))
    found = [int(each.getsockname()[1]) for each in taken]
    for each in taken:
        each.close()
    return found


@dataclass
class Copy:
    """One copy: its folder of releases, its port, its process."""

    root: Path
    out: Path
    port: int
    process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        """Where it is asked without the proxy."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Starts it, as a container does."""
        settings = {
            "TREATYGRAPH_ROOT": str(self.root),
            "TREATYGRAPH_OUT": str(self.out),
            "TREATYGRAPH_SECONDS": "30",
            "TREATYGRAPH_MEMORY": str(1 << 30),
            "TREATYGRAPH_WORKERS": "1",
        }
        command = ["serve", "--no-build", "--grace", "4", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "treatygraph", *command],
            env={**os.environ, **settings},
            stdout=subprocess.PIPE,
            text=True,
        )

    def ready(self, release: str = "") -> dict[str, Any]:
        """What /ready says, with its status; nothing where nobody answers."""
        try:
            reply = httpx.get(f"{self.address}/ready", params={"release": release}, timeout=10)
        except httpx.TransportError:
            assert self.process is not None
            assert self.process.poll() is None, f"the copy on port {self.port} has ended"
            return {}
        return {**reply.json(), "code": reply.status_code}

    def point(self, release: str) -> None:
        """Makes a release the current one of its folder."""
        link = self.out / ".next"
        link.symlink_to(release)
        link.replace(self.out / CURRENT)

    def leave(self, by: signal.Signals = signal.SIGTERM) -> None:
        """Tells it to end; nothing where it has ended."""
        assert self.process is not None
        self.process.send_signal(by)

    def ended(self) -> int:
        """Waits until it has ended, and tells how."""
        assert self.process is not None
        assert self.process.stdout is not None
        code = self.process.wait(SECONDS)
        self.process.stdout.close()
        return code

    def kill(self) -> None:
        """Ends it without a word."""
        self.leave(signal.SIGKILL)
        self.ended()


@dataclass(frozen=True)
class Seen:
    """What a reader saw: when, whom it asked of what, and the status, the release, the copy and the body of the reply."""

    reader: int
    asked: int
    status: int
    release: str = ""
    copy: str = ""
    body: bytes = b""


@dataclass
class Load:
    """Readers, each of an address of its own and asking without a pause."""

    address: str
    readers: int = 4
    seen: list[Seen] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)

    def _read(self, reader: int) -> None:
        transport = httpx.HTTPTransport(local_address=f"127.0.0.{reader + 2}")
        with httpx.Client(base_url=self.address, transport=transport, timeout=SECONDS) as client:
            number = reader
            while not self._over.is_set():
                number += 1
                self._ask(client, reader, number % len(ASKED), number)

    def _ask(self, client: httpx.Client, reader: int, which: int, number: int) -> None:
        method, path, kind, body = ASKED[which]
        # What nobody has asked for yet: the answer is not one that was kept.
        if kind == "application/sparql-query":
            body += f" # {number}"
        elif path.startswith("/sparql?"):
            path += f"%20%23%20{number}"
        headers = {"content-type": kind} if kind else {}
        try:
            reply = client.request(method, path, content=body, headers=headers)
        except httpx.TransportError as error:
            self.faults.append(f"{method} {path}: {error!r}")
            return
        told = reply.headers
        release, copy = told.get("treatygraph-release", ""), told.get("treatygraph-copy", "")
        self.seen.append(Seen(reader, which, reply.status_code, release, copy, reply.content))

    @contextmanager
    def asking(self) -> Iterator[Load]:
        """For as long as it lasts, all readers ask."""
        threads = [threading.Thread(target=self._read, args=(reader,)) for reader in range(self.readers)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self._over.set()
            for thread in threads:
                thread.join()

    def more(self, number: int = 30) -> None:
        """Waits until so many more replies have come."""
        goal = len(self.seen) + number
        until(lambda: len(self.seen) >= goal, f"no {number} more replies came; faults: {self.faults[:3]}")

    def failed(self) -> list[str]:
        """Every request that did not get a whole answer."""
        return self.faults + [f"{ASKED[seen.asked]}: {seen.status}" for seen in self.seen if seen.status != 200]


@dataclass(frozen=True)
class Town:
    """Two copies behind a proxy, and the two releases that each has."""

    address: str
    watch: str
    copies: tuple[Copy, Copy]
    earlier: str
    later: str

    def load(self, readers: int = 4) -> Load:
        """Readers that ask through the proxy."""
        return Load(self.address, readers)

    def up(self) -> int:
        """How many copies the proxy sends requests to."""
        lines = httpx.get(f"{self.watch}/;csv").text.splitlines()
        rows = [dict(zip(lines[0].lstrip("# ").split(","), line.split(","), strict=False)) for line in lines[1:]]
        return sum(row["status"].startswith("UP") for row in rows if row["svname"] in ("one", "two"))

    def all_serve(self, release: str) -> None:
        """Has both copies serve a release, and the proxy know it; one that has ended is started again."""
        for copy in self.copies:
            copy.point(release)
            if copy.process is None or copy.process.poll() is not None:
                copy.start()
        for copy in self.copies:
            until(lambda copy=copy: copy.ready(release).get("code") == 200, f"{copy.port} does not serve {release}")  # type: ignore[misc]
        until(lambda: self.up() == 2, "the proxy does not see two copies")
