"""What must hold between tables before they are offered: keys tell rows apart, references lead to rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from treatygraph.errors import ContentError, Problem

if TYPE_CHECKING:
    from treatygraph.downloads.table import Table


def in_order(tables: Sequence[Table]) -> list[Table]:
    """The tables, each after those that it refers to, otherwise by name.

    Raises:
        ContentError: references go in a ring.
    """
    waiting = {table.name: table for table in sorted(tables, key=lambda table: table.name)}
    done: dict[str, Table] = {}
    while waiting:
        ready = [
            name
            for name, table in waiting.items()
            if not {other.table for other in table.references.values()} - {*done, name}
        ]
        if not ready:
            fault = f"the tables {', '.join(waiting)} refer to each other in a ring"
            cure = "make one of the references a table of its own."
            raise ContentError([Problem(next(iter(waiting.values())).place, fault, cure)])
        done.update((name, waiting.pop(name)) for name in ready)
    return list(done.values())


def check(tables: Sequence[Table]) -> None:
    """Sees that every key is there and tells rows apart, and that every reference leads to a row.

    Raises:
        ContentError: with an example of each fault.
    """
    problems: list[Problem] = []
    keys = {table.name: {str(key) for key in table.column(table.key[0])} for table in tables}
    for table in tables:
        counted = Counter(zip(*(table.column(name) for name in table.key), strict=True))
        named = ", ".join(table.key)
        twice = [key for key, number in counted.items() if number > 1]
        if twice:
            cure = "give the query's OPTIONAL parts one value each, or add a column to the key."
            problems.append(Problem(table.place, f"{len(twice)} keys ({named}) stand twice, as {twice[0]!r}", cure))
        empty = [key for key in counted if None in key]
        if empty:
            problems.append(Problem(table.place, f"a key ({named}) is empty: {empty[0]!r}", "bind it in the query."))
        for column, other in table.references.items():
            lost = sorted({str(found) for found in table.column(column) if found is not None} - keys[other.table])
            if lost:
                fault = f"{column} refers to {lost[0]}, which the table {other.table} has not ({len(lost)} such)"
                cure = f"widen the query of {other.table}, or leave the value out."
                problems.append(Problem(table.place, fault, cure))
    if problems:
        raise ContentError(problems)
