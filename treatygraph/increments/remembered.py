"""Content that is read again and again: what has not changed is neither read nor parsed anew."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

from treatygraph.content import FOLDERS, Content, QueryFile
from treatygraph.namespaces import CANONICAL_BASE

#: Nanoseconds within which a file may be written twice and look the same: clocks of file systems tick.
_TICK = 2_000_000_000

#: What changes when a file is written, whoever sets its times: inode, size, and the times of its bytes and of itself.
Stamp = tuple[int, int, int, int]


class Remembered(Content):
    """The content of one project folder, whose files are read once for as long as they stay as they are."""

    def __init__(self, root: Path, base: str = CANONICAL_BASE) -> None:
        super().__init__(root, base)
        self._known: dict[Path, tuple[str, QueryFile]] = {}
        self._digests: dict[str, tuple[Stamp, str]] = {}

    def query(self, path: Path) -> QueryFile:
        """One query file with its header.

        Raises:
            ContentError: the header is missing or is not YAML.
        """
        written = self.written(path)
        known = self._known.get(path)
        if known is None or known[0] != written:
            known = self._known[path] = written, super().query(path)
        return known[1]

    def digests(self) -> dict[str, str]:
        """SHA-256 of the bytes of every content file, by its place."""
        root = str(self.root)
        found: dict[str, str] = {}
        for folder in FOLDERS:
            for place, _, names in os.walk(f"{root}/{folder}", followlinks=True):
                inside = place[len(root) + 1 :]
                found.update((f"{inside}/{name}", self._digest(f"{place}/{name}")) for name in names)
        return dict(sorted(found.items()))

    def _digest(self, file: str) -> str:
        status = os.stat(file)  # noqa: PTH116  (a path for each of thousands of files takes longer than the rest)
        stamp = (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
        known = self._digests.get(file)
        if known is not None and known[0] == stamp:
            return known[1]
        digest = hashlib.sha256(Path(file).read_bytes()).hexdigest()
        if time.time_ns() - max(status.st_mtime_ns, status.st_ctime_ns) > _TICK:
            self._digests[file] = stamp, digest
        return digest
