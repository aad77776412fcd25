"""Serving while content is edited: each change of it is served as a preview as soon as there is one.

Pages carry a notice of what has become of the last change, and reload themselves when it changes; ``/preview`` tells it
to them. Nothing is kept by a browser, for the same release may be shown with another notice.
"""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import structlog

from api.frame.notice import Notice
from api.serving.front import Front, Message, Receive, Send
from api.serving.switch import Switch, live
from treatygraph.errors import Problem, TreatygraphError

PATH = "/preview"

#: The module whose process watches the content and makes the previews.
_BUILDER = "treatygraph.increments.builder"

#: How many seconds a page waits at most for a notice that is later than its own.
_PATIENCE = 2.0

#: The longest message of the builder, in bytes.
_LONGEST = 8 << 20

_LOG = structlog.get_logger()


class Reload:
    """Serves a release, and the previews that follow it.

    Args:
        front: what serves the release.
        make: gives what serves the preview in a folder; told the files, by place, that have changed.
        notice: what the pages of all of them show.
        watched: what the builder is told: the project's folder, the base of its IRIs, the folder of the release.
    """

    def __init__(
        self,
        front: Front,
        make: Callable[[Path, Collection[str]], Front],
        notice: Notice,
        watched: Sequence[str],
    ) -> None:
        self._switch = Switch(front)
        self._make = make
        self._notice = notice
        self._watched = watched
        self._folder = ""
        self._changed = asyncio.Event()

    @property
    def release(self) -> str:
        """The release or the preview that is served now."""
        return self._switch.release

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serves one connection, as ASGI has it."""
        if scope["type"] == "lifespan":
            await live(self.alive(), receive, send)
        elif scope["path"] == PATH:
            after = dict(parse_qsl(scope["query_string"].decode("latin-1"))).get("after", "")
            await self._tell(int(after) if after.isdigit() else -1, send)
        else:
            kept = [(name, value) for name, value in scope["headers"] if name != b"if-none-match"]
            await self._switch({**scope, "headers": kept}, receive, _unkept(send))

    @asynccontextmanager
    async def alive(self) -> AsyncIterator[None]:
        """For as long as the server lives: the content is watched."""
        async with self._switch.alive():
            builder = await asyncio.create_subprocess_exec(
                sys.executable, "-m", _BUILDER, *self._watched, stdin=PIPE, stdout=PIPE, limit=_LONGEST
            )
            following = asyncio.create_task(self._follow(builder))
            yield
            assert builder.stdin is not None  # noqa: S101  (it was opened as a pipe)
            builder.stdin.close()
            await following
            await builder.wait()

    async def _follow(self, builder: Process) -> None:
        """Does what the builder tells."""
        assert builder.stdout is not None  # noqa: S101  (it was opened as a pipe)
        assert builder.stdin is not None  # noqa: S101  (it was opened as a pipe)
        while line := await builder.stdout.readline():
            message = json.loads(line)
            try:
                await self._heed(message)
            except TreatygraphError as error:
                self._told("fault", changed=message["changed"], problems=error.problems)
            if message["kind"] == "preview":
                builder.stdin.write(b"served\n")
                await builder.stdin.drain()
        self._told("stopped")

    async def _heed(self, message: Mapping[str, Any]) -> None:
        changed = message.get("changed", ())
        match message["kind"]:
            case "ready":
                self._told("following", whole=not message["local"])
            case "working":
                self._told("working", changed=changed, whole=message["whole"])
            case "fault":
                problems = [Problem(**problem) for problem in message["problems"]]
                await self._serve(message["folder"], changed)
                self._told("fault", changed=changed, problems=problems)
            case "preview":
                await self._serve(message["folder"], changed)
                state = "following" if message["counted"] else "checking"
                told = {name: message[name] for name in ("changed", "counted", "seconds")}
                self._told(state, **told)

    async def _serve(self, folder: str, changed: Collection[str]) -> None:
        if folder == self._folder:
            return
        front = await asyncio.to_thread(self._make, Path(folder), changed)
        await self._switch.change(front)
        self._folder = folder

    def _told(self, state: str, **told: Any) -> None:
        self._notice.tell(state, **told)
        self._changed.set()
        self._changed = asyncio.Event()
        self._switch.forget()
        _LOG.info("preview", state=state, release=self.release, seconds=dict(self._notice.seconds))

    async def _tell(self, after: int, send: Send) -> None:
        """Tells the notice, as soon as it is later than one that is known, or after a while."""
        if self._notice.number <= after:
            changed = self._changed
            with suppress(TimeoutError):
                async with asyncio.timeout(_PATIENCE):
                    await changed.wait()
        body = json.dumps({"release": self.release, **asdict(self._notice)}, ensure_ascii=False).encode()
        fields = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 200, "headers": fields})
        await send({"type": "http.response.body", "body": body})


def _unkept(send: Send) -> Send:
    """Tells a browser to keep nothing of what is sent."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [(name, value) for name, value in message["headers"] if name not in (b"cache-control", b"etag")]
            message = {**message, "headers": [*kept, (b"cache-control", b"no-store")]}
        await send(message)

    return sent
