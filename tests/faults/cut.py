"""Publishes a small graph or runs a command of the command line, and kills itself at a moment that it is told.

Arguments: the moment as ``before`` or ``after`` and a function's module and name; whether two folders can exchange their
names; and ``publish`` with the folder of releases, the value of the graph and its description, or a command.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from pathlib import Path
from typing import Any

from small import published

from treatygraph import cli
from treatygraph.releases import placing


def main(moment: str, place: str, exchange: str, command: str, *words: str) -> None:
    """Does what it is told, up to the moment."""
    module, _, name = place.rpartition(".")
    owner: Any = Path if module == "Path" else importlib.import_module(f"treatygraph.{module}")
    called = getattr(owner, name)

    def cutting(*given: Any, **named: Any) -> Any:
        done = called(*given, **named) if moment == "after" else None
        os.kill(os.getpid(), signal.SIGKILL)
        return done

    setattr(owner, name, cutting)
    if exchange == "no":
        placing.exchange = lambda one, other: False
    if command == "publish":
        out, value, described = words
        published(value, Path(out), described)
    else:
        sys.argv = ["treatygraph", command, *words]
        cli.main()


if __name__ == "__main__":
    main(*sys.argv[1:])
