"""The server: one application on one address."""

from __future__ import annotations

import math
import signal
import socket
import sys
import time
from types import FrameType

import structlog
import uvicorn

from api.serving.following import Following
from api.serving.reload import Reload
from api.serving.standing import Standing
from treatygraph.errors import Problem, TreatygraphError

#: How many seconds a connection may stand unused: longer than a proxy keeps it, so that it is the proxy that closes it.
_IDLE = 75

#: How many seconds what has begun may take once the grace is over.
LAST = 30


class Server(uvicorn.Server):
    """A server that, told to end, first says that it is leaving and serves on for a while.

    Args:
        config: the server's configuration.
        standing: where it is said that it is leaving.
        grace: for how many seconds it serves on.
    """

    def __init__(self, config: uvicorn.Config, standing: Standing, grace: float) -> None:
        super().__init__(config)
        self._standing = standing
        self._grace = grace
        self._end = math.inf

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begins the grace on the first SIGTERM; ends on anything else, and on the second."""
        if sig == signal.SIGTERM and self._grace and not self._standing.leaving:
            self._standing.leaving = True
            self._end = time.monotonic() + self._grace
        else:
            super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        """Ends when the grace is over."""
        self.should_exit |= time.monotonic() >= self._end
        return await super().on_tick(counter)


def run(app: Following | Reload, host: str, port: int, log: str, standing: Standing, grace: float) -> None:
    """Serves until it is told to end, having said where.

    Args:
        app: the application.
        host: the address to listen on.
        port: the port, or 0 for any that is free.
        log: the least level of what is logged to standard error, as JSON: ``info`` has a line for each reply.
        standing: where it is said that this copy is leaving.
        grace: for how many seconds it serves on after it was told to end.

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
    config = uvicorn.Config(
        app,
        log_level="warning",
        server_header=False,
        loop="uvloop",
        http="httptools",
        timeout_keep_alive=_IDLE,
        timeout_graceful_shutdown=LAST,
    )
    Server(config, standing, grace).run(sockets=[listener])
