"""The servers that are measured: each a process that serves one release on loopback, and what it costs to run."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

from pyoxigraph import DefaultGraph, RdfFormat, Store, serialize

from treatygraph.releases.release import STORE

RESULTS = "application/sparql-results+json"
_TICK = 1 / os.sysconf("SC_CLK_TCK")
_STARTING = 300.0
_DEPLOY = Path(__file__).parents[1] / "deploy"

_VIRTUOSO = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 4
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
{more}
"""


@dataclass(slots=True)
class Server:
    """A server that runs: its name, its port, and where it takes queries."""

    name: str
    port: int
    path: str
    process: subprocess.Popen[bytes]
    headers: Mapping[str, str] = field(default_factory=lambda: {"Accept": RESULTS})

    def request(self, query: str, headers: Mapping[str, str] | None = None) -> str:
        """A request for a query as it goes over the wire."""
        lines = [f"{name}: {value}" for name, value in {**self.headers, **(headers or {})}.items()]
        return "\r\n".join([f"GET {self._target(query)} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", *lines, "", ""])

    def ask(self, query: str) -> tuple[int, Mapping[str, str], bytes]:
        """One answer: its status, headers and body."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=_STARTING)
        try:
            connection.request("GET", self._target(query), headers=dict(self.headers))
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def memory(self) -> dict[str, int]:
        """Resident bytes of all its processes: shared pages counted for each, and shared out among them."""
        sizes = {"Rss": 0, "Pss": 0}
        for process in self._processes():
            for line in (Path("/proc") / str(process) / "smaps_rollup").read_text().splitlines():
                name, _, size = line.partition(":")
                if name in sizes:
                    sizes[name] += int(size.split()[0]) * 1024
        return {name.lower(): size for name, size in sizes.items()}

    def processor(self) -> float:
        """Seconds of processor time that its processes have used."""
        fields = [(Path("/proc") / str(process) / "stat").read_text() for process in self._processes()]
        return sum(sum(map(int, text.rpartition(")")[2].split()[11:13])) for text in fields) * _TICK

    def _target(self, query: str) -> str:
        return f"{self.path}?query={quote(query, safe='')}"

    def _processes(self) -> list[int]:
        found, left = list[int](), [self.process.pid]
        while left:
            process = left.pop()
            found.append(process)
            for thread in (Path("/proc") / str(process) / "task").iterdir():
                # A thread may have ended meanwhile.
                with suppress(FileNotFoundError):
                    left += map(int, (thread / "children").read_text().split())
        return found


@contextmanager
def ours(release: Path, root: Path, log: Path) -> Iterator[Server]:
    """Our server as `treatygraph serve` starts it, on a release that was made by ``worlds`` from the root's content."""
    settings = {"TREATYGRAPH_ROOT": str(root), "TREATYGRAPH_OUT": str(release.parent)}
    command = [sys.executable, "-m", "treatygraph", "serve"]
    with _served("treatygraph", command, "/sparql", log, settings) as server:
        yield server


@contextmanager
def oxigraph(release: Path, log: Path) -> Iterator[Server]:
    """The ``oxigraph`` server binary, reading the same store."""
    binary = str(Path(sys.executable).parent / "oxigraph")
    command = [binary, "serve-read-only", "--location", str(release / STORE)]
    with _served("oxigraph", command, "/query", log, bind=True) as server:
        yield server


@contextmanager
def virtuoso(folder: Path, log: Path) -> Iterator[Server]:
    """Virtuoso with a database of its own in an empty folder, open to this machine only."""
    config = folder / "virtuoso.ini"
    with _unused() as sql, _unused() as http:
        config.write_text(virtuoso_settings(folder, sql, http, buffers=100_000), encoding="utf-8")
    command = ["virtuoso-t", "+foreground", "+configfile", str(config)]
    with _running("virtuoso", command, http, "/sparql", log) as server:
        yield server


