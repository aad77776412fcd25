"""The miniature and the real graph, each loaded and materialised once; the miniature served as a release.

Tests may run in several processes side by side. What takes long to make is then made by the first process that needs
it, and the others read it from its folder.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat, Store, parse
from rdflib.plugins.sparql import processor
from rdflib.plugins.sparql.sparql import Query

from treatygraph import pipeline
from treatygraph.content import Content
from treatygraph.description import describe, of_release
from treatygraph.downloads.offer import Offer
from treatygraph.graphs import quad
from treatygraph.releases.publication import publish
from treatygraph.reports.shacl import report_triples

PROJECT = Path(__file__).parents[1]
MINIATURE = Path(__file__).parent / "miniature" / "data"
GRAPH = "graph.nq"

#: Gives the folder of a name, filled once for all processes.
Once = Callable[[str, Callable[[Path], object]], Path]

#: The files whose tests take longest. Where processes share the files out these come first, so that all end together.
LONGEST = (
    "browser/test_every_page.py",
    "unit/test_proof.py",
    "browser/test_query_page.py",
    "remote/test_virtuoso.py",
    "api/test_reload.py",
    "api/test_documents.py",
    "browser/test_weight.py",
    "browser/test_hostile.py",
    "browser/test_reasons_pages.py",
    "replicas/test_rolling_change.py",
    "browser/test_ontology_page.py",
    "browser/test_home_page.py",
    "workshop/test_checklist.py",
    "unit/test_cli.py",
    "increments/test_mirror.py",
    "faults/test_killed.py",
    "unit/test_docs.py",
    "api/test_fuzz.py",
    "remote/test_engines.py",
    "unit/test_closure.py",
    "browser/test_exploring.py",
    "browser/test_search_page.py",
    "workshop/test_walks.py",
    "browser/test_lives_of_states.py",
    "unit/test_inspection.py",
    "unit/test_scenario.py",
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Puts the files that take longest first where processes share the files out."""
    places = {Path(__file__).parent / place: number for number, place in enumerate(LONGEST)}
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: places.get(item.path, len(places)))


def unheard(_: str, __: float) -> None:
    """Nobody listens to the steps of a build that a test makes."""


@pytest.fixture(scope="session", autouse=True)
def read_once() -> Iterator[None]:
    """Has rdflib read each query once: pyshacl asks the same ones of graph after graph, and reading takes nearly all the time."""
    parse, translate = processor.parseQuery, processor.translateQuery

    @cache
    def read(query: str, base: str | None, names: tuple[tuple[str, Any], ...]) -> Query:
        return translate(parse(query), base, dict(names))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(processor, "parseQuery", lambda query: query)
        patch.setattr(
            processor, "translateQuery", lambda query, base, names: read(query, base, (*(names or {}).items(),))
        )
        yield


@pytest.fixture(scope="session")
def project() -> Content:
    """The project's own content."""
    return Content(PROJECT)


@pytest.fixture(scope="session")
def once(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Gives the folder of a name, filled by the first of all processes that asks for it while the others wait."""

    def made(name: str, fill: Callable[[Path], object]) -> Path:
        if not hasattr(request.config, "workerinput"):
            folder = tmp_path_factory.mktemp(name)
            fill(folder)
            return folder
        folder = tmp_path_factory.getbasetemp().parent / name
        filled = folder.with_suffix(".filled")
        with folder.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not filled.exists():
                # What another process left when it failed is not relied on.
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                fill(folder)
                filled.touch()
        return folder

    return made


@pytest.fixture(scope="session")
def real(project: Content, once: Once) -> Store:
    """The project's graph with everything that follows and its verdicts; not to be written to."""
    return _loaded(once("real", lambda folder: _dump(pipeline.materialise(project, unheard), folder)))


@pytest.fixture(scope="session")
def miniature(once: Once) -> tuple[Content, Store]:
    """Three invented treaties under the project's own words, rules, shapes, questions and mappings."""

    def fill(folder: Path) -> None:
        root = folder / "project"
        root.mkdir()
        for name in ("ontology", "shapes", "queries"):
            (root / name).symlink_to(PROJECT / name, target_is_directory=True)
        shutil.copytree(MINIATURE, root / "data")
        (root / "data" / "mappings").symlink_to(PROJECT / "data" / "mappings", target_is_directory=True)
        _dump(pipeline.materialise(Content(root), unheard), folder)

    folder = once("miniature", fill)
    return Content(folder / "project"), _loaded(folder)


@pytest.fixture(scope="session")
def release(miniature: tuple[Content, Store], once: Once, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of releases that holds the miniature's; each process has its own."""
    content, graph = miniature

    def fill(folder: Path) -> None:
        store = Store()
        store.extend(graph)
        report = pipeline.validate(content, store, date(2026, 2, 5))
        triples = report_triples(report, content.names)
        store.extend(quad(triple, content.names.graph("report")) for triple in triples)
        describe(store, content)
        offer = Offer(content)
        publish(store, content.names, content.fingerprint(), folder, description=of_release(content), offer=offer)

    out = tmp_path_factory.mktemp("releases")
    shutil.copytree(once("release", fill), out, symlinks=True, dirs_exist_ok=True)
    return out


def _dump(store: Store, folder: Path) -> None:
    store.dump(folder / GRAPH, RdfFormat.N_QUADS)


def _loaded(folder: Path) -> Store:
    store = Store()
    # Parsed apart from the store, which would give other names to the blank nodes.
    store.bulk_extend(parse(path=folder / GRAPH, format=RdfFormat.N_QUADS))
    return store


@pytest.fixture(scope="session")
def serve(miniature: tuple[Content, Store]) -> Iterator[Callable[..., str]]:
    """Serves a folder of releases in a process of its own until the session ends, and gives the address.

    What is given beside the folder are settings of the server, as text by their names.
    """
    with ExitStack() as servers:
        yield lambda out, **given: servers.enter_context(_serving(miniature[0].root, out, given))


@pytest.fixture(scope="session")
def address(serve: Callable[..., str], release: Path) -> str:
    """The address of the server of the miniature."""
    return serve(release)


@contextmanager
def _serving(root: Path, out: Path, given: Mapping[str, str]) -> Iterator[str]:
    settings = {
        "TREATYGRAPH_ROOT": str(root),
        "TREATYGRAPH_OUT": str(out),
        # Long, so that a test fails where an answer is wrong and not where the machine has much else to do.
        "TREATYGRAPH_SECONDS": "30",
        "TREATYGRAPH_MEMORY": str(1 << 30),
        "TREATYGRAPH_ANSWER": str(4 << 20),
        "TREATYGRAPH_WORKERS": "2",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "treatygraph", "serve", "--port", "0"],
        env={**os.environ, **settings, **given},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    said = process.stdout.readline()
    found = re.search(r"http://\S+", said)
    assert found, said
    yield found[0]
    process.terminate()
    process.wait(60)
    process.stdout.close()
