"""What servers that are not ours hold and use for the same graph: the oxigraph server, and Virtuoso where it is there.

The one reads the release's store as it is. The other is given the release's default graph by the Graph Store HTTP
Protocol (https://www.w3.org/TR/sparql11-http-rdf-update/), in parts.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
from pyoxigraph import DefaultGraph, RdfFormat, Store, serialize

from benchmarks.servers import Server, oxigraph, virtuoso
from treatygraph.graphs import triples
from treatygraph.releases.release import STORE

#: What a server is asked, a hundred times one after the other.
_STATE = "<https://w3id.org/treatygraph/id/state/XAB>"
_POINT = f"SELECT ?label {{ {_STATE} <http://www.w3.org/2004/02/skos/core#prefLabel> ?label }}"
_TIMES = 100

#: How many triples go in one request, the graph that they go to, and who may write to a Virtuoso that was just made.
_PART, _GRAPH, _LOGIN = 50_000, "urn:x-treatygraph:default", ("dba", "dba")


def measure(release: Path, work: Path) -> dict[str, dict[str, Any]]:
    """By the server's name: seconds of the processor to load, milliseconds of it for an answer, bytes that it holds.

    Args:
        release: the folder of a release.
        work: a folder for what the servers say and write.
    """
    found = {}
    if (Path(sys.executable).parent / "oxigraph").exists():
        with oxigraph(release, work / "oxigraph.log") as server:
            found["oxigraph"] = _asked(server)
    if shutil.which("virtuoso-t"):
        with tempfile.TemporaryDirectory(dir=work) as folder, virtuoso(Path(folder), work / "virtuoso.log") as server:
            since = server.processor()
            _load(server, release)
            loaded = server.processor() - since
            found["virtuoso"] = {"load": loaded, **_asked(server)}
    return found


def _asked(server: Server) -> dict[str, Any]:
    since = server.processor()
    for _ in range(_TIMES):
        status, _, body = server.ask(_POINT)
        assert status == httpx.codes.OK and b"value" in body, f"{server.name}: {status}"  # noqa: PT018
    return {"each": (server.processor() - since) / _TIMES * 1000, "memory": server.memory()["rss"]}


def _load(server: Server, release: Path) -> None:
    address = f"http://127.0.0.1:{server.port}/sparql-graph-crud-auth"
    with httpx.Client(auth=httpx.DigestAuth(*_LOGIN), timeout=300) as client:
        for part in _parts(release):
            reply = client.post(
                address, params={"graph-uri": _GRAPH}, content=part, headers={"Content-Type": "text/turtle"}
            )
            reply.raise_for_status()


def _parts(release: Path) -> Iterator[bytes]:
    """The default graph as N-Triples, some of them at a time."""
    left = triples(Store.read_only(str(release / STORE)), DefaultGraph())
    while part := list(islice(left, _PART)):
        yield serialize(part, format=RdfFormat.N_TRIPLES) or b""
