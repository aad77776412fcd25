"""What the command line shows: tables of rows, and the steps of long work as they end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.table import Table
from rich.text import Text

from treatygraph.namespaces import Names

#: What is printed comes from files and requests: no word of it is an instruction to the terminal.
out = Console(markup=False, emoji=False, highlight=False)
err = Console(stderr=True, markup=False, emoji=False, highlight=False)


@contextmanager
def progress() -> Iterator[Callable[[str, float], None]]:
    """Shows each step as it ends, with its seconds, and their sum at the end."""
    total = 0.0

    def listener(step: str, seconds: float) -> None:
        nonlocal total
        total += seconds
        status.update(f"after {step} …")
        if seconds >= 0.05:  # noqa: PLR2004  (what takes no time is not worth a line)
            err.print(f"  {step:<28} {seconds:6.2f} s")

    with err.status("building …") as status:
        yield listener
    err.print(f"  {'in all':<28} {total:6.2f} s")


def short(names: Names, text: str) -> str:
    """An IRI by its prefix; any other text as it is."""
    return names.shorten(text) if "://" in text else text


def show(names: list[str], rows: list[list[str]]) -> None:
    """Prints rows under their names, and how many there are."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in names:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    out.print(table)
    out.print(f"{len(rows)} rows" if len(rows) != 1 else "1 row", style="dim")


def say(console: Console, colour: str, place: str, rest: str) -> None:
    """Prints what is wrong, its place in a colour."""
    console.print(Text.assemble((place, colour), ": ", rest), soft_wrap=True)
