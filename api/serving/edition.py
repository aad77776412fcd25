"""The edition: what decides a reply besides the release and the request.

Two copies give a reply the same tag only where it has the same bytes, whichever copy a client or a cache asks next.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import api
import treatygraph

_PACKAGES = (api, treatygraph)

#: What else stands in a package's folder decides no reply.
_COMPILED = ".pyc"


def edition(*besides: str) -> str:
    """A hash of the code, the templates and the texts that serve, and of what is given besides."""
    digest = hashlib.sha256("\0".join(besides).encode())
    for package in _PACKAGES:
        root = Path(package.__path__[0])
        for path in sorted(path for path in root.rglob("*") if path.is_file() and path.suffix != _COMPILED):
            data = path.read_bytes()
            digest.update(f"\0{path.relative_to(root)}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()[:16]
