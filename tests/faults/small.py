"""Releases of one quad, which are quick to publish, and what can be told of a folder of them."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Store

from treatygraph.engine import Engine
from treatygraph.namespaces import Names
from treatygraph.releases.publication import publish

NAMES = Names()

#: How long anything may take at most.
SECONDS = 60


def until(true: Callable[[], bool], what: str) -> None:
    """Waits until something is so, or fails."""
    end = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.005)


def graph(value: str) -> Store:
    """A graph of one quad."""
    store = Store()
    store.add(Quad(NamedNode("http://s"), NamedNode("http://p"), Literal(value), NAMES.graph("source/a")))
    return store


def published(value: str, out: Path, described: str = "") -> Path:
    """The folder of the release of that graph, which is current now; a description is a file more of it."""
    query = f'CONSTRUCT {{ <http://s> <http://p> "{described}" }} {{}}' if described else ""
    return publish(graph(value), NAMES, "content", out, description=query)


def value(folder: Path) -> str:
    """What a release says, every byte of it read before."""
    return str(Engine(folder, whole=True).rows("SELECT ?o { ?s ?p ?o }")[1][0][0].value)


def names(out: Path) -> set[str]:
    """What stands in a folder of releases."""
    return {path.name for path in out.iterdir()}


def hashes(folder: Path) -> dict[str, str]:
    """The hash of each file of a folder, by its place."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }
