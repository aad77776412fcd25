"""Outlines of the countries on the plane of the map: TopoJSON as the data of paths of SVG.

https://github.com/topojson/topojson-specification
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from api.world.projection import MIDDLE, SOUTH, Point, place, turn

#: What resolutions of the United Nations say of whose a part is that the outlines draw with another: by the key of the
#: country, and the span of degrees that its ring lies in.
_ASSIGNED: list[dict[str, Any]] = json.loads(Path(__file__).with_name("assigned.json").read_text("utf-8"))

#: A country less high and less wide than this is hard to see and to point at.
_SMALL = 16


@dataclass(frozen=True, slots=True)
class Outline:
    """A country on the map: the data of its path, and whether it is too small to be seen."""

    path: str
    is_small: bool


@dataclass(frozen=True, slots=True)
class Outlines:
    """The countries by their numbers of ISO 3166-1 (``392``), and whatever has none in one path."""

    countries: Mapping[str, Outline]
    rest: str

    @classmethod
    def read(cls, file: Path | None) -> Outlines | None:
        """The outlines of a TopoJSON file with an object ``countries``; None where there is no file."""
        if file is None:
            return None
        topology = json.loads(file.read_text("utf-8"))
        arcs = [_decoded(arc, topology["transform"]) for arc in topology["arcs"]]
        rings: defaultdict[str, list[list[Point]]] = defaultdict(list)
        for geometry in topology["objects"]["countries"]["geometries"]:
            found = [_ring(numbers, arcs) for numbers in _rings(geometry)]
            if min(latitude for ring in found for _, latitude in ring) < SOUTH:
                continue
            for ring in found:
                rings[_owner(geometry.get("id", geometry["properties"]["name"]), ring)].append(ring)
        countries = {key: _outline(map(_placed, held)) for key, held in rings.items()}
        return cls(
            {key: outline for key, outline in countries.items() if key.isdigit()},
            "".join(outline.path for key, outline in countries.items() if not key.isdigit()),
        )


def _decoded(arc: Sequence[Sequence[int]], transform: Mapping[str, Sequence[float]]) -> list[Point]:
    """The points of an arc in degrees; each is written as a step from the one before, in whole units."""
    (wide, high), (left, low) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for right, up in arc:
        x, y = x + right, y + up
        points.append((x * wide + left, y * high + low))
    return points


def _rings(geometry: Mapping[str, Any]) -> Iterable[Sequence[int]]:
    """The rings of a polygon or of several, each as the numbers of its arcs."""
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    return [ring for polygon in polygons for ring in polygon]


def _ring(numbers: Sequence[int], arcs: Sequence[Sequence[Point]]) -> list[Point]:
    """The points of a ring; an arc with a negative number is gone along backwards."""
    points: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return points


def _owner(key: str, ring: Sequence[Point]) -> str:
    """Whose a ring is: the country's that it is drawn with, or the one's that a resolution says."""
    for told in _ASSIGNED:
        if told["of"] == key and all(_is_within(point, told) for point in ring):
            return str(told["to"])
    return key


def _is_within(point: Point, span: Mapping[str, float]) -> bool:
    return span["west"] <= point[0] <= span["east"] and span["south"] <= point[1] <= span["north"]


def _placed(ring: Sequence[Point]) -> list[tuple[int, int]]:
    """The points of a ring on the map in whole units; one that lies across the back stays in one piece."""
    east = [turn(ring[0][0] - MIDDLE)]
    for (before, _), (after, _) in pairwise(ring):
        east.append(east[-1] + turn(after - before))
    points = [place(turned, latitude) for turned, (_, latitude) in zip(east, ring, strict=True)]
    return [(round(x), round(y)) for x, y in points]


def _outline(rings: Iterable[Sequence[tuple[int, int]]]) -> Outline:
    """The rings as one path, each point a step from the one before; what rounding has flattened is left out."""
    drawn = []
    seen: list[tuple[int, int]] = []
    for ring in rings:
        steps = [(right - x, down - y) for (x, y), (right, down) in pairwise(ring) if (x, y) != (right, down)]
        if len(steps) > 2:  # noqa: PLR2004 - two steps enclose nothing
            seen += ring
            written = " ".join(f"{x} {y}" for x, y in steps[:-1]).replace(" -", "-")
            drawn.append(f"M{ring[0][0]} {ring[0][1]}l{written}z")
    wide, high = (max(values) - min(values) if values else 0 for values in zip(*seen, strict=True)) if seen else (0, 0)
    return Outline("".join(drawn), max(wide, high) < _SMALL)
