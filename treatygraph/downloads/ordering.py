"""Lines sorted outside memory: runs of them are sorted and written to files, and the files are merged."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

#: How many bytes of lines are held at a time.
AT_ONCE = 64 << 20


class Ordered:
    """Lines in the order of their bytes, which is that of their code points in UTF-8.

    Args:
        folder: where runs are kept until the lines have been read; they have no name in it.
        at_once: how many bytes of lines are held at a time.
    """

    def __init__(self, folder: Path, at_once: int = AT_ONCE) -> None:
        self._folder = folder
        self._at_once = at_once
        self._held: list[bytes] = []
        self._size = 0
        self._runs: list[IO[bytes]] = []

    def append(self, line: bytes) -> None:
        """Adds a line, which ends in a line feed."""
        self._held.append(line)
        self._size += len(line)
        if self._size >= self._at_once:
            self._put_away()

    def extend(self, lines: Iterable[bytes]) -> None:
        """Adds lines, each of which ends in a line feed."""
        for line in lines:
            self.append(line)

    def __iter__(self) -> Iterator[bytes]:
        """The lines, once: nothing is held afterwards."""
        self._held.sort()
        held, self._held, runs, self._runs = self._held, [], self._runs, []
        yield from heapq.merge(held, *runs) if runs else held
        for run in runs:
            run.close()

    def _put_away(self) -> None:
        self._held.sort()
        run = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115  (it lives until the lines are merged)
        run.writelines(self._held)
        run.seek(0)
        self._runs.append(run)
        self._held, self._size = [], 0
