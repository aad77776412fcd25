"""One worker: a process that answers queries from a release, one at a time, and can be killed at any moment.

It has no network and no files but the ones the store has open: once the store is open, no descriptor is left to open
anything else with. Its memory is bounded by the kernel. It reads requests from standard input and writes answers to
standard output, each a header in JSON and a body, both preceded by their lengths.
"""

from __future__ import annotations

import json
import os
import resource
import struct
import sys
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from treatygraph.engine import Engine, Formats
from treatygraph.errors import LimitError, Problem, TreatygraphError

#: Lengths of the header and of the body.
FRAME = struct.Struct("!II")


class Bounded(BytesIO):
    """A buffer that takes no more than a number of bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def write(self, data: Any) -> int:
        """Writes, or raises LimitError where the whole would be longer than the limit."""
        if self.tell() + len(data) > self._limit:
            fault = f"its answer is larger than {self._limit:,} bytes"
            raise LimitError([Problem("query", fault, "ask for less: LIMIT, fewer variables, a narrower pattern.")])
        return super().write(data)


def main(arguments: list[str]) -> None:
    """Serves requests until standard input ends.

    Args:
        arguments: the folder of the release, the memory limit and the answer limit in bytes.
    """
    folder, memory, size = Path(arguments[0]), int(arguments[1]), int(arguments[2])
    engine = Engine(folder)
    confine(memory)
    send(sys.stdout.buffer, {"ready": engine.release}, b"")
    while (request := receive(sys.stdin.buffer)) is not None:
        header, body = request
        send(sys.stdout.buffer, *_answer(engine, header, body.decode("utf-8"), size))


def confine(memory: int) -> None:
    """Bounds the memory, and leaves no descriptor to open a file or a socket with."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    last = max(int(name) for name in os.listdir("/proc/self/fd"))  # noqa: PTH208  (no descriptor to spare)
    resource.setrlimit(resource.RLIMIT_NOFILE, (last + 1, last + 1))
    try:
        while True:
            os.dup(0)
    except OSError:
        return


def receive(stream: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """The next message, or None where the stream has ended."""
    lengths = stream.read(FRAME.size)
    if len(lengths) < FRAME.size:
        return None
    header, body = FRAME.unpack(lengths)
    return json.loads(stream.read(header)), stream.read(body)


def send(stream: BinaryIO, header: dict[str, Any], body: bytes) -> None:
    """Writes a message, whole."""
    stream.write(pack(header, body))
    stream.flush()


def pack(header: dict[str, Any], body: bytes) -> bytes:
    """A message as bytes."""
    text = json.dumps(header).encode("utf-8")
    return FRAME.pack(len(text), len(body)) + text + body


def _answer(engine: Engine, request: dict[str, Any], query: str, size: int) -> tuple[dict[str, Any], bytes]:
    try:
        answer = engine.answer(
            query,
            Formats(*request["formats"]),
            request["default_graphs"],
            request["named_graphs"],
            Bounded(size),
        )
    except TreatygraphError as error:
        problems = [[problem.place, problem.fault, problem.cure] for problem in error.problems]
        return {"error": type(error).__name__, "problems": problems}, b""
    return {"media_type": answer.media_type}, answer.body


if __name__ == "__main__":
    main(sys.argv[1:])
