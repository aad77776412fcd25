"""How folders take their places: in one step, never two at a time, and without a trace of what was cut.

A process that is killed leaves its drafts behind and nothing else: the locks here are its own and go with it
(https://man7.org/linux/man-pages/man2/flock.2.html), and whoever publishes next removes what nobody holds.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from treatygraph.releases.release import CURRENT, DRAFT
from treatygraph.releases.seal import MANIFEST

_BEFORE = "-before"

#: A link or a file that has not got its name yet.
_NAMELESS = re.compile(rf"\.({CURRENT}|history\.json)-\d+")

#: https://man7.org/linux/man-pages/man2/renameat2.2.html
_HERE, _EXCHANGE = -100, 2

#: What a system says that cannot exchange two names.
_CANNOT = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Waits until no other process changes a folder of releases, and has it alone; the lock ends with the process."""
    held = os.open(out, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


@contextmanager
def draft(out: Path) -> Iterator[Path]:
    """A new folder in a folder of releases, which is removed in the end unless it has been given another name.

    What killed processes left is removed before, so that it takes no room.
    """
    with locked(out):
        clear(out)
        folder = Path(tempfile.mkdtemp(prefix=f"{DRAFT}{os.getpid()}-", dir=out))
        held = hold(folder)
    try:
        folder.chmod(0o755)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


def hold(folder: Path) -> int:
    """Holds a draft for as long as the descriptor that is returned is open: nobody removes it meanwhile."""
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    fcntl.flock(held, fcntl.LOCK_EX)
    return held


def clear(out: Path) -> None:
    """Removes from a folder of releases, which must be locked, what processes left that are no more."""
    for path in sorted(out.glob(f"{DRAFT}*{_BEFORE}")):
        # The release had lost its name to a draft that never got it.
        with suppress(OSError, ValueError, KeyError):
            release = out / json.loads((path / MANIFEST).read_text(encoding="utf-8"))["release"]
            if not release.exists():
                path.rename(release)
    for path in sorted(out.glob(".*")):
        if path.name.startswith(DRAFT) and path.is_dir() and not _is_held(path):
            shutil.rmtree(path, ignore_errors=True)
        elif _NAMELESS.fullmatch(path.name):
            path.unlink()


def write(path: Path, data: bytes) -> None:
    """Writes a file and gives it its name once it is on the disk: who reads finds the one before, or all of it."""
    drafted = path.with_name(f".{path.name}-{os.getpid()}")
    drafted.write_bytes(data)
    _settle(drafted)
    drafted.replace(path)


def replace(release: Path, drafted: Path) -> None:
    """Gives a draft the name of its release; a release that had the name before has the draft's then, or has it again.

    What was written is on the disk before it has its name.
    """
    for path in (*drafted.rglob("*"), drafted):
        _settle(path)
    if not release.exists():
        drafted.rename(release)
    elif not exchange(drafted, release):
        before = drafted.with_name(f"{drafted.name}{_BEFORE}")
        release.rename(before)
        try:
            drafted.rename(release)
        except BaseException:
            before.rename(release)
            raise
        shutil.rmtree(before, ignore_errors=True)
    _settle(release.parent)


def exchange(one: Path, other: Path) -> bool:
    """Has two folders exchange their names in one step; False where the system cannot.

    Raises:
        OSError: it can, and did not.
    """
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    if rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT:
        return False
    raise OSError(number, os.strerror(number), str(other))


def point(out: Path, release: Path) -> str:
    """Makes a release of a folder, which must be locked, the current one in one step.

    Returns:
        The name of the release that was current before; that of this one where there was none.
    """
    # By name, for one of them may be written from here and the other from the root.
    before = (out / CURRENT).resolve().name if (out / CURRENT).is_symlink() else release.name
    link = out / f".{CURRENT}-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(release.name)
    link.replace(out / CURRENT)
    _settle(out)
    return before


def _is_held(folder: Path) -> bool:
    """Whether a living process holds a draft."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _settle(path: Path) -> None:
    """Has what was written to a file, or the names of a folder, reach the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
