"""The load client: a process of its own that keeps connections busy and times whole answers.

It speaks as much HTTP/1.1 as it needs, so that it costs less than the servers it measures. Run by ``http``.
"""

from __future__ import annotations

import json
import re
import select
import socket
import sys
import time
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from statistics import quantiles

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_EMPTY = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)
_LAST_CHUNK = b"\r\n0\r\n\r\n"


@dataclass(slots=True)
class Job:
    """What to send, where, and for how long.

    ``request`` is sent as it is, or with a number in the place of ``mark`` that no other request has.
    """

    port: int
    request: str
    expected: int = 200
    connections: int = 16
    seconds: float = 3.0
    warm: float = 0.5
    most: int | None = None
    mark: str = ""
    first: int = 0


@dataclass(slots=True)
class Outcome:
    """What came back: whole answers of the expected status, any others, and how long they took in seconds.

    ``sent`` counts the requests of the warm-up too; ``processor`` is the client's own time.
    """

    sent: int
    answers: int
    others: int
    elapsed: float
    p50: float
    p99: float
    processor: float

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.answers / self.elapsed


@dataclass(slots=True)
class Connection:
    """A connection with one request under way."""

    socket: socket.socket
    received: bytearray = field(default_factory=bytearray)
    sent: float = 0.0

    def status(self) -> int | None:
        """The status of the answer once it is whole."""
        head = self.received.find(b"\r\n\r\n")
        if head < 0:
            return None
        status = int(self.received[9:12])
        length = _LENGTH.search(self.received, 0, head)
        if length is not None:
            return status if len(self.received) >= head + 4 + int(length[1]) or status in _EMPTY else None
        return status if status in _EMPTY or self.received.endswith(_LAST_CHUNK, head) else None


def load(job: Job) -> Outcome:
    """Keeps the connections busy until the time is over, then waits for what is under way.

    Raises:
        ConnectionError: the server closed a connection.
    """
    before, marked, after = job.request.encode("ascii").partition(job.mark.encode("ascii") or b"\0")
    number, others, latencies = job.first, 0, list[float]()
    poll = select.epoll()
    busy: dict[int, Connection] = {}

    def send(connection: Connection) -> None:
        nonlocal number
        number += 1
        connection.received.clear()
        connection.sent = time.perf_counter()
        connection.socket.sendall(before + b"%d" % number + after if marked else before)

    for _ in range(job.connections):
        opened = Connection(socket.create_connection(("127.0.0.1", job.port)))
        opened.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        busy[opened.socket.fileno()] = opened
        poll.register(opened.socket, select.EPOLLIN)
    began = last = time.perf_counter() + job.warm
    processor, ends = 0.0, began + job.seconds
    for connection in busy.values():
        send(connection)
    while busy:
        for place, _ in poll.poll():
            connection = busy[place]
            data = connection.socket.recv(1 << 20)
            if not data:
                raise ConnectionError(f"the server closed a connection: {bytes(connection.received[:200])!r}")
            connection.received += data
            status = connection.status()
            if status is None:
                continue
            last = time.perf_counter()
            if connection.sent >= began:
                latencies.append(last - connection.sent)
                others += status != job.expected
                processor = processor or time.process_time()
            if last < ends and (job.most is None or number - job.first < job.most):
                send(connection)
            else:
                poll.unregister(connection.socket)
                connection.socket.close()
                del busy[place]
    used = time.process_time() - processor
    cuts = quantiles(latencies, n=100, method="inclusive")
    return Outcome(number - job.first, len(latencies) - others, others, last - began, cuts[49], cuts[98], used)


if __name__ == "__main__":
    print(json.dumps(asdict(load(Job(**json.loads(sys.argv[1]))))))
