"""How often one client may ask."""

from __future__ import annotations

import time

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

#: A clock that goes back by more seconds than this in one step was set, and does not merely keep up with another.
_STEP = 1.0


class Rate:
    """A limit for each client.

    Args:
        rate: such as ``600/minute``; empty for no limit.
    """

    def __init__(self, rate: str) -> None:
        self._storage = MemoryStorage()
        self._limiter = MovingWindowRateLimiter(self._storage)
        self._rate = parse(rate) if rate else None
        self._ahead = _ahead()

    def is_over(self, client: str) -> bool:
        """Whether a client has asked as often as it may; if it has not, this counts as once more."""
        if self._rate is None:
            return False
        before, self._ahead = self._ahead, _ahead()
        if self._ahead < before - _STEP:
            # What was counted has happened in the future, and would keep clients out until then.
            self._storage.reset()
        return not self._limiter.hit(self._rate, client)


def _ahead() -> float:
    """By how many seconds the clock is ahead of one that nobody can set."""
    return time.time() - time.monotonic()
