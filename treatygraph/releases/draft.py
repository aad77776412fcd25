"""A release that is being written: its folder, and what is known of each file as soon as it is whole."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


class Draft:
    """A folder that is to become a release.

    Args:
        folder: it, which is there.

    Attributes:
        folder: it.
        files: the ``sha256`` and the ``bytes`` of each file that was written, by its place.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, dict[str, str | int]] = {}

    @property
    def work(self) -> Path:
        """A folder for what the release is made from, and has not when it is whole."""
        folder = self.folder / ".work"
        folder.mkdir(exist_ok=True)
        return folder

    @property
    def by_graph(self) -> Path:
        """The file of the canonical N-Quads graph after graph."""
        return self.work / "by-graph.nq"

    @property
    def merged(self) -> Path:
        """The file of the default graph as N-Triples, sorted."""
        return self.work / "merged.nt"

    def clear(self) -> None:
        """Removes what the release was made from."""
        shutil.rmtree(self.work)

    @contextmanager
    def open(self, place: str) -> Iterator[IO[bytes]]:
        """A file to write; known with its size and hash once it is closed."""
        path = self.folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as out:
            yield out
        self.add(place)

    def write(self, place: str, data: bytes) -> None:
        """Writes a file that is held whole."""
        with self.open(place) as out:
            out.write(data)

    def add(self, place: str) -> None:
        """Takes in a file that stands in its place already."""
        path = self.folder / place
        with path.open("rb") as written:
            sha256 = hashlib.file_digest(written, "sha256").hexdigest()
        self.files[place] = {"sha256": sha256, "bytes": path.stat().st_size}
