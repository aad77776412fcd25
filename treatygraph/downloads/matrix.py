"""A table as a grid: each row a cell, whose words say what its colour says and whose note names the documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from treatygraph.downloads.table import Table, Value


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the grid: the code that its colour goes by, its words, and its note."""

    status: str
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """A grid: the headings of its columns, and of each row the name, the code and the cells."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[Cell | None, ...]], ...]


def matrix(tables: Sequence[Table], words: Mapping[str, Any]) -> Matrix:
    """The grid of the table that ``words`` names, by the columns that it names; without rows where there is none.

    Args:
        tables: the tables.
        words: the part ``matrix`` of ``queries/downloads/workbook.yaml``.
    """
    known = {table.name: table for table in tables}
    table = known.get(words["table"])
    if table is None:
        return Matrix((), ())
    titles = _titles(known.get(words["titles"]["table"]), words["titles"])
    headings: dict[str, str] = {}
    cells: dict[tuple[str, str], dict[str, Cell]] = {}
    for values in table.rows:
        row = dict(zip(table.columns, values, strict=True))
        column = str(row[words["column"]])
        headings[column] = str(row[words["heading"]] or column)
        cells.setdefault((str(row[words["row"]]), str(row[words["code"]])), {})[column] = _cell(row, titles, words)
    order = sorted(headings)
    rows = [(name, code, tuple(found.get(column) for column in order)) for (name, code), found in sorted(cells.items())]
    return Matrix(tuple(headings[column] for column in order), tuple(rows))


def _titles(table: Table | None, words: Mapping[str, str]) -> dict[str, str]:
    if table is None:
        return {}
    return dict(zip(map(str, table.column(words["key"])), map(str, table.column(words["title"])), strict=True))


def _cell(row: Mapping[str, Value], titles: Mapping[str, str], words: Mapping[str, Any]) -> Cell:
    english, french = (str(row[name]) for name in words["words"])
    certain = row[words["certainty"]] == "certain"
    day = row[words["since"]] if certain else row[words["possibly"]]
    doubt = "" if certain else "? "
    spoken = [
        f"{name}{'' if certain else ' (' + words['possible'][language] + ')'}, {words['from'][language]} {day}"
        for language, name in (("en", english), ("fr", french))
    ]
    documents = str(row[words["sources"]] or "").split()
    if documents:
        spoken.append(f"{words['reported']['en']} · {words['reported']['fr']}:")
    spoken += [f"– {titles.get(document, document)} ({document})" for document in documents]
    return Cell(str(row[words["status"]]), f"{english}{doubt or ' '}{day}", "\n".join(spoken))
