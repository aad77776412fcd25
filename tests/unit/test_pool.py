"""What a worker may have is there for what it is asked, however busy the machine was when it started."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Store

from treatygraph.content import Content
from treatygraph.mapping import MAPPINGS
from treatygraph.pool import Limits, Pool
from treatygraph.proofs.explanation import packed
from treatygraph.releases.release import CURRENT
from treatygraph.scenarios.scenario import Rulebook

#: Less than a worker took that gave each thread which opened its store an arena, and more than it takes with one for all.
LITTLE = 512 << 20

#: A query that holds many rows at a time, and what a worker may keep of them: the blocks of the store that it has read.
MUCH = "SELECT (COUNT(*) AS ?rows) { SELECT DISTINCT ?s ?p ?o ?x { ?s ?p ?o VALUES ?x { 1 2 3 4 5 6 7 8 9 10 } } }"
LEFT = 16 << 20
TABLE = "treaty,iso3,action,date\nmini-2,JPN,ratification,2019-05-02\n"


@pytest.fixture(scope="module")
def told(miniature: tuple[Content, Store]) -> dict[str, Any]:
    """What workers are told of the miniature."""
    content = miniature[0]
    mappings = [asdict(mapping) for mapping in content.queries(MAPPINGS)]
    return {"rulebook": Rulebook.of(content).pack(), "rules": packed(content), "mappings": mappings}


def test_workers_that_start_together_take_little_memory_for_themselves(release: Path, told: dict[str, Any]) -> None:
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


def test_a_worker_gives_back_the_memory_that_an_answer_needed(release: Path, told: dict[str, Any]) -> None:
    async def story() -> list[int]:
        workers = Pool((release / CURRENT).resolve(), Limits(seconds=60, workers=1), told)
        await workers.start()
        try:
            (process,) = workers._workers
            before = _own(process.pid)
            await workers.answer(MUCH)
            # It gives back after it has answered and before it takes the next request.
            await workers.answer("ASK { }")
            return [before, _own(process.pid)]
        finally:
            await workers.close()

    before, after = asyncio.run(story())
    assert after - before < LEFT


def test_workers_that_are_killed_while_they_have_nothing_to_do_are_replaced_before_anybody_asks(
    release: Path, told: dict[str, Any]
) -> None:
    async def story() -> tuple[set[int], set[int]]:
        workers = Pool((release / CURRENT).resolve(), Limits(seconds=60, workers=2), told)
        await workers.start()
        try:
            before = {process.pid for process in workers._workers}
            for process in tuple(workers._workers):
                process.kill()
            while workers._idle.qsize() < 4:
                await asyncio.sleep(0.01)
            for _ in range(4):
                await workers.answer("ASK { }")
            return before, {process.pid for process in workers._workers}
        finally:
            await workers.close()

    before, after = asyncio.run(story())
    assert len(after) == len(before)
    assert before.isdisjoint(after)


def _own(process: int) -> int:
    """The bytes that a process holds for itself."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text("ascii")
    return sum(int(line.split()[1]) << 10 for line in rollup.splitlines() if line.startswith("Private"))
