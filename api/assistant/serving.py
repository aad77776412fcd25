"""The server made and run: on standard input and output, or over HTTP on loopback."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import uvicorn

from api.assistant import asking, cooperation, finding, prompts, querying, reasons, resources, statuses
from api.assistant.coverage import Coverage
from api.assistant.desk import Desk
from api.assistant.server import Assistant
from api.search.register import Register
from treatygraph.catalogue import Question
from treatygraph.citations.citation import Citing
from treatygraph.engine import Engine
from treatygraph.errors import Problem, TreatygraphError
from treatygraph.pool import Limits, Pool

HOST = "127.0.0.1"


@asynccontextmanager
async def opened(
    engine: Engine,
    limits: Limits,
    told: Mapping[str, Any],
    questions: Mapping[str, Question],
    asked: Mapping[str, Question],
    citing: Citing,
) -> AsyncIterator[Assistant]:
    """The server of a release, its workers started, and killed in the end.

    Args:
        engine: the release.
        limits: what a query may cost.
        told: what workers are told of the content.
        questions: the catalogue.
        asked: the questions that tools ask for themselves.
        citing: what documents are found by.
    """
    pool = Pool(engine.folder, limits, told)
    await pool.start(1)
    try:
        desk = Desk(engine, pool, questions, asked, citing)
        register = Register(await desk.rows("names"))
        coverage = Coverage(desk)
        tools = [
            *statuses.tools(desk, register, coverage),
            *cooperation.tools(desk, register, coverage),
            *reasons.tools(desk, register, coverage),
            *finding.tools(desk, register, coverage),
            *asking.tools(desk, register, coverage),
            *querying.tools(desk),
        ]
        server = Assistant(
            tools, desk.write("instructions.md", release=desk.release, examples=desk.examples), engine.release
        )
        resources.register(server, desk, coverage)
        prompts.register(server, desk)
        yield server
    finally:
        await pool.close()


def listening(port: int) -> socket.socket:
    """A port of loopback, listened on.

    Args:
        port: its number, or 0 for any that is free.

    Raises:
        TreatygraphError: it cannot be listened on.
    """
    try:
        return socket.create_server((HOST, port))
    except OSError as error:
        fault = f"it cannot be listened on: {error}"
        raise TreatygraphError([Problem(f"{HOST}:{port}", fault, "choose another with --port.")]) from error


async def serve(server: Assistant, listener: socket.socket | None) -> None:
    """Serves until the client goes, or over HTTP until it is interrupted.

    Args:
        server: the server.
        listener: what to listen on; standard input and output where there is none.
    """
    if listener is None:
        await server.run_stdio_async()
        return
    address = f"http://{HOST}:{listener.getsockname()[1]}/mcp"
    # Standard output is the protocol's, here too: whoever starts both kinds reads one place.
    print(f"treatygraph serves release {server.version} to assistants on {address}", file=sys.stderr, flush=True)  # noqa: T201
    config = uvicorn.Config(server.streamable_http_app(host=HOST), log_level="warning", server_header=False)
    await uvicorn.Server(config).serve(sockets=[listener])


def run(port: int | None, *parts: Any) -> None:
    """Opens the server of a release, with the ``parts`` that ``opened`` takes, and serves.

    Args:
        port: the port of loopback, or 0 for any that is free; standard input and output where there is none.
        parts: what ``opened`` takes.

    Raises:
        TreatygraphError: the port cannot be listened on.
    """
    listener = None if port is None else listening(port)

    async def main() -> None:
        async with opened(*parts) as server:
            await serve(server, listener)

    asyncio.run(main())
