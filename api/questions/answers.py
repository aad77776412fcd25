"""Answers to questions of the catalogue: what a request asks, and the rows in the format that it wants."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from treatygraph.answer import JSON, Formats
from treatygraph.catalogue import Question, asked, treaties
from treatygraph.charts.formats import drawn
from treatygraph.citations.citation import STYLES, Citing, cite, written
from treatygraph.engine import Engine
from treatygraph.errors import Problem, QuestionError
from treatygraph.pool import Pool
from treatygraph.rows.formats import GEOJSON, SUFFIXES, WORKBOOK, WRITERS, is_plain, offered
from treatygraph.rows.geography import placed
from treatygraph.rows.head import Cell, Head
from treatygraph.rows.page import Page, Wanted, address, number
from treatygraph.rows.solutions import counted, cut, read
from treatygraph.rows.workbook import CITED
from treatygraph.scenarios.view import View

LANGUAGES = ("en", "fr")


class MissingPageError(Exception):
    """The page that is asked for lies beyond the last one."""

    def __init__(self, slug: str, page: Page) -> None:
        super().__init__(f"question {slug}: its answer has no page {page.number}")
        self.cure = f"its {page.total:,} rows end on page {page.pages}, at {page.size:,} a page."


@dataclass(frozen=True, slots=True)
class Asking:
    """What a request asks: a question with its parameters, of which view, for which page, in which language.

    ``pairs`` are the parameters as they were sent, for the addresses of other pages and formats.
    """

    question: Question
    given: Mapping[str, str]
    view: View
    wanted: Wanted
    language: str
    row: int | None
    pairs: Sequence[tuple[str, str]]

    @classmethod
    def of(cls, question: Question, pairs: Sequence[tuple[str, str]], cited: bool = False) -> Asking:
        """What the parameters of a request ask; for references one row may be named.

        Raises:
            QuestionError: one is given twice, or one that belongs to every question is wrong.
        """
        given = _once(pairs)
        view = View(given.pop("knownAt", ""), given.pop("rank", ""))
        wanted = Wanted.of(given.pop("page", ""), given.pop("size", ""))
        language = given.pop("lang", "") or LANGUAGES[0]
        if language not in LANGUAGES:
            fault = f"lang={language} is not a language that titles are in"
            raise QuestionError([Problem("parameters", fault, f"write {' or '.join(LANGUAGES)}.")])
        row = number("row", given.pop("row"), "count from 1.") if cited and "row" in given else None
        return cls(question, given, view, wanted, language, row, pairs)

    def at(self, suffix: str, **changed: int | str) -> str:
        """The address of the answer in a format, or of another of its pages."""
        return address(f"/queries/{self.question.slug}.{suffix}", self.pairs, **changed)

    def links(self, page: Page, suffix: str) -> dict[str, str]:
        """The addresses of this page, of its neighbours and of the answer in other formats."""
        others = ["html", *offered(self.question), *drawn(self.question), "cite.txt", "bib", "csl.json"]
        found = {"self": self.at(suffix)}
        if not page.whole:
            found |= {name: self.at(suffix, page=number) for name, number in page.relations().items()}
        return found | {other: self.at(other) for other in others if other != suffix}


class Answers:
    """Answers questions from one release.

    Args:
        engine: the release.
        pool: what answers queries over it.
        citing: the queries that documents are found by.
        places: the question for the places of States.
    """

    def __init__(self, engine: Engine, pool: Pool, citing: Citing, places: Question) -> None:
        self._engine = engine
        self._pool = pool
        self._citing = citing
        self._places = places

    async def references(self, asking: Asking, media_type: str) -> str:
        """What stands behind the rows, in one of the media types of ``STYLES``."""
        ask = partial(self._pool.rows, view=asking.view, treaties=self._treaties(asking))
        cited = await cite(ask, self._citing, self._engine, asking.question, asking.given, asking.row)
        return written(cited, media_type)

    async def rows(self, asking: Asking) -> tuple[Page, Sequence[Sequence[Cell]]]:
        """The rows of the page that is asked for.

        Raises:
            MissingPageError: the answer has no such page.
        """
        _, rows = read(await self._solutions(asking, JSON))
        page = _existing(asking, len(rows))
        return page, page.of(rows)

    async def written(self, asking: Asking, media_type: str) -> tuple[Page, bytes]:
        """The page that is asked for, in one of the media types of ``SUFFIXES``.

        Raises:
            MissingPageError: the answer has no such page.
            FormatError: the format cannot hold the answer.
        """
        if is_plain(media_type):
            return await self._plain(asking, media_type)
        page, rows = await self.rows(asking)
        suffix = next(suffix for suffix, each in SUFFIXES.items() if each == media_type)
        head = Head(
            question=asking.question,
            asked=self.asked(asking),
            release=self._engine.release,
            coverage=self._engine.coverage,
            base=self._engine.names.base,
            page=page,
            links=asking.links(page, suffix),
            language=asking.language,
            places=await self._placed() if media_type == GEOJSON else {},
            cited=await self._cited(asking, page) if media_type == WORKBOOK else "",
        )
        writing = partial(WRITERS[media_type], asking.question.fields, rows, head)
        # A workbook takes a while to pack.
        return page, await asyncio.to_thread(writing) if media_type == WORKBOOK else writing()

    def asked(self, asking: Asking) -> dict[str, str | None]:
        """The value of each parameter, and of the view where one is taken."""
        view = {"knownAt": asking.view.known_at, "rank": asking.view.rank}
        values = asked(asking.question, asking.given, self._engine.coverage)
        return values | {name: value for name, value in view.items() if value}

    async def _plain(self, asking: Asking, media_type: str) -> tuple[Page, bytes]:
        """The page as the engine writes it: what is whole is passed on as it is."""
        if asking.wanted == Wanted():
            body = await self._solutions(asking, media_type)
            total = counted(body, media_type)
            return Page(1, total, total), body
        body = await self._solutions(asking, JSON)
        page = _existing(asking, counted(body, JSON))
        return page, cut(body, page, media_type)

    async def _solutions(self, asking: Asking, media_type: str) -> bytes:
        text = self._engine.ask(asking.question, asking.given)
        formats = Formats(solutions=media_type)
        answer = await self._pool.answer(text, formats, view=asking.view, treaties=self._treaties(asking))
        return answer.body

    def _treaties(self, asking: Asking) -> list[str]:
        return treaties(asking.question, asking.given, self._engine.names)

    async def _placed(self) -> dict[str, tuple[float, float]]:
        """Longitude and latitude by the IRI and by the code of each State."""
        _, rows = await self._pool.rows(self._engine.ask(self._places, {}))
        return placed(rows)

    async def _cited(self, asking: Asking, page: Page) -> str:
        """The references behind the rows of an answer that is small enough for a workbook to list them."""
        cells = page.total * len(asking.question.fields)
        return await self.references(asking, STYLES["text"]) if cells <= CITED else ""


def _existing(asking: Asking, total: int) -> Page:
    page = asking.wanted.among(total)
    if not page.exists:
        raise MissingPageError(asking.question.slug, page)
    return page


def _once(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The parameters by name.

    Raises:
        QuestionError: one is given twice.
    """
    given = dict(pairs)
    twice = sorted({name for name, _ in pairs if [other for other, _ in pairs].count(name) > 1})
    if twice:
        raise QuestionError([Problem("parameters", f"{name} is given twice", "give it once.") for name in twice])
    return given
