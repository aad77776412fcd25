"""What pages look up: the rows of questions as values, several questions at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from pyoxigraph import Literal

from treatygraph.catalogue import Question, treaties
from treatygraph.engine import Engine
from treatygraph.namespaces import XSD
from treatygraph.pool import Pool
from treatygraph.scenarios.view import WHOLE, View

#: A row: the value of each column by its name.
Row = dict[str, Any]

#: How the text of a literal becomes a value, by its datatype; any other stays text.
_TYPED: Mapping[str, Callable[[str], Any]] = {
    f"{XSD}integer": int,
    f"{XSD}decimal": Decimal,
    f"{XSD}boolean": lambda text: text in ("true", "1"),
}


class Lookup:
    """Asks the questions of the catalogue, and those of pages, of one release.

    Args:
        engine: the release.
        pool: what answers its queries.
        questions: the questions of the catalogue.
        asked_by_pages: those that pages ask; where two have one name, this one is meant.
    """

    def __init__(
        self, engine: Engine, pool: Pool, questions: Mapping[str, Question], asked_by_pages: Mapping[str, Question]
    ) -> None:
        self.engine = engine
        self.questions: Mapping[str, Question] = {**questions, **asked_by_pages}
        self._pool = pool

    async def rows(self, slug: str, view: View = WHOLE, /, **given: str) -> list[Row]:
        """The rows of a question; what is not given has the question's default.

        Args:
            slug: the question's name.
            view: what counts as known.
            given: the parameters as people write them.

        Raises:
            QuestionError: a parameter is unknown, missing or wrong.
        """
        question = self.questions[slug]
        text = self.engine.ask(question, given)
        concerned = treaties(question, given, self.engine.names) if view else ()
        columns, found = await self._pool.rows(text, view, concerned)
        return [dict(zip(columns, map(plain, row), strict=True)) for row in found]

    async def all(self, asked: Mapping[str, tuple[str, Mapping[str, str]]], view: View = WHOLE) -> dict[str, list[Row]]:
        """The rows of several questions, asked together.

        Args:
            asked: for each name of an answer the question's name and the parameters.
            view: what counts as known.

        Raises:
            QuestionError: a parameter is unknown, missing or wrong.
        """
        # No page takes more workers than there are: who else asks meanwhile waits for one answer, not for a page.
        free = asyncio.Semaphore(max(self._pool.workers, 1))

        async def answered(slug: str, given: Mapping[str, str]) -> list[Row]:
            async with free:
                return await self.rows(slug, view, **given)

        found = await asyncio.gather(*(answered(slug, given) for slug, given in asked.values()))
        return dict(zip(asked, found, strict=True))


def plain(term: Any) -> Any:
    """A term as a value: a number, true or false, or its text; nothing for what is unbound."""
    if isinstance(term, Literal):
        return _TYPED.get(term.datatype.value, str)(term.value)
    return None if term is None else str(getattr(term, "value", term))
