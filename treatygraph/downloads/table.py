"""The tables of a release: each is a SELECT query in a folder, whose header says its key and what it refers to.

A header has ``title`` and ``description`` in English and French, ``key`` (the columns that tell rows apart) and
``references`` (``column: table``, to that table's one key column). ``$coverage`` in a query is the last day that the
graph covers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml
from pyoxigraph import QuerySolutions, Store

from treatygraph.content import Content, QueryFile
from treatygraph.downloads.integrity import check, in_order
from treatygraph.errors import ContentError, Problem
from treatygraph.fields import Field, described, glossary, overridden, value
from treatygraph.namespaces import XSD
from treatygraph.tables import is_date
from treatygraph.tokens import substitute

FOLDER = "queries/tables"

#: What the columns of tables mean where the glossary of questions does not say it.
GLOSSARY = f"{FOLDER}/fields.yaml"

Value = str | int | float | bool | None

_LANGUAGES = {"en", "fr"}
_NEIGHBOUR = "see the header of a neighbour."


@dataclass(frozen=True, slots=True)
class Reference:
    """What the values of a column are: those of the key column of a table."""

    table: str
    column: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what it is, its columns, its key, the tables that its columns refer to, its rows sorted by the key."""

    name: str
    place: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    references: Mapping[str, Reference]
    rows: tuple[tuple[Value, ...], ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(field.name for field in self.fields)

    def column(self, name: str) -> list[Value]:
        """The values of one column."""
        place = self.columns.index(name)
        return [row[place] for row in self.rows]


def tables(content: Content, store: Store, coverage: str) -> tuple[Table, ...]:
    """Every table, each after those that it refers to.

    Args:
        content: the content folders, whose queries make the tables.
        store: the graph.
        coverage: the last day that the graph covers, YYYY-MM-DD.

    Raises:
        ContentError: a header lacks something, a query cannot be run, a column is not explained, a value is not of its
            column's type, two rows have one key, or a reference leads nowhere.
    """
    known, files = _glossary(content), content.queries(FOLDER)
    keys = {file.name: file.header.get("key") for file in files}
    ordered = in_order([_table(file, known, keys, store, coverage) for file in files])
    check(ordered)
    return tuple(ordered)


def _glossary(content: Content) -> dict[str, Field]:
    try:
        said = yaml.load(content.text_of(GLOSSARY) or "", yaml.CSafeLoader)
    except yaml.YAMLError as error:
        fault = f"it is not YAML: {' '.join(str(error).split())}"
        raise ContentError([Problem(GLOSSARY, fault, "mend the line it names.")]) from error
    return overridden(glossary(content), said, GLOSSARY)


def _table(file: QueryFile, known: Mapping[str, Field], keys: Mapping[str, Any], store: Store, coverage: str) -> Table:
    header = file.header
    problems = [
        Problem(file.place, f"its header has no {key} in English and French", f"add `{key}: {{en: …, fr: …}}`.")
        for key in ("title", "description")
        if not isinstance(header.get(key), dict) or set(header[key]) != _LANGUAGES
    ]
    key, references = header.get("key"), header.get("references") or {}
    if not isinstance(key, list) or not key:
        problems.append(Problem(file.place, "its header has no key", "add `key: [column, …]`."))
    if not isinstance(references, dict):
        problems.append(Problem(file.place, "its references have no columns", "write `references: {column: table}`."))
        references = {}
    problems += [
        Problem(file.place, f"{column} refers to {name}, which is no table with a key of one column", _NEIGHBOUR)
        for column, name in references.items()
        if len(keys.get(name) or ()) != 1
    ]
    if problems:
        raise ContentError(problems)
    found = _asked(file, store, coverage)
    columns = [variable.value for variable in found.variables]
    fields = described(columns, overridden(known, header.get("fields"), file.place), file.place)
    rows = [tuple(_value(file.place, field, row[field.name]) for field in fields) for row in found]
    _require_columns(file.place, columns, [*(key or []), *references])
    places = [columns.index(name) for name in key or []]
    rows.sort(key=lambda row: [str(row[place] or "") for place in places])
    return Table(
        _name(file.name),
        file.place,
        header["title"],
        {language: " ".join(words.split()) for language, words in header["description"].items()},
        fields,
        tuple(key or []),
        {column: Reference(_name(name), str(keys[name][0])) for column, name in references.items()},
        tuple(rows),
    )


def _asked(file: QueryFile, store: Store, coverage: str) -> QuerySolutions:
    text = substitute(file.text, {"coverage": f'"{coverage}"^^<{XSD}date>'})
    try:
        found = store.query(text)
    except SyntaxError as error:
        raise ContentError([Problem(file.place, f"it is not SPARQL: {error}", "mend the query.")]) from error
    if not isinstance(found, QuerySolutions):
        raise ContentError([Problem(file.place, "it is not a SELECT query", "ask with SELECT.")])
    return found


def _name(name: str) -> str:
    """A file's name as a table's: SQL has no hyphen in a name."""
    return name.replace("-", "_")


def _require_columns(place: str, columns: list[str], named: list[str]) -> None:
    strange = [name for name in named if name not in columns]
    if strange:
        cure = f"it gives {', '.join(columns)}."
        raise ContentError([Problem(place, f"its header names the column {name}", cure) for name in strange])


def _value(place: str, field: Field, term: Any) -> Value:
    """A term as a value of its column's type; text without a character is nothing, for CSV cannot tell them apart."""
    found = value(field, term)
    if found is None or found == "":
        return None
    if field.type == "decimal":
        # A float holds more digits than any measurement; what it cannot hold exactly is rounded to it.
        try:
            return float(found)
        except ValueError:
            fits = False
    elif field.type == "integer":
        fits = isinstance(found, int)
    elif field.type == "boolean":
        fits = isinstance(found, bool)
    else:
        fits = field.type != "date" or is_date(str(found))
    if not fits:
        cure = f"mend the query, or the type of {field.name} in {GLOSSARY}."
        raise ContentError([Problem(place, f"“{found}” in the column {field.name} is no {field.type}", cure)])
    return found


def day(found: Value) -> date | None:
    """A value of a column of days as a day."""
    return date.fromisoformat(str(found)) if found is not None else None
