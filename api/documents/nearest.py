"""The identifiers that are most like one that does not exist."""

from __future__ import annotations

import difflib
from bisect import bisect_left
from collections.abc import Iterable

#: How many are told, among how many of one folder they are looked for, and how alike they must be, from 0 to 1.
_TOLD, _SOUGHT, _ALIKE = 5, 400, 0.5

#: How much of an identifier is compared: the time grows with the product of the lengths.
_LONGEST = 60


class Nearest:
    """Finds identifiers.

    Args:
        identifiers: all there are, as paths below the base.
    """

    def __init__(self, identifiers: Iterable[str]) -> None:
        self._sorted = sorted(identifiers)

    def to(self, path: str) -> list[str]:
        """The identifiers most like a path, the likest first; only those of the deepest folder that it shares with any.

        Args:
            path: as the identifiers are written.
        """
        folder = path.rstrip("/")
        while folder:
            folder, _, sought = folder.rpartition("/")
            stem = f"{folder}/"
            start = bisect_left(self._sorted, stem)
            beside = self._sorted[start : start + _SOUGHT]
            tails = [each.removeprefix(stem)[:_LONGEST] for each in beside if each.startswith(stem)]
            found = difflib.get_close_matches(sought[:_LONGEST], tails, _TOLD, _ALIKE) or tails[:_TOLD]
            if found:
                return [beside[tails.index(tail)] for tail in dict.fromkeys(found)]
        return []
