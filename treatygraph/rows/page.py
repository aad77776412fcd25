"""Pages of rows: which rows are wanted, how many there are, where the other pages are.

An answer is whole unless a page or its size is asked for: no part of one passes for the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar
from urllib.parse import urlencode

from treatygraph.errors import Problem, QuestionError

Row = TypeVar("Row")

#: The rows of a page whose size is not asked for, and the most that may be asked for.
USUAL: Final = 500
MOST: Final = 10_000

_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Wanted:
    """The page that is asked for, from 1, and its size in rows; neither where all rows are."""

    page: int | None = None
    size: int | None = None

    @classmethod
    def of(cls, page: str, size: str) -> Wanted:
        """What the parameters ``page`` and ``size`` ask for, each a number as people write it or empty.

        Raises:
            QuestionError: one of them is no such number.
        """
        return cls(
            number("page", page, "count from 1.") if page else None,
            number("size", size, f"write a number from 1 to {MOST:,}.", MOST) if size else None,
        )

    def among(self, total: int) -> Page:
        """The page that is wanted of so many rows: one that holds them all where nothing is asked for."""
        if self.page is None and self.size is None:
            return Page(1, total, total)
        return Page(self.page or 1, self.size or USUAL, total)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an answer: its number from 1, how many rows a page has, how many rows there are."""

    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; an answer without rows has one, which is empty."""
        return -(-self.total // self.size) if self.total else 1

    @property
    def first(self) -> int:
        """How many rows come before the page."""
        return (self.number - 1) * self.size

    @property
    def exists(self) -> bool:
        """Whether the answer has the page."""
        return self.number <= self.pages

    @property
    def whole(self) -> bool:
        """Whether the page holds every row."""
        return self.number == self.pages == 1

    def of(self, rows: Sequence[Row]) -> Sequence[Row]:
        """The rows of the page."""
        return rows[self.first : self.first + self.size]

    def relations(self) -> dict[str, int]:
        """The numbers of other pages by their relation to this one (RFC 8288): first, prev, next, last."""
        found = {"first": 1, "prev": self.number - 1, "next": self.number + 1, "last": self.pages}
        return {name: number for name, number in found.items() if 1 <= number <= self.pages}


def number(name: str, said: str, cure: str, most: int | None = None) -> int:
    """The whole number from 1 that a parameter holds.

    Raises:
        QuestionError: it holds none, or one above the most.
    """
    if not (said.isascii() and said.isdigit() and len(said) <= _DIGITS and 1 <= int(said) <= (most or int(said))):
        raise QuestionError([Problem("parameters", f"{name}={said} is not a number that it may be", cure)])
    return int(said)


def address(path: str, asked: Sequence[tuple[str, str]], **changed: int | str) -> str:
    """The address of another page or format: the same parameters with some set anew."""
    kept = [(name, value) for name, value in asked if name not in changed]
    query = urlencode([*kept, *((name, str(value)) for name, value in changed.items())])
    return f"{path}?{query}" if query else path
