"""The studio: one killable draughtsman behind a bounded queue, so that a picture can cost no more than itself."""

from __future__ import annotations

import asyncio
import json
import struct
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping
from typing import Any, Final

from treatygraph.errors import BusyError, DeadlineError, MemoryLimitError, Problem, TreatygraphError

#: The length of what follows, and whether it is whole: a specification, or a picture and not why there is none.
FRAME: Final = struct.Struct("!I?")

#: The bytes that drawing may take; what a chart of the most rows takes is a third of it.
_MEMORY: Final = 1 << 30

#: How long a draughtsman may take to be ready, in seconds: it has a whole engine of scripts to start.
_READY: Final = 60.0

#: How many pictures wait at a time, and how many one draughtsman draws: what its engine keeps of each goes with it.
_WAITING, _DRAWN = 64, 500


class Studio:
    """Draws pictures; the draughtsman starts with the first, and ``close`` ends it.

    Args:
        seconds: how long a picture may take.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._free = asyncio.Lock()
        self._process: Process | None = None
        self._waiting = 0
        self._drawn = 0

    async def draw(self, specification: Mapping[str, Any], form: str) -> bytes:
        """A specification as a picture: ``svg`` or ``png``.

        Raises:
            BusyError: too many pictures wait.
            DeadlineError: it took longer than the time limit.
            MemoryLimitError: it needed more memory than it may have.
            TreatygraphError: it is no specification that can be drawn.
        """
        if self._waiting >= _WAITING:
            raise BusyError([Problem("picture", f"{self._waiting} pictures are waiting", "try again in a moment.")])
        message = json.dumps({"specification": specification, "form": form}).encode()
        self._waiting += 1
        try:
            async with self._free:
                process = self._process or await self._start()
                async with asyncio.timeout(self._seconds):
                    whole, drawn = await self._asked(process, message)
        except TimeoutError:
            fault = f"it took longer than {self._seconds:g} s"
            raise DeadlineError([Problem("picture", fault, "ask for fewer rows, or take the specification.")]) from None
        except (asyncio.IncompleteReadError, ConnectionError):
            fault = f"it needed more than {_MEMORY >> 20:,} MiB of memory"
            cure = "ask for fewer rows, or take the specification."
            raise MemoryLimitError([Problem("picture", fault, cure)]) from None
        finally:
            self._waiting -= 1
        if not whole:
            fault = f"it cannot be drawn: {drawn.decode('utf-8', 'replace')}"
            raise TreatygraphError([Problem("picture", fault, "mend the specification beside the question.")])
        return drawn

    async def close(self) -> None:
        """Ends the draughtsman."""
        process, self._process = self._process, None
        if process is not None:
            if process.returncode is None:
                process.kill()
            await process.wait()

    async def _asked(self, process: Process, message: bytes) -> tuple[bool, bytes]:
        """What the draughtsman answers; it is ended where it does not answer whole."""
        assert process.stdin is not None  # noqa: S101  (it was opened as a pipe)
        try:
            process.stdin.write(FRAME.pack(len(message), True) + message)
            await process.stdin.drain()
            whole, drawn = await _read(process)
        except BaseException:
            await self.close()
            raise
        self._drawn += 1
        if self._drawn >= _DRAWN:
            await self.close()
        return whole, drawn

    async def _start(self) -> Process:
        arguments = ("-m", "treatygraph.charts.drawing", str(_MEMORY))
        self._drawn = 0
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, *arguments, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, limit=1 << 20
        )
        try:
            async with asyncio.timeout(_READY):
                await _read(self._process)
        except BaseException:
            await self.close()
            raise
        return self._process


async def _read(process: Process) -> tuple[bool, bytes]:
    assert process.stdout is not None  # noqa: S101  (it was opened as a pipe)
    size, whole = FRAME.unpack(await process.stdout.readexactly(FRAME.size))
    return whole, await process.stdout.readexactly(size)
