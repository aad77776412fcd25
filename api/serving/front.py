"""The front: a plain ASGI layer before the framework, because most replies need nothing that the framework does.

It limits the rate of each client, answers from the cache and by 304 without touching the engine, answers ``/sparql``
itself, and puts on every reply the release, the validators, and the headers that protect readers.
"""

from __future__ import annotations

import asyncio
import itertools
import re
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from dataclasses import dataclass, field
from email.utils import formatdate
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any

import structlog

from api.endpoint.sparql import PATH, Endpoint, wants_page
from api.http.cache import Cache, Sent, tag
from api.http.coding import coded, coding
from api.http.conditions import tags, unless_known
from api.http.negotiation import heeded
from api.http.protection import ALWAYS, PREFLIGHT
from api.http.replies import Reply, Request, problem
from api.serving.metrics import Metrics
from api.serving.rate import Rate

_LOG = structlog.get_logger()

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

#: The longest body that is read; the guard's bound on a query is shorter.
_LONGEST = 1 << 20

#: What is about the server, or its releases before this one, and not about the release is never kept.
_FRESH = frozenset({"/changes", "/changes.json", "/health", "/metrics", "/ready", "/validate"})

#: Nor is what names the host that it was asked of.
_UNKEPT = ("/sitemap", "/robots.txt", "/opensearch.xml", "/.well-known/security.txt")
_NAMING = ".vl.json"

#: Files of the pages: one whose address has its version never changes.
_FILES = ("/static/", "/vendor/")

#: A file of a release: it is sent as the framework sends it, in parts where parts are asked for.
_FILE = re.compile(r"/release/[^/]+/.")

_READS = b"GET, HEAD, OPTIONS"


