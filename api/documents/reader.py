"""Asks the graph what documents tell."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from api.discovery.compaction import compact
from api.documents.absence import Absent, unknown
from api.documents.asked import SIZE, Moment, Name
from api.documents.changes import Change, index
from api.documents.told import Names, Told, called
from treatygraph.answer import GRAPHS, Formats
from treatygraph.catalogue import Question
from treatygraph.engine import Engine
from treatygraph.pool import Pool

LINKED = "application/ld+json"


class Reader:
    """Reads one release for documents.

    Args:
        engine: the release.
        pool: what answers its queries.
        asked: the questions that pages ask.
        context: the JSON-LD context that documents are written with.
    """

    def __init__(self, engine: Engine, pool: Pool, asked: Mapping[str, Question], context: Mapping[str, Any]) -> None:
        self.engine = engine
        self._pool = pool
        self._asked = asked
        self._context = context

    async def known(self, names: list[Name]) -> tuple[Name | None, Absent | None]:
        """The first of some names of which anything is said; or, where none is or it is retired, what to reply."""
        rows = await self.rows("document-known", things=" ".join(name.iri for name in names)) if names else []
        said = {row[0].value for row in rows}
        name = next((each for each in names if each.iri in said), None)
        if name is None:
            sought = next((each for each in names if each.suffix), names[0] if names else None)
            return None, unknown(sought.iri, sought.suffix) if sought else None
        told = [row[1:] for row in rows if row[0].value == name.iri and row[1] is not None]
        if not told:
            return name, None
        retired = told[0][0].value
        reason = next((f": {note.value}" for _, _, note in told if note is not None), "")
        successors = sorted({term.value for _, term, _ in told if term is not None})
        cure = f"use {' or '.join(successors)} in its place." if successors else "nothing has taken its place."
        detail = f"the identifier {name.iri} is retired since {retired}{reason}"
        return None, Absent(name.iri, detail, cure, retired, successors, name.suffix)

    async def rows(self, slug: str, moment: Moment | None = None, **given: str) -> list[list[Any]]:
        """The rows of a question; as known on the day of a moment where one is given."""
        text = self.engine.ask(self._asked[slug], given)
        if moment is None or not moment.known_at:
            return (await self._pool.rows(text))[1]
        treaties = await self._treaties(given["thing"])
        view = moment.view if treaties else Moment().view
        return (await self._pool.rows(text, view, treaties))[1]

    async def days(self, iri: str) -> list[list[Any]]:
        """The days on which documents told something of a thing, in order, with the documents."""
        return await self.rows("document-days", thing=iri)

    async def told(self, iri: str, moment: Moment) -> Told:
        """What the page of a thing tells at a moment; nothing is said of what was not yet there, or not yet known."""
        dated = {"as_of": moment.as_of} if moment.as_of else {}
        statements = await self.rows("statements-of", moment, thing=iri, **dated)
        if not statements:
            return Told()
        offset = str((moment.page - 1) * SIZE)
        told = Told(
            statements=statements,
            incoming=await self.rows("incoming-links", moment, thing=iri, size=str(SIZE), offset=offset, **dated),
            total=await self.total(iri, moment),
            kinds=await self.rows("document-kinds", moment, thing=iri),
            standing=await self.rows("standing", moment, thing=iri, **dated),
            sources=await self.rows("document-sources", moment, thing=iri),
            days=await self.days(iri),
        )
        told.names = await self.names([iri, *told.mentioned()])
        return told

    async def is_told(self, iri: str, moment: Moment) -> bool:
        """Whether anything is said of a thing at a moment."""
        dated = {"as_of": moment.as_of} if moment.as_of else {}
        return bool(await self.rows("statements-of", moment, thing=iri, **dated))

    async def names(self, iris: list[str]) -> Names:
        """What some things are called."""
        return called(await self.rows("document-names", things=" ".join(iris))) if iris else {}

    async def total(self, iri: str, moment: Moment) -> int:
        """How many links point to a thing at a moment."""
        dated = {"as_of": moment.as_of} if moment.as_of else {}
        return int((await self.rows("incoming-total", moment, thing=iri, **dated))[0][0].value)

    async def written(self, name: Name, moment: Moment, media_type: str, total: int) -> tuple[bytes, str]:
        """The document in a format of graphs: its bytes and its media type; none where nothing is said of the thing."""
        base = self.engine.names.base
        given = {
            "thing": name.iri,
            "document": base + name.at(query=moment.query()).removeprefix("/"),
            "original": base + name.at().removeprefix("/"),
            "release": f"{base}release/{self.engine.release}",
            "size": str(SIZE),
            "offset": str((moment.page - 1) * SIZE),
            "total": str(total),
        }
        if moment.as_of:
            given["as_of"] = moment.as_of
        if changes := self.changes.get(name.iri):
            given["changed"] = " ".join(dict.fromkeys(f"{base}release/{change.release}" for change in changes))
        text = self.engine.ask(self._asked["document"], given)
        treaties = await self._treaties(name.iri) if moment.known_at else []
        form = media_type if media_type in GRAPHS else LINKED
        answer = await self._pool.answer(
            text, Formats(graph=form), view=moment.view if treaties else Moment().view, treaties=treaties
        )
        if form != LINKED:
            return answer.body, media_type
        return json.dumps(compact(json.loads(answer.body), self._context), ensure_ascii=False).encode(), media_type

    @cached_property
    def changes(self) -> Mapping[str, list[Change]]:
        """The changes of releases by the thing, by IRI, that they are of."""
        return index(self.engine.history)

    async def _treaties(self, iri: str) -> list[str]:
        """The treaties that a thing concerns: a view is made for these alone."""
        return [row[0].value for row in await self.rows("document-treaties", thing=iri)]
