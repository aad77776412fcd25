"""Seals: by what a release shows that it is whole, and that its files are those that were written.

The manifest tells size and SHA-256 of each file that is offered; a file in the store tells them of the store's own,
which two builds of the same graph do not share. Each of the two has a seal: the SHA-256 of its bytes, taken while the
seal was empty. Nothing in it is secret: it tells what was torn, or changed by accident or by who did not know of it.
Against anybody else there is the release's name, a hash of the graph that can be had from elsewhere.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from treatygraph.errors import Problem

MANIFEST = "manifest.json"
STORE = "store"

#: What tells of the store's files, among them.
SEAL = f"{STORE}/seal.json"

#: Under what a seal stands.
KEY = "seal"
_SEALED = re.compile(rb'^  "seal": "([0-9a-f]*)"', re.MULTILINE)

#: What the engine writes for itself and never reads: https://github.com/facebook/rocksdb/wiki/RocksDB-FAQ.
_UNREAD = re.compile(r"LOCK|LOG(\.old\.\d+)?")

#: Files up to so many bytes are hashed whenever a release is opened, the others only compared in size. The engine has
#: sums of its own in each block of a larger one, and refuses to answer from a block that does not fit them.
_SMALL = 1 << 20

#: How many faults are told one by one.
_TOLD = 5


def sealed(said: Mapping[str, Any]) -> bytes:
    """What is said, as JSON with a seal."""
    text = json.dumps({**said, KEY: ""}, ensure_ascii=False, indent=2, sort_keys=True).encode() + b"\n"
    return _SEALED.sub(f'  "{KEY}": "{hashlib.sha256(text).hexdigest()}"'.encode(), text, count=1)


def is_intact(text: bytes) -> bool:
    """Whether what was sealed is what was said; what says nothing of a seal was never sealed, and is not judged."""
    found = _SEALED.search(text)
    if found is None:
        return True
    unsealed = text[: found.start(1)] + text[found.end(1) :]
    return hashlib.sha256(unsealed).hexdigest() == found[1].decode()


def seal(release: Path, name: str) -> None:
    """Seals the store in the folder of a release of some name."""
    places = [f"{STORE}/{file}" for file in _stored(release)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        digests = pool.map(lambda place: _digest(release / place), places)
        files = {
            place: {"bytes": (release / place).stat().st_size, "sha256": digest}
            for place, digest in zip(places, digests, strict=True)
        }
    (release / SEAL).write_bytes(sealed({"release": name, "files": files}))


def faults(release: Path, manifest: Mapping[str, Any], *, whole: bool = False, only: str = "") -> list[Problem]:
    """What of a release is missing or is not as it was written, each file with its fault and without a cure.

    Args:
        release: its folder.
        manifest: its manifest. One without a seal was made before there were any: of its files sizes and hashes are
            compared, and nothing is known of its store.
        whole: whether every byte is read, and not those of small files alone.
        only: what the places begin with that are looked at; all of them where it is empty.

    Returns:
        The first few, and how many more there are.
    """
    expected, found = dict(manifest.get("files", {})), []
    if KEY in manifest:
        try:
            text = (release / SEAL).read_bytes()
            said = json.loads(text) if is_intact(text) else {}
        except (OSError, ValueError):
            said = {}
        if said.get("release") != manifest["release"] or KEY not in said:
            found.append(Problem(str(release / SEAL), "it is missing, torn or of another store", ""))
        else:
            expected |= said["files"]
            strange = [place for name in _stored(release) if (place := f"{STORE}/{name}") not in expected]
            fault = "it was not there when the release was sealed"
            found += [Problem(str(release / place), fault, "") for place in strange]
    chosen = {place: file for place, file in expected.items() if place.startswith(only)}
    found += _differing(release, chosen, whole)
    more = len(found) - _TOLD
    return [*found[:_TOLD], Problem(str(release), f"{more} more of its files are not whole", "")] if more > 0 else found


def _stored(release: Path) -> list[str]:
    """The files of a store that an engine reads."""
    names = sorted(path.name for path in (release / STORE).iterdir())
    return [name for name in names if not _UNREAD.fullmatch(name) and name != Path(SEAL).name]


def _differing(release: Path, expected: Mapping[str, Mapping[str, Any]], whole: bool) -> Iterator[Problem]:
    read = []
    for place, file in expected.items():
        try:
            size = (release / place).stat().st_size
        except OSError:
            yield Problem(str(release / place), "it is missing", "")
            continue
        if size != file["bytes"]:
            yield Problem(str(release / place), f"it has {size:,} bytes, and not {file['bytes']:,}", "")
        elif whole or (size <= _SMALL and place.startswith(f"{STORE}/")):
            read.append(place)
    with ThreadPoolExecutor(os.cpu_count() if whole else 1) as pool:
        for place, digest in zip(read, pool.map(lambda place: _digest(release / place), read), strict=True):
            if digest != expected[place]["sha256"]:
                yield Problem(str(release / place), "its SHA-256 is not the one that it was sealed with", "")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
