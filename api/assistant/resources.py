"""What an assistant may read: documents about things, the ontology in short, the questions, the coverage."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError

from api.assistant.coverage import Coverage, covered
from api.assistant.desk import Desk
from treatygraph.answer import Formats
from treatygraph.errors import TreatygraphError

MARKDOWN, TURTLE = "text/markdown", "text/turtle"

#: What the address of a resource begins with.
SCHEME = "treatygraph://"


def register(server: MCPServer[Any], desk: Desk, coverage: Coverage) -> None:
    """Offers the resources."""

    @server.resource(
        SCHEME + "ontology",
        title="The ontology in short",
        description="Every class, property and value with its definition: what to read before writing SPARQL",
        mime_type=MARKDOWN,
    )
    async def ontology() -> str:
        return await _read(lambda: _terms(desk))

    @server.resource(
        SCHEME + "questions",
        title="The questions of the catalogue",
        description="Every question with its wording and parameters, as the tool ask takes them",
        mime_type=MARKDOWN,
    )
    async def questions() -> str:
        return desk.write("catalogue.md", questions=desk.questions.values())

    @server.resource(
        SCHEME + "coverage",
        title="How far the acts of each treaty are known",
        description="Up to when, how many, and what is known to be missing",
        mime_type=MARKDOWN,
    )
    async def covering() -> str:
        return await _read(lambda: _covering(desk, coverage))

    @server.resource(
        SCHEME + "id/{+path}",
        title="The document about a thing",
        description=f"What the graph says of a State (state/{desk.examples['state']}), a treaty, an act, a source",
        mime_type=TURTLE,
    )
    async def document(path: str) -> str:
        return await _read(lambda: _document(desk, path))


async def _read(made: Callable[[], Awaitable[str]]) -> str:
    """What a resource holds; a fault of ours is told as it stands.

    Raises:
        ResourceError: a limit was reached.
    """
    try:
        return await made()
    except TreatygraphError as error:
        raise ResourceError(str(error)) from error


async def _terms(desk: Desk) -> str:
    return desk.write("ontology.md", terms=await desk.rows("terms"))


async def _covering(desk: Desk, coverage: Coverage) -> str:
    return desk.write("covering.md", covered=[covered(row) for row in (await coverage.on()).values()], desk=desk)


async def _document(desk: Desk, path: str) -> str:
    """What the graph says of a thing, in Turtle.

    Raises:
        ResourceNotFoundError: it says nothing of it.
    """
    if re.fullmatch(r"[^\x00-\x20<>\"{}|^`\\]+", path):
        query = desk.text("document", thing=desk.engine.names.thing(path).value)
        written = (await desk.pool.answer(query, Formats(graph=TURTLE))).body.decode("utf-8")
        if any(line and not line.startswith("@prefix") for line in written.splitlines()):
            return written
    raise ResourceNotFoundError(f"the graph says nothing of id/{path}; the tool find gives identifiers")
