"""The command that loads a release into an engine elsewhere."""

from __future__ import annotations

from typing import Annotated

import typer

from treatygraph.errors import Problem, QuestionError
from treatygraph.release import CURRENT
from treatygraph.settings import Settings
from treatygraph.terminal import out


def register(app: typer.Typer) -> None:
    """Makes ``publish`` a command of the command line."""
    app.command()(publish)


def publish(
    to: Annotated[str, typer.Option(help="Where the engine takes graphs, by the Graph Store HTTP Protocol.")],
    keep: Annotated[int, typer.Option(help="How many of the releases before this one stay there.", min=0)] = 1,
) -> None:
    """Load the current release into the engine at TREATYGRAPH_ENDPOINT: its graphs, then one switch, then clearing."""
    from treatygraph.engine import Engine  # noqa: PLC0415
    from treatygraph.remote.endpoint import Login  # noqa: PLC0415
    from treatygraph.remote.loading import Loader  # noqa: PLC0415
    from treatygraph.remote.shelves import Shelves  # noqa: PLC0415

    settings = Settings()
    if not settings.endpoint:
        cure = "set TREATYGRAPH_ENDPOINT to where the engine takes queries."
        raise QuestionError([Problem("treatygraph publish", "nobody says where the engine can be asked", cure)])
    engine = Engine(settings.out / CURRENT)
    user, _, password = settings.login.get_secret_value().partition(":")

    def say(graph: str, size: int) -> None:
        out.print(f"{size:>10,}  {graph.removeprefix(engine.names.base)}", highlight=False, soft_wrap=True)

    with Shelves(to, settings.endpoint, Login(user, password)) as shelves:
        done = Loader(engine.store, engine.names, engine.release, shelves, say).load(keep)
    dropped = f"; dropped {', '.join(done.dropped)}" if done.dropped else ""
    out.print(f"release {engine.release} is current: {done.written} graphs written, {done.kept} were there{dropped}")
