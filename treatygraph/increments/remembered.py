"""Content that is read again and again: what has not changed is not parsed anew."""

from __future__ import annotations

from pathlib import Path

from treatygraph.content import Content, QueryFile
from treatygraph.namespaces import CANONICAL_BASE


class Remembered(Content):
    """The content of one project folder, whose query files are parsed once for as long as they keep their text."""

    def __init__(self, root: Path, base: str = CANONICAL_BASE) -> None:
        super().__init__(root, base)
        self._known: dict[Path, tuple[str, QueryFile]] = {}

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
