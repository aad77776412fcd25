"""The long commands run over copies of the miniature, and the releases, each made once."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest
from projects import PROJECT, SOURCE, VIOLATIONS, WAIVERS, Copies, Ran, append, copy_miniature, run
from pyoxigraph import Store

from treatygraph.content import Content
from treatygraph.releases.publication import publish
from treatygraph.releases.release import CURRENT, STORE

#: The file that tells what the long commands did.
TOLD = "told.json"

#: The commands that take seconds, by name: the copy that each runs over, and its words. Those of one copy follow one another.
COMMANDS = {
    "build": ("good", "build"),
    "format": ("contributed", "format"),
    "validate": ("contributed", "validate"),
    "build contributed": ("contributed", "build"),
    "validate wrong": ("wrong", "validate"),
}


@pytest.fixture(scope="session")
def commanded(once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """The folder of the copies over which the long commands have run, and of what these did."""

    def over(folder: Path, copy: str) -> dict[str, list[Any]]:
        return {name: astuple(run(folder / copy, word)) for name, (over, word) in COMMANDS.items() if over == copy}

    def fill(folder: Path) -> None:
        number = _copy(folder)
        with ThreadPoolExecutor(max_workers=2) as pool:
            ran = pool.map(lambda copy: over(folder, copy), ("contributed", "good", "wrong"))
        told = {"number": number, "ran": {name: did for each in ran for name, did in each.items()}}
        (folder / TOLD).write_text(json.dumps(told), "utf-8")

    return once("commanded", fill)


def _copy(root: Path) -> int:
    """Makes the copies of the miniature, and tells the first row of the lines that break shapes."""
    _, wrong, contributed = (copy_miniature(root / name) for name in ("good", "wrong", "contributed"))
    number = append(wrong / "data/treaties/mini-1/actions.csv", *VIOLATIONS)
    (wrong / "data/waivers.csv").write_text(WAIVERS, "utf-8")
    (line,) = [
        line.strip() for line in (PROJECT / "CONTRIBUTING.md").read_text("utf-8").splitlines() if ",ESP," in line
    ]
    append(contributed / "data/treaties/mini-1/actions.csv", line)
    append(contributed / "data/sources.csv", SOURCE)
    return number


@pytest.fixture(scope="session")
def copies(commanded: Path, tmp_path_factory: pytest.TempPathFactory) -> Copies:
    """The copies that the long commands ran over, those of this process; only their ``build`` folders are written to."""
    root = tmp_path_factory.mktemp("copies")
    shutil.copytree(commanded, root, symlinks=True, dirs_exist_ok=True)
    number = json.loads((root / TOLD).read_text("utf-8"))["number"]
    return Copies(root / "good", root / "wrong", root / "contributed", number)


@pytest.fixture(scope="session")
def long_runs(commanded: Path) -> dict[str, Ran]:
    """What the commands that take seconds did."""
    ran = json.loads((commanded / TOLD).read_text("utf-8"))["ran"]
    return {name: Ran(*did) for name, did in ran.items()}


@pytest.fixture(scope="session")
def built(copies: Copies, long_runs: dict[str, Ran]) -> Path:
    """The miniature's folder of releases, made by the command ``build``."""
    assert long_runs["build"].code == 0, long_runs["build"].err
    return copies.good / "build"


@pytest.fixture(scope="session")
def published(project: Content, real: Store, once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """The folder of releases that holds the project's own; it is only read."""
    return once("published", lambda out: publish(real, project.names, project.fingerprint(), out))


@pytest.fixture(scope="session")
def real_store(published: Path) -> Store:
    """The store of the project's own release."""
    return Store.read_only(str(published / CURRENT / STORE))


@pytest.fixture(scope="session")
def miniature_store(built: Path) -> Store:
    """The store of the miniature's release."""
    return Store.read_only(str(built / CURRENT / STORE))
