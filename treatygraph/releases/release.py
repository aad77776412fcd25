"""A release: a folder that never changes, named by its content, with a manifest that says what it is.

What writes releases (``publication``) and what reads them (``engine``) meet here and nowhere else.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from platform import python_version
from typing import Any

from treatygraph.content import Content
from treatygraph.errors import Problem, ReleaseError
from treatygraph.releases import seal

MANIFEST = seal.MANIFEST
QUADS = "treatygraph.nq"
STORE = seal.STORE
CURRENT = "current"
DESCRIPTION = "release.ttl"

#: What the folder of an unfinished release begins with; the number of its process follows.
DRAFT = ".draft-"

#: How many digits of its hash name a release.
DIGITS = 16

#: The named graphs that are not read with the default graph: the shapes and the report are about the graph.
UNREAD = ("shapes", "report")

#: How a release's hash is taken: of its named graphs, for the default graph is their union.
CANONICAL = {
    "algorithm": "SHA-256",
    "of": "the canonical N-Quads of the named graphs, sorted by code point",
    "canonicalization": "RDFC-1.0",
    "specification": "https://www.w3.org/TR/rdf-canon/",
}

#: What a store says begins with where a file of it is not what was written, or cannot be read at all.
_TORN = ("Corruption", "IO error")

#: What every manifest says.
_KEYS = ("base", "content", "coverage", "made-with", "triples")

#: The tools whose versions can change what a build gives.
_TOOLS = ("owlrl", "pyoxigraph", "pyshacl", "pyyaml", "rdflib", "xlsxwriter")

#: Those without which a release lacks some files, and can be made all the same.
_EXTRAS = ("pyarrow",)


def read(folder: Path, *, whole: bool = False) -> tuple[Path, dict[str, Any]]:
    """A release's own folder and its manifest; the release shows that it is whole.

    Args:
        folder: the folder of the release, or the link that names the current one.
        whole: whether every byte of it is read, and not the sizes and the small files of its store alone.

    Raises:
        ReleaseError: there is none, or a file of it is missing, torn or not what was written.
    """
    release = folder.resolve()
    if not release.is_dir():
        raise ReleaseError([Problem(str(folder), "there is no release", _cure(release))])
    try:
        text = (release / MANIFEST).read_bytes()
        manifest = json.loads(text)
    except (OSError, ValueError) as error:
        raise ReleaseError([Problem(str(release), f"its manifest cannot be read: {error}", _cure(release))]) from error
    if not isinstance(manifest, dict) or manifest.get("release") != release.name:
        raise ReleaseError([Problem(str(release), "its manifest is of another release", _cure(release))])
    if not seal.is_intact(text):
        raise ReleaseError([Problem(str(release / MANIFEST), "it does not fit its seal", _cure(release))])
    lacking = [key for key in _KEYS if key not in manifest] + [
        name for name in (STORE,) if not (release / name).is_dir()
    ]
    if lacking:
        raise ReleaseError([Problem(str(release), f"it lacks {', '.join(lacking)}", _cure(release))])
    if not manifest.get("preview") and (found := seal.faults(release, manifest, whole=whole)):
        cure = _cure(release)
        raise ReleaseError([Problem(problem.place, problem.fault, cure) for problem in found])
    return release, manifest


@contextmanager
def reading(release: Path) -> Iterator[None]:
    """Tells the fault of a release that is its store's.

    Raises:
        ReleaseError: a file of the store is not what was written.
    """
    try:
        yield
    except (OSError, RuntimeError) as error:
        if (fault := torn(release, error)) is None:
            raise
        raise fault from error


def torn(release: Path, error: Exception) -> ReleaseError | None:
    """The fault of a release where its store says that it cannot be read; None where it says something else."""
    if not str(error).startswith(_TORN):
        return None
    cure = "run `treatygraph verify`, which tells what is wrong with it and what to do."
    return ReleaseError([Problem(str(release), f"its store cannot be read: {error}", cure)])


def _cure(release: Path) -> str:
    """What to do about a release that is not whole: build, or let another of its folder serve meanwhile."""
    whole = []
    for other in sorted(release.parent.glob("[!.]*")) if release.parent.is_dir() else ():
        if other.is_dir() and not other.is_symlink() and other != release and _is_read(other):
            whole.append(f"`treatygraph use {other.name}`")
    meanwhile = f"; {' or '.join(whole)} has a release that is whole serve meanwhile" if whole else ""
    return f"run `treatygraph build`{meanwhile}."


def _is_read(release: Path) -> bool:
    """Whether a release can be read, and its files have the sizes that they should have."""
    try:
        text = (release / MANIFEST).read_bytes()
        manifest = json.loads(text)
        return manifest["release"] == release.name and seal.is_intact(text) and not seal.faults(release, manifest)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def offered(release: Path, manifest: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What a manifest says of each file of a release, by its place, as far as the files are there.

    Each has ``sha256`` and ``bytes``; of a release that was made before more was said it is all.
    """
    files = manifest.get("files", {})
    return {place: files[place] for place in sorted(files) if (release / place).is_file()}


def is_current(content: Content, out: Path, torn: Callable[[ReleaseError], None] = lambda error: None) -> bool:
    """Whether the current release is whole, and was built from the content as it is by the tools as they are.

    Args:
        content: the content.
        out: the folder of releases.
        torn: told what is wrong with the current release where there is one that is not whole.
    """
    try:
        _, manifest = read(out / CURRENT, whole=True)
    except ReleaseError as error:
        if (out / CURRENT).is_symlink():
            torn(error)
        return False
    return bool(manifest.get("content") == content.fingerprint() and manifest.get("made-with") == made_with())


def made_with() -> dict[str, str]:
    """What a release was made with: the versions of Python and of the tools, and a hash of the machinery itself."""
    machinery = hashlib.sha256()
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        machinery.update(path.read_bytes())
    tools = {tool: version(tool) for tool in _TOOLS}
    for extra in _EXTRAS:
        try:
            tools[extra] = version(extra)
        except PackageNotFoundError:
            continue
    return {
        **tools,
        "sqlite": sqlite3.sqlite_version,
        "python": python_version(),
        "treatygraph": machinery.hexdigest()[:16],
    }
