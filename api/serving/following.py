"""Following: serves the release that is current, and another from the moment that it is, without a failed request.

``current`` is looked at, and not watched: a look costs a few microseconds, and what is mounted from another machine
tells nobody of its changes.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import structlog

from api.serving.front import Front, Message, Receive, Send
from api.serving.standing import Standing
from api.serving.switch import Switch, live

#: How many seconds pass between two looks; and before a release that could not be served is tried once more.
_INTERVAL, _AGAIN = 1.0, 10.0

_LOG = structlog.get_logger()


class Following:
    """Serves a release, and each that becomes the current one after it.

    Args:
        front: what serves the release that is current.
        make: gives what serves the release in a folder.
        current: the link that names the current release.
        standing: told which release could not be served; while it says that the copy is leaving, each reply closes
            its connection, so that none is left open when the copy ends.
    """

    def __init__(self, front: Front, make: Callable[[Path], Front], current: Path, standing: Standing) -> None:
        self._switch = Switch(front)
        self._make = make
        self._current = current
        self._standing = standing
        self._served = _identity(current)

    @property
    def release(self) -> str:
        """The release that is served now."""
        return self._switch.release

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serves one connection, as ASGI has it."""
        if scope["type"] == "lifespan":
            await live(self.alive(), receive, send)
        else:
            await self._switch(scope, receive, _closing(send) if self._standing.leaving else send)

    @asynccontextmanager
    async def alive(self) -> AsyncIterator[None]:
        """For as long as the server lives: the current release is followed."""
        async with self._switch.alive():
            following = asyncio.create_task(self._follow())
            yield
            following.cancel()
            with suppress(asyncio.CancelledError):
                await following

    async def look(self) -> None:
        """Serves the current release if another is served; where it cannot be, the one before goes on."""
        found = _identity(self._current)
        if found == self._served:
            self._standing.accept()
            return
        try:
            front = await asyncio.to_thread(self._make, self._current)
            await self._switch.change(front)
        except Exception as error:  # Whatever is wrong with a release, those who ask are served by the one before.
            if (found[0], str(error)) != (self._standing.refused, self._standing.fault):
                _LOG.exception("a release could not be served", release=found[0], served=self.release)
            self._standing.refuse(found[0], str(error))
            return
        self._served = found
        self._standing.accept()
        _LOG.warning("another release is served", release=self.release)

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(_AGAIN if self._standing.refused else _INTERVAL)
            await self.look()


def _identity(current: Path) -> tuple[str, int]:
    """The name of the current release and the number of its folder, which is another when its files are made anew."""
    folder = current.resolve()
    try:
        return folder.name, folder.stat().st_ino
    except OSError:
        return folder.name, 0


def _closing(send: Send) -> Send:
    """Has the connection closed after what is sent."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], (b"connection", b"close")]}
        await send(message)

    return sent