@dataclass(frozen=True, slots=True)
class Front:
    """The layer around an application that serves one release."""

    app: Application
    endpoint: Endpoint
    metrics: Metrics
    release: str
    made: bytes
    rate: str
    cache: Cache
    limiter: Rate
    edition: str = ""
    versioned: frozenset[str] = frozenset()
    run: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    count: Iterator[int] = field(default_factory=itertools.count)

    @classmethod
    def around(
        cls, app: Application, endpoint: Endpoint, metrics: Metrics, release: str, made: float, rate: str, cache: int
    ) -> Front:
        """The layer with a cache of some bytes and a rate such as ``600/minute`` for each client not on loopback."""
        # Where the clock was set back meanwhile: nothing was modified later than now (RFC 9110, section 8.8.2.1).
        modified = formatdate(min(made, time.time()), usegmt=True).encode()
        return cls(app, endpoint, metrics, release, modified, rate, Cache(cache), Rate(rate))

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serves one connection, as ASGI has it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if self._is_over_rate(scope):
            self.metrics.limited.inc()
            cure = "wait, or run your own copy: `make run`."
            late = problem(HTTPStatus.TOO_MANY_REQUESTS, f"more than {self.rate}", cure, {"Retry-After": "60"})
            await _send(send, self._sent(late), scope["method"])
            return
        if scope["method"] == "OPTIONS" and b"access-control-request-method" in headers:
            await _send(send, (200, [*ALWAYS, *PREFLIGHT], b""), "OPTIONS")
            return
        body = await _read(receive) if scope["method"] == "POST" else b""
        if scope["method"] == "OPTIONS" and scope["path"] != PATH:
            await _send(send, (204, [*ALWAYS, (b"allow", _READS)], b""), "OPTIONS")
            return
        if body is None:
            cure = "ask in several queries."
            large = problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a body longer than {_LONGEST:,} bytes", cure)
            await _send(send, self._sent(large), "POST")
            return
        await self._reply(scope, headers, body, send)

    async def _reply(self, scope: Message, headers: dict[bytes, bytes], body: bytes, send: Send) -> None:
        """Replies from the cache, by 304, by the endpoint or by the framework."""
        method, path, query = scope["method"], scope["path"], scope["query_string"]
        accept = headers.get(b"accept", b"")
        content = headers.get(b"content-type", b"")
        verb = "GET" if method == "HEAD" else method
        kept = verb in ("GET", "POST") and _is_kept(path, query, self.versioned)
        besides, chosen = heeded(path, query, headers), coding(headers)
        decisive = (verb.encode(), path.encode(), query, accept, content, body, chosen, *besides.values())
        etag = tag(self.release + self.edition, *decisive)
        if kept and (found := self.cache.get(etag)) is not None:
            self.metrics.cached.inc()
            await _send(send, unless_known(found, headers, verb), method)
            return
        if kept and verb == "GET" and not besides and etag in tags(headers):
            # Only a whole answer of this release was ever given this tag: there is nothing to ask the engine.
            self.metrics.cached.inc()
            fields = [*self._always(), (b"vary", b"Accept, Accept-Encoding"), *self._validators(etag, path)]
            await _send(send, (304, fields, b""), method)
            return
        started = time.perf_counter()
        asked = Request(
            method, path, query.decode("latin-1"), accept.decode("latin-1") or None, content.decode("latin-1"), body
        )
        try:
            if path == PATH and not wants_page(method, asked.accept):
                sent = self._sent(await self.endpoint.respond(asked))
            else:
                sent = await self._framework(scope, body)
        except Exception:
            _LOG.exception("a fault of ours", path=path)
            sent = self._sent(problem(HTTPStatus.INTERNAL_SERVER_ERROR, "a fault of ours", "please report it."))
        status, fields, text = sent
        if not _FILE.match(path):
            status, fields, text = await coded(sent, chosen)
        if kept and status == HTTPStatus.OK:
            validators = self._validators(etag, path)
            fields = [*(field for field in fields if field[0] not in dict(validators)), *validators]
            self.cache.put(etag, (status, fields, text))
        seconds = time.perf_counter() - started
        self.metrics.replied(status, seconds)
        name = f"{self.run}-{next(self.count)}"
        _LOG.info("reply", request=name, method=method, path=path, status=status, ms=round(seconds * 1000, 1))
        named = (status, [*fields, (b"x-request-id", name.encode())], text)
        await _send(send, unless_known(named, headers, verb), method)

    async def _framework(self, scope: Message, body: bytes) -> Sent:
        """The framework's reply, whole."""
        start: Message = {}
        parts: list[bytes] = []

        messages = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def receive() -> Message:
            for message in messages:
                return message
            # Nothing more comes: whoever waits for the client to leave waits until the reply is done.
            return await asyncio.get_running_loop().create_future()  # type: ignore[no-any-return]

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                parts.append(message.get("body", b""))

        # A framework route for GET answers HEAD as well; the body is left out when it is sent.
        await self.app({**scope, "method": "GET"} if scope["method"] == "HEAD" else scope, receive, send)
        text = b"".join(parts)
        fields = {name: value for name, value in start["headers"] if name != b"content-length"}
        status = HTTPStatus(start["status"])
        if fields.get(b"allow") == b"GET":
            fields[b"allow"] = _READS
        refused = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
        # What the framework refuses by itself it tells as plain text; a route, in the format that was asked for.
        if refused and fields.get(b"content-type", b"text/plain").startswith(b"text/plain"):
            _, told, why = self._sent(problem(status, text.decode("utf-8", "replace") or status.phrase))
            kept = [(name, fields[name]) for name in (b"allow", b"content-range") if name in fields]
            return status, [*told, *kept], why
        return status, [*fields.items(), *self._always()], text

    def _sent(self, reply: Reply) -> Sent:
        fields = [(name.lower().encode(), value.encode("latin-1")) for name, value in reply.headers.items()]
        fields.append((b"content-type", reply.media_type.encode()))
        fields.append((b"vary", b"Accept"))
        return reply.status, [*fields, *self._always()], reply.body

    def _validators(self, etag: bytes, path: str) -> list[tuple[bytes, bytes]]:
        """What a cache goes by; a 304 carries them as the 200 did (RFC 9110, section 15.4.5)."""
        age = b"max-age=31536000, immutable" if path.startswith(_FILES) else b"max-age=60, must-revalidate"
        return [(b"etag", etag), (b"last-modified", self.made), (b"cache-control", b"public, " + age)]

    def _always(self) -> list[tuple[bytes, bytes]]:
        return [*ALWAYS, (b"treatygraph-release", self.release.encode())]

    def _is_over_rate(self, scope: Message) -> bool:
        client = scope.get("client")
        if client is None or ip_address(client[0]).is_loopback:
            return False
        return self.limiter.is_over(client[0])


def _is_kept(path: str, query: bytes, versioned: frozenset[str]) -> bool:
    """Whether what an address answers follows from the release and the request alone, and is no file of a release.

    A file of the pages is kept by the version that it has here: a page of a copy with other code names another.
    """
    if path.startswith(_FILES):
        return f"{path}?{query.decode('latin-1')}" in versioned
    return path not in _FRESH and not path.startswith(_UNKEPT) and not path.endswith(_NAMING) and not _FILE.match(path)


async def _send(send: Send, sent: Sent, method: str) -> None:
    """Sends a whole reply; its body is complete before its status line goes out."""
    status, fields, body = sent
    length = [] if status in (204, 304) else [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": [*fields, *length]})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})


async def _read(receive: Receive) -> bytes | None:
    """The body, or None where it is longer than is read."""
    parts: list[bytes] = []
    size = 0
    more = True
    while more:
        message = await receive()
        part = message.get("body", b"")
        size += len(part)
        more = message.get("more_body", False)
        if size <= _LONGEST:
            parts.append(part)
    return b"".join(parts) if size <= _LONGEST else None
