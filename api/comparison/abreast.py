"""A few States side by side: what each is to each instrument, has stated, must do and can ask of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, permutations
from typing import Any

from api.comparison.matrix import Line, lines
from api.frame.lookup import Lookup, Row

#: How many States are seen at once: a page has no room for more.
FEWEST, MOST = 2, 4

#: What is asked of each State, and what of each two.
_OF_EACH = {"statuses": "compare-statuses", "statements": "compare-statements", "obligations": "compare-obligations"}
_READINGS = ("party", "contracting")


async def abreast(lookup: Lookup, codes: Sequence[str], on: str, language: str) -> dict[str, Any]:
    """What a page of some States side by side tells.

    Args:
        lookup: what asks the release.
        codes: the alpha-3 codes of the States.
        on: the day, as YYYY-MM-DD.
        language: the language of names.

    Raises:
        QuestionError: the graph has no such State, or the day is none.
    """
    told = {"on": on, "language": language}
    asked: dict[str, tuple[str, Mapping[str, str]]] = {
        _key(part, code): (slug, {"state": code, **told}) for part, slug in _OF_EACH.items() for code in codes
    }
    asked |= {_key("authorities", code): ("authorities", {"state": code}) for code in codes}
    for one, other in combinations(codes, 2):
        for reading in _READINGS:
            pair = {"state": one, "other": other, "on": on, "reading": reading}
            asked[_key("common", one, other, reading)] = ("common-treaties", pair)
    directions = list(permutations(codes[:FEWEST], 2))
    for one, other in directions:
        asked[_key("basis", one, other)] = ("cooperation-basis", {"from": one, "to": other, **told})
    found = await lookup.all(asked)
    pairs = list(combinations(codes, 2))
    return {
        "statuses": {code: _grouped(found[_key("statuses", code)], "treaty") for code in codes},
        "statements": {code: _grouped(found[_key("statements", code)], "treaty") for code in codes},
        "authorities": {code: _grouped(found[_key("authorities", code)], "series") for code in codes},
        "obligations": _differing(codes, {code: found[_key("obligations", code)] for code in codes}),
        "pairs": pairs,
        "common": _common({(*pair, each): found[_key("common", *pair, each)] for pair in pairs for each in _READINGS}),
        "basis": _basis({each: found[_key("basis", *each)] for each in directions}),
    }


def _key(*parts: str) -> str:
    """What an answer is called among those that are asked for together."""
    return " ".join(parts)


def _grouped(rows: Sequence[Row], column: str) -> dict[str, list[Row]]:
    """Rows by the value of a column."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[column], []).append(row)
    return groups


def _differing(codes: Sequence[str], found: Mapping[str, Sequence[Row]]) -> dict[str, list[Line]]:
    """The measures that do not oblige all the States alike, by their kind."""
    rows = [{**row, "code": code} for code in codes for row in found[code]]
    differing: dict[str, list[Line]] = {}
    for line in sorted(lines(rows, "measure", "code"), key=lambda line: (line.head["series"], line.key)):
        extents = [line.cells[code]["extent"] if code in line.cells else None for code in codes]
        if len(set(extents)) > 1 and set(extents) - {None, "comparable"}:
            differing.setdefault(line.head["kind"], []).append(line)
    return differing


def _common(found: Mapping[tuple[str, str, str], Sequence[Row]]) -> dict[str, dict[tuple[str, str, str], Row]]:
    """For each treaty that binds two of the States, by the two and the reading, since when it does."""
    common: dict[str, dict[tuple[str, str, str], Row]] = {}
    for key, rows in found.items():
        for row in rows:
            common.setdefault(str(row["treaty"]).rpartition("/")[2], {})[key] = row
    return common


def _basis(found: Mapping[tuple[str, str], Sequence[Row]]) -> list[Line]:
    """The co-operation measures that one of the first two States can ask the other for, in both directions."""
    rows = [
        {**row, "place": f"{row['treaty']} {row['measure']}", "direction": direction}
        for direction, rows in found.items()
        for row in rows
        if row["reading"] == _READINGS[0]
    ]
    return lines(rows, "place", "direction")
