"""Measures what workers on one release hold: each its own pages, and those that it shares with the others.

Run as a module by ``growth`` (``python -m benchmarks.growth_workers FOLDER OUT``), in a process of its own, which
prints one JSON line for each number of workers. The pages that workers share are counted once for all of them: the
proportional set size (https://www.kernel.org/doc/html/latest/filesystems/proc.html, ``smaps_rollup``).
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from dataclasses import asdict
from pathlib import Path

from benchmarks.growth_stages import examples
from treatygraph.content import Content
from treatygraph.engine import Engine
from treatygraph.errors import DeadlineError, MemoryLimitError
from treatygraph.mapping import MAPPINGS
from treatygraph.pool import Limits, Pool
from treatygraph.proofs.explanation import packed
from treatygraph.releases.release import CURRENT, STORE
from treatygraph.scenarios.scenario import Rulebook

#: How many workers there are, one number after the other.
NUMBERS = (1, 2, 4)

#: What of a process's memory is told, in bytes.
_TOLD = re.compile(r"^(Rss|Pss|Private_Dirty|Private_Clean|Anonymous): +(\d+) kB$", re.MULTILINE)


async def measure(root: Path, out: Path, number: int) -> None:
    """Tells of so many workers how long they take to be ready and to answer first, and what they hold in the end."""
    content, folder = Content(root), (out / CURRENT).resolve()
    asked = [text for _, text in examples(content, Engine(folder))]
    told = {
        "rulebook": Rulebook.of(content).pack(),
        "rules": packed(content),
        "mappings": [asdict(mapping) for mapping in content.queries(MAPPINGS)],
    }
    pool = Pool(folder, Limits(seconds=300, workers=number), told)
    since = time.perf_counter()
    try:
        await pool.start()
        figures: dict[str, object] = {"step": "workers", "number": number, "ready": time.perf_counter() - since}
        figures["fresh"] = held(_children())
        since = time.perf_counter()
        await pool.answer("ASK { ?s ?p ?o }")
        figures["first"] = time.perf_counter() - since
        figures["beyond"] = sum([await _is_beyond(pool, text, number) for text in asked])
        figures["used"] = held(_children())
        figures["store"] = sum(path.stat().st_size for path in (folder / STORE).iterdir())
        print(json.dumps(figures), flush=True)
    finally:
        await pool.close()


async def _is_beyond(pool: Pool, text: str, number: int) -> bool:
    """Asks so many workers at once, and tells whether the answer is beyond what one of them may need."""
    answers = await asyncio.gather(*(pool.answer(text) for _ in range(number)), return_exceptions=True)
    faults = [answer for answer in answers if isinstance(answer, BaseException)]
    if unexpected := [fault for fault in faults if not isinstance(fault, DeadlineError | MemoryLimitError)]:
        raise unexpected[0]
    return bool(faults)


def held(processes: list[int]) -> dict[str, int]:
    """What processes hold together, in bytes, by the kernel's names; ``Rss`` counts what is shared for each."""
    found: dict[str, int] = {}
    for process in processes:
        for name, size in _TOLD.findall(Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")):
            found[name] = found.get(name, 0) + int(size) * 1024
    return found


def _children() -> list[int]:
    """The processes that this one has started."""
    tasks = Path("/proc/self/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text(encoding="ascii").split()]


def main(root: str, out: str) -> None:
    """Measures one number of workers after the other."""
    for number in NUMBERS:
        asyncio.run(measure(Path(root), Path(out), number))


if __name__ == "__main__":
    main(*sys.argv[1:])
