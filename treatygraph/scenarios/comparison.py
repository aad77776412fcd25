"""Comparisons of rows: which are gained, lost or changed from one answer to another, and how that is told."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

#: The rows of a question, each cell as text.
Rows = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Change:
    """A row that is gained, lost or changed: the cells that name it, and the others before and after."""

    change: str
    key: Mapping[str, str]
    before: Mapping[str, str] | None
    after: Mapping[str, str] | None


def compare(before: Rows, after: Rows, key: Sequence[str]) -> list[Change]:
    """What changes from some rows to others, in the order of the keys.

    Rows that both have are left out. Of those with the same key the first before meets the first after.

    Args:
        before: the rows of the first answer.
        after: the rows of the second.
        key: the columns that name a row.
    """
    sides: dict[tuple[str, ...], tuple[Rows, Rows]] = {}
    for side, rows in enumerate((before, after)):
        for row in rows:
            sides.setdefault(tuple(row[name] for name in key), ([], []))[side].append(row)
    found = []
    for named in sorted(sides, key=lambda cells: [(len(cell) if cell.isdigit() else 0, cell) for cell in cells]):
        old, new = sides[named]
        pairs = zip_longest([row for row in old if row not in new], [row for row in new if row not in old])
        for one, other in pairs:
            kind = "gained" if one is None else "lost" if other is None else "changed"
            found.append(Change(kind, dict(zip(key, named, strict=True)), _rest(one, key), _rest(other, key)))
    return found


def written(answer: Mapping[str, Any]) -> str:
    """An answer of ``Scenarios.answer`` as CSV: a row for each cell that changes."""
    keys = list(dict.fromkeys(name for each in answer["answers"] for name in each["key"]))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["hypothetical_on", "question", "change", *keys, "column", "before", "after"])
    for each in answer["answers"]:
        for change in each["changes"]:
            named = [change["key"].get(name, "") for name in keys]
            before, after = change["before"] or {}, change["after"] or {}
            for column in before or after:
                cells = before.get(column, ""), after.get(column, "")
                if cells[0] != cells[1]:
                    writer.writerow([answer["release"], each["question"], change["change"], *named, column, *cells])
    return out.getvalue()


def tabulated(changes: Sequence[Mapping[str, Any]]) -> tuple[list[str], list[list[str]]]:
    """The changes of one question for a reader: columns, and rows with “before → after” where the two differ."""
    rows = []
    for each in changes:
        before, after = each["before"], each["after"]
        columns = list(before or after)
        if before is None or after is None:
            rest = dict(before or after)
        else:
            rest = {name: _arrow(before[name], after[name]) for name in columns}
        rows.append({"change": each["change"], **each["key"], **rest})
    filled = [name for name in dict.fromkeys(name for row in rows for name in row) if any(row[name] for row in rows)]
    return filled, [[row[name] for name in filled] for row in rows]


def _rest(row: Mapping[str, str] | None, key: Sequence[str]) -> dict[str, str] | None:
    return None if row is None else {name: cell for name, cell in row.items() if name not in key}


def _arrow(before: str, after: str) -> str:
    return before if before == after else f"{before or '–'} → {after or '–'}"
