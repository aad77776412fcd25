"""The tables of a project as they stand: what they hold, which kinds there are, and how a row is added to one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from pyoxigraph import RdfFormat, Store

from treatygraph import tables
from treatygraph.content import Content
from treatygraph.errors import ContentError, Problem
from treatygraph.mapping import MAPPINGS, vocabulary
from treatygraph.tables import Row, Table, Terms


def column(content: Content, file: str, name: str) -> set[str]:
    """What the cells of one column of a table below ``data/`` hold."""
    return {row.cells[name] for row in read(content, file)}


def kinds(content: Content) -> Iterator[Table]:
    """The kinds of table that the mappings describe."""
    for mapping in content.queries(MAPPINGS):
        yield tables.describe(mapping.place, mapping.header)


def terms(content: Content) -> Terms:
    """The labels that cells may hold, as the ontology has them.

    Raises:
        ContentError: a file of the ontology is not Turtle.
    """
    store = Store()
    for path in content.files("ontology/*.ttl"):
        try:
            store.load(content.text(path), RdfFormat.TURTLE, to_graph=content.names.graph("ontology"))
        except SyntaxError as error:
            fault = f"it is not Turtle: {error}"
            raise ContentError([Problem(content.place(path), fault, "mend that line.")]) from error
    return vocabulary(store, content.names)


def read(content: Content, file: str) -> list[Row]:
    """The rows of a table below ``data/``; none where there is no such file.

    Raises:
        ContentError: the table has another header or a row another number of cells.
    """
    path = content.root / "data" / file
    if not path.exists():
        return []
    rows, problems = tables.parse(content.written(path), content.place(path), table_of(content, file))
    if problems:
        raise ContentError(problems)
    return rows


def table_of(content: Content, file: str) -> Table:
    """The kind of table that a file below ``data/`` is."""
    (table,) = [table for table in kinds(content) if Path(file).match(table.pattern)]
    return table


def add(content: Content, file: str, cells: Mapping[str, str]) -> str:
    """Adds a row to a table below ``data/``, which is then in its form, and gives the row's place.

    Raises:
        ContentError: the table cannot be read, or a cell is not what its column asks for.
    """
    table, path = table_of(content, file), content.root / "data" / file
    row = Row(0, {name: cells.get(name, "") for name in table.header})
    text = tables.write([*read(content, file), row], table)
    place = content.place(path)
    added = next(each for each in tables.parse(text, place, table)[0] if each.cells == row.cells)
    # The new row alone: what is wrong with the others is not its concern.
    try:
        tables.read(tables.write([row], table), place, table, terms(content))
    except ContentError as error:
        told = [Problem(f"a new row of {place}", problem.fault, problem.cure) for problem in error.problems]
        raise ContentError(told) from error
    path.write_text(text, encoding="utf-8", newline="\n")
    return f"{place} row {added.number}"
