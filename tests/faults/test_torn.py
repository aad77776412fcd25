"""A release of which a byte was changed, cut off or lost is never opened as if it were whole, and is told with its cure."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store
from small import hashes, published, until, value

from treatygraph.content import Content
from treatygraph.description import describe, of_release
from treatygraph.engine import Engine
from treatygraph.errors import ReleaseError
from treatygraph.releases import placing, seal
from treatygraph.releases.publication import publish
from treatygraph.releases.release import CURRENT, DESCRIPTION, MANIFEST, QUADS, STORE, read
from treatygraph.releases.seal import SEAL, faults

#: A file of each kind that a release has.
KINDS = (
    QUADS,
    DESCRIPTION,
    MANIFEST,
    SEAL,
    f"{STORE}/CURRENT",
    f"{STORE}/MANIFEST-*",
    f"{STORE}/OPTIONS-*",
    f"{STORE}/*.sst",
)


def changed(path: Path) -> None:
    """Changes one bit in the middle of a file."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def cut_off(path: Path) -> None:
    """Takes the last byte of a file."""
    os.truncate(path, path.stat().st_size - 1)


DAMAGES: dict[str, Callable[[Path], None]] = {"changed": changed, "cut off": cut_off, "missing": Path.unlink}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder with two releases, of which the one that says ``new`` is current."""
    published("old", tmp_path, "described")
    published("new", tmp_path, "described")
    return tmp_path


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("damage", DAMAGES)
def test_each_file_is_missed_and_a_build_or_the_release_before_is_the_cure(kind: str, damage: str, out: Path) -> None:
    current = (out / CURRENT).resolve()
    (older,) = (path for path in out.iterdir() if path.is_dir() and path.resolve() != current)
    path = sorted(current.glob(kind))[-1]
    DAMAGES[damage](path)
    with pytest.raises(ReleaseError) as caught:
        Engine(out / CURRENT, whole=True)
    problem = caught.value.problems[0]
    assert problem.place in (str(path), str(current))
    assert problem.cure == (
        f"run `treatygraph build`; `treatygraph use {older.name}` has a release that is whole serve meanwhile."
    )
    # A file that is small or of another size is missed without that every byte is read.
    if damage != "changed" or STORE in path.parts or path.name == MANIFEST:
        with pytest.raises(ReleaseError):
            Engine(out / CURRENT)
    published("new", out, "described")
    assert value(out / CURRENT) == "new"


def test_a_file_that_nobody_sealed_is_not_read_with_the_store(out: Path) -> None:
    (out / CURRENT / STORE / "000099.log").write_bytes(b"more")
    with pytest.raises(ReleaseError, match=r"000099\.log: it was not there when the release was sealed"):
        Engine(out / CURRENT)


def test_of_many_faults_the_first_are_told_and_how_many_more_there_are(out: Path) -> None:
    folder, manifest = read(out / CURRENT)
    for path in (folder / STORE).glob("[0-9M]*"):
        path.unlink()
    (folder / QUADS).unlink()
    *first, last = faults(folder, manifest, whole=True)
    assert {problem.fault for problem in first} == {"it is missing"}
    assert last.fault.endswith("more of its files are not whole")


def test_opening_and_asking_a_release_changes_no_file_of_it(out: Path) -> None:
    before = hashes(out)
    engine = Engine(out / CURRENT)
    assert engine.rows("SELECT ?s { GRAPH ?g { ?s ?p ?o } }")[1]
    del engine
    assert hashes(out) == before


def test_a_store_that_is_torn_where_nobody_looked_is_no_fault_of_the_query(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The files of a larger graph's store are not hashed whenever it is opened.
    monkeypatch.setattr(seal, "_SMALL", 0)
    folder = tmp_path / (release / CURRENT).resolve().name
    shutil.copytree(release / CURRENT, folder)
    for path in (folder / STORE).glob("*.sst"):
        if path.stat().st_size > 1 << 18:
            data = bytearray(path.read_bytes())
            data[1024 : len(data) // 2 : 1024] = bytes(len(range(1024, len(data) // 2, 1024)))
            path.write_bytes(data)
    with pytest.raises(ReleaseError, match=r"(?s)its store cannot be read: Corruption.*treatygraph verify"):
        Engine(folder).rows("SELECT * { ?s ?p ?o }")


# The commands, and a server


def run(root: Path, out: Path, *words: str) -> tuple[int, str]:
    """The exit code of a command and what it says."""
    settings = {"TREATYGRAPH_ROOT": str(root), "TREATYGRAPH_OUT": str(out), "COLUMNS": "400"}
    done = subprocess.run(
        [sys.executable, "-m", "treatygraph", *words],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_verify_tells_what_is_wrong_and_use_chooses_a_release_that_is_not(out: Path) -> None:
    new = (out / CURRENT).resolve()
    (old,) = (path for path in out.iterdir() if path.is_dir() and path.resolve() != new)
    assert run(out, out, "verify", "--graph") == (0, f"release {new.name} is whole\n")
    changed(new / QUADS)
    code, said = run(out, out, "verify")
    assert code == 1
    assert f"{new / QUADS}: its SHA-256 is not the one that it was sealed with" in said
    assert f"`treatygraph use {old.name}`" in said
    assert run(out, out, "use", old.name) == (0, f"release {old.name} is current; before it was {new.name}\n")
    assert value(out / CURRENT) == "old"
    code, said = run(out, out, "use", new.name)
    assert (code, value(out / CURRENT)) == (1, "old")


def test_verify_finds_a_graph_that_was_sealed_under_the_name_of_another(out: Path, tmp_path: Path) -> None:
    # Whoever knows of the seals can write them as well, but no other graph has the hash that is the name.
    new = (out / CURRENT).resolve()
    forged = published("forged", tmp_path / "forged", "described")
    shutil.rmtree(new)
    shutil.copytree(forged, new)
    manifest = json.loads((new / MANIFEST).read_bytes())
    (new / MANIFEST).write_bytes(seal.sealed({**manifest, "release": new.name}))
    seal.seal(new, new.name)
    assert value(new) == "forged"
    code, said = run(out, out, "verify", "--graph")
    assert code == 1
    assert said.count(f"it is not the graph that {new.name} is the name of") == len((QUADS, STORE))


def test_a_server_does_not_start_with_a_release_that_is_torn(
    miniature: tuple[Content, Store], release: Path, tmp_path: Path
) -> None:
    shutil.copytree(release, tmp_path, symlinks=True, dirs_exist_ok=True)
    changed(tmp_path / CURRENT / "treatygraph.xlsx")
    code, said = run(miniature[0].root, tmp_path, "serve", "--no-build", "--port", "0")
    assert code == 1
    assert "treatygraph.xlsx: its SHA-256 is not the one that it was sealed with" in said
    assert "run `treatygraph build`" in said
    assert "Traceback" not in said


def test_a_server_goes_on_with_its_release_where_the_next_is_torn(
    miniature: tuple[Content, Store], release: Path, serve: Callable[..., str], tmp_path: Path
) -> None:
    content, whole = miniature
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    shutil.copytree(release, out, symlinks=True)
    store = Store()
    store.extend(whole)
    store.add(Quad(NamedNode("http://s"), NamedNode("http://p"), Literal("new"), content.names.graph("source/mini-a")))
    describe(store, content)
    made = publish(store, content.names, content.fingerprint(), elsewhere, description=of_release(content))
    address = serve(out)
    old = (out / CURRENT).resolve().name
    shutil.copytree(made, out / made.name)
    changed(out / made.name / QUADS)
    placing.point(out, out / made.name)

    def ready() -> dict[str, str]:
        told: dict[str, str] = httpx.get(f"{address}/ready").json()
        return told

    until(lambda: "refused" in ready(), "it was not refused")
    told = ready()
    assert (told["refused"], told["release"]) == (made.name, old)
    assert "its SHA-256 is not the one that it was sealed with" in told["fault"]
    assert "treatygraph_refused 1.0" in httpx.get(f"{address}/metrics").text
    assert httpx.get(f"{address}/sparql", params={"query": "ASK {}"}).status_code == httpx.codes.OK
