"""The tables as an Excel workbook: a cover, a matrix of States and instruments, a sheet for each table and its columns.

Days are days, numbers are numbers. What the sheets besides the tables say is content (``queries/downloads``).
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from treatygraph.downloads.descriptors import About
from treatygraph.downloads.matrix import Cell, Matrix, matrix
from treatygraph.downloads.table import Table, Value, day
from treatygraph.errors import Problem, ReleaseError
from treatygraph.fields import Field

#: The first day that Excel tells as everybody does: it holds 1900 to have been a leap year.
_FIRST_DAY = date(1900, 3, 1)

#: The longest text that a cell holds, and how wide a column is shown at most.
_LONGEST, _WIDEST = 32_767, 48

#: How many rows of a table a sheet holds beside the names of its columns.
MOST = 1_048_575

_OPTIONS = {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False, "strings_to_numbers": False}


class _Book:
    """A workbook being written, with the formats that its sheets share."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.heading = book.add_format({"bold": True, "bg_color": "#E8ECF1", "bottom": 1, "valign": "top"})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.strong = book.add_format({"bold": True, "valign": "top"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self._colours: dict[tuple[str, str], Format] = {}

    def colour(self, fill: str, font: str) -> Format:
        """The format of a coloured cell."""
        if (fill, font) not in self._colours:
            self._colours[fill, font] = self.book.add_format({"bg_color": fill, "font_color": font, "border": 1})
        return self._colours[fill, font]


