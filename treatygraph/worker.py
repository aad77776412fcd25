"""One worker: a process that answers queries from a release, one at a time, and can be killed at any moment.

It has no network and no files but the ones the store has open: once the store is open, no descriptor is left to open
anything else with. Its memory is bounded by the kernel. It reads requests from standard input and writes answers to
standard output, each a header in JSON and a body, both preceded by their lengths.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import select
import signal
import sys
import threading
import time
from io import BytesIO
from pathlib import Path
from typing import Any

from treatygraph.answer import Answer, Formats
from treatygraph.engine import Engine
from treatygraph.errors import LimitError, Problem, TreatygraphError
from treatygraph.messages import receive, send
from treatygraph.proofs.explanation import Asked, Explanations
from treatygraph.scenarios.comparison import written
from treatygraph.scenarios.scenario import Rulebook, Scenarios
from treatygraph.scenarios.view import View, Views
from treatygraph.validation.office import Office

#: Seconds of the processor after which an answer is taken to have needed memory that is worth giving back.
LONG = 0.05


class Bounded(BytesIO):
    """A buffer that takes no more than a number of bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def write(self, data: Any) -> int:
        """Writes, or raises LimitError where the whole would be longer than the limit."""
        if self.tell() + len(data) > self._limit:
            fault = f"its answer is larger than {self._limit:,} bytes"
            raise LimitError([Problem("query", fault, "ask for less: LIMIT, fewer variables, a narrower pattern.")])
        return super().write(data)


def main(arguments: list[str]) -> None:
    """Serves requests until standard input ends; the first message tells of the content, whose files it cannot read.

    Args:
        arguments: the folder of the release, the memory limit and the answer limit in bytes.
    """
    folder, memory, size = Path(arguments[0]), int(arguments[1]), int(arguments[2])
    told = receive(sys.stdin.buffer)
    if told is None:
        return
    threading.Thread(target=_end_with_server, daemon=True).start()
    engine = Engine(folder)
    scenarios = Scenarios(engine.store, engine.names, Rulebook.unpack(told[0]["rulebook"]))
    views = Views(scenarios)
    explanations = Explanations(engine.store, engine.names, told[0]["rules"], engine.coverage)
    office = Office(engine, scenarios, told[0]["mappings"])
    # What a query held while it ran is kept for the next, which may never come; each worker would hold its own.
    # https://man7.org/linux/man-pages/man3/malloc_trim.3.html; not every C library has it.
    give_back = getattr(ctypes.CDLL(None), "malloc_trim", None)
    confine(memory)
    send(sys.stdout.buffer, {"ready": engine.release}, b"")
    while (request := receive(sys.stdin.buffer)) is not None:
        header, body = request
        parts = (engine, scenarios, views, explanations, office)
        since = time.process_time()
        send(sys.stdout.buffer, *_answer(*parts, header, body.decode("utf-8"), size))
        if give_back and time.process_time() - since > LONG:
            give_back(0)


def _end_with_server() -> None:
    """Kills this process when whoever asks it is no more, for then nobody would end a query that has no end."""
    gone = select.poll()
    gone.register(sys.stdin.fileno(), 0)
    gone.poll()
    os.kill(os.getpid(), signal.SIGKILL)


def confine(memory: int) -> None:
    """Bounds the memory, and leaves no descriptor to open a file or a socket with."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    last = max(int(name) for name in os.listdir("/proc/self/fd"))  # noqa: PTH208  (no descriptor to spare)
    resource.setrlimit(resource.RLIMIT_NOFILE, (last + 1, last + 1))
    try:
        while True:
            os.dup(0)
    except OSError:
        return


def _answer(
    engine: Engine,
    scenarios: Scenarios,
    views: Views,
    explanations: Explanations,
    office: Office,
    request: dict[str, Any],
    body: str,
    size: int,
) -> tuple[dict[str, Any], bytes]:
    try:
        match request["kind"]:
            case "what-if":
                answer = _imagined(engine, scenarios, body, request["format"], Bounded(size))
            case "why" | "why-not":
                answer = _explained(explanations, request, Bounded(size))
            case "validate":
                answer = _validated(office, request, body, Bounded(size))
            case _:
                view = View(*request["view"])
                answer = engine.answer(
                    body,
                    Formats(*request["formats"]),
                    request["default_graphs"],
                    request["named_graphs"],
                    Bounded(size),
                    views.store(view, request["treaties"]) if view else None,
                )
    except TreatygraphError as error:
        problems = [[problem.place, problem.fault, problem.cure] for problem in error.problems]
        return {"error": type(error).__name__, "problems": problems}, b""
    except MemoryError:
        raise
    except Exception as error:
        problem = [request["kind"], f"a fault of ours, {type(error).__name__}: {error}", "please report it."]
        return {"error": TreatygraphError.__name__, "problems": [problem]}, b""
    return {"media_type": answer.media_type}, answer.body


def _imagined(engine: Engine, scenarios: Scenarios, table: str, media_type: str, into: Bounded) -> Answer:
    """What supposed acts would change, as JSON or as CSV."""
    answer = scenarios.answer(table, engine.release, engine.coverage)
    told = written(answer) if media_type == "text/csv" else json.dumps(answer, ensure_ascii=False)
    into.write(told.encode("utf-8"))
    return Answer(into.getvalue(), media_type)


def _explained(explanations: Explanations, request: dict[str, Any], into: Bounded) -> Answer:
    """Why something holds or does not, as JSON; why it holds as Turtle too."""
    asked = Asked(**request["asked"])
    if request["kind"] == "why" and request["format"] == "text/turtle":
        into.write(explanations.why_written(asked))
    else:
        told = explanations.why_told(asked) if request["kind"] == "why" else explanations.why_not_told(asked)
        into.write(json.dumps(told, ensure_ascii=False).encode("utf-8"))
    return Answer(into.getvalue(), request["format"])


def _validated(office: Office, request: dict[str, Any], body: str, into: Bounded) -> Answer:
    """The report of the release, or of files."""
    media_type, told = office.report(json.loads(body), request["day"], request["form"])
    into.write(told.encode("utf-8"))
    return Answer(into.getvalue(), media_type)


if __name__ == "__main__":
    main(sys.argv[1:])
