"""States by instruments: rows as lines with a cell for each column, and what stands in each column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from api.frame.alphabet import filed
from api.frame.lookup import Row


@dataclass(frozen=True, slots=True)
class Line:
    """What one thing is told under each column: a row of an answer by the column's key."""

    key: str
    head: Row
    cells: Mapping[str, Row]


def lines(rows: Iterable[Row], key: str, column: str) -> list[Line]:
    """The rows of an answer as lines, in the order in which their keys first come.

    Args:
        rows: the rows; of two for one cell the first stands.
        key: the column of the answer whose value is the line.
        column: the column of the answer whose value is the cell's place.
    """
    found: dict[str, Line] = {}
    for row in rows:
        line = found.setdefault(row[key], Line(row[key], row, {}))
        assert isinstance(line.cells, dict)  # noqa: S101  (it is filled here alone)
        line.cells.setdefault(row[column], row)
    return list(found.values())


def by_name(found: Iterable[Line]) -> list[Line]:
    """Lines in the order of their names."""
    return sorted(found, key=lambda line: (filed(line.head["name"]), line.key))


def counted(found: Sequence[Line], columns: Iterable[str], value: str) -> dict[str, Counter[str]]:
    """How often each value stands in the cells of each column.

    Args:
        found: the lines.
        columns: the keys of the columns.
        value: the column of the answer that is counted.
    """
    return {column: Counter(line.cells[column][value] for line in found if column in line.cells) for column in columns}
