"""Where there is no room for what must be written, that is told, the old release stays and nothing is left of the new."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import Store
from small import SECONDS, hashes, names, published, value

from treatygraph.content import Content
from treatygraph.releases.release import CURRENT

#: Runs a command of the command line that may write no file longer than a number of bytes: to whatever writes one it is
#: as a disk that is full, without a disk.
LIMITED = """
import resource, sys
size = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
from treatygraph.cli import main
main()
"""

#: Publishes a graph of one quad within the same limit.
PUBLISHING = """
import resource, sys
from pathlib import Path
size, out, place = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), int(size)))
sys.path.insert(0, place)
from small import published
from treatygraph.releases import room
from treatygraph.errors import SpaceError
try:
    with room.told(out, "make room."):
        published("new", Path(out))
except SpaceError as error:
    sys.exit(str(error))
"""


def ran(*words: str, root: Path | None = None, out: Path | None = None, to: str = "") -> tuple[int, str]:
    """The exit code of a program in Python, and what it says of faults."""
    settings = {"TREATYGRAPH_ROOT": str(root), "TREATYGRAPH_OUT": str(out)} if root else {}
    with Path(to or os.devnull).open("w") as file:
        done = subprocess.run(
            [sys.executable, *words],
            env={**os.environ, **settings, "COLUMNS": "400"},
            stdout=file,
            stderr=subprocess.PIPE,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    return done.returncode, done.stderr


@pytest.mark.parametrize(("limit", "what"), [(100, "the graph"), (50_000, "the store")])
def test_a_publication_that_finds_no_room_tells_so_and_leaves_the_old_release(
    limit: int, what: str, tmp_path: Path
) -> None:
    old = published("old", tmp_path)
    before = hashes(old)
    code, said = ran("-c", PUBLISHING, str(limit), str(tmp_path), str(Path(__file__).parent))
    assert (code, "no room" in said, "File too large" in said) == (1, True, True), said
    assert "make room." in said
    assert names(tmp_path) == {CURRENT, old.name}, what
    assert hashes(old) == before
    assert value(tmp_path / CURRENT) == "old"
    assert value(published("new", tmp_path)) == "new"


def test_a_build_that_finds_no_room_says_where_and_what_to_do(miniature: tuple[Content, Store], tmp_path: Path) -> None:
    old = published("old", tmp_path)
    code, said = ran("-c", LIMITED, "300000", "build", root=miniature[0].root, out=tmp_path)
    assert code == 1, said
    assert f"{tmp_path}: its disk has no room for what was begun, and " in said
    assert "make room there, or let TREATYGRAPH_OUT name a folder on another disk" in said
    assert "Traceback" not in said
    assert names(tmp_path) == {CURRENT, old.name}
    assert value(tmp_path / CURRENT) == "old"


def test_an_answer_that_finds_no_room_is_told(miniature: tuple[Content, Store], release: Path) -> None:
    code, said = ran("-m", "treatygraph", "stats", root=miniature[0].root, out=release, to="/dev/full")
    assert code == 1, said
    assert "standard output: it has no room for what is written: No space left on device" in said
    assert "Traceback" not in said