def virtuoso_settings(folder: Path, sql: int, http: int, buffers: int, more: str = "") -> str:
    """What a Virtuoso reads before it starts: a database of its own in a folder, open to this machine only.

    https://docs.openlinksw.com/virtuoso/dbadm/

    Args:
        folder: the folder.
        sql: the port of its own protocol.
        http: the port of SPARQL.
        buffers: how many pages of 8 KiB it keeps in memory.
        more: further lines of its section of parameters, and further sections.
    """
    return _VIRTUOSO.format(folder=folder, sql=sql, http=http, buffers=buffers, dirty=buffers * 3 // 4, more=more)


@contextmanager
def haproxy(copy: Server, log: Path) -> Iterator[Server]:
    """HAProxy as `deploy/haproxy.cfg` has it, before one copy that it takes for two."""
    with _unused() as port, _unused() as watch:
        settings = {"TREATYGRAPH_BIND": f"127.0.0.1:{port}", "TREATYGRAPH_WATCH": f"127.0.0.1:{watch}"}
    settings |= dict.fromkeys(("TREATYGRAPH_ONE", "TREATYGRAPH_TWO"), f"127.0.0.1:{copy.port}")
    command = [_program("haproxy"), "-f", str(_DEPLOY / "haproxy.cfg")]
    with _running("haproxy", command, port, copy.path, log, settings) as server:
        yield server


@contextmanager
def varnish(copy: Server, folder: Path, log: Path) -> Iterator[Server]:
    """Varnish as `deploy/varnish.vcl` has it, before one copy that it takes for two, in an empty folder of its own."""
    written = (_DEPLOY / "varnish.vcl").read_text(encoding="utf-8")
    for name in ("one", "two"):
        written = written.replace(f'.host = "{name}"; .port = "8000"', f'.host = "127.0.0.1"; .port = "{copy.port}"')
    config = folder / "varnish.vcl"
    config.write_text(written, encoding="utf-8")
    with _unused() as port:
        place = ["-n", str(folder / "work"), "-a", f"127.0.0.1:{port}"]
    command = [_program("varnishd"), "-F", "-j", "none", *place, "-f", str(config), "-s", "malloc,256m"]
    with _running("varnish", command, port, copy.path, log) as server:
        yield server


@contextmanager
def rdflib_endpoint(release: Path, log: Path) -> Iterator[Server]:
    """``rdflib-endpoint`` with its own default store, on the release's default graph."""
    triples = log.with_suffix(".nt")
    store = Store.read_only(str(release / STORE))
    readable = (quad.triple for quad in store.quads_for_pattern(None, None, None, DefaultGraph()))
    serialize(readable, str(triples), format=RdfFormat.N_TRIPLES)
    binary = str(Path(sys.executable).parent / "rdflib-endpoint")
    command = [binary, "serve", str(triples), "--host", "127.0.0.1"]
    with _served("rdflib-endpoint", command, "/", log) as server:
        yield server


@contextmanager
def _served(
    name: str,
    command: list[str],
    path: str,
    log: Path,
    settings: Mapping[str, str] | None = None,
    bind: bool = False,
) -> Iterator[Server]:
    with _unused() as port:
        address = ["--bind", f"127.0.0.1:{port}"] if bind else ["--port", str(port)]
    with _running(name, [*command, *address], port, path, log, settings) as server:
        yield server


@contextmanager
def _running(
    name: str, command: list[str], port: int, path: str, log: Path, settings: Mapping[str, str] | None = None
) -> Iterator[Server]:
    with log.open("wb") as said:
        environment = {**os.environ, **(settings or {})}
        process = subprocess.Popen(command, stdout=said, stderr=said, env=environment)
        try:
            server = Server(name, port, path, process)
            _wait(server, log)
            yield server
        finally:
            process.terminate()
            process.wait()


def _program(name: str) -> str:
    """Where a program of the system is; daemons are not on the path of everybody.

    Raises:
        FileNotFoundError: it is not there.
    """
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if found is None:
        raise FileNotFoundError(f"there is no {name}: install the package that has it.")
    return found


@contextmanager
def _unused() -> Iterator[int]:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield int(taken.getsockname()[1])


def _wait(server: Server, log: Path) -> None:
    until = time.monotonic() + _STARTING
    while time.monotonic() < until and server.process.poll() is None:
        try:
            if server.ask("ASK { }")[0] == HTTPStatus.OK:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{server.name} does not answer; it said: {log.read_text(errors='replace')[-2000:]}")
