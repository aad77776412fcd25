"""A chart in words, for those who do not see it: computed from the same rows, in the language of its reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from treatygraph.charts.chart import Chart

Row = Mapping[str, Any]


def alternative(chart: Chart, language: str, title: str, rows: Sequence[Row], words: Mapping[str, str]) -> str:
    """What a chart shows, as its specification says it is told: ``usermeta.told``.

    ``{"along", "measured"}`` tells the first and the last value, ``{"named", "measured"}`` the least and the greatest,
    ``{"measured"}`` the only one, ``{"by"}`` how many rows have each value, ``{"columns"}`` how many have one in each;
    without any the number of rows is told.

    Args:
        chart: the chart.
        language: of ``LANGUAGES``.
        title: the question's title.
        rows: the answer.
        words: what values are called.
    """
    habits = chart.house.habits[language]
    sentences = habits["alternative"]
    told: Mapping[str, Any] = chart.told.get("told", {})

    def called(said: Any) -> str:
        return number(said, habits) if isinstance(said, int | float) else day(words.get(str(said), str(said)), habits)

    counted = sentences["number"]["one" if len(rows) == 1 else "other"].format(count=number(len(rows), habits))
    measured = [row for row in rows if row.get(told.get("measured", "")) is not None]
    if "along" in told:
        course = sorted((row for row in measured if row[told["along"]] is not None), key=lambda row: row[told["along"]])
        if course:
            value = told["measured"]
            first, last = course[0], course[-1]
            most = max(course, key=lambda row: row[value])
            return str(sentences["peak" if most[value] > max(first[value], last[value]) else "course"]).format(
                title=title,
                first=called(first[value]),
                start=_moment(first[told["along"]], habits),
                last=called(last[value]),
                end=_moment(last[told["along"]], habits),
                most=called(most[value]),
                peak=_moment(most[told["along"]], habits),
            )
    if "named" in told and measured:
        value = told["measured"]
        least, most = (pick(measured, key=lambda row: row[value]) for pick in (min, max))
        return str(sentences["range"]).format(
            title=title,
            least=called(least[value]),
            lowest=called(least[told["named"]]),
            most=called(most[value]),
            highest=called(most[told["named"]]),
            rows=counted,
        )
    if "along" not in told and "named" not in told and measured:
        return str(sentences["shares"]).format(title=title, shares=called(measured[0][told["measured"]]))
    shares = Counter(row[told["by"]] for row in rows if row[told["by"]] is not None) if "by" in told else Counter()
    for column in told.get("columns", ()):
        shares[chart.titles[language][column]] = sum(row[column] is not None for row in rows)
    if shares:
        parts = ", ".join(f"{called(said)} {number(count, habits)}" for said, count in shares.most_common())
        return str(sentences["shares"]).format(title=title, shares=parts)
    return str(sentences["rows"]).format(title=title, rows=counted)


def day(said: str, habits: Mapping[str, Any]) -> str:
    """A day as people write it in a language; what is no day stays as it is."""
    try:
        found = date.fromisoformat(said)
    except ValueError:
        return said
    first = habits["time"].get("first", "1")
    return f"{first if found.day == 1 else found.day} {habits['time']['months'][found.month - 1]} {found.year}"


def number(value: float, habits: Mapping[str, Any]) -> str:
    """A number with its groups of three and its decimal mark."""
    written = f"{value:,}"
    marks = {",": habits["number"]["thousands"], ".": habits["number"]["decimal"]}
    return "".join(marks.get(letter, letter) for letter in written)


def _moment(said: Any, habits: Mapping[str, Any]) -> str:
    """A day, or a year, which has no groups."""
    return day(str(said), habits)
