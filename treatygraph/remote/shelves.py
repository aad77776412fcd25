"""The graphs of an engine: written by the Graph Store HTTP Protocol, read by queries.

https://www.w3.org/TR/sparql11-http-rdf-update/
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from http import HTTPStatus

import httpx
from pyoxigraph import Quad, RdfFormat, serialize

from treatygraph.errors import EndpointError, Problem
from treatygraph.remote.dialect import canonical, cut
from treatygraph.remote.endpoint import Login, failed, unreached
from treatygraph.signature import JSON

#: How long writing one part of a graph may take, in seconds.
_SECONDS = 600.0


class Shelves:
    """The graphs of one engine, within ``with``: its connections are kept until the end.

    Args:
        address: where it takes graphs, by the parameter ``graph`` or its own name for it.
        endpoint: where it takes queries.
        login: what it knows its writers by.
        parameter: its name for the parameter ``graph``.
    """

    def __init__(self, address: str, endpoint: str, login: Login, parameter: str = "graph") -> None:
        self.address = address
        self._endpoint = endpoint
        self._login = login
        self._parameter = parameter
        self._client = httpx.Client(timeout=_SECONDS)
        self._known = False

    def __enter__(self) -> Shelves:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def replace(self, graph: str, triples: Sequence[Quad]) -> None:
        """Makes some triples all that a graph holds.

        Raises:
            EndpointError: the engine cannot be reached, or refuses.
        """
        self._write("PUT", graph, triples)

    def add(self, graph: str, triples: Sequence[Quad]) -> None:
        """Adds some triples to a graph.

        Raises:
            EndpointError: the engine cannot be reached, or refuses.
        """
        self._write("POST", graph, triples)

    def drop(self, graph: str) -> None:
        """Drops a graph, if it is there.

        Raises:
            EndpointError: the engine cannot be reached, or refuses.
        """
        self._sent("DELETE", graph, b"", {HTTPStatus.NOT_FOUND})

    def count(self, graph: str) -> int:
        """How many triples a graph holds."""
        rows = self._rows("SELECT (COUNT(*) AS ?found) { ?subject ?predicate ?object }", graph)
        return int(rows[0]["found"]["value"])

    def objects(self, graph: str, predicate: str, subject: str = "") -> list[str]:
        """The IRIs, in order, that a graph relates by a predicate, to one subject or to any."""
        asked = f"<{subject}>" if subject else "?subject"
        rows = self._rows(f"SELECT DISTINCT ?found {{ {asked} <{predicate}> ?found }} ORDER BY ?found", graph)
        return [row["found"]["value"] for row in rows]

    def _rows(self, query: str, graph: str) -> list[dict[str, dict[str, str]]]:
        data = {"query": query, "default-graph-uri": graph}
        try:
            reply = self._client.post(self._endpoint, data=data, headers={"Accept": JSON})
        except httpx.HTTPError as error:
            raise unreached(self._endpoint, str(error)) from error
        if reply.status_code != HTTPStatus.OK:
            raise failed(self._endpoint, reply.status_code, reply.content)
        if cut(reply.headers):
            cure = "let it give as many rows as a release has graphs: Virtuoso's ResultSetMaxRows."
            raise EndpointError([Problem(self._endpoint, "it gives only a part of what it holds", cure)])
        found: list[dict[str, dict[str, str]]] = json.loads(canonical(reply.content))["results"]["bindings"]
        return found

    def _write(self, method: str, graph: str, triples: Sequence[Quad]) -> None:
        body = serialize((quad.triple for quad in triples), format=RdfFormat.N_TRIPLES) or b""
        self._sent(method, graph, body, set())

    def _sent(self, method: str, graph: str, body: bytes, besides: set[int]) -> None:
        headers = {"Content-Type": "application/n-triples"} if body else {}
        try:
            reply = self._client.request(
                method, self.address, params={self._parameter: graph}, content=body, headers=headers
            )
            if reply.status_code == HTTPStatus.UNAUTHORIZED and not self._known and self._login.user:
                # The engine says which scheme it wants; it is kept for what is sent next.
                self._client.auth = self._login.scheme("digest" in reply.headers.get("www-authenticate", "").lower())
                self._known = True
                reply = self._client.request(
                    method, self.address, params={self._parameter: graph}, content=body, headers=headers
                )
        except httpx.HTTPError as error:
            raise unreached(self.address, str(error)) from error
        if reply.status_code == HTTPStatus.UNAUTHORIZED:
            cure = "set TREATYGRAPH_LOGIN=user:password to somebody who may write graphs."
            raise EndpointError([Problem(self.address, "the engine wants to know who writes", cure)])
        if not reply.is_success and reply.status_code not in besides:
            raise failed(self.address, reply.status_code, reply.content)
