"""The command that tells what differs from one release to another."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import Annotated

import typer
from rich.text import Text

from treatygraph.commands.terminal import out
from treatygraph.content import Content
from treatygraph.releases.release import CURRENT
from treatygraph.settings import Settings


class Told(StrEnum):
    """How a difference is written."""

    text = "text"
    json = "json"
    turtle = "turtle"


#: The colour of a change by its sign.
_COLOURS = {"+": "green", "-": "red", "~": "yellow"}


def register(app: typer.Typer) -> None:
    """Makes ``diff`` a command of the command line."""
    app.command()(diff)


def diff(
    old: Annotated[str, typer.Argument(help="A release: its folder, its identifier, or its .nq file.")],
    new: Annotated[str, typer.Argument(help="The release to compare it with.")] = CURRENT,
    form: Annotated[Told, typer.Option("--format", "-f", help="How to write what differs.")] = Told.text,
) -> None:
    """Tell what differs from one release to another: acts, clauses, sources, and what follows from them."""
    from treatygraph.changes import difference, revision  # noqa: PLC0415

    settings = Settings()
    content = Content(settings.root, settings.base)
    before, after = (difference.opened(place, settings.out, content.names) for place in (old, new))
    told = difference.difference(before, after, difference.listings(content))
    if form is Told.json:
        json.dump(told, sys.stdout, ensure_ascii=False, indent=2)
    elif form is Told.turtle:
        sys.stdout.buffer.write(revision.turtle(told, content.names))
    else:
        for depth, line in revision.lines(told):
            out.print(Text("    " * depth + line, _COLOURS.get(line[0], "") if depth else "bold"), soft_wrap=True)
