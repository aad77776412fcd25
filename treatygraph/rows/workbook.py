"""Rows as a workbook of Excel: typed cells, and sheets on what was asked, on the columns and on what to cite.

The same answer gives the same bytes: nothing in the file tells the time at which it was written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from treatygraph.errors import FormatError, Problem
from treatygraph.fields import Field, typed
from treatygraph.rows.head import Cell, Head

#: What a cell, the address of a link and a sheet hold at most.
#: https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3
_TEXT: Final = 32_767
_ADDRESS: Final = 2_079
_LINKS: Final = 65_530
_ROWS: Final = 1_048_576

#: The first year that a date of Excel can have.
_FIRST: Final = "1900-03-01"

#: How many cells of an answer are looked through for the documents that a workbook lists: it takes a while.
CITED: Final = 1_000

_WIDEST: Final = 60

_SHEETS: Final = {"en": ("Rows", "Columns", "Asked", "Sources"), "fr": ("Lignes", "Colonnes", "Question", "Sources")}
_WORDS: Final = {
    "en": ("Question", "Title", "Wording", "Parameters", "Release", "Known up to", "Rows", "Page", "Address"),
    "fr": (
        "Question",
        "Titre",
        "Énoncé",
        "Paramètres",
        "Version",
        "Actes connus jusqu’au",
        "Lignes",
        "Page",
        "Adresse",
    ),
}


def write(fields: Sequence[Field], rows: Sequence[Sequence[Cell]], head: Head) -> bytes:
    """The rows as a workbook (``application/vnd.openxmlformats-officedocument.spreadsheetml.sheet``).

    Raises:
        FormatError: a sheet has no place for so many rows, or a cell for so long a text.
    """
    _require(fields, rows, head)
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    made = datetime.fromisoformat(head.coverage)
    book.set_properties({"title": head.question.title[head.language], "created": made})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    names = _SHEETS[head.language]
    _rows(book.add_worksheet(names[0]), fields, rows, head, bold, day)
    columns = [["name", "type", "title en", "title fr", "description en", "description fr"]]
    columns += [[each.name, each.type, *map(str, (each.title["en"], each.title["fr"]))] for each in fields]
    for line, each in zip(columns[1:], fields, strict=True):
        line += [each.description["en"], each.description["fr"]]
    _lines(book.add_worksheet(names[1]), columns, bold, header=True)
    _lines(book.add_worksheet(names[2]), list(_asked(head)), bold)
    _lines(book.add_worksheet(names[3]), [[line] for line in (head.cited or sources(head)).splitlines()], bold)
    book.close()
    return buffer.getvalue()


def sources(head: Head) -> str:
    """Where the documents behind an answer are told that is too large for its workbook to list them."""
    path = head.links.get("cite.txt", f"/queries/{head.question.slug}.cite.txt")
    return head.base + path.removeprefix("/")


def _require(fields: Sequence[Field], rows: Sequence[Sequence[Cell]], head: Head) -> None:
    place = f"question {head.question.slug}"
    cure = "ask for .csv, which has no such bound."
    if len(rows) >= _ROWS:
        raise FormatError([Problem(place, f"a sheet has no place for {len(rows):,} rows", cure)])
    for number, row in enumerate(rows, start=head.page.first + 1):
        for field, cell in zip(fields, row, strict=True):
            if cell is not None and len(cell["value"]) > _TEXT:
                fault = f"{field.name} of row {number} is longer than the {_TEXT:,} characters that a cell may hold"
                raise FormatError([Problem(place, fault, cure)])


def _rows(
    sheet: Worksheet, fields: Sequence[Field], rows: Sequence[Sequence[Cell]], head: Head, bold: Format, day: Format
) -> None:
    widths = [len(field.title[head.language]) for field in fields]
    put = _putting(sheet, day)
    for column, field in enumerate(fields):
        sheet.write_string(0, column, field.title[head.language], bold)
    for line, row in enumerate(rows, start=1):
        for column, (field, cell) in enumerate(zip(fields, row, strict=True)):
            if cell is not None:
                put(line, column, field, typed(field, cell["value"]))
                widths[column] = max(widths[column], len(cell["value"]))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(width, _WIDEST) + 2)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(fields) - 1)


def _putting(sheet: Worksheet, day: Format) -> Callable[[int, int, Field, Any], None]:
    """What puts a value into a cell of its type."""
    links = 0

    def put(line: int, column: int, field: Field, value: str | int | float | bool) -> None:
        nonlocal links
        if isinstance(value, bool):
            sheet.write_boolean(line, column, value)
        elif isinstance(value, int | float):
            sheet.write_number(line, column, value)
        elif field.type == "date" and value >= _FIRST:
            sheet.write_datetime(line, column, datetime.fromisoformat(value), day)
        elif field.type == "iri" and len(value) <= _ADDRESS and links < _LINKS:
            links += 1
            sheet.write_url(line, column, value, string=value)
        else:
            # A text that begins like a formula stays a text.
            sheet.write_string(line, column, value)

    return put


def _asked(head: Head) -> Iterator[list[str]]:
    words = _WORDS[head.language]
    page, language = head.page, head.language
    values = ", ".join(f"{name}={value}" for name, value in head.asked.items() if value is not None)
    said = (
        head.question.slug,
        head.question.title[language],
        head.question.wording[language],
        values,
        head.release,
        head.coverage,
        str(page.total),
        f"{page.number} / {page.pages}",
        head.base + head.links["self"].removeprefix("/") if "self" in head.links else head.address,
    )
    for word, value in zip(words, said, strict=True):
        yield [word, value]


def _lines(sheet: Worksheet, lines: Sequence[Sequence[str]], bold: Format, header: bool = False) -> None:
    for number, line in enumerate(lines):
        for column, value in enumerate(line):
            strong = (number == 0) if header else (column == 0 and len(line) > 1)
            sheet.write_string(number, column, value, bold if strong else None)
    for column in range(max((len(line) for line in lines), default=0)):
        width = max(len(line[column]) for line in lines if column < len(line))
        sheet.set_column(column, column, min(width, _WIDEST) + 2)
