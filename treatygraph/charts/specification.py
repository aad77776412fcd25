"""A chart's specification made whole: data, words and colours put in, so that it can be drawn anywhere."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from textwrap import wrap
from typing import Any, Final
from urllib.parse import parse_qsl

from treatygraph.charts.chart import LANGUAGES, LOOKS, THEMES, Chart
from treatygraph.errors import Problem, QuestionError
from treatygraph.fields import Field

SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"

#: The width of a whole picture in pixels, and of one for a telephone.
WIDE, NARROW = 760, 340

#: How wide a letter of a title and of a subtitle is at most on average, in pixels.
_LETTER: Final = (9, 6)

_COLOUR = re.compile(r"@([a-z]+)\b")

#: How the text of a table becomes a value, by the type of its column; any other stays text.
_PARSED: Final = {"integer": "number", "decimal": "number", "boolean": "boolean"}


@dataclass(frozen=True, slots=True)
class Look:
    """How a chart looks: its language, its theme, whether it is for a narrow screen, whether it carries its title."""

    language: str = LANGUAGES[0]
    theme: str = THEMES[0]
    narrow: bool = False
    titled: bool = True

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Look:
        """The look that the parameters ``lang``, ``theme``, ``shape`` and ``title`` ask for.

        Raises:
            QuestionError: with every one that is wrong.
        """
        choices = {"lang": LANGUAGES, **LOOKS}
        problems = [
            Problem("picture", f"{name}={given[name]} is none of {', '.join(known)}", f"write {' or '.join(known)}.")
            for name, known in choices.items()
            if given.get(name) and given[name] not in known
        ]
        if problems:
            raise QuestionError(problems)
        said = {name: given.get(name) or known[0] for name, known in choices.items()}
        return cls(said["lang"], said["theme"], said["shape"] == "narrow", said["title"] == "yes")


@dataclass(frozen=True, slots=True)
class Told:
    """What is told on a chart.

    Attributes:
        title: the question's title.
        subtitle: what it was asked of, a line each.
        description: the chart in words.
        asked: the value of every parameter.
        coverage: the last day of the release, ISO 8601.
        words: what values are called in the chart's language, where it is not what they are.
    """

    title: str
    subtitle: Sequence[str]
    description: str
    asked: Mapping[str, str | None]
    coverage: str
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Source:
    """Data of a specification, and the columns that it has."""

    data: Mapping[str, Any]
    fields: Sequence[Field]

    @property
    def days(self) -> list[dict[str, str]]:
        """What makes days of texts: midnight wherever the reader is, nothing of nothing."""
        return [
            {
                "calculate": f"datum.{field.name} ? timeParse(datum.{field.name}, '%Y-%m-%d') : null",
                "as": field.name,
            }
            for field in self.fields
            if field.type == "date"
        ]


def references(chart: Chart, asked: Mapping[str, str | None]) -> dict[str, tuple[str, dict[str, str]]]:
    """The other questions whose answers a chart shows: by the address in its specification the name and parameters."""
    return {address: _asked(address, asked) for address in _addresses(chart.specification)}


def inline(fields: Sequence[Field], rows: Sequence[Mapping[str, Any]]) -> Source:
    """Rows as data of a specification."""
    return Source({"values": [dict(row) for row in rows], "format": {"type": "json", "parse": _parse(fields)}}, fields)


def linked(fields: Sequence[Field], address: str) -> Source:
    """The address of a typed answer (``application/json``) as data of a specification.

    It is not the address of a table, because readers of tables make programs of the header, which no strict policy of a
    page allows.
    """
    return Source({"url": address, "format": {"type": "json", "property": "rows", "parse": _parse(fields)}}, fields)


def complete(chart: Chart, look: Look, told: Told, data: Mapping[str, Source]) -> dict[str, Any]:
    """The whole specification.

    Args:
        chart: the chart.
        look: how it looks.
        told: what is told on it.
        data: its data, as ``inline`` or ``linked`` gives it, by the address in the specification; the question's own
            by the empty one.
    """
    house, titles = chart.house, chart.titles[look.language]
    habits = house.habits[look.language]
    colours = house.colours[look.theme]
    specification = {"data": {"url": ""}, **chart.specification}
    made: dict[str, Any] = _worked(specification, colours, titles, data)
    params = {
        "titles": titles,
        "words": dict(told.words),
        "asked": dict(told.asked),
        "coverage": told.coverage,
        "narrow": look.narrow,
    }
    config: dict[str, Any] = _worked(dict(house.config), colours, {}, {})
    if look.narrow:
        config["legend"]["titleOrient"] = "top"
    whole = {
        "$schema": SCHEMA,
        "description": told.description,
        "width": NARROW if look.narrow else WIDE,
        "autosize": {"type": "fit-x", "contains": "padding"},
        **made,
        "params": [*({"name": name, "value": value} for name, value in params.items()), *made.get("params", ())],
        "config": config | {"locale": {"number": habits["number"], "time": habits["time"]}},
    }
    if look.titled:
        room = whole["width"]
        whole["title"] = {
            "text": wrap(told.title, room // _LETTER[0]),
            "subtitle": [line for said in told.subtitle for line in wrap(said, room // _LETTER[1])],
        }
    return whole


def empty(chart: Chart, look: Look) -> Chart:
    """The chart of an answer without rows: it says so."""
    said = chart.house.habits[look.language]["alternative"]["empty"]
    mark = {"type": "text", "style": "remark", "align": "left", "x": 0, "text": said}
    return replace(chart, specification={"height": 40, "data": {"values": [{}]}, "mark": mark})


def _worked(node: Any, colours: Mapping[str, str], titles: Mapping[str, str], data: Mapping[str, Source]) -> Any:
    """A part of a specification with colours for their names, titles for encodings, data for addresses."""
    if isinstance(node, str):
        return _COLOUR.sub(lambda match: colours.get(match[1], match[0]), node)
    if isinstance(node, list):
        return [_worked(each, colours, titles, data) for each in node]
    if not isinstance(node, dict):
        return node
    found = {name: _worked(each, colours, titles, data) for name, each in node.items()}
    source = data.get(node["data"]["url"]) if isinstance(node.get("data"), dict) and "url" in node["data"] else None
    if source is not None:
        found |= {"data": dict(source.data), "transform": [*source.days, *found.get("transform", ())]}
    if isinstance(found.get("title"), str):
        found["title"] = titles.get(found["title"].removeprefix("titles."), found["title"])
    for channel in found["encoding"].values() if isinstance(found.get("encoding"), dict) else ():
        for each in channel if isinstance(channel, list) else [channel]:
            if isinstance(each, dict) and each.get("field") in titles and "type" in each:
                each.setdefault("title", titles[each["field"]])
    return found


def _addresses(node: Any) -> list[str]:
    parts = list(node.values()) if isinstance(node, dict) else node if isinstance(node, list) else []
    own = [node["url"]] if isinstance(node, dict) and isinstance(node.get("url"), str) else []
    return [*own, *(address for part in parts for address in _addresses(part))]


def _asked(address: str, asked: Mapping[str, str | None]) -> tuple[str, dict[str, str]]:
    slug, _, query = address.partition("?")
    pairs = {name: asked.get(said[1:]) if said.startswith("$") else said for name, said in parse_qsl(query)}
    return slug, {name: said for name, said in pairs.items() if said}


def _parse(fields: Sequence[Field]) -> dict[str, str]:
    return {field.name: _PARSED.get(field.type, "string") for field in fields}
