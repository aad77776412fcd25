"""The long commands run over copies of the miniature side by side with the tests, and the releases, each made once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from projects import PROJECT, SOURCE, VIOLATIONS, WAIVERS, Copies, Ran, append, copy_miniature, run
from pyoxigraph import Store

from treatygraph.content import Content
from treatygraph.publication import publish
from treatygraph.release import CURRENT, STORE


@pytest.fixture(scope="session")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Copies:
    """The copies that the long commands run over; only their ``build`` folders are written to."""
    root = tmp_path_factory.mktemp("copies")
    good, wrong, contributed = (copy_miniature(root / name) for name in ("good", "wrong", "contributed"))
    number = append(wrong / "data/treaties/mini-1/actions.csv", *VIOLATIONS)
    (wrong / "data/waivers.csv").write_text(WAIVERS, "utf-8")
    (line,) = [
        line.strip() for line in (PROJECT / "CONTRIBUTING.md").read_text("utf-8").splitlines() if ",ESP," in line
    ]
    append(contributed / "data/treaties/mini-1/actions.csv", line)
    append(contributed / "data/sources.csv", SOURCE)
    return Copies(good, wrong, contributed, number)


@pytest.fixture(scope="session")
def long_runs(copies: Copies) -> Iterator[dict[str, Future[Ran]]]:
    """The commands that take seconds, run one after the other beside the tests; a test waits for the one it needs."""
    commands = {
        "build": (copies.good, "build"),
        "format": (copies.contributed, "format"),
        "validate": (copies.contributed, "validate"),
        "build contributed": (copies.contributed, "build"),
        "validate wrong": (copies.wrong, "validate"),
    }
    with ThreadPoolExecutor(max_workers=1) as pool:
        yield {name: pool.submit(run, root, *words) for name, (root, *words) in commands.items()}


@pytest.fixture(scope="session")
def built(copies: Copies, long_runs: dict[str, Future[Ran]]) -> Path:
    """The miniature's folder of releases, made by the command ``build``."""
    assert long_runs["build"].result().code == 0, long_runs["build"].result().err
    return copies.good / "build"


@pytest.fixture(scope="session")
def published(project: Content, real: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of releases that holds the project's own."""
    out = tmp_path_factory.mktemp("published")
    publish(real, project.names, project.fingerprint(), out)
    return out


@pytest.fixture(scope="session")
def real_store(published: Path) -> Store:
    """The store of the project's own release."""
    return Store.read_only(str(published / CURRENT / STORE))


@pytest.fixture(scope="session")
def miniature_store(built: Path) -> Store:
    """The store of the miniature's release."""
    return Store.read_only(str(built / CURRENT / STORE))
