"""The command that loads a release into an engine elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from treatygraph.commands.terminal import out
from treatygraph.errors import Problem, QuestionError
from treatygraph.releases.release import CURRENT
from treatygraph.settings import Settings


def register(app: typer.Typer) -> None:
    """Makes ``publish`` a command of the command line."""
    app.command()(publish)


def publish(
    to: Annotated[
        str,
        typer.Option(help="Where the engine takes graphs (Graph Store HTTP Protocol); or a file for its bulk loader."),
    ],
    keep: Annotated[int, typer.Option(help="How many of the releases before this one stay there.", min=0)] = 1,
) -> None:
    """Load the current release into the engine at TREATYGRAPH_ENDPOINT: its graphs, then one switch, then clearing.

    Graphs that stand there whole are left alone: those that a run before has written, or the engine's bulk loader has
    taken from the file that this command writes as NAME.nq.gz or NAME.nq.
    """
    from treatygraph.engine import Engine  # noqa: PLC0415
    from treatygraph.remote.bulk import write  # noqa: PLC0415
    from treatygraph.remote.endpoint import Login  # noqa: PLC0415
    from treatygraph.remote.loading import Loader  # noqa: PLC0415
    from treatygraph.remote.placement import Placement  # noqa: PLC0415
    from treatygraph.remote.shelves import Shelves  # noqa: PLC0415

    settings = Settings()
    if to.startswith("http") and not settings.endpoint:
        cure = "set TREATYGRAPH_ENDPOINT to where the engine takes queries."
        raise QuestionError([Problem("treatygraph publish", "nobody says where the engine can be asked", cure)])
    engine = Engine(settings.out / CURRENT, whole=True)

    def say(graph: str, size: int) -> None:
        out.print(f"{size:>10,}  {graph.removeprefix(engine.names.base)}", highlight=False, soft_wrap=True)

    if not to.startswith("http"):
        number = write(engine.store, Placement(engine.names, engine.release), Path(to), say)
        out.print(f"{to}: {number} graphs of release {engine.release}; load it, then publish to the engine")
        return
    user, _, password = settings.login.get_secret_value().partition(":")
    with Shelves(to, settings.endpoint, Login(user, password)) as shelves:
        done = Loader(engine.store, engine.names, engine.release, shelves, say).load(keep)
    dropped = f"; dropped {', '.join(done.dropped)}" if done.dropped else ""
    out.print(f"release {engine.release} is current: {done.written} graphs written, {done.kept} were there{dropped}")
