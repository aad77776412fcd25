"""A copy follows the release that is current; one that it cannot serve leaves the one before in its place."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from api.serving.following import Following
from api.serving.front import Front
from api.serving.standing import Standing
from treatygraph.errors import Problem, ReleaseError
from treatygraph.releases.release import CURRENT

ASKED = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}


@dataclass
class Served:
    """An application that serves a release, and tells what became of it."""

    release: str
    told: list[str] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            for each in ("startup", "shutdown"):
                await receive()
                self.told.append(each)
                await send({"type": f"lifespan.{each}.complete"})
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": self.release.encode()})


def made(folder: Path) -> Front:
    """What serves the release in a folder, but for a torn one."""
    name = folder.resolve().name
    if name == "torn":
        raise ReleaseError([Problem(name, "its manifest cannot be read", "run `treatygraph build`.")])
    return cast("Front", Served(name))


def pointed(out: Path, release: str) -> Path:
    """The link that names the current release, which it is now."""
    (out / release).mkdir(exist_ok=True)
    (out / "next").symlink_to(release)
    return (out / "next").replace(out / CURRENT)


async def asked(following: Following) -> tuple[str, list[Any]]:
    """The body and the headers of a reply."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    await following(ASKED, cast("Any", None), send)
    return sent[1]["body"].decode(), sent[0]["headers"]


def test_the_release_that_becomes_current_is_served(tmp_path: Path) -> None:
    async def story() -> None:
        current = pointed(tmp_path, "earlier")
        standing = Standing()
        following = Following(made(current), made, current, standing)
        async with following.alive():
            await following.look()
            assert (await asked(following))[0] == following.release == "earlier"
            pointed(tmp_path, "later")
            await following.look()
            assert (await asked(following))[0] == following.release == "later"
            assert standing == Standing()

    asyncio.run(story())


def test_a_release_that_is_torn_or_missing_leaves_the_one_before_until_it_is_mended(tmp_path: Path) -> None:
    async def story() -> None:
        current = pointed(tmp_path, "earlier")
        standing = Standing()
        following = Following(made(current), made, current, standing)
        async with following.alive():
            pointed(tmp_path, "torn")
            for _ in range(2):
                await following.look()
            assert (await asked(following))[0] == "earlier"
            assert standing.refused == "torn"
            assert "its manifest cannot be read" in standing.fault
            assert standing.of("earlier", 1) == "ready"
            assert standing.of("earlier", 1, "torn") == "other release"
            pointed(tmp_path, "earlier")
            await following.look()
            assert standing == Standing()

    asyncio.run(story())


def test_a_release_made_anew_under_its_name_is_opened_anew(tmp_path: Path) -> None:
    async def story() -> None:
        current = pointed(tmp_path, "same")
        opened: list[Path] = []

        def make(folder: Path) -> Front:
            opened.append(folder)
            return made(folder)

        following = Following(made(current), make, current, Standing())
        async with following.alive():
            await following.look()
            (tmp_path / "draft").mkdir()
            (tmp_path / "same").rename(tmp_path / "before")
            (tmp_path / "draft").rename(tmp_path / "same")
            await following.look()
            await following.look()
        assert opened == [current]

    asyncio.run(story())


def test_a_copy_that_leaves_is_not_ready_and_closes_each_connection_that_it_answers_on(tmp_path: Path) -> None:
    async def story() -> None:
        current = pointed(tmp_path, "earlier")
        standing = Standing()
        following = Following(made(current), made, current, standing)
        async with following.alive():
            assert (await asked(following))[1] == []
            standing.leaving = True
            body, headers = await asked(following)
            assert (body, headers) == ("earlier", [(b"connection", b"close")])
            assert standing.of("earlier", 1) == "leaving"

    asyncio.run(story())


def test_a_copy_without_workers_is_not_ready() -> None:
    assert Standing().of("earlier", 0) == "no worker"
