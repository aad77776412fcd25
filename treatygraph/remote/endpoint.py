"""A client of an engine that speaks the SPARQL 1.1 Protocol and the Graph Store HTTP Protocol.

https://www.w3.org/TR/sparql11-protocol/ and https://www.w3.org/TR/sparql11-http-rdf-update/
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

import httpx

from treatygraph.errors import (
    BusyError,
    DeadlineError,
    EndpointError,
    LimitError,
    Problem,
    QueryError,
    TreatygraphError,
)
from treatygraph.remote.dialect import canonical, cut
from treatygraph.remote.placement import Placement
from treatygraph.remote.wording import solutions, worded
from treatygraph.signature import JSON
from treatygraph.tokens import form, tokens

#: What an engine is asked to answer in: one format for each kind of answer, which every engine writes.
GRAPH = "application/n-triples"
_GRAPHS = f"{GRAPH}, text/turtle;q=0.8"

#: How long the beginning of what an engine says of a failure is.
_SAID = 300


@dataclass(frozen=True, slots=True)
class Login:
    """What an engine knows a writer by; Digest where the engine wants it, Basic where it wants that."""

    user: str = ""
    password: str = field(default="", repr=False)

    def scheme(self, digest: bool) -> httpx.Auth:
        """The scheme that carries it."""
        return httpx.DigestAuth(self.user, self.password) if digest else httpx.BasicAuth(self.user, self.password)


class Endpoint:
    """Asks an engine.

    Args:
        address: where it takes queries.
        seconds: how long an answer may take.
        size: how many bytes an answer may have.
    """

    def __init__(self, address: str, seconds: float, size: int) -> None:
        self.address = address
        self._seconds = seconds
        self._size = size
        # Connections are kept: a request that waits for one waits no longer than its answer may take.
        self._client = httpx.AsyncClient(timeout=seconds)
        self._server: str | None = None

    @property
    def server(self) -> str:
        """How the engine names itself; empty until it has been asked anything."""
        return self._server or ""

    async def close(self) -> None:
        """Lets go of the connections."""
        await self._client.aclose()

    async def require(self, placement: Placement) -> None:
        """Refuses to go on where the engine does not hold a release: what is dropped answers as if there were nothing.

        Raises:
            EndpointError: it does not, or cannot be reached.
        """
        _, body = await self.ask("ASK { ?subject ?predicate ?object }", [placement.default])
        if not json.loads(canonical(body)).get("boolean"):
            fault = f"the engine does not hold the release {placement.release}"
            raise EndpointError([Problem(self.address, fault, "run `treatygraph publish --to` first.")])

    async def ask(
        self, query: str, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()
    ) -> tuple[str, bytes]:
        """The whole answer to a query: its media type and its bytes.

        Args:
            query: SPARQL 1.1 Query text with every prefix declared.
            default_graphs: the graphs whose merge is the dataset's default graph.
            named_graphs: the dataset's named graphs.

        Raises:
            QueryError: the engine takes it for no query.
            DeadlineError: the answer took longer than the time limit.
            LimitError: the answer is larger than the limit, or than what the engine gives of any answer.
            BusyError: the engine is busy.
            EndpointError: the engine cannot be reached, or fails.
        """
        if self._server is None:
            told, _ = await self._sent({"query": "ASK {}"}, JSON)
            self._server = told.get("server", "")
        dataset = {"default-graph-uri": list(default_graphs), "named-graph-uri": list(named_graphs)}
        asked = worded(query, self._server)
        if first := solutions(asked, self._server):
            _whole(*await self._sent({"query": first, **dataset}, JSON))
        # Some engines would write the triples of CONSTRUCT as a table where they may.
        accept = _GRAPHS if form(tokens(query)) in ("CONSTRUCT", "DESCRIBE") else JSON
        return _whole(*await self._sent({"query": asked, **dataset}, accept))

    async def _sent(self, body: Mapping[str, str | list[str]], accept: str) -> tuple[httpx.Headers, bytes]:
        """The headers and the bytes of the whole reply to a request."""
        parts: list[bytes] = []
        size = 0
        try:
            async with self._client.stream("POST", self.address, data=body, headers={"Accept": accept}) as reply:
                async for part in reply.aiter_bytes():
                    size += len(part)
                    if size > self._size:
                        fault = f"its answer is larger than {self._size:,} bytes"
                        cure = "ask for less: LIMIT, fewer variables, a narrower pattern."
                        raise LimitError([Problem("query", fault, cure)])
                    parts.append(part)
        except httpx.TimeoutException as error:
            fault = f"it took longer than {self._seconds:g} s, and no part of its answer is given"
            raise DeadlineError([Problem("query", fault, "ask for less, or narrow the pattern.")]) from error
        except httpx.HTTPError as error:
            raise unreached(self.address, str(error)) from error
        said = b"".join(parts)
        if reply.status_code == HTTPStatus.OK:
            return reply.headers, said
        raise failed(self.address, reply.status_code, said)


def _whole(told: httpx.Headers, said: bytes) -> tuple[str, bytes]:
    """The media type and the bytes of an answer.

    Raises:
        LimitError: the engine tells that it gives only a part.
    """
    if cut(told):
        fault = "the engine gives only a part of its answer, and no part is given"
        raise LimitError([Problem("query", fault, "ask for less: LIMIT, fewer variables, a narrower pattern.")])
    return told.get("content-type", "").partition(";")[0].strip(), said


def unreached(address: str, why: str) -> EndpointError:
    """The error for an engine that does not answer."""
    cure = "is it running, and is this where it takes what it is sent?"
    return EndpointError([Problem(address, f"the engine cannot be reached: {why or 'no answer'}", cure)])


def failed(address: str, status: int, said: bytes) -> TreatygraphError:
    """What an engine's failure means to the asker."""
    told = " ".join(said[:_SAID].decode("utf-8", "replace").split())
    match status:
        case HTTPStatus.BAD_REQUEST:
            return QueryError([Problem("query", f"the engine takes it for no query: {told}", "mend it.")])
        case HTTPStatus.SERVICE_UNAVAILABLE | HTTPStatus.TOO_MANY_REQUESTS:
            return BusyError([Problem("server", "the engine behind it is busy", "try again in a moment.")])
        case HTTPStatus.GATEWAY_TIMEOUT | HTTPStatus.REQUEST_TIMEOUT:
            return DeadlineError([Problem("query", "it took the engine too long", "ask for less.")])
    return EndpointError([Problem(address, f"the engine failed with {status}: {told}", "see its log.")])
