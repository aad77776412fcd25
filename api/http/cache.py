"""Replies kept by what decides them. A release never changes, so nothing in here is ever out of date."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Hashable

#: A reply as the server sends it: status, headers, body.
Sent = tuple[int, list[tuple[bytes, bytes]], bytes]


class Cache:
    """The most recently used replies, up to a number of bytes."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._held = 0
        self._replies: OrderedDict[Hashable, Sent] = OrderedDict()

    def get(self, key: Hashable) -> Sent | None:
        """The reply kept under a key."""
        found = self._replies.get(key)
        if found is not None:
            self._replies.move_to_end(key)
        return found

    def put(self, key: Hashable, reply: Sent) -> None:
        """Keeps a reply, and drops those that have gone unused for longest to make room."""
        weight = len(reply[2])
        if key in self._replies or weight > self._size // 8:
            return
        self._replies[key] = reply
        self._held += weight
        while self._held > self._size:
            _, dropped = self._replies.popitem(last=False)
            self._held -= len(dropped[2])

    def clear(self) -> None:
        """Keeps nothing of what was kept."""
        self._replies.clear()
        self._held = 0


def tag(release: str, *parts: bytes) -> bytes:
    """A strong entity tag (RFC 9110, section 8.8.3): the same release and the same request give the same bytes."""
    digest = hashlib.sha256(release.encode())
    for part in parts:
        digest.update(b"\0%d\0" % len(part) + part)
    return b'"' + digest.hexdigest()[:32].encode() + b'"'
