"""Real engines on loopback, which hold the release of the miniature."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
import yaml
from pyoxigraph import Store

from benchmarks.servers import virtuoso_settings
from treatygraph.catalogue import Question, questions
from treatygraph.content import Content
from treatygraph.engine import Engine
from treatygraph.releases.release import CURRENT
from treatygraph.remote.endpoint import Login
from treatygraph.remote.loading import Loaded, Loader
from treatygraph.remote.shelves import Shelves

CASES = [
    pytest.param(path.stem, case["ask"], id=f"{path.stem}: {case['name']}")
    for path in sorted((Path(__file__).parents[1] / "queries").glob("*.yaml"))
    if path.stem != "real"
    for case in yaml.safe_load(path.read_text("utf-8"))
]

OXIGRAPH = Path(sys.executable).with_name("oxigraph")

#: A Virtuoso whose limit of rows is one that the catalogue stays below.
VIRTUOSO = """ThreadsPerQuery = 1
[SPARQL]
ResultSetMaxRows = 5000"""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Gives a test of the catalogue every case of it."""
    if {"slug", "given"} <= set(metafunc.fixturenames):
        metafunc.parametrize(("slug", "given"), CASES)


@dataclass(frozen=True)
class Elsewhere:
    """An engine: where it takes queries, and where it takes graphs, from whom."""

    queries: str
    graphs: str
    login: Login = field(default_factory=Login)

    def shelves(self) -> Shelves:
        """Its graphs."""
        return Shelves(self.graphs, self.queries, self.login)

    def load(self, engine: Engine, keep: int = 1) -> Loaded:
        """Loads a release into it."""
        with self.shelves() as shelves:
            return Loader(engine.store, engine.names, engine.release, shelves, lambda graph, size: None).load(keep)


@contextmanager
def started(command: list[str], engine: Elsewhere) -> Iterator[Elsewhere]:
    """An engine that a command starts, until it is no longer needed."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(1800):
        try:
            httpx.get(engine.queries, params={"query": "ASK {}"}, timeout=5)
            break
        except httpx.TransportError:
            assert process.poll() is None, f"{command[0]} has ended"
            time.sleep(0.1)
    yield engine
    process.terminate()
    process.wait(60)


def unused() -> int:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture(scope="session")
def here(release: Path) -> Engine:
    """The release of the miniature as it stands here."""
    return Engine(release / CURRENT)


@pytest.fixture(scope="session")
def catalogue(miniature: tuple[Content, Store]) -> dict[str, Question]:
    """The questions of the catalogue by their slugs."""
    return questions(miniature[0])


@pytest.fixture(scope="session")
def oxigraph() -> Callable[[Path], AbstractContextManager[Elsewhere]]:
    """Starts the oxigraph server on a folder."""

    def start(folder: Path) -> AbstractContextManager[Elsewhere]:
        port = unused()
        address = f"http://127.0.0.1:{port}"
        command = [str(OXIGRAPH), "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
        return started(command, Elsewhere(f"{address}/query", f"{address}/store"))

    return start


@pytest.fixture(scope="session")
def elsewhere(
    here: Engine,
    oxigraph: Callable[[Path], AbstractContextManager[Elsewhere]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Elsewhere]:
    """The oxigraph server, which holds the release of the miniature."""
    with oxigraph(tmp_path_factory.mktemp("oxigraph")) as engine:
        engine.load(here)
        yield engine


@pytest.fixture(scope="session")
def virtuoso(here: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Elsewhere]:
    """Virtuoso, which holds the release of the miniature."""
    program = shutil.which("virtuoso-t")
    assert program, "there is no virtuoso-t: install Debian's package virtuoso-opensource-7-bin"
    folder, port = tmp_path_factory.mktemp("virtuoso"), unused()
    config = folder / "virtuoso.ini"
    config.write_text(virtuoso_settings(folder, unused(), port, buffers=10_000, more=VIRTUOSO), "utf-8")
    address = f"http://127.0.0.1:{port}"
    there = Elsewhere(f"{address}/sparql", f"{address}/sparql-graph-crud-auth", Login("dba", "dba"))
    with started([program, "+foreground", "+configfile", str(config)], there) as engine:
        engine.load(here)
        yield engine
