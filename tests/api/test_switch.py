"""One release after another on one address: no request fails between them, and none is answered by two."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from api.http.cache import Cache
from api.serving.front import Front
from api.serving.switch import Switch

GET = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}


@dataclass
class Served:
    """An application that answers with its name once it may, and tells what became of it."""

    release: str
    fails: bool = False
    told: list[str] = field(default_factory=list)
    may: asyncio.Event = field(default_factory=asyncio.Event)
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    cache: Cache = field(default_factory=lambda: Cache(1000))

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            self.told.append("started")
            if self.fails:
                await send({"type": "lifespan.startup.failed", "message": "it cannot"})
                return
            await send({"type": "lifespan.startup.complete"})
            await receive()
            self.told.append("ended")
            await send({"type": "lifespan.shutdown.complete"})
            return
        assert self.told == ["started"], "it is asked before it is ready, or after its end"
        self.begun.set()
        await self.may.wait()
        await send({"type": "http.response.body", "body": self.release.encode()})


def front(served: Served) -> Front:
    return cast("Front", served)


async def asked(switch: Switch) -> str:
    """The reply to one request."""
    replies: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        replies.append(message["body"].decode())

    await switch(dict(GET), receive, send)
    (reply,) = replies
    return str(reply)


def test_what_has_begun_is_answered_by_the_release_that_began_it() -> None:
    async def story() -> None:
        old, new = Served("old"), Served("new")
        switch = Switch(front(old))
        async with switch.alive():
            begun = asyncio.create_task(asked(switch))
            await old.begun.wait()
            await switch.change(front(new))
            assert switch.release == "new"
            new.may.set()
            assert await asked(switch) == "new"
            assert old.told == ["started"]
            old.may.set()
            assert await begun == "old"
        assert old.told == new.told == ["started", "ended"]

    asyncio.run(story())


def test_nothing_is_lost_however_often_the_release_changes_under_load() -> None:
    async def story() -> None:
        served = [Served(str(number)) for number in range(20)]
        for each in served:
            each.may.set()
        switch = Switch(front(served[0]))
        replies: list[str] = []

        async def ask() -> None:
            while switch.release != "19":
                replies.append(await asked(switch))
                await asyncio.sleep(0)

        async with switch.alive():
            clients = [asyncio.create_task(ask()) for _ in range(50)]
            for each in served[1:]:
                await switch.change(front(each))
            await asyncio.gather(*clients)
        assert set(replies) <= {each.release for each in served}
        assert len(set(replies)) > 10
        assert all(each.told == ["started", "ended"] for each in served)

    asyncio.run(story())


def test_a_release_that_cannot_start_leaves_the_one_before_in_its_place() -> None:
    async def story() -> None:
        old = Served("old")
        old.may.set()
        switch = Switch(front(old))
        async with switch.alive():
            with pytest.raises(RuntimeError, match="it cannot"):
                await switch.change(front(Served("new", fails=True)))
            assert await asked(switch) == "old"

    asyncio.run(story())


def test_the_server_is_told_that_the_first_release_cannot_start() -> None:
    async def story() -> list[str]:
        told: list[str] = []

        async def receive() -> Any:
            return {"type": "lifespan.startup"}

        async def send(message: Any) -> None:
            told.append(message["type"])

        with pytest.raises(RuntimeError):
            await Switch(front(Served("new", fails=True)))({"type": "lifespan"}, receive, send)
        return told

    assert asyncio.run(story()) == ["lifespan.startup.failed"]
