"""The outlines of countries: TopoJSON decoded, put on a plane where areas are true, and assigned as resolutions say."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from math import cos, radians
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.world.outlines import Outlines
from api.world.projection import HEIGHT, WIDTH, project
from api.world.views import SPANS, View
from treatygraph.errors import QuestionError


def topology(*countries: tuple[dict[str, Any], list[list[float]]]) -> dict[str, Any]:
    """A TopoJSON document of countries of one ring each, in tenths of a degree."""
    arcs, geometries = [], []
    for number, (about, ring) in enumerate(countries):
        points = [(round(x * 10), round(y * 10)) for x, y in ring]
        arcs.append([list(points[0])] + [[x - a, y - b] for (a, b), (x, y) in pairwise(points)])
        geometries.append({"type": "Polygon", "arcs": [[number]], "properties": {"name": "Land"}, **about})
    transform = {"scale": [0.1, 0.1], "translate": [0, 0]}
    return {
        "type": "Topology",
        "transform": transform,
        "arcs": arcs,
        "objects": {"countries": {"geometries": geometries}},
    }


def read(tmp_path: Path, *countries: tuple[dict[str, Any], list[list[float]]]) -> Outlines:
    file = tmp_path / "countries.json"
    file.write_text(json.dumps(topology(*countries)), "utf-8")
    found = Outlines.read(file)
    assert found is not None
    return found


def square(west: float, south: float, east: float, north: float) -> list[list[float]]:
    return [[west, south], [west, north], [east, north], [east, south], [west, south]]


def corners(path: str) -> list[tuple[int, int]]:
    """The points of a path of one ring, from its steps."""
    first, steps = path.removesuffix("z").split("l")
    x, y = map(int, first.removeprefix("M").split())
    points = [(x, y)]
    numbers = [int(number) for number in re.findall(r"-?\d+", steps)]
    for right, down in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + right, y + down
        points.append((x, y))
    return points


def test_without_a_file_there_are_no_outlines() -> None:
    assert Outlines.read(None) is None


def test_a_ring_becomes_a_path_through_its_points(tmp_path: Path) -> None:
    ring = square(0, 10, 20, 30)
    path = read(tmp_path, ({"id": "001"}, ring)).countries["001"].path
    wanted = [project(longitude, latitude) for longitude, latitude in ring[:-1]]
    assert corners(path) == [(round(x), round(y)) for x, y in wanted]


def test_an_arc_with_a_negative_number_is_gone_along_backwards(tmp_path: Path) -> None:
    document = topology(({"id": "001"}, square(0, 10, 20, 30)))
    document["objects"]["countries"]["geometries"].append(
        {"type": "MultiPolygon", "id": "002", "arcs": [[[-1]]], "properties": {"name": "Land"}}
    )
    file = tmp_path / "countries.json"
    file.write_text(json.dumps(document), "utf-8")
    found = Outlines.read(file)
    assert found is not None
    assert set(corners(found.countries["001"].path)) == set(corners(found.countries["002"].path))


def test_a_ring_across_the_back_of_the_map_stays_in_one_piece(tmp_path: Path) -> None:
    ring = [[178.0, 60], [178.0, 66], [-166.0, 66], [-166.0, 60], [178.0, 60]]
    points = corners(read(tmp_path, ({"id": "001"}, ring)).countries["001"].path)
    across = [x for x, _ in points]
    assert max(across) - min(across) < WIDTH / 10


def test_what_reaches_over_the_southern_edge_is_left_out(tmp_path: Path) -> None:
    assert read(tmp_path, ({"id": "010"}, square(-100, -85, 100, -60))).countries == {}


def test_land_without_a_number_is_the_rest(tmp_path: Path) -> None:
    found = read(tmp_path, ({}, square(0, 10, 20, 30)))
    assert found.countries == {}
    assert found.rest.startswith("M")


def test_a_part_that_a_resolution_assigns_is_drawn_with_the_other_country(tmp_path: Path) -> None:
    part, whole = square(33, 44.5, 36, 46), square(40, 50, 60, 60)
    found = read(tmp_path, ({"id": "643"}, part), ({"id": "643"}, whole), ({"id": "804"}, square(25, 47, 38, 52)))
    assert found.countries["804"].path.count("M") == 2
    assert found.countries["643"].path.count("M") == 1


def test_every_assignment_names_the_document_that_makes_it() -> None:
    told = json.loads((Path(__file__).parents[2] / "api" / "world" / "assigned.json").read_text("utf-8"))
    assert told
    assert all(re.fullmatch(r"https://undocs\.org/[AS]/RES/[0-9/()]+", each["source"]) for each in told)


def test_a_country_that_is_hard_to_see_is_told_so(tmp_path: Path) -> None:
    found = read(tmp_path, ({"id": "001"}, square(0, 0, 1, 1)), ({"id": "002"}, square(0, 0, 20, 20)))
    assert (found.countries["001"].is_small, found.countries["002"].is_small) == (True, False)


@settings(derandomize=True, database=None, deadline=None)
@given(st.floats(-168, 190), st.floats(-55, 83))
def test_areas_are_true(longitude: float, latitude: float) -> None:
    # Equal Earth (doi:10.1080/13658816.2018.1504949): the area of a small square goes with the cosine of its latitude.
    step = 0.01
    here, east, north = (
        project(longitude, latitude),
        project(longitude + step, latitude),
        project(longitude, latitude + step),
    )
    wide, high = east[0] - here[0], here[1] - north[1]
    whole = project(11 + step, 0)[0] - project(11, 0)[0], project(11, 0)[1] - project(11, step)[1]
    middle = cos(radians(latitude + step / 2))
    assert wide * high == pytest.approx(whole[0] * whole[1] * middle, rel=1e-3)


def test_the_map_is_as_wide_and_high_as_it_says() -> None:
    assert project(11, 0)[0] == pytest.approx(WIDTH / 2)
    assert project(-168.9999, 0)[0] == pytest.approx(0, abs=0.01)
    assert project(11, -56)[1] == pytest.approx(HEIGHT, abs=0.5)


@pytest.mark.parametrize("name", ["", *SPANS])
def test_a_part_of_the_map_lies_in_it_and_has_its_proportions(name: str) -> None:
    part = View.of(name)
    assert 0 <= part.x <= part.x + part.width <= WIDTH + 1
    assert 0 <= part.y <= part.y + part.height <= HEIGHT + 1
    assert part.width / part.height == pytest.approx(WIDTH / HEIGHT, rel=0.01)


def test_a_part_that_is_not_is_named_with_those_that_are() -> None:
    with pytest.raises(QuestionError, match="europ") as caught:
        View.of("europ")
    assert "europe" in str(caught.value)
