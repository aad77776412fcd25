"""Memento (RFC 7089): documents as they would have been on a day are found by the day, and listed.

A document is its own TimeGate: Accept-Datetime leads from it to what it would have said by then. The mementos are of
the days on which documents told anything of the thing; between two of them nothing became known.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, date, datetime
from email.utils import format_datetime
from typing import Any

from api.documents.asked import Moment, Name
from treatygraph.errors import Problem, QuestionError

LINKS, JSON = "application/link-format", "application/json"

#: How an Accept-Datetime is written (RFC 7089, section 2.1.1.1).
_FORM = "%a, %d %b %Y %H:%M:%S GMT"


def stamp(day: str) -> str:
    """The beginning of a day as HTTP writes it."""
    return format_datetime(datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC), usegmt=True)


def wanted(header: str) -> str:
    """The day that an Accept-Datetime asks for, as YYYY-MM-DD.

    Raises:
        QuestionError: it is no date as HTTP writes it.
    """
    try:
        return datetime.strptime(header.strip(), _FORM).replace(tzinfo=UTC).date().isoformat()
    except ValueError as error:
        cure = f"write it like {stamp('2020-06-29')} (RFC 7089, section 2.1.1.1)."
        raise QuestionError([Problem("Accept-Datetime", f"{header[:100]} is not a date", cure)]) from error


def closest(days: Sequence[str], day: str) -> str:
    """The last of some days that is no later than another; the first where all are later."""
    return days[max(bisect_right(days, day) - 1, 0)]


def relations(name: Name, moment: Moment, days: Sequence[str]) -> list[str]:
    """The links of a document that Memento asks for (RFC 7089, section 2.2), as values of a Link header.

    Args:
        name: what the document is of.
        moment: of which day it is, and as known on which.
        days: those of its mementos, in order; they are named where the document is one, or leads to one.
    """
    now = name.at(name.suffix, moment.query(known_at=""))
    told = [f'<{now}>; rel="original timegate"', f'<{timemap(name)}>; rel="timemap"; type="{LINKS}"']
    named: dict[str, list[str]] = {}
    at = moment.known_at
    if at and days:
        named.setdefault(at, []).append("memento")
        neighbours = {
            "first": days[0],
            "prev": next((day for day in reversed(days) if day < at), None),
            "next": next((day for day in days if day > at), None),
            "last": days[-1],
        }
        for relation, day in neighbours.items():
            if day is not None:
                named.setdefault(day, ["memento"]).insert(0, relation)
    for day, kinds in named.items():
        target = name.at(name.suffix, moment.query(known_at=day))
        told.append(f'<{target}>; rel="{" ".join(kinds)}"; datetime="{stamp(day)}"')
    return told


def timemap(name: Name) -> str:
    """The address of the list of a document's mementos."""
    return f"/timemap{name.at()}"


def listed(name: Name, days: Sequence[str]) -> str:
    """The list of a document's mementos in the link format (RFC 7089, section 5; RFC 6690)."""
    lines = [f'<{name.at()}>; rel="original timegate"']
    span = f'; from="{stamp(days[0])}"; until="{stamp(days[-1])}"' if days else ""
    lines.append(f'<{timemap(name)}>; rel="self"; type="{LINKS}"{span}')
    for day in days:
        kind = {days[0]: "first ", days[-1]: "last "} if len(days) > 1 else {days[0]: "first last "}
        target = name.at(query=Moment().query(known_at=day))
        lines.append(f'<{target}>; rel="{kind.get(day, "")}memento"; datetime="{stamp(day)}"')
    return ",\n".join(lines) + "\n"


def as_json(name: Name, days: Sequence[str]) -> dict[str, Any]:
    """The list of a document's mementos as values that JSON can hold."""
    mementos = [{"datetime": stamp(day), "uri": name.at(query=Moment().query(known_at=day))} for day in days]
    ends = {"first": mementos[0], "last": mementos[-1]} if mementos else {}
    return {
        "original_uri": name.at(),
        "timegate_uri": name.at(),
        "timemap_uri": timemap(name),
        "mementos": {**ends, "list": mementos},
    }
