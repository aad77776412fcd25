"""The tools that find identifiers, and that tell how far the acts are known."""

from __future__ import annotations

from typing import Annotated, Literal

from mcp.server.mcpserver.tools import Tool
from mcp_types import CallToolResult
from pydantic import Field

from api.assistant.answers import Answer, Model, Paged
from api.assistant.coverage import Coverage, covered
from api.assistant.desk import Desk, wording
from api.assistant.pages import PageNumber, paged
from api.assistant.server import answered, offered
from api.search.register import Register
from treatygraph.errors import Problem, QuestionError

Words = Annotated[str, Field(description="A name, a code, a number or some words, in English or French: 'Ivory Coast'")]
Kind = Annotated[
    Literal["", "state", "treaty", "measure", "organisation", "source"],
    Field(description="What to look among; empty for all"),
]

#: The kinds of things that tools and questions are given.
KINDS = ("state", "treaty", "measure", "organisation", "source")

#: How many finds are told at once.
_SHOWN = 20


class Match(Model):
    """Something that is called so."""

    kind: str
    id: str = Field(description="The identifier that the other tools take")
    name: str
    nom: str | None = Field(description="Its name in French")
    detail: str | None = Field(description="What tells it apart: a series number, an article, State or territory")
    likeness: float = Field(description="How alike it is to the words, from 0 to 1")


class Found(Paged):
    """What is called like some words, the most alike first."""

    matches: list[Match]


class Covering(Answer):
    """How far the acts of every treaty are known."""


def tools(desk: Desk, register: Register, coverage: Coverage) -> list[Tool]:
    """The tools ``find`` and ``coverage``."""

    async def find(words: Words, kind: Kind = "", page: PageNumber = 1) -> Annotated[CallToolResult, Found]:
        """Find the identifiers of States, treaties, offences, powers, co-operation measures, organisations and sources.

        Use it first where another tool says that nothing or more than one thing is called so, and for measures.
        """
        found = register.find(words, {kind} if kind else KINDS)
        if not found:
            cure = "write it otherwise, or fewer words; coverage lists the treaties, ask(question='states') the States."
            raise QuestionError([Problem("arguments", f"words: nothing is called {words!r}", cure)])
        shown, counted = paged(found, page, _SHOWN)
        matches = [
            Match(
                kind=each.thing.kind,
                id=each.thing.id,
                name=each.thing.title,
                nom=each.thing.titre,
                detail=each.thing.detail,
                likeness=round(each.likeness, 2),
            )
            for each in shown
        ]
        _, cite_as = await desk.cited(wording(f"what is called {words}"), {}, [], [])
        answer = Found(release=desk.release, as_of=desk.engine.coverage, cite_as=cite_as, matches=matches, **counted)
        return answered(answer, desk.write("find.md", answer))

    async def covering() -> Annotated[CallToolResult, Covering]:
        """Tell for every treaty up to when its acts are known, how many are recorded, and what is known to be missing.

        Use it before you conclude anything from an absence, and to learn which days can be asked about.
        """
        held = [covered(row) for row in (await coverage.on()).values()]
        _, cite_as = await desk.cited(desk.questions["coverage"], {}, [], [])
        answer = Covering(release=desk.release, as_of=desk.engine.coverage, coverage=held, cite_as=cite_as)
        return answered(answer, desk.write("coverage.md", answer))

    return [
        offered(find, "Find identifiers", desk.examples),
        offered(covering, "How far the acts are known", desk.examples, "coverage"),
    ]
