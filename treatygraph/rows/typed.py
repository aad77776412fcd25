"""Rows as JSON with numbers as numbers, and beside them what was asked and what each column means."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from treatygraph.fields import Field, typed
from treatygraph.rows.head import Cell, Head

Value = str | int | float | bool | None


def values(fields: Sequence[Field], row: Sequence[Cell]) -> dict[str, Value]:
    """A row by the names of its columns, each value of the column's type; None where it is not bound."""
    return {
        field.name: None if cell is None else typed(field, cell["value"])
        for field, cell in zip(fields, row, strict=True)
    }


def about(head: Head) -> dict[str, Any]:
    """What was asked of which release, and which of the rows follow."""
    return {
        "question": head.question.slug,
        "title": dict(head.question.title),
        "release": head.release,
        "coverage": head.coverage,
        "asked": dict(head.asked),
        "total": head.page.total,
        "page": head.page.number,
        "size": head.page.size,
        "pages": head.page.pages,
        "fields": [told(field) for field in head.fields],
    }


def told(field: Field) -> dict[str, Any]:
    """A column: its name, its type, its title and what it means in English and French."""
    return {
        "name": field.name,
        "type": field.type,
        "title": dict(field.title),
        "description": dict(field.description),
    }


def write(fields: Sequence[Field], rows: Sequence[Sequence[Cell]], head: Head) -> bytes:
    """The rows as one JSON document (``application/json``)."""
    document = {**about(head), "rows": [values(fields, row) for row in rows], "links": dict(head.links)}
    return json.dumps(document, ensure_ascii=False).encode("utf-8")
