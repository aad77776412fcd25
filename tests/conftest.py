"""The miniature and the real graph, each loaded and materialised once; the miniature served as a release."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import Store

from treatygraph import pipeline
from treatygraph.content import Content
from treatygraph.description import describe, of_release
from treatygraph.graphs import quad
from treatygraph.publication import publish
from treatygraph.reports.shacl import report_triples

PROJECT = Path(__file__).parents[1]
MINIATURE = Path(__file__).parent / "miniature" / "data"


def unheard(_: str, __: float) -> None:
    """Nobody listens to the steps of a build that a test makes."""


@pytest.fixture(scope="session")
def project() -> Content:
    """The project's own content."""
    return Content(PROJECT)


@pytest.fixture(scope="session")
def real(project: Content) -> Store:
    """The project's graph with everything that follows and its verdicts; not to be written to."""
    return pipeline.materialise(project, unheard)


@pytest.fixture(scope="session")
def miniature(tmp_path_factory: pytest.TempPathFactory) -> tuple[Content, Store]:
    """Three invented treaties under the project's own words, rules, shapes, questions and mappings."""
    root = tmp_path_factory.mktemp("miniature")
    for folder in ("ontology", "shapes", "queries"):
        (root / folder).symlink_to(PROJECT / folder, target_is_directory=True)
    shutil.copytree(MINIATURE, root / "data")
    (root / "data" / "mappings").symlink_to(PROJECT / "data" / "mappings", target_is_directory=True)
    content = Content(root)
    return content, pipeline.materialise(content, unheard)


@pytest.fixture(scope="session")
def release(miniature: tuple[Content, Store], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of releases that holds the miniature's."""
    content = miniature[0]
    store = Store()
    store.extend(miniature[1])
    out = tmp_path_factory.mktemp("releases")
    report = pipeline.validate(content, store, date(2026, 2, 5))
    graph = content.names.graph("report")
    store.extend(quad(triple, graph) for triple in report_triples(report, content.names))
    describe(store, content)
    publish(store, content.names, content.fingerprint(), out, description=of_release(content))
    return out


@pytest.fixture(scope="session")
def serve(miniature: tuple[Content, Store]) -> Iterator[Callable[[Path], str]]:
    """Serves a folder of releases in a process of its own until the session ends, and gives the address."""
    with ExitStack() as servers:
        yield lambda out: servers.enter_context(_serving(miniature[0].root, out))


@pytest.fixture(scope="session")
def address(serve: Callable[[Path], str], release: Path) -> str:
    """The address of the server of the miniature."""
    return serve(release)


@contextmanager
def _serving(root: Path, out: Path) -> Iterator[str]:
    settings = {
        "TREATYGRAPH_ROOT": str(root),
        "TREATYGRAPH_OUT": str(out),
        "TREATYGRAPH_SECONDS": "5",
        "TREATYGRAPH_MEMORY": str(3 << 29),
        "TREATYGRAPH_ANSWER": str(4 << 20),
        "TREATYGRAPH_WORKERS": "2",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "treatygraph", "serve", "--port", "0"],
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    said = process.stdout.readline()
    found = re.search(r"http://\S+", said)
    assert found, said
    yield found[0]
    process.terminate()
    process.wait(10)
    process.stdout.close()
