"""A real engine on loopback, which holds the release of the miniature."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from treatygraph.engine import Engine
from treatygraph.release import CURRENT
from treatygraph.remote.endpoint import Login
from treatygraph.remote.loading import Loaded, Loader
from treatygraph.remote.shelves import Shelves


@dataclass(frozen=True)
class Elsewhere:
    """An engine: where it takes queries, and where it takes graphs."""

    queries: str
    graphs: str

    def shelves(self) -> Shelves:
        """Its graphs."""
        return Shelves(self.graphs, self.queries, Login())

    def load(self, engine: Engine, keep: int = 1) -> Loaded:
        """Loads a release into it."""
        with self.shelves() as shelves:
            return Loader(engine.store, engine.names, engine.release, shelves, lambda graph, size: None).load(keep)


def started(folder: Path, port: int) -> Iterator[Elsewhere]:
    """The oxigraph server on a folder of its own, until it is no longer needed."""
    program = Path(sys.executable).with_name("oxigraph")
    command = [str(program), "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            httpx.get(f"{address}/query", params={"query": "ASK {}"}, timeout=5)
            break
        except httpx.TransportError:
            assert process.poll() is None, "the oxigraph server has ended"
            time.sleep(0.1)
    yield Elsewhere(f"{address}/query", f"{address}/store")
    process.terminate()
    process.wait(60)


@pytest.fixture(scope="session")
def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture(scope="session")
def here(release: Path) -> Engine:
    """The release of the miniature as it stands here."""
    return Engine(release / CURRENT)


@pytest.fixture(scope="session")
def elsewhere(here: Engine, free_port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Elsewhere]:
    """An engine that holds the release of the miniature."""
    for engine in started(tmp_path_factory.mktemp("oxigraph"), free_port):
        engine.load(here)
        yield engine
