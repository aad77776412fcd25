"""What is not there: 404 and 410 in the format that was asked for, with what is there instead."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response

from api.documents.asked import FORMATS, is_iri, shown
from api.documents.nearest import Nearest
from api.documents.told import Told, called
from api.frame.pages import Pages
from api.frame.problems import response
from api.http.negotiation import choose
from api.http.replies import problem
from treatygraph.answer import GRAPHS, Formats
from treatygraph.catalogue import Question
from treatygraph.engine import Engine
from treatygraph.pool import Pool

PROBLEM, PAGE = "application/problem+json", "text/html"


#: What stays as it is where an address that is no IRI is written as one.
_SAFE = ":/#?&=~+,;@!$'()*"


@dataclass(frozen=True, slots=True)
class Absent:
    """A thing of which nothing is said, why, and how to mend it.

    Args:
        iri: the thing.
        detail: what is wrong.
        cure: how to mend it.
        retired: since when its identifier is retired, as YYYY-MM-DD; empty where it is not.
        successors: the things, by IRI, that replaced it.
        suffix: the suffix of the format that was asked for.
        unheard: whether the detail says no more than that nothing is said of the thing.
    """

    iri: str
    detail: str
    cure: str = ""
    retired: str = ""
    successors: Sequence[str] = ()
    suffix: str = ""
    unheard: bool = False


class Absences:
    """Replies where nothing is said of a thing.

    Args:
        engine: the release.
        pool: what answers its queries.
        asked: the questions that pages ask.
        pages: what renders a page.
    """

    def __init__(self, engine: Engine, pool: Pool, asked: Mapping[str, Question], pages: Pages) -> None:
        self._engine = engine
        self._pool = pool
        self._asked = asked
        self._pages = pages
        self._nearest: Nearest | None = None

    async def reply(self, request: Request, absent: Absent) -> Response:
        """404, or 410 where the identifier is retired; a problem document where no format is asked for by name."""
        status = HTTPStatus.GONE if absent.retired else HTTPStatus.NOT_FOUND
        near = [] if absent.retired else await self.near(absent.iri)
        media_type = FORMATS.get(absent.suffix) or choose(request.headers.get("accept"), (PROBLEM, PAGE, *GRAPHS))
        headers = {} if absent.suffix else {"Vary": "Accept"}
        if media_type == PAGE:
            values: dict[str, Any] = {
                "absent": absent,
                "near": near,
                "told": await self._told([*near, *absent.successors]),
            }
            return self._pages.render("absence.html", request, headers, status, **values)
        if media_type in GRAPHS:
            written = absent.iri if is_iri(absent.iri) else quote(absent.iri, safe=_SAFE, errors="replace")
            given = {"thing": written, "status": str(int(status))}
            if near:
                given["nearest"] = " ".join(near)
            text = self._engine.ask(self._asked["absence"], given)
            answer = await self._pool.answer(text, Formats(graph=media_type))
            return Response(answer.body, status, headers, answer.media_type)
        told = problem(status, absent.detail, absent.cure, headers)
        links = {"nearest": near, "replacedBy": list(absent.successors), "retiredOn": absent.retired}
        besides = {name: value for name, value in links.items() if value}
        reply = response(told)
        reply.body = json.dumps({**json.loads(told.body), **besides}, ensure_ascii=False).encode("utf-8")
        reply.headers["content-length"] = str(len(reply.body))
        return reply

    async def _told(self, iris: list[str]) -> Told:
        """What some things are called."""
        if not iris:
            return Told()
        _, rows = await self._pool.rows(self._engine.ask(self._asked["document-names"], {"things": " ".join(iris)}))
        return Told(names=called(rows))

    async def near(self, iri: str) -> list[str]:
        """The things, by IRI, whose identifiers are most like one; all identifiers are asked for once."""
        base = self._engine.names.base
        if self._nearest is None:
            _, rows = await self._pool.rows(self._engine.ask(self._asked["identifiers"], {}))
            self._nearest = Nearest(row[0].value.removeprefix(base) for row in rows)
        return [f"{base}{found}" for found in self._nearest.to(iri.removeprefix(base))]


def unknown(iri: str, suffix: str = "") -> Absent:
    """What is replied of a thing of which the graph says nothing."""
    cure = "look it up at /queries, or at /sparql; the nearest identifiers are named where there are any."
    return Absent(iri, f"the graph says nothing of {shown(iri)}", cure, suffix=suffix, unheard=True)


def nothing(base: str, address: str) -> Absent:
    """What is replied at an address, below the base, that names no thing."""
    cure = "the documents of things stand below doc/, those of shapes below shape/."
    return Absent(base + address.removeprefix("/"), f"no document stands at {shown(address)}", cure)
