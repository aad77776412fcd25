"""What to say where a disk, or what a process may write, is full."""

from __future__ import annotations

import errno
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from treatygraph.errors import Problem, SpaceError

#: A full disk, a full share of it, a file that is longer than the process may write.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

#: How the store says the same, which gives no number.
_SAID = re.compile(r"No space left on device|Disk quota exceeded|File too large", re.IGNORECASE)


@contextmanager
def told(place: Path | str, cure: str) -> Iterator[None]:
    """Tells what found no room.

    Args:
        place: what was written to, where the error does not name the file.
        cure: what to do.

    Raises:
        SpaceError: there was no room.
    """
    try:
        yield
    except (OSError, RuntimeError) as error:
        number = error.errno if isinstance(error, OSError) else None
        if number not in _FULL and not _SAID.search(str(error)):
            raise
        raise SpaceError(
            [Problem(str(getattr(error, "filename", None) or place), _fault(place, error), cure)]
        ) from error


def _fault(place: Path | str, error: Exception) -> str:
    """What could not be written, and what room there is now."""
    reason = getattr(error, "strerror", None) or str(error)
    folder = Path(place)
    if not folder.is_dir():
        return f"it has no room for what is written: {reason}"
    free = shutil.disk_usage(folder).free / (1 << 20)
    return f"its disk has no room for what was begun, and {free:,.0f} MiB free without it: {reason}"
