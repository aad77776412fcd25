"""A release: a folder that never changes, named by its content, with a manifest that says what it is.

What writes releases (``publication``) and what reads them (``engine``) meet here and nowhere else.
"""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

from treatygraph.content import Content
from treatygraph.errors import Problem, ReleaseError

MANIFEST = "manifest.json"
QUADS = "treatygraph.nq"
STORE = "store"
CURRENT = "current"

#: What every manifest says.
_KEYS = ("base", "content", "coverage", "made-with", "triples")

#: The tools whose versions can change what a build gives.
_TOOLS = ("owlrl", "pyoxigraph", "pyshacl", "rdflib")


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


def is_current(content: Content, out: Path) -> bool:
    """Whether the current release was built from the content as it is, by the tools as they are."""
    try:
        _, manifest = read(out / CURRENT)
    except ReleaseError:
        return False
    return bool(manifest.get("content") == content.fingerprint() and manifest.get("made-with") == made_with())


def made_with() -> dict[str, str]:
    """What a release was made with: the versions of the tools, and a hash of the machinery itself."""
    machinery = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        machinery.update(path.read_bytes())
    return {**{tool: version(tool) for tool in _TOOLS}, "treatygraph": machinery.hexdigest()[:16]}
