"""The tables as an SQLite database: strict types, keys enforced, and what every table and column means beside them.

https://www.sqlite.org/stricttables.html
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing

from treatygraph.downloads.descriptors import About
from treatygraph.downloads.table import Table, Value
from treatygraph.errors import Problem, ReleaseError
from treatygraph.fields import Field

#: The columns' types, of the few that SQLite has; a day is text that the database checks to be one.
_TYPES = {"integer": "INTEGER", "boolean": "INTEGER", "decimal": "REAL"}

_ABOUT = """
CREATE TABLE "_release" ("key" TEXT PRIMARY KEY, "value" TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE "_tables" ("table" TEXT PRIMARY KEY, "title_en" TEXT NOT NULL, "title_fr" TEXT NOT NULL,
  "description_en" TEXT NOT NULL, "description_fr" TEXT NOT NULL, "rows" INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE "_columns" ("table" TEXT NOT NULL REFERENCES "_tables" ("table"), "column" TEXT NOT NULL,
  "position" INTEGER NOT NULL, "type" TEXT NOT NULL, "title_en" TEXT NOT NULL, "title_fr" TEXT NOT NULL,
  "description_en" TEXT NOT NULL, "description_fr" TEXT NOT NULL, "refers_to" TEXT,
  PRIMARY KEY ("table", "column")) STRICT, WITHOUT ROWID;
"""


def database(tables: Sequence[Table], about: About) -> bytes:
    """The database file.

    Args:
        tables: the tables, each after those that it refers to.
        about: what the release says of itself.

    Raises:
        ReleaseError: SQLite finds a value that is not of its column's type, or a reference that leads nowhere.
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA foreign_keys = OFF")
            connection.execute("BEGIN")
            for table in tables:
                _create(connection, table)
            connection.execute("COMMIT")
            connection.executescript(_ABOUT)
            _describe(connection, tables, about)
            lost = connection.execute("PRAGMA foreign_key_check").fetchone()
            if lost:
                raise sqlite3.IntegrityError(f"{lost[0]} refers to what {lost[2]} has not")
            connection.execute("VACUUM")
            return connection.serialize()
        except sqlite3.Error as error:
            cure = "mend the query of the table that it names."
            raise ReleaseError([Problem("the SQLite database", f"it cannot be written: {error}", cure)]) from error


def _create(connection: sqlite3.Connection, table: Table) -> None:
    parts = [_column(field, table) for field in table.fields]
    parts.append(f"PRIMARY KEY ({', '.join(map(_quoted, table.key))})")
    parts += [
        f"FOREIGN KEY ({_quoted(column)}) REFERENCES {_quoted(to.table)} ({_quoted(to.column)})"
        for column, to in table.references.items()
    ]
    connection.execute(f"CREATE TABLE {_quoted(table.name)} ({', '.join(parts)}) STRICT, WITHOUT ROWID")
    marks = ", ".join("?" * len(table.fields))
    connection.executemany(f"INSERT INTO {_quoted(table.name)} VALUES ({marks})", table.rows)  # noqa: S608
    for column in table.references:
        if table.key[0] != column:
            index = _quoted(f"{table.name}_by_{column}")
            connection.execute(f"CREATE INDEX {index} ON {_quoted(table.name)} ({_quoted(column)})")


def _column(field: Field, table: Table) -> str:
    name = _quoted(field.name)
    said = f"{name} {_TYPES.get(field.type, 'TEXT')}"
    if field.name in table.key:
        said += " NOT NULL"
    if field.type == "date":
        # Adding no day makes 30 February the first of March, which is another text.
        said += f" CHECK ({name} = date({name}, '+0 days'))"
    if field.type == "boolean":
        said += f" CHECK ({name} IN (0, 1))"
    return said


def _describe(connection: sqlite3.Connection, tables: Sequence[Table], about: About) -> None:
    said = {
        "release": about.release,
        "coverage": about.coverage,
        "title_en": about.title["en"],
        "title_fr": about.title["fr"],
        "description_en": about.description["en"],
        "description_fr": about.description["fr"],
        "licence": about.licence,
        "creator": about.creator,
        "address": about.address,
        "citation": about.citation,
    }
    connection.executemany('INSERT INTO "_release" VALUES (?, ?)', sorted(said.items()))
    for table in tables:
        words = (*_both(table.title), *_both(table.description))
        connection.execute('INSERT INTO "_tables" VALUES (?, ?, ?, ?, ?, ?)', (table.name, *words, len(table.rows)))
        rows: list[tuple[Value, ...]] = []
        for place, field in enumerate(table.fields, start=1):
            to = table.references.get(field.name)
            target = f"{to.table}.{to.column}" if to else None
            meaning = (*_both(field.title), *_both(field.description))
            rows.append((table.name, field.name, place, field.type, *meaning, target))
        connection.executemany('INSERT INTO "_columns" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)', rows)


def _both(words: Mapping[str, str]) -> tuple[str, str]:
    return words["en"], words["fr"]


def _quoted(name: str) -> str:
    """A name as SQL quotes it; names come from content files, which nobody must trust to hold no quote."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
