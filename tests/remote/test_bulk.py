"""A release as a file that an engine's own bulk loader takes: the engine then holds it, and only the switch is left."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from treatygraph import cli
from treatygraph.engine import Engine
from treatygraph.releases.release import CURRENT
from treatygraph.remote.engine import RemoteEngine

COUNT = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"


@pytest.fixture
def published(release: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], int]:
    """Publishes the release of the miniature by the command, and gives its exit status."""
    monkeypatch.setenv("TREATYGRAPH_OUT", str(release))

    def publish(to: str) -> int:
        monkeypatch.setattr("sys.argv", ["treatygraph", "publish", "--to", to])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return int(str(ended.value.code))

    return publish


def test_an_engine_that_took_the_file_in_bulk_only_needs_the_switch(
    published: Callable[[str], int],
    oxigraph: Callable[[Path], AbstractContextManager[Any]],
    here: Engine,
    release: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file, folder = tmp_path / "release.nq.gz", tmp_path / "oxigraph"
    assert published(str(file)) == 0
    assert f"{len(here.graphs) + 1} graphs of release {here.release}" in " ".join(capsys.readouterr().out.split())
    program = Path(sys.executable).with_name("oxigraph")
    subprocess.run(
        [str(program), "load", "--location", str(folder), "--file", str(file)], check=True, capture_output=True
    )
    with oxigraph(folder) as engine:
        monkeypatch.setenv("TREATYGRAPH_ENDPOINT", engine.queries)
        assert published(engine.graphs) == 0
        assert "is current: 0 graphs written" in " ".join(capsys.readouterr().out.split())
        there = RemoteEngine(release / CURRENT, engine.queries, 60, 1 << 26)
        assert there.rows(COUNT) == here.rows(COUNT)
        assert there.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == here.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")


def test_the_same_release_gives_the_same_bytes(published: Callable[[str], int], tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.nq.gz", "b.nq.gz", "c.nq")]
    assert [published(str(file)) for file in files] == [0, 0, 0]
    one, other, plain = (file.read_bytes() for file in files)
    # The head of the first names it; what is compressed is the same.
    assert one == other
    assert gzip.decompress(one) == plain


@pytest.mark.parametrize(
    ("name", "said"),
    [("release.ttl", "end it with .nq.gz or .nq"), ("nowhere/release.nq", "name a file in a folder that exists")],
)
def test_what_cannot_be_written_is_said(
    name: str, said: str, published: Callable[[str], int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert published(str(tmp_path / name)) == 1
    assert said in " ".join(capsys.readouterr().err.split())
