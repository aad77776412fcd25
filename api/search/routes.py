"""Search over everything that has a page: as a page, and as JSON for what is typed into a box."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Query, Request, Response

from api.frame.lookup import Lookup
from api.frame.pages import Pages
from api.http.negotiation import CHOICE, LANGUAGES
from api.search.index import LONGEST, Found
from api.search.register import Register
from treatygraph.catalogue import Question
from treatygraph.errors import Problem, QuestionError
from treatygraph.parameters import near

#: How many finds of one sort a page shows, and of a sort that is asked for alone; how many JSON gives at most.
_SHOWN, _ALL, _GIVEN = 8, 200, 100

_Q = Query("", description="A name, a code, a number or some words, in English or French")
_SORT = Query("", description="What to look among: state, treaty, article, offence and so on; empty for all")
_LIMIT = Query("10", description=f"How many to give, from 1 to {_GIVEN}")
_LANG = Query(LANGUAGES[0], alias=CHOICE, description=f"The language of names: {' or '.join(LANGUAGES)}")


class Search:
    """Searches one release.

    Args:
        lookup: what asks its questions.
        questions: the catalogue, whose questions are found as well.
    """

    def __init__(self, lookup: Lookup, questions: Mapping[str, Question]) -> None:
        self._lookup = lookup
        self._questions = questions
        self._making = asyncio.Lock()
        self._register: Register | None = None

    async def found(self, words: str, sort: str) -> tuple[list[Found], list[Found], list[str]]:
        """What is called like some words, where nothing is what is the nearest, and the sorts of things that there are.

        Raises:
            QuestionError: the words are too many, or there is no such sort.
        """
        register = await self._made()
        problems = []
        if len(words) > LONGEST:
            fault = f"q has {len(words)} characters, more than the {LONGEST} that are looked up"
            problems.append(Problem("search", fault, "ask with fewer words."))
        if sort and sort not in register.sorts:
            problems.append(Problem("search", f"sort={sort[:LONGEST]} is none", near(sort[:LONGEST], register.sorts)))
        if problems:
            raise QuestionError(problems)
        every = register.find(words)
        close = [] if every else register.near(words)
        found, nearest = ([each for each in all_ if not sort or each.thing.sort == sort] for all_ in (every, close))
        return found, nearest, list(dict.fromkeys(each.thing.sort for each in every or close))

    async def _made(self) -> Register:
        """The register, made when it is first asked for."""
        async with self._making:
            if self._register is None:
                named = [
                    *await self._lookup.rows("names"),
                    *(row for each in self._questions.values() for row in _of(each)),
                ]
                # It takes a moment, in which others are to be answered.
                self._register = await asyncio.to_thread(Register, named)
        return self._register


def router(lookup: Lookup, questions: Mapping[str, Question], pages: Pages) -> APIRouter:
    """The routes of ``/search``, ``/search.json`` and ``/opensearch.xml``."""
    routes = APIRouter(tags=["Search"])
    search = Search(lookup, questions)

    @routes.get("/search", include_in_schema=False)
    async def page(request: Request, q: str = _Q, sort: str = _SORT) -> Response:
        found, nearest, sorts = await search.found(q, sort)
        shown = _ALL if sort else _SHOWN
        groups = [(each, [one for one in found or nearest if one.thing.sort == each]) for each in sorts]
        told = [(each, all_[:shown], len(all_)) for each, all_ in groups if all_]
        values: dict[str, Any] = {"q": q, "sort": sort, "groups": told, "nearest": bool(nearest), "total": len(found)}
        return pages.render("search.html", request, **values)

    @routes.get("/search.json", summary="Things by what they are called, typing errors tolerated")
    async def listed(q: str = _Q, sort: str = _SORT, limit: str = _LIMIT, lang: str = _LANG) -> dict[str, Any]:
        problems = []
        if not (limit.isascii() and limit.isdigit() and 1 <= int(limit[:9]) <= _GIVEN):
            problems.append(Problem("search", f"limit={limit[:LONGEST]} is no such number", f"give 1 to {_GIVEN}."))
        if lang not in LANGUAGES:
            cure = f"there are {' and '.join(LANGUAGES)}."
            problems.append(Problem("search", f"{CHOICE}={lang[:LONGEST]} is no language of the pages", cure))
        if problems:
            raise QuestionError(problems)
        found, nearest, _ = await search.found(q, sort)
        results = [_told(each, lang) for each in (found or nearest)[: int(limit)]]
        return {"query": q, "total": len(found), "nearest": bool(nearest), "results": results}

    @routes.get("/opensearch.xml", include_in_schema=False)
    async def description(request: Request) -> Response:
        media_type = "application/opensearchdescription+xml"
        return pages.written("opensearch.xml", media_type, origin=str(request.base_url).rstrip("/"))

    return routes


def _told(found: Found, language: str) -> dict[str, Any]:
    """A find as JSON tells it."""
    thing = found.thing
    name, told_in = thing.name(language)
    return {
        "sort": thing.sort,
        "id": thing.id,
        "name": name,
        "lang": told_in,
        "called": found.name,
        "detail": thing.detail,
        "address": thing.address,
        "likeness": round(found.likeness, 2),
    }


def _of(question: Question) -> list[dict[str, Any]]:
    """The names of a question of the catalogue: its title and its wording in each language."""
    named = {
        "kind": "question",
        "sort": "question",
        "id": question.slug,
        "title": question.title["en"],
        "titre": question.title["fr"],
        "detail": None,
        "address": f"/queries/{question.slug}",
        "weight": 30,
        "within": None,
    }
    return [{**named, "name": words} for told in (question.title, question.wording) for words in told.values()]
