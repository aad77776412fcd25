"""What every tool answers with: the release, the day, how far the acts are known, and the documents behind it."""

from __future__ import annotations

import re
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

#: A value of a row: text (dates are YYYY-MM-DD), a number, a truth, or nothing.
Value = str | int | float | bool | None

Row = dict[str, Value]


class Model(BaseModel):
    """A part of an answer: it has no other members than those declared."""

    model_config = ConfigDict(extra="forbid")


class Release(Model):
    """The release that answers."""

    id: str = Field(description="Identifier of the release: a hash of its content")
    address: str = Field(description="IRI of the release, to cite")
    coverage: str = Field(description="Last day up to which the acts of any treaty are known, YYYY-MM-DD")


class Covered(Model):
    """How far the acts of one treaty are known."""

    treaty: str = Field(description="Identifier of the treaty")
    series: str | None = Field(description="Number in the depositary's series")
    title: str
    held: Literal["until", "partly", "nothing"] = Field(
        description="until: meant to be complete up to a day; partly: acts are missing; nothing: no act is recorded"
    )
    until: str | None = Field(description="Last day up to which the acts are meant to be complete, YYYY-MM-DD")
    latest: str = Field(description="Last day that can be asked about, YYYY-MM-DD")
    opened: str | None = Field(description="First day that can be asked about, YYYY-MM-DD")
    acts: int = Field(description="Number of acts recorded")
    unverified: int = Field(description="Number of acts entered from memory")
    undated: int = Field(description="Number of acts whose day is not known")
    statement: str | None = Field(description="What is recorded and what is known to be missing")
    absence: str = Field(description="What it means that the graph has nothing")


class Refused(Model):
    """A part of the question that the coverage does not hold, which is therefore not answered."""

    treaty: str
    fault: str
    cure: str


class Source(Model):
    """A document behind the answer."""

    id: str
    title: str
    publisher: str | None = None
    date: str | None = Field(default=None, description="The day, month or year of which it gives the state")
    address: str | None = None
    note: str | None = Field(default=None, description="Its rank, how it was seen, and remarks")
    unverified: bool = Field(default=False, description="True where it stands for memory and for nothing that was seen")


class Answer(Model):
    """What every answer says beside what was asked for."""

    release: Release
    as_of: str = Field(description="The day that the answer is of, YYYY-MM-DD")
    known_at: str | None = Field(default=None, description="Only what was published by this day counts, YYYY-MM-DD")
    certainty: list[Literal["certain", "possible", "unverified"]] = Field(
        default=[],
        description="certain: it holds; possible: a day is known only as a window; unverified: entered from memory; "
        "empty where nothing of the answer is a matter of days",
    )
    coverage: list[Covered] = Field(default=[], description="How far the acts of the treaties concerned are known")
    notes: list[str] = Field(default=[], description="What must be told with the answer")
    sources: list[Source] = Field(default=[], description="The documents behind the answer")
    cite_as: str = Field(default="", description="How to cite the release for this answer")


class Paged(Answer):
    """An answer of which a page is given."""

    total: int = Field(description="How many there are in all")
    page: int = Field(description="Number of the page, from 1")
    pages: int = Field(description="How many pages there are")
    more: str | None = Field(default=None, description="How to get the rest")


def plain(term: Any) -> Value:
    """A term of the store as a value: integers, decimals and booleans are such, all else is text.

    What JSON has no number for stays text, and so does what is not written as its datatype says.
    """
    if term is None:
        return None
    said = str(getattr(term, "value", term))
    kind = str(getattr(getattr(term, "datatype", None), "value", "")).rpartition("#")[2]
    if kind == "integer" and re.fullmatch(r"[+-]?\d{1,18}", said):
        return int(said)
    if kind in ("decimal", "double", "float") and re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?", said):
        return float(said)
    return {"true": True, "1": True, "false": False, "0": False}.get(said, said) if kind == "boolean" else said
