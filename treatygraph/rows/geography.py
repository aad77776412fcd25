"""Rows as features on a map: GeoJSON (RFC 7946), a point for the State that each row names."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from treatygraph.errors import FormatError, Problem
from treatygraph.fields import Field
from treatygraph.rows.head import Cell, Head, placing
from treatygraph.rows.typed import about, values


def write(fields: Sequence[Field], rows: Sequence[Sequence[Cell]], head: Head) -> bytes:
    """The rows as a collection of features (``application/geo+json``); a State whose place is not known has no point.

    Raises:
        FormatError: no column names States.
    """
    column = placing(fields)
    if column is None:
        fault = "no column of its answer names States, so that there is nothing to put on a map"
        raise FormatError([Problem(f"question {head.question.slug}", fault, "ask for .json or .csv.")])
    features = [
        {
            "type": "Feature",
            "id": number,
            "geometry": _point(row[column], head),
            "properties": values(fields, row),
        }
        for number, row in enumerate(rows, start=head.page.first + 1)
    ]
    document = {"type": "FeatureCollection", **about(head), "links": dict(head.links), "features": features}
    return json.dumps(document, ensure_ascii=False).encode("utf-8")


def placed(rows: list[list[Any]]) -> dict[str, tuple[float, float]]:
    """Longitude and latitude by the IRI and by the code of each State, from rows of both and of these."""
    return {
        name.value: (float(long.value), float(lat.value)) for state, code, long, lat in rows for name in (state, code)
    }


def _point(cell: Cell, head: Head) -> dict[str, Any] | None:
    """The place of a State: longitude first (RFC 7946, section 3.1.1)."""
    place = head.places.get(cell["value"]) if cell else None
    return {"type": "Point", "coordinates": list(place)} if place else None
