"""A process that is killed in the middle of a publication, of a build or of serving leaves what serves as it was."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import Store
from small import SECONDS, hashes, names, published, until, value

from treatygraph.changes import history
from treatygraph.content import Content
from treatygraph.errors import ReleaseError
from treatygraph.releases import placing
from treatygraph.releases.release import CURRENT, DRAFT, STORE, read

CUT = Path(__file__).parent / "cut.py"

#: Moments at which another release has not become the current one.
UNFINISHED = {
    "the graph was written": ("after", "releases.canonical.write"),
    "the manifest was written": ("after", "releases.publication._write"),
    "the manifest had another name": ("before", "Path.replace"),
    "the store was to be filled": ("before", "releases.publication._fill"),
    "the store was filled and not sealed": ("before", "releases.seal.seal"),
    "the release was whole and without a name": ("before", "releases.placing.replace"),
    "the release had its name": ("after", "Path.rename"),
    "the link had another name": ("after", "Path.symlink_to"),
}


def cut(out: Path, said: str, described: str, moment: str, place: str, exchange: str = "yes") -> None:
    """Has a process publish, and be killed at a moment."""
    words = [sys.executable, str(CUT), moment, place, exchange, "publish", str(out), said, described]
    assert subprocess.run(words, check=False, timeout=SECONDS).returncode == -signal.SIGKILL


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder of releases whose current one says ``old``."""
    published("old", tmp_path)
    return tmp_path


@pytest.mark.parametrize(("moment", "place"), UNFINISHED.values(), ids=UNFINISHED)
def test_a_publication_that_is_killed_leaves_the_old_release(moment: str, place: str, out: Path) -> None:
    old = (out / CURRENT).resolve()
    before = hashes(old)
    cut(out, "new", "", moment, place)
    assert (out / CURRENT).resolve() == old
    assert value(out / CURRENT) == "old"
    assert hashes(old) == before
    made = published("new", out)
    assert value(out / CURRENT) == "new"
    assert names(out) == {CURRENT, old.name, made.name}


def test_a_publication_that_is_killed_once_the_link_was_switched_leaves_the_new_release(out: Path) -> None:
    cut(out, "new", "", "after", "releases.placing.point")
    assert value(out / CURRENT) == "new"
    last = published("last", out)
    assert value(out / CURRENT) == "last"
    assert len(names(out)) == len({CURRENT, last.name, "the one before"})


@pytest.mark.parametrize(("moment", "files"), [("before", 1), ("after", 2)])
def test_files_that_take_the_place_of_others_do_so_in_one_step(moment: str, files: int, out: Path) -> None:
    cut(out, "old", "described", moment, "releases.placing.exchange")
    folder, manifest = read(out / CURRENT, whole=True)
    assert len(manifest["files"]) == files
    published("old", out, "described")
    assert names(out) == {CURRENT, folder.name}
    assert len(read(out / CURRENT, whole=True)[1]["files"]) == len(("the graph", "its description"))


def test_a_release_that_lost_its_name_to_a_draft_which_was_killed_has_it_again(out: Path) -> None:
    folder = (out / CURRENT).resolve()
    cut(out, "old", "described", "after", "Path.rename", exchange="no")
    with pytest.raises(ReleaseError, match=r"(?s)there is no release.*treatygraph build"):
        read(out / CURRENT)
    with placing.draft(out):
        assert value(out / CURRENT) == "old"
    assert names(out) == {CURRENT, folder.name}


def test_the_draft_of_a_living_process_is_left_alone_and_that_of_a_killed_one_removed(out: Path) -> None:
    with placing.draft(out) as living:
        cut(out, "new", "", "after", "releases.canonical.write")
        assert len([name for name in names(out) if name.startswith(DRAFT)]) == len(("living", "killed"))
        published("new", out)
        assert [name for name in names(out) if name.startswith(DRAFT)] == [living.name]
    assert not [name for name in names(out) if name.startswith(DRAFT)]


# The command that builds


@pytest.fixture(scope="module")
def releases(release: Path, miniature: tuple[Content, Store], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of its own whose current release is that of the miniature, which is no longer its content."""
    root = tmp_path_factory.mktemp("killed")
    for path in miniature[0].root.iterdir():
        if path.name != "data":
            (root / path.name).symlink_to(path.resolve())
    shutil.copytree(miniature[0].root / "data", root / "data", symlinks=True)
    states = root / "data" / "states.csv"
    states.write_text(states.read_text("utf-8").replace("Japan", "Nippon"), "utf-8")
    shutil.copytree(release, root / "build", symlinks=True)
    return root / "build"


def command(root: Path, *words: str) -> subprocess.Popen[bytes]:
    """A command that runs in a project, in a group of processes of its own."""
    settings = {name: text for name, text in os.environ.items() if not name.startswith("TREATYGRAPH_")}
    return subprocess.Popen([sys.executable, *words], cwd=root, env=settings, start_new_session=True, stderr=-1)


@pytest.mark.parametrize("file", ["treatygraph.sqlite", f"{STORE}/CURRENT"])
def test_a_build_that_is_killed_leaves_the_old_release(file: str, releases: Path) -> None:
    old = (releases / CURRENT).resolve()
    before = hashes(old)
    with command(releases.parent, "-m", "treatygraph", "build") as process:
        try:
            until(lambda: bool(list(releases.glob(f"{DRAFT}*/{file}"))), "the build has not come so far")
        finally:
            os.killpg(process.pid, signal.SIGKILL)
        assert process.wait(SECONDS) == -signal.SIGKILL
    assert (releases / CURRENT).resolve() == old
    assert hashes(old) == before
    assert list(releases.glob(f"{DRAFT}*"))


def test_the_build_after_is_whole_and_its_step_is_told_even_if_it_is_killed_before(releases: Path) -> None:
    old = (releases / CURRENT).resolve()
    with command(releases.parent, str(CUT), "before", "changes.history.record", "yes", "build") as cut:
        assert cut.wait(4 * SECONDS) == -signal.SIGKILL
    new, _ = read(releases / CURRENT, whole=True)
    assert new != old
    assert history.read(releases) == []
    with command(releases.parent, "-m", "treatygraph", "build", "--force") as process:
        _, told = process.communicate(timeout=4 * SECONDS)
    assert process.returncode == 0, told
    assert names(releases) == {CURRENT, history.HISTORY, old.name, new.name}
    assert history.last(releases) == new.name