def workbook(tables: Sequence[Table], about: About, words: Mapping[str, Any]) -> bytes:
    """The workbook file.

    Args:
        tables: the tables.
        about: what the release says of itself; its coverage stands for the day on which the file was made.
        words: what the sheets besides the tables say, of ``queries/downloads/workbook.yaml``.

    Raises:
        ReleaseError: a text is longer than a cell holds.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        made = datetime.fromisoformat(about.coverage) if about.coverage else datetime(2000, 1, 1)
        said = {"title": about.title["en"], "author": about.creator, "comments": about.citation, "created": made}
        book.set_properties(said)
        parts = _Book(book)
        grid = matrix(tables, words["matrix"])
        _cover(parts, tables, about, words)
        if grid.rows:
            _matrix(parts, grid, words["matrix"])
        for table in tables:
            _table(parts, table)
        _columns(parts, tables, words["columns"])
    return out.getvalue()


def _cover(parts: _Book, tables: Sequence[Table], about: About, words: Mapping[str, Any]) -> None:
    cover = words["cover"]
    sheet = parts.book.add_worksheet(cover["sheet"])
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 2, 70)
    sheet.write_string(0, 0, about.title["en"], parts.title)
    row = 2
    for name, label in cover["lines"].items():
        told = getattr(about, name)
        spoken = told if isinstance(told, Mapping) else {"en": told}
        sheet.write_string(row, 0, _both(label), parts.strong)
        sheet.write_string(row, 1, spoken["en"], parts.wrapped)
        sheet.write_string(row, 2, spoken.get("fr", ""), parts.wrapped)
        row += 1
    sheet.write_string(row + 1, 1, cover["reading"]["en"], parts.wrapped)
    sheet.write_string(row + 1, 2, cover["reading"]["fr"], parts.wrapped)
    row += 3
    sheet.write_string(row, 0, _both(cover["tables"]), parts.heading)
    for table in tables:
        row += 1
        sheet.write_url(row, 0, f"internal:'{table.name}'!A1", None, table.name)
        for column, language in ((1, "en"), (2, "fr")):
            told = f"{table.title[language]}. {table.description[language]}"
            sheet.write_string(row, column, told, parts.wrapped)
    row += 2
    sheet.write_string(row, 0, _both(cover["legend"]), parts.heading)
    for status, colours in words["matrix"]["colours"].items():
        row += 1
        sheet.write_string(row, 0, status, parts.colour(colours["fill"], colours["font"]))
    _print(sheet)


def _matrix(parts: _Book, grid: Matrix, words: Mapping[str, Any]) -> None:
    sheet = parts.book.add_worksheet(words["sheet"])
    for column, heading in enumerate([_both(words["state"]), words["code"], *grid.headings]):
        sheet.write_string(0, column, heading, parts.heading)
    for number, (name, code, cells) in enumerate(grid.rows, start=1):
        sheet.write_string(number, 0, name, parts.strong)
        sheet.write_string(number, 1, code)
        for column, cell in enumerate(cells, start=2):
            if cell is not None:
                _cell(parts, sheet, (number, column), cell, words["colours"])
    sheet.set_column(0, 0, 30)
    sheet.set_column(2, 1 + len(grid.headings), 26)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, len(grid.rows), 1 + len(grid.headings))
    _print(sheet)


def _cell(parts: _Book, sheet: Worksheet, at: tuple[int, int], cell: Cell, colours: Mapping[str, Any]) -> None:
    colour = colours.get(cell.status, {"fill": "#FFFFFF", "font": "#000000"})
    sheet.write_string(*at, cell.text, parts.colour(colour["fill"], colour["font"]))
    sheet.write_comment(*at, cell.note, {"author": "", "x_scale": 2, "y_scale": 1.5})


def _table(parts: _Book, table: Table) -> None:
    """Writes a table on a sheet, and what is more than a sheet holds on further ones."""
    for start in range(0, max(len(table.rows), 1), MOST):
        name = f"{table.name} {start // MOST + 1}" if start else table.name
        _rows(parts, table, parts.book.add_worksheet(name), table.rows[start : start + MOST])


def _rows(parts: _Book, table: Table, sheet: Worksheet, rows: Sequence[tuple[Value, ...]]) -> None:
    for column, field in enumerate(table.fields):
        sheet.write_string(0, column, field.name, parts.heading)
        sheet.write_comment(0, column, f"{field.title['en']} · {field.title['fr']}", {"author": ""})
        longest = max((len(str(row[column])) for row in rows if row[column] is not None), default=0)
        sheet.set_column(column, column, min(max(longest, len(field.name) + 3) + 1, _WIDEST))
        for number, row in enumerate(rows, start=1):
            if row[column] is not None:
                _write(parts, sheet, (number, column), field, row[column], table)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(rows), 1), len(table.fields) - 1)
    _print(sheet)


def _write(parts: _Book, sheet: Worksheet, at: tuple[int, int], field: Field, found: Value, table: Table) -> None:
    when = day(found) if field.type == "date" else None
    if when and when >= _FIRST_DAY:
        sheet.write_datetime(*at, datetime(when.year, when.month, when.day), parts.day)
    elif isinstance(found, bool):
        sheet.write_boolean(*at, found)
    elif isinstance(found, int | float):
        sheet.write_number(*at, found)
    elif len(str(found)) > _LONGEST:
        fault = f"a text in its column {field.name} is longer than the {_LONGEST:,} characters of an Excel cell"
        raise ReleaseError([Problem(table.place, fault, "shorten it, or leave it out of the table.")])
    else:
        sheet.write_string(*at, str(found))


def _columns(parts: _Book, tables: Sequence[Table], words: Mapping[str, Any]) -> None:
    sheet = parts.book.add_worksheet(words["sheet"])
    for column, heading in enumerate(words["headings"]):
        sheet.write_string(0, column, _both(heading), parts.heading)
    number = 0
    for table in tables:
        for field in table.fields:
            number += 1
            to = table.references.get(field.name)
            titles = (field.title["en"], field.title["fr"], field.description["en"], field.description["fr"])
            told = (table.name, field.name, field.type, *titles, f"{to.table}.{to.column}" if to else "")
            for column, text in enumerate(told):
                sheet.write_string(number, column, text)
    sheet.set_column(0, 4, 24)
    sheet.set_column(5, 6, 70)
    sheet.set_column(7, 7, 30)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(number, 1), len(words["headings"]) - 1)
    _print(sheet)


def _print(sheet: Worksheet) -> None:
    """On paper: across, one page wide, the first row on each page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _both(words: Mapping[str, str]) -> str:
    return words["en"] if words["en"] == words["fr"] else f"{words['en']} · {words['fr']}"
