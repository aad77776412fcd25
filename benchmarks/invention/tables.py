"""The tables of an invented world, written in the one form that the project's mappings give them."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from treatygraph import tables
from treatygraph.content import Content
from treatygraph.mapping import MAPPINGS
from treatygraph.tables import Row, Table

#: The cells of a row that are filled in, by column.
Cells = dict[str, str]


class Tables:
    """Rows by the file that they stand in, below ``data/``."""

    def __init__(self) -> None:
        self._rows: defaultdict[str, list[Cells]] = defaultdict(list)

    def add(self, file: str, **cells: str) -> None:
        """Adds a row; columns that are not named are empty."""
        self._rows[file].append(cells)

    def count(self, file: str) -> int:
        """How many rows a file has."""
        return len(self._rows[file])

    def write(self, content: Content) -> None:
        """Writes the files into the content's ``data/``, sorted, each with the header that its mapping describes.

        Raises:
            KeyError: no mapping reads a file.
        """
        known = [tables.describe(mapping.place, mapping.header) for mapping in content.queries(MAPPINGS)]
        for file, rows in self._rows.items():
            table = next((each for each in known if Path(file).match(each.pattern)), None)
            if table is None:
                raise KeyError(file)
            path = content.root / "data" / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(tables.write([_filled(cells, table) for cells in rows], table), encoding="utf-8")
        self._rows.clear()


def _filled(cells: Cells, table: Table) -> Row:
    unknown = cells.keys() - set(table.header)
    if unknown:
        raise KeyError(f"{table.pattern} has no {', '.join(sorted(unknown))}")
    return Row(0, {name: cells.get(name, "") for name in table.header})
