"""Acts that a person writes, supposed or to be checked: rows of the table of acts with a column ``treaty`` more."""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from treatygraph import tables
from treatygraph.errors import ContentError, LimitError, Problem, QuestionError
from treatygraph.tables import Column, Row, Table

#: What faults call the rows of a supposition; it is also their source where they name none.
PLACE = "what-if"

#: The largest number of an act of its kind.
NUMBER = 100

#: The columns without which no act is told; that of the day may be empty where a window is given.
REQUIRED = ("treaty", "iso3", "action", "date")

#: What a column may name: for each value, what people call it.
Known = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Reading:
    """How acts are read.

    Attributes:
        place: what faults call the rows.
        supposed: whether a State's name and a source that are left out are filled in.
        treaty: the treaty of rows that have no column for it.
        length: how many bytes are read.
        rows: how many rows are read.
    """

    place: str = PLACE
    supposed: bool = True
    treaty: str = ""
    length: int = 64 << 10
    rows: int = 100


SUPPOSED = Reading()


def read(text: str, table: Table, known: Known, reading: Reading = SUPPOSED) -> list[Row]:
    """The rows that tell of acts, with a cell for ``treaty`` and for each column of the table of acts.

    Args:
        text: CSV with a header; any of the columns, in any order.
        table: the table of acts.
        known: what the cells of some columns may be, ``treaty`` and ``iso3`` among them.
        reading: how they are read.

    Raises:
        LimitError: there is more than is read.
        QuestionError: with every fault of every row.
    """
    place = reading.place
    if len(text.encode("utf-8")) > reading.length:
        raise LimitError([Problem(place, f"it is longer than {reading.length:,} bytes", "send fewer acts at a time.")])
    whole = _widened(table, known)
    written = _cells(text, whole.header, reading)
    if len(written) > reading.rows:
        raise LimitError([Problem(place, f"it has more than {reading.rows} rows", "send fewer acts at a time.")])
    if reading.supposed:
        for cells in written:
            cells["state"] = cells["state"] or known["iso3"].get(cells["iso3"], "?")
            cells["source"] = cells["source"] or PLACE
    found = [
        Problem(f"{place} row {number}", fault, cure)
        for number, cells in enumerate(written, start=2)
        for fault, cure in _faults(cells, known, whole, reading)
    ]
    try:
        rows = tables.read(_text(written, whole), place, whole, {})
    except ContentError as error:
        found += error.problems
    if found:
        raise QuestionError(sorted(found, key=lambda problem: int(problem.place.rpartition(" ")[2])))
    return rows


def _widened(table: Table, known: Known) -> Table:
    """The table with a column for the treaty; what is known is told by what is known, not by its form."""
    columns = [replace(each, format=None, term=None) if each.name in known else each for each in table.columns]
    return replace(table, columns=(Column("treaty", required=True), *columns))


def _cells(text: str, columns: list[str], reading: Reading) -> list[dict[str, str]]:
    """The cells of each row by column, those left out empty.

    Raises:
        QuestionError: it is not CSV, or its header or the number of cells of a row is wrong.
    """
    place = reading.place
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff").strip("\r\n"), newline=""), strict=True)
    try:
        header, *rows = [*reader] or [[]]
    except csv.Error as error:
        cure = "put double quotes around the whole cell, and double each quote within it."
        raise QuestionError([Problem(f"{place} row {reader.line_num}", f"it is not CSV: {error}", cure)]) from error
    problems = [
        Problem(f"{place} row 1", f"there is no column `{name}`", _near(name, dict.fromkeys(columns, "")))
        for name in header
        if name not in columns
    ]
    twice = sorted({name for name in header if header.count(name) > 1})
    problems += [Problem(f"{place} row 1", f"the column `{name}` is there twice", "keep one.") for name in twice]
    required = [name for name in REQUIRED if name != "treaty" or not reading.treaty]
    lacking = [name for name in required if name not in header]
    if lacking:
        fault = f"the header lacks {', '.join(lacking)}"
        problems.append(Problem(f"{place} row 1", fault, f"begin with a header such as {','.join(required)}"))
    elif not rows:
        problems.append(Problem(f"{place} row 1", "no row follows the header", "add a line for each act."))
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header):
            fault = f"it has {len(row)} cells, not {len(header)}"
            cure = "put a comma for each empty cell, and double quotes around a cell that holds a comma."
            problems.append(Problem(f"{place} row {number}", fault, cure))
    if problems:
        raise QuestionError(problems)
    empty = {**dict.fromkeys(columns, ""), "treaty": reading.treaty}
    return [{**empty, **dict(zip(header, row, strict=True))} for row in rows]


def _text(rows: list[dict[str, str]], table: Table) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, table.header, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _faults(cells: Mapping[str, str], known: Known, table: Table, reading: Reading) -> Iterator[tuple[str, str]]:
    """What the form of the cells does not tell: what the graph does not know, and a day that is not told at all."""
    for column in table.columns:
        for value in column.values(cells[column.name]) if column.name in known else ():
            if value not in known[column.name] and not (reading.supposed and value == PLACE):
                yield f"`{column.name}` “{value}” is not in the graph", _near(value, known[column.name])
    if re.fullmatch(r"-?\d+", cells["act"]) and not 0 < int(cells["act"]) <= NUMBER:
        yield f"`act` “{cells['act']}” is not the number of an act", "write 2 for the second act of its kind."
    if reading.supposed and not cells["date"] and not cells["not_before"] and not cells["not_after"]:
        yield "`date` is empty", "fill it in, or say not_before, not_after or both."


def _near(word: str, known: Mapping[str, str]) -> str:
    """The known values that a word is nearest to, by themselves or by what people call them."""
    called = {each.casefold(): value for value, name in known.items() for each in (name, value) if each}
    word = word.casefold()
    matches = [word] if word in called else difflib.get_close_matches(word, called, 3, 0.5)
    near = dict.fromkeys(called[match] for match in matches)
    if near:
        return f"did you mean {' or '.join(f'{v} ({known[v]})' if known[v] else v for v in near)}?"
    return f"it knows {', '.join(list(known)[:20])}{', …' if len(known) > 20 else ''}."  # noqa: PLR2004
