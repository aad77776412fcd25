"""What the page of a thing of its kind tells: the rows of everything that its template asks, asked together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.frame.lookup import Lookup
from api.things.kinds import DAY, FOLDER, LANGUAGE, THING, Kind, kinds
from treatygraph.parameters import IDENTIFIED
from treatygraph.scenarios.view import View


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of a kind: its IRI, and its identifier as people write it."""

    iri: str
    identifier: str
    kind: Kind


class Things:
    """Tells of things that have a page of their own.

    Args:
        lookup: what answers questions.
        folder: where the files are that describe the pages.

    Raises:
        ContentError: a file is named after no type of thing, or asks what is no question.
    """

    def __init__(self, lookup: Lookup, folder: Path = FOLDER) -> None:
        self._lookup = lookup
        self._kinds = kinds(lookup.questions, folder)

    def of(self, iri: str) -> Thing | None:
        """The thing of an IRI, where it has a page of its own."""
        engine = self._lookup.engine
        for kind in self._kinds:
            stem = engine.names.thing(IDENTIFIED[kind.type].stem).value
            if iri.startswith(stem) and iri.removeprefix(stem) in engine.known[kind.type]:
                return Thing(iri, iri.removeprefix(stem), kind)
        return None

    async def told(self, thing: Thing, day: str, view: View, language: str, given: Mapping[str, str]) -> dict[str, Any]:
        """The values of a thing's template: ``thing``, ``day``, ``chosen``, and the rows of each question by its name.

        Args:
            thing: the thing.
            day: of which day, as YYYY-MM-DD; empty for the last that the release covers.
            view: what counts as known.
            language: the reader's language.
            given: the parameters of the page's address.

        Raises:
            QuestionError: a parameter of the address is none of the kind's choices.
        """
        kind, chosen = thing.kind, thing.kind.chosen(given)
        offered = {kind.type: thing.identifier, THING: thing.iri, DAY: day, LANGUAGE: language, **chosen}
        asked = {
            name: (question.slug, kind.given(question, fixed, offered)) for name, (question, fixed) in kind.asks.items()
        }
        if view:
            # One after the other: the worker that is asked first makes the view, and has it when it is asked again.
            rows = {name: await self._lookup.rows(slug, view, **values) for name, (slug, values) in asked.items()}
        else:
            rows = await self._lookup.all(asked)
        return {"thing": thing, "day": day or self._lookup.engine.coverage, "chosen": chosen, **rows}
