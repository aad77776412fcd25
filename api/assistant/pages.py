"""A page of an answer: answers are bounded, and say how to get the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, TypeVar

from pydantic import Field

from treatygraph.errors import Problem, QuestionError

T = TypeVar("T")

#: How many rows a page has where nobody says, and at the most.
SIZE = 50
LARGEST = 200

PageNumber = Annotated[int, Field(description="Which page of the answer, from 1")]
PageSize = Annotated[int, Field(description=f"Rows of a page, from 1 to {LARGEST}")]


def paged(found: Sequence[T], page: int, size: int) -> tuple[list[T], dict[str, Any]]:
    """A page of what was found, with its ``total``, ``page``, ``pages`` and ``more``.

    Raises:
        QuestionError: there is no such page, or pages are not of that size.
    """
    if not 1 <= size <= LARGEST:
        fault = f"size={size} is not the size of a page"
        raise QuestionError([Problem("arguments", fault, f"write a number from 1 to {LARGEST}.")])
    pages = max(1, -(-len(found) // size))
    if not 1 <= page <= pages:
        cure = f"write a number from 1 to {pages}." if pages > 1 else "leave page out: the answer has one page."
        raise QuestionError([Problem("arguments", f"page={page}: there is no such page", cure)])
    more = f"{len(found) - page * size} more: ask again with page={page + 1}" if page < pages else None
    shown = list(found[(page - 1) * size : page * size])
    return shown, {"total": len(found), "page": page, "pages": pages, "more": more}
