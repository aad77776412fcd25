"""The content folders: which files there are, and what their headers say.

A file's place is its registration: a rule is any ``.rq`` file in ``ontology/rules``, a question any in
``queries/catalogue``, a mapping any in ``data/mappings``. Queries carry a header of comment lines that begin with
``#+`` and hold YAML, as grlc's do.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from treatygraph.errors import ContentError, Problem
from treatygraph.namespaces import CANONICAL_BASE, Names

FOLDERS = ("ontology", "data", "shapes", "queries")


class _HeaderLoader(yaml.CSafeLoader):
    """YAML in which only true and false are booleans (YAML 1.2): a parameter called ``on`` keeps its name."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
        for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


@dataclass(frozen=True, slots=True)
class QueryFile:
    """A SPARQL query kept as a file, with the header that describes it."""

    name: str
    place: str
    header: dict[str, Any]
    text: str


class Content:
    """The content of one project folder, read with every IRI under ``base``."""

    def __init__(self, root: Path, base: str = CANONICAL_BASE) -> None:
        self.root = root
        self.names = Names(base)
        missing = [folder for folder in FOLDERS if not (root / folder).is_dir()]
        if missing:
            fault = f"there is no folder {', '.join(missing)}"
            raise ContentError(
                [Problem(str(root), fault, "run the command in the project's folder, or set TREATYGRAPH_ROOT to it.")]
            )

    def place(self, path: Path) -> str:
        """The path as people write it, from the project's folder."""
        return path.relative_to(self.root).as_posix()

    def text(self, path: Path) -> str:
        """A file's text, its IRIs moved from the canonical base to this copy's.

        Raises:
            ContentError: the file is not UTF-8.
        """
        return self.written(path).replace(CANONICAL_BASE, self.names.base)

    def written(self, path: Path) -> str:
        """A file's text as it is.

        Raises:
            ContentError: the file is not UTF-8.
        """
        try:
            return path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            fault = f"byte {error.start + 1} is not UTF-8"
            raise ContentError([Problem(self.place(path), fault, "save the file as UTF-8.")]) from error

    def text_of(self, place: str) -> str | None:
        """The text of the file at a place, or nothing where there is no such file."""
        path = self.root / place
        return self.text(path) if path.is_file() else None

    def files(self, pattern: str) -> list[Path]:
        """The files that match, sorted, so that no build depends on the order of a directory."""
        return sorted(path for path in self.root.glob(pattern) if path.is_file() and "_template" not in path.parts)

    def queries(self, folder: str) -> list[QueryFile]:
        """Every query file in a folder, sorted by name."""
        return [self.query(path) for path in self.files(f"{folder}/*.rq")]

    def query(self, path: Path) -> QueryFile:
        """One query file with its header.

        Raises:
            ContentError: the header is missing or is not YAML.
        """
        text = self.text(path)
        lines = [line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+")]
        try:
            header = yaml.load("\n".join(lines), _HeaderLoader)  # noqa: S506
        except yaml.YAMLError as error:
            fault = f"its header is not YAML: {' '.join(str(error).split())}"
            raise ContentError([Problem(self.place(path), fault, "mend the lines that begin with #+.")]) from error
        if not isinstance(header, dict) or "title" not in header:
            fault = "it has no header with a title"
            cure = "begin the file with lines such as `#+ title: {en: …, fr: …}`; any neighbour shows how."
            raise ContentError([Problem(self.place(path), fault, cure)])
        return QueryFile(path.stem, self.place(path), header, text)

    def inputs(self) -> Iterator[Path]:
        """Every file that a build reads."""
        for folder in FOLDERS:
            found = os.walk(self.root / folder, followlinks=True)
            yield from sorted(Path(place, name) for place, _, names in found for name in names)

    def digests(self) -> dict[str, str]:
        """SHA-256 of the bytes of every content file, by its place."""
        return {self.place(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in self.inputs()}

    def fingerprint(self, digests: Mapping[str, str] | None = None) -> str:
        """SHA-256 over the place and the digest of every content file, and the base: equal when a build would be.

        Args:
            digests: what ``digests`` gave, where it was taken already.
        """
        taken = self.digests() if digests is None else digests
        said = "".join(f"\0{place}\0{digest}" for place, digest in sorted(taken.items()))
        return hashlib.sha256((self.names.base + said).encode()).hexdigest()
