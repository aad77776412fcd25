"""The document about a thing: negotiated, of a day, as known on a day, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from fastapi import HTTPException, Request, Response

from api.documents import memento
from api.documents.absence import Absences, Absent, nothing
from api.documents.asked import FORMATS, SIZE, Moment, Name, names, raw
from api.documents.reader import Reader
from api.documents.told import SHOWN
from api.frame.pages import Pages
from api.http.negotiation import choose, formats, reader
from api.things.things import Thing, Things
from treatygraph.errors import Problem, QuestionError

PAGE = "text/html"


class Documents:
    """Replies with documents.

    Args:
        reader: reads what they tell.
        absences: replies where nothing is said.
        pages: what renders a page.
        things: tells of those that have a page of their own.
    """

    def __init__(self, reader: Reader, absences: Absences, pages: Pages, things: Things) -> None:
        self._reader = reader
        self._absences = absences
        self._pages = pages
        self._things = things

    async def reply(self, folder: str, things: str, request: Request, moment: Moment) -> Response:
        """The document at an address.

        Args:
            folder: where the documents stand: ``/doc/``.
            things: where the IRIs of what they are about begin, below the base: ``id/``.
            request: the request.
            moment: of when.

        Raises:
            HTTPException: no format that is accepted is written.
            QuestionError: Accept-Datetime is no date, or there is no such page.
        """
        address = raw(request)
        if address.endswith("/") and len(address) > len(folder):
            query = f"?{request.url.query}" if request.url.query else ""
            return moved(address.rstrip("/") + query, HTTPStatus.PERMANENT_REDIRECT)
        name, absent = await self._reader.known(names(self._reader.engine, folder, things, request))
        if name is None:
            return await self._absences.reply(request, absent or nothing(self._reader.engine.names.base, address))
        header = request.headers.get("accept-datetime")
        # They take long to find, and only a memento and what leads to one name them.
        days = await self.days(name) if header or moment.known_at else []
        if header and days and not moment.known_at:
            then = replace(moment, known_at=memento.closest(days, memento.wanted(header)))
            links = {"Vary": "Accept-Datetime", "Link": ", ".join(memento.relations(name, then, days))}
            return moved(name.at(name.suffix, then.query()), HTTPStatus.FOUND, links)
        chosen = FORMATS.get(name.suffix) or _negotiated(request.headers.get("accept"))
        headers = _varying(name, moment)
        if moment.known_at and days and moment.known_at < days[0]:
            return await self._absences.reply(request, _not_then(name, moment, days))
        if chosen == PAGE:
            return await self._page(name, moment, headers, days, request)
        if (moment.as_of or moment.known_at) and not await self._reader.is_told(name.iri, moment):
            return await self._absences.reply(request, _not_then(name, moment, days))
        total = await self._reader.total(name.iri, moment)
        _check(moment, total)
        body, media_type = await self._reader.written(name, moment, chosen, total)
        return Response(
            body, headers={**headers, **self._located(name, moment, chosen, total, days)}, media_type=media_type
        )

    async def days(self, name: Name) -> list[str]:
        """The days, in order, on which documents told anything of a thing."""
        return list(dict.fromkeys(str(row[0].value) for row in await self._reader.days(name.iri)))

    async def _page(
        self, name: Name, moment: Moment, headers: Mapping[str, str], days: list[str], request: Request
    ) -> Response:
        thing = self._things.of(name.iri)
        if thing is not None and not moment.form and moment.page == 1:
            return await self._own(thing, name, moment, headers, days, request)
        told = await self._reader.told(name.iri, moment)
        if not told.statements:
            return await self._absences.reply(request, _not_then(name, moment, days))
        _check(moment, told.total)
        besides = {"told": told, "pages": _pages(told.total), "shown": SHOWN}
        values = self._values(name, moment) | besides
        located = self._located(name, moment, PAGE, told.total, days)
        return self._pages.render("document.html", request, {**headers, **located}, **values)

    async def _own(
        self, thing: Thing, name: Name, moment: Moment, headers: Mapping[str, str], days: list[str], request: Request
    ) -> Response:
        """The page that things of a kind have of their own; what is said of them is a link away."""
        if (moment.as_of or moment.known_at) and not await self._reader.is_told(name.iri, moment):
            return await self._absences.reply(request, _not_then(name, moment, days))
        values = await self._things.told(thing, moment.as_of, moment.view, reader(request), request.query_params)
        located = self._located(name, moment, PAGE, 0, days)
        told_of = self._values(name, moment) | values
        return self._pages.render(thing.kind.template, request, {**headers, **located}, **told_of)

    def _values(self, name: Name, moment: Moment) -> dict[str, Any]:
        """What the page of every thing tells."""
        return {
            "name": name,
            "moment": moment,
            "changes": self._reader.changes.get(name.iri, []),
            "formats": FORMATS,
            "timemap": memento.timemap(name),
        }

    def _located(self, name: Name, moment: Moment, chosen: str, total: int, days: list[str]) -> dict[str, str]:
        """Where the representation stands, and what it links to."""
        suffix = name.suffix or next(suffix for suffix, media_type in FORMATS.items() if media_type == chosen)
        canonical = self._reader.engine.names.base + name.at().removeprefix("/")
        links = [
            f'<{canonical}>; rel="canonical"',
            f'<{self._reader.engine.manifest.get("licence", "/")}>; rel="license"',
            '</.well-known/void>; rel="describedby"',
        ]
        links += [
            f'<{name.at(each, moment.query())}>; rel="alternate"; type="{media_type}"'
            for each, media_type in FORMATS.items()
            if each != suffix
        ]
        for relation, number in (("prev", moment.page - 1), ("next", moment.page + 1)):
            if 1 <= number <= _pages(total):
                links.append(f'<{name.at(name.suffix, moment.query(page=number))}>; rel="{relation}"')
        links += memento.relations(name, moment, days)
        return {"Content-Location": name.at(suffix, moment.query()), "Link": ", ".join(links)}


def _negotiated(accept: str | None) -> str:
    """The format that an Accept header likes best.

    Raises:
        HTTPException: it likes none.
    """
    offered = list(FORMATS.values())
    chosen = choose(accept, offered) or formats(accept).graph
    if chosen is None:
        raise HTTPException(406, f"a document is written as {', '.join(offered)}")
    return chosen


def _pages(total: int) -> int:
    return max(-(-total // SIZE), 1)


def _check(moment: Moment, total: int) -> None:
    """Refuses a page that there is not.

    Raises:
        QuestionError: the page is beyond the last.
    """
    if moment.page > _pages(total):
        cure = f"the last is page={_pages(total)}."
        raise QuestionError([Problem("document", f"there is no page={moment.page}", cure)])


def moved(address: str, status: HTTPStatus, headers: Mapping[str, str] | None = None) -> Response:
    """To another address."""
    return Response(status_code=status, headers={"Location": address, **(headers or {})})


def _varying(name: Name, moment: Moment) -> dict[str, str]:
    """What a document varies by, and of when it is where it is a memento."""
    if moment.known_at:
        return {"Memento-Datetime": memento.stamp(moment.known_at), **({} if name.suffix else {"Vary": "Accept"})}
    return {"Vary": "Accept-Datetime" if name.suffix else "Accept, Accept-Datetime"}


def _not_then(name: Name, moment: Moment, days: list[str]) -> Absent:
    """What is replied of a thing that is known now and was not at a moment."""
    if moment.known_at:
        detail = f"by knownAt={moment.known_at} no document had told of {name.iri}"
        return Absent(name.iri, detail, f"{memento.timemap(name)} lists the days on which one did.", suffix=name.suffix)
    detail = f"on asOf={moment.as_of} {name.iri} had not begun, or had ended"
    return Absent(name.iri, detail, "leave asOf out to see when.", suffix=name.suffix)
