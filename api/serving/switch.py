"""The switch: serves one release after another on one address, and fails no request between them.

What serves a release is started and ready before the first request goes to it; what served before answers the requests
that it has begun, and then ends.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from api.serving.front import Application, Front, Message, Receive, Send


class Lifespan:
    """An application that is started and later ended: https://asgi.readthedocs.io/en/latest/specs/lifespan.html."""

    def __init__(self, app: Application) -> None:
        self._app = app
        self._asked: asyncio.Queue[Message] = asyncio.Queue()
        self._told: asyncio.Queue[Message] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Starts the application and returns when it is ready.

        Raises:
            RuntimeError: it could not start.
        """
        self._task = asyncio.create_task(self._run())
        await self._step("lifespan.startup")

    async def end(self) -> None:
        """Ends the application and returns when it has ended."""
        if self._task is not None:
            await self._step("lifespan.shutdown")
            await self._task

    async def _run(self) -> None:
        scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": {}}
        await self._app(scope, self._asked.get, self._told.put)

    async def _step(self, kind: str) -> None:
        await self._asked.put({"type": kind})
        told = await self._told.get()
        if told["type"] != f"{kind}.complete":
            raise RuntimeError(told.get("message", f"{kind} failed"))


class _Turn:
    """One application's turn: it lasts until all that was asked of it in its turn is answered."""

    def __init__(self, front: Front) -> None:
        self.front = front
        self.lifespan = Lifespan(front)
        self._running = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def answer(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answers one request."""
        self._running += 1
        self._idle.clear()
        try:
            await self.front(scope, receive, send)
        finally:
            self._running -= 1
            if not self._running:
                self._idle.set()

    async def end(self) -> None:
        """Waits until nothing is left to answer, and ends."""
        await self._idle.wait()
        await self.lifespan.end()


class Switch:
    """Serves what it was given last.

    Args:
        front: what serves first.
    """

    def __init__(self, front: Front) -> None:
        self._turn = _Turn(front)
        self._ending: set[asyncio.Task[None]] = set()

    @property
    def front(self) -> Front:
        """What serves now."""
        return self._turn.front

    @property
    def release(self) -> str:
        """The release that is served now."""
        return self.front.release

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serves one connection, as ASGI has it."""
        if scope["type"] == "lifespan":
            await live(self.alive(), receive, send)
        else:
            await self._turn.answer(scope, receive, send)

    async def change(self, front: Front) -> None:
        """Serves with another application from the moment that it is ready; the one before ends when it has answered.

        Raises:
            RuntimeError: the application could not start; the one before goes on.
        """
        turn = _Turn(front)
        await turn.lifespan.start()
        before, self._turn = self._turn, turn
        ending = asyncio.create_task(before.end())
        self._ending.add(ending)
        ending.add_done_callback(self._ending.discard)

    def forget(self) -> None:
        """Lets go of the replies that are kept, where what they show is no longer so."""
        self.front.cache.clear()

    @asynccontextmanager
    async def alive(self) -> AsyncIterator[None]:
        """For as long as the server lives: what serves is started before and ended after."""
        await self._turn.lifespan.start()
        yield
        await asyncio.gather(*self._ending, self._turn.end())


async def live(alive: AbstractAsyncContextManager[None], receive: Receive, send: Send) -> None:
    """Answers the messages of a lifespan by what it means to be alive."""
    await receive()
    try:
        async with alive:
            await send({"type": "lifespan.startup.complete"})
            await receive()
    except Exception as error:
        await send({"type": "lifespan.startup.failed", "message": str(error)})
        raise
    await send({"type": "lifespan.shutdown.complete"})
