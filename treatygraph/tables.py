"""Tables: CSV files whose columns a mapping declares, read strictly and written in one form.

A mapping's header describes its tables in the words of CSV on the Web (https://www.w3.org/TR/tabular-metadata/):
``required``, ``datatype`` (``string``, ``date``, ``integer``), ``format`` (a regular expression), ``separator``; and
``term``, for a cell that holds the label of a term of the ontology, and ``names``, for one that names a thing of a
class: what is not of the form is then told the thing that it is most like.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from treatygraph.errors import ContentError, Problem

#: The English label of each term below a class, by that class's local name.
Terms = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Column:
    """What the cells of one column may hold."""

    name: str
    required: bool = False
    datatype: str = "string"
    format: str | None = None
    separator: str | None = None
    term: str | None = None
    names: str | None = None

    def values(self, cell: str) -> list[str]:
        """The values in a cell: none, one, or several where the column has a separator."""
        if not cell:
            return []
        return cell.split(self.separator) if self.separator else [cell]

    def fault(self, value: str, terms: Terms) -> tuple[str, str] | None:
        """What is wrong with one value and how to mend it, or nothing."""
        if value != value.strip():
            return f"“{value}” begins or ends with a blank", "remove the blank."
        if self.datatype == "date" and not is_date(value):
            return (
                f"“{value}” is not a date",
                "write it as YYYY-MM-DD; leave the cell empty where the day is not known.",
            )
        if self.datatype == "integer" and not re.fullmatch(r"-?\d+", value):
            return f"“{value}” is not a whole number", "write digits only."
        if self.format and not re.fullmatch(self.format, value):
            return f"“{value}” is not of the form {self.format}", "mend the cell."
        if self.term and value not in terms.get(self.term, {}):
            known = sorted(terms.get(self.term, {}))
            near = difflib.get_close_matches(value, known, 1)
            cure = f"did you mean “{near[0]}”?" if near else f"write one of: {', '.join(known)}."
            return f"“{value}” is not the label of a term below tg:{self.term}", cure
        return None


@dataclass(frozen=True, slots=True)
class Table:
    """The kind of table that one mapping reads."""

    pattern: str
    sort: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def header(self) -> list[str]:
        """The names of the columns, in order."""
        return [column.name for column in self.columns]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number by RFC 7111 (the header is row 1) and its cells."""

    number: int
    cells: Mapping[str, str] = field(hash=False)


def describe(place: str, header: Mapping[str, object]) -> Table:
    """The table that a mapping's header describes.

    Raises:
        ContentError: the header lacks ``tables`` or ``columns``, or a column has a key that means nothing.
    """
    columns = header.get("columns")
    if not isinstance(columns, dict) or not isinstance(header.get("tables"), str):
        cure = "add `tables:` (a path below data/, * allowed) and `columns:` to the header."
        raise ContentError([Problem(place, "its header does not describe a table", cure)])
    try:
        described = tuple(Column(str(name), **(rest or {})) for name, rest in columns.items())
    except TypeError as error:
        cure = "a column knows required, datatype, format, separator, term and names."
        raise ContentError([Problem(place, f"a column has a key that means nothing ({error})", cure)]) from error
    sort = header.get("sort", [])
    return Table(str(header["tables"]), tuple(sort) if isinstance(sort, list) else (), described)


def read(text: str, place: str, table: Table, terms: Terms) -> list[Row]:
    """The rows of a table.

    Raises:
        ContentError: with every fault of every row, each with its row number.
    """
    rows, problems = parse(text, place, table)
    for row in rows:
        problems += _faults(row, f"{place} row {row.number}", table, terms)
    if problems:
        raise ContentError(problems)
    return rows


def parse(text: str, place: str, table: Table) -> tuple[list[Row], list[Problem]]:
    """The rows of a table, and what is wrong with its shape: the header, the number of cells."""
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        lines = list(reader)
    except csv.Error as error:
        cure = "put double quotes around the whole cell, and double each quote within it."
        return [], [Problem(f"{place} row {reader.line_num}", f"it is not CSV: {error}", cure)]
    if not lines or lines[0] != table.header:
        found = ",".join(lines[0]) if lines else "nothing"
        cure = f"write the header {','.join(table.header)}"
        return [], [Problem(f"{place} row 1", f"the header is {found}", cure)]
    rows: list[Row] = []
    problems: list[Problem] = []
    for number, cells in enumerate(lines[1:], start=2):
        if len(cells) == len(table.columns):
            rows.append(Row(number, dict(zip(table.header, cells, strict=True))))
        else:
            fault = f"it has {len(cells)} cells, not {len(table.columns)}"
            cure = "put a comma for each empty cell, and double quotes around a cell that holds a comma."
            problems.append(Problem(f"{place} row {number}", fault, cure))
    return rows, problems


def write(rows: list[Row], table: Table) -> str:
    """The one form of a table: rows sorted and distinct, least quoting, LF."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.header)
    writer.writerows(sorted({tuple(row.cells[name] for name in table.header) for row in rows}, key=_order(table)))
    return out.getvalue()


def _order(table: Table):  # type: ignore[no-untyped-def]
    places = [table.header.index(name) for name in table.sort]
    return lambda cells: ([_natural(cells[place]) for place in places], cells)


def _natural(cell: str) -> tuple[tuple[int, str], ...]:
    """Orders Article 9 before Article 10, as a reader does."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", cell) if part)


def _faults(row: Row, place: str, table: Table, terms: Terms) -> Iterator[Problem]:
    for column in table.columns:
        values = column.values(row.cells[column.name])
        if column.required and not values:
            yield Problem(place, f"`{column.name}` is empty", "fill it in.")
        for value in values:
            if fault := column.fault(value, terms):
                yield Problem(place, f"`{column.name}` {fault[0]}", fault[1], value, column.names or "")


def is_date(value: str) -> bool:
    """Whether a text is a day of the calendar, written YYYY-MM-DD (ISO 8601)."""
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
