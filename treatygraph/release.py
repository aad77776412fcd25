"""A release: a folder that never changes, named by its content, with a manifest that says what it is.

What writes releases (``publication``) and what reads them (``engine``) meet here and nowhere else.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from platform import python_version
from typing import Any

from treatygraph.content import Content
from treatygraph.errors import Problem, ReleaseError

MANIFEST = "manifest.json"
QUADS = "treatygraph.nq"
STORE = "store"
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

#: What every manifest says.
_KEYS = ("base", "content", "coverage", "made-with", "triples")

#: The tools whose versions can change what a build gives.
_TOOLS = ("owlrl", "pyoxigraph", "pyshacl", "pyyaml", "rdflib", "xlsxwriter")

#: Those without which a release lacks some files, and can be made all the same.
_EXTRAS = ("pyarrow",)


def read(folder: Path) -> tuple[Path, dict[str, Any]]:
    """A release's own folder and its manifest.

    Args:
        folder: the folder of the release, or the link that names the current one.

    Raises:
        ReleaseError: there is none, or its manifest is missing or torn.
    """
    release = folder.resolve()
    cure = "run `treatygraph build`."
    if not release.is_dir():
        raise ReleaseError([Problem(str(folder), "there is no release", cure)])
    try:
        manifest = json.loads((release / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReleaseError([Problem(str(release), f"its manifest cannot be read: {error}", cure)]) from error
    if not isinstance(manifest, dict) or manifest.get("release") != release.name:
        raise ReleaseError([Problem(str(release), "its manifest is of another release", cure)])
    lacking = [key for key in _KEYS if key not in manifest] + [
        name for name in (STORE,) if not (release / name).is_dir()
    ]
    if lacking:
        raise ReleaseError([Problem(str(release), f"it lacks {', '.join(lacking)}", cure)])
    return release, manifest


def offered(release: Path, manifest: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What a manifest says of each file of a release, by its place, as far as the files are there.

    Each has ``sha256`` and ``bytes``; of a release that was made before more was said it is all.
    """
    files = manifest.get("files", {})
    return {place: files[place] for place in sorted(files) if (release / place).is_file()}


def is_current(content: Content, out: Path) -> bool:
    """Whether the current release was built from the content as it is, by the tools as they are."""
    try:
        _, manifest = read(out / CURRENT)
    except ReleaseError:
        return False
    return bool(manifest.get("content") == content.fingerprint() and manifest.get("made-with") == made_with())


def made_with() -> dict[str, str]:
    """What a release was made with: the versions of Python and of the tools, and a hash of the machinery itself."""
    machinery = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
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
