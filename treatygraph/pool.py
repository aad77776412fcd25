"""The pool: killable workers behind a bounded queue, so that one query can cost no more than itself."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from treatygraph import errors
from treatygraph.answer import ANY, Answer, Formats
from treatygraph.errors import BusyError, DeadlineError, MemoryLimitError, Problem, TreatygraphError
from treatygraph.messages import exchange, pack
from treatygraph.rows.solutions import terms
from treatygraph.scenarios.view import WHOLE, View

# Each thread that allocates would reserve an arena of 64 MiB of addresses, and the store is opened by up to sixteen
# threads at a time: as many as the machine happened to run at once were taken off what a worker may have.
_ENVIRONMENT = {"MALLOC_ARENA_MAX": "1", "RUST_BACKTRACE": "0"}


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may cost: seconds, bytes of memory and of answer; and how many run and wait at a time."""

    seconds: float = 10.0
    memory: int = 2 << 30
    answer: int = 64 << 20
    workers: int = 4
    waiting: int = 64


class Pool:
    """Workers on one release: ``start`` it before and ``close`` it after use.

    Args:
        folder: the folder of the release.
        limits: what a query may cost.
        told: what each worker is told of the content before it starts, as values that JSON can hold.
    """

    def __init__(self, folder: Path, limits: Limits, told: Mapping[str, Any]) -> None:
        self.limits = limits
        self._folder = folder
        self._told = pack(told, b"")
        self._idle: asyncio.LifoQueue[Process] = asyncio.LifoQueue()
        self._workers: set[Process] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting = 0
        self._closed = False

    @property
    def workers(self) -> int:
        """How many workers are alive."""
        return sum(worker.returncode is None for worker in self._workers)

    async def start(self, ready: int | None = None) -> None:
        """Starts the workers and returns when so many of them are ready, or all."""
        tasks = [self._in_background(self._spawn()) for _ in range(self.limits.workers)]
        for first in itertools.islice(asyncio.as_completed(tasks), ready):
            await first

    async def close(self) -> None:
        """Kills the workers."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        for worker in tuple(self._workers):
            await self._kill(worker)

    async def answer(
        self,
        query: str,
        formats: Formats = ANY,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        *,
        view: View = WHOLE,
        treaties: Sequence[str] = (),
    ) -> Answer:
        """Answers a query, whole, as ``Engine.answer`` does; of a view of the release where one is given.

        Raises:
            BusyError: the queue is full, or no worker came free within the time limit.
            DeadlineError: the query took longer than the time limit.
            MemoryLimitError: the query needed more memory than it may have.
            LimitError: the answer is larger than the limit.
            QueryError: the query is not SPARQL 1.1 Query.
            QuestionError: the view is of no day, or of no rank.
            FormatError: none of the formats of the answer's kind will do.
        """
        request = {
            "kind": "query",
            "formats": astuple(formats),
            "default_graphs": list(default_graphs),
            "named_graphs": list(named_graphs),
            "view": astuple(view),
            "treaties": list(treaties),
        }
        return await self._ask(request, query)

    async def imagine(self, table: str, media_type: str) -> Answer:
        """What the supposed acts of a table would change, as ``application/json`` or ``text/csv``.

        Raises:
            BusyError: the queue is full, or no worker came free within the time limit.
            DeadlineError: it took longer than the time limit.
            MemoryLimitError: it needed more memory than it may have.
            LimitError: the table is larger than what is read, or the answer than what is written.
            QuestionError: with every fault of every row.
        """
        return await self._ask({"kind": "what-if", "format": media_type}, table)

    async def explain(self, kind: str, asked: Mapping[str, Any], media_type: str) -> Answer:
        """Why something holds (``why``) or does not (``why-not``), as ``application/json`` or ``text/turtle``.

        Raises:
            BusyError: the queue is full, or no worker came free within the time limit.
            DeadlineError: it took longer than the time limit.
            MemoryLimitError: it needed more memory than it may have.
            LimitError: the answer is larger than what is written.
            QuestionError: a term is unknown, or the other question should be asked.
        """
        return await self._ask({"kind": kind, "asked": dict(asked), "format": media_type}, "")

    async def validate(self, files: Sequence[Mapping[str, str]], day: str, form: str) -> Answer:
        """The validation report of files in the context of the release, or of the release where there are none.

        Args:
            files: each with its ``place``, ``media_type`` and ``text``.
            day: the day by which waivers end, as YYYY-MM-DD.
            form: the name of a form of reports.

        Raises:
            BusyError: the queue is full, or no worker came free within the time limit.
            DeadlineError: it took longer than the time limit.
            MemoryLimitError: it needed more memory than it may have.
            LimitError: the report is larger than what is written.
        """
        body = json.dumps([dict(file) for file in files])
        return await self._ask({"kind": "validate", "day": day, "form": form}, body)

    async def _ask(self, request: Mapping[str, Any], body: str) -> Answer:
        """The answer of a worker that is free, or soon will be."""
        while (worker := await self._take()).returncode is not None:  # It was killed while it had nothing to do.
            await self._replace(worker)
        try:
            async with asyncio.timeout(self.limits.seconds):
                header, answer = await exchange(worker, pack(request, body.encode("utf-8")))
        except TimeoutError:
            await self._replace(worker)
            fault = f"it took longer than {self.limits.seconds:g} s, and no part of its answer is given"
            cure = "ask for less, or narrow the pattern; a query on your own copy has no limit."
            raise DeadlineError([Problem(request["kind"], fault, cure)]) from None
        except (asyncio.IncompleteReadError, ConnectionError):
            await self._replace(worker)
            if await worker.wait() == -signal.SIGKILL:
                fault = "its worker was killed from outside, and no part of its answer is given"
                raise BusyError([Problem(request["kind"], fault, "ask again.")]) from None
            fault = f"it needed more than {self.limits.memory >> 20:,} MiB of memory; no part of its answer is given"
            cure = "ask for less, or narrow the pattern."
            raise MemoryLimitError([Problem(request["kind"], fault, cure)]) from None
        except BaseException:
            # Whoever asked has gone: the worker may still be busy with the query.
            await self._replace(worker)
            raise
        self._idle.put_nowait(worker)
        if "error" in header:
            kind: type[TreatygraphError] = getattr(errors, header["error"])
            raise kind([Problem(*problem) for problem in header["problems"]])
        return Answer(answer, header["media_type"])

    async def rows(
        self, query: str, view: View = WHOLE, treaties: Sequence[str] = ()
    ) -> tuple[list[str], list[list[Any]]]:
        """The variables and the rows of a SELECT query, each value a term or None."""
        answer = await self.answer(query, view=view, treaties=treaties)
        return terms(answer.body)

    async def _take(self) -> Process:
        if not self._idle.empty():
            return self._idle.get_nowait()
        if self._waiting >= self.limits.waiting:
            fault = f"{self._waiting} queries are waiting already"
            raise BusyError([Problem("server", fault, "try again in a moment.")])
        self._waiting += 1
        try:
            async with asyncio.timeout(self.limits.seconds):
                return await self._idle.get()
        except TimeoutError:
            fault = f"no worker came free within {self.limits.seconds:g} s"
            raise BusyError([Problem("server", fault, "try again in a moment.")]) from None
        finally:
            self._waiting -= 1

    async def _spawn(self) -> None:
        worker = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "treatygraph.worker",
            str(self._folder),
            str(self.limits.memory),
            str(self.limits.answer),
            stdin=PIPE,
            stdout=PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=1 << 20,
            env={**os.environ, **_ENVIRONMENT},
        )
        self._workers.add(worker)
        await exchange(worker, self._told)
        self._idle.put_nowait(worker)
        self._in_background(self._mind(worker))

    async def _mind(self, worker: Process) -> None:
        """Replaces a worker that ends by itself: nobody need ask before the next one is there."""
        await worker.wait()
        await self._replace(worker)

    async def _replace(self, worker: Process) -> None:
        """Kills a worker and starts another, once, without making anybody wait for it."""
        if worker in self._workers:
            await self._kill(worker)
            if not self._closed:
                self._in_background(self._spawn())

    def _in_background(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _kill(self, worker: Process) -> None:
        self._workers.discard(worker)
        if worker.returncode is None:
            worker.kill()
        await worker.wait()
