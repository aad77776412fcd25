"""The server: one application on one address."""

from __future__ import annotations

import socket
import sys

import structlog
import uvicorn

from api.serving.front import Front
from api.serving.reload import Reload
from treatygraph.errors import Problem, TreatygraphError


def run(app: Front | Reload, host: str, port: int, log: str) -> None:
    """Serves until it is interrupted, having said where.

    Args:
        app: the application.
        host: the address to listen on.
        port: the port, or 0 for any that is free.
        log: the least level of what is logged to standard error, as JSON: ``info`` has a line for each reply.

    Raises:
        TreatygraphError: the address cannot be listened on.
    """
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)
    except OSError as error:
        cure = "choose another with PORT= (or --port)."
        raise TreatygraphError([Problem(f"{host}:{port}", f"it cannot be listened on: {error}", cure)]) from error
    address = f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}"
    print(f"treatygraph serves release {app.release} on {address}", flush=True)  # noqa: T201
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(log),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        cache_logger_on_first_use=True,
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    config = uvicorn.Config(app, log_level="warning", server_header=False, loop="uvloop", http="httptools")
    uvicorn.Server(config).run(sockets=[listener])
