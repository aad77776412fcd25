"""The messages between the pool and its workers: a header in JSON and a body of bytes, after the lengths of both."""

from __future__ import annotations

import json
import struct
from asyncio.subprocess import Process
from collections.abc import Mapping
from typing import Any, BinaryIO

#: Lengths of the header and of the body.
_FRAME = struct.Struct("!II")


def receive(stream: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """The next message, or None where the stream has ended."""
    lengths = stream.read(_FRAME.size)
    if len(lengths) < _FRAME.size:
        return None
    header, body = _FRAME.unpack(lengths)
    return json.loads(stream.read(header)), stream.read(body)


def send(stream: BinaryIO, header: Mapping[str, Any], body: bytes) -> None:
    """Writes a message, whole."""
    stream.write(pack(header, body))
    stream.flush()


def pack(header: Mapping[str, Any], body: bytes) -> bytes:
    """A message as bytes."""
    text = json.dumps(header).encode("utf-8")
    return _FRAME.pack(len(text), len(body)) + text + body


async def exchange(worker: Process, message: bytes) -> tuple[dict[str, Any], bytes]:
    """Sends a message to a process, and gives the one that it answers with.

    Raises:
        IncompleteReadError: the process ended before it had answered.
        ConnectionError: it no longer reads.
    """
    assert worker.stdin is not None and worker.stdout is not None  # noqa: PT018, S101  (they were opened as pipes)
    worker.stdin.write(message)
    await worker.stdin.drain()
    header, body = _FRAME.unpack(await worker.stdout.readexactly(_FRAME.size))
    return json.loads(await worker.stdout.readexactly(header)), await worker.stdout.readexactly(body)
