"""What a worker may have is there for what it is asked, however busy the machine was when it started."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from pathlib import Path

from pyoxigraph import Store

from treatygraph.content import Content
from treatygraph.mapping import MAPPINGS
from treatygraph.pool import Limits, Pool
from treatygraph.proofs.explanation import packed
from treatygraph.release import CURRENT
from treatygraph.scenarios.scenario import Rulebook

#: Less than a worker took that gave each thread which opened its store an arena, and more than it takes with one for all.
LITTLE = 512 << 20
TABLE = "treaty,iso3,action,date\nmini-2,JPN,ratification,2019-05-02\n"


def test_workers_that_start_together_take_little_memory_for_themselves(
    release: Path, miniature: tuple[Content, Store]
) -> None:
    content = miniature[0]
    mappings = [asdict(mapping) for mapping in content.queries(MAPPINGS)]
    told = {"rulebook": Rulebook.of(content).pack(), "rules": packed(content), "mappings": mappings}

    async def story() -> list[bytes]:
        workers = Pool((release / CURRENT).resolve(), Limits(seconds=60, memory=LITTLE, workers=4), told)
        await workers.start()
        try:
            answers = await asyncio.gather(*(workers.imagine(TABLE, "application/json") for _ in range(4)))
        finally:
            await workers.close()
        return [answer.body for answer in answers]

    first, *others = asyncio.run(story())
    assert b"hypothetical" in first
    assert {*others} == {first}
