"""The studio: what cannot be drawn, takes too long or breaks costs no more than itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from treatygraph.charts.studio import Studio
from treatygraph.errors import DeadlineError, TreatygraphError

DOT = {"data": {"values": [{"a": 1}]}, "mark": "point", "encoding": {"x": {"field": "a", "type": "quantitative"}}}


def run(task: Callable[[Studio], Awaitable[bytes]], seconds: float = 60) -> bytes:
    async def within() -> bytes:
        studio = Studio(seconds)
        try:
            return await task(studio)
        finally:
            await studio.close()

    return asyncio.run(within())


def test_pictures_are_drawn_one_after_another() -> None:
    async def both(studio: Studio) -> bytes:
        svg, png = await asyncio.gather(studio.draw(DOT, "svg"), studio.draw(DOT, "png"))
        return svg[:4] + png[1:4]

    assert run(both) == b"<svgPNG"


def test_what_cannot_be_drawn_says_so_and_the_next_is_drawn() -> None:
    async def wrong(studio: Studio) -> bytes:
        with pytest.raises(TreatygraphError, match="cannot be drawn"):
            await studio.draw({**DOT, "mark": {"type": "no such mark"}}, "svg")
        return await studio.draw(DOT, "svg")

    assert run(wrong).startswith(b"<svg")


def test_no_address_is_asked_for_data() -> None:
    async def abroad(studio: Studio) -> bytes:
        with pytest.raises(TreatygraphError, match="not allowed"):
            await studio.draw({**DOT, "data": {"url": "http://127.0.0.1:9/rows.json"}}, "svg")
        return b""

    run(abroad)


def test_a_picture_that_takes_too_long_is_given_up() -> None:
    async def late(studio: Studio) -> bytes:
        with pytest.raises(DeadlineError):
            await studio.draw(DOT, "svg")
        return b""

    run(late, seconds=0)
