"""An assistant's client of the server of tools, which runs as a process over the miniature and one treaty without acts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from dialogue import Call, command
from mcp import Client
from mcp.client.stdio import stdio_client
from mcp_types import CallToolResult
from pyoxigraph import RdfFormat, Store, parse

from treatygraph.content import Content
from treatygraph.description import describe
from treatygraph.graphs import add
from treatygraph.releases.publication import publish

#: A treaty of which the graph knows everything but acts.
UNRECORDED = b"""
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix tg: <https://w3id.org/treatygraph/ontology#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<https://w3id.org/treatygraph/id/treaty/mini-4> a tg:Treaty ;
    skos:prefLabel "Third miniature convention"@en , "Troisi\xc3\xa8me convention miniature"@fr ;
    tg:seriesNumber "MINI 4" ; tg:openedOn "2015-01-01"^^xsd:date ;
    tg:coverage "No act is recorded."@en ; dcterms:source <https://w3id.org/treatygraph/id/source/mini-a> .
"""


@pytest.fixture(scope="session")
def settings(miniature: tuple[Content, Store], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The settings of a server over the miniature with one treaty more."""
    content = miniature[0]
    store = Store()
    store.extend(miniature[1])
    add(store, (quad.triple for quad in parse(UNRECORDED, RdfFormat.TURTLE)), content.names.graph("source/mini-a"))
    describe(store, content)
    out = tmp_path_factory.mktemp("assistant")
    publish(store, content.names, content.fingerprint(), out)
    return {
        "TREATYGRAPH_ROOT": str(content.root),
        "TREATYGRAPH_OUT": str(out),
        "TREATYGRAPH_SECONDS": "10",
        "TREATYGRAPH_MEMORY": str(3 << 29),
        "TREATYGRAPH_ANSWER": str(4 << 20),
        "TREATYGRAPH_WORKERS": "2",
    }


@pytest.fixture(scope="session")
def portal() -> Iterator[BlockingPortal]:
    with start_blocking_portal() as opened:
        yield opened


@pytest.fixture(scope="session")
def client(
    settings: dict[str, str], portal: BlockingPortal, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Client]:
    """A client that has started the server as its own process."""
    with (tmp_path_factory.mktemp("log") / "stderr").open("w") as log:
        started = stdio_client(command(settings), log)
        with portal.wrap_async_context_manager(Client(started, read_timeout_seconds=60)) as opened:
            yield opened


@pytest.fixture(scope="session")
def call(client: Client, portal: BlockingPortal) -> Call:
    """Calls a tool; the client checks what it answers against the schema that the tool declares."""

    def called(tool: str, **arguments: Any) -> CallToolResult:
        result = portal.call(client.call_tool, tool, arguments)
        assert isinstance(result, CallToolResult)
        return result

    return called
