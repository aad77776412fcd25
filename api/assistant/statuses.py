"""The tool that tells what a State was to a treaty on a day."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Literal

from mcp.server.mcpserver.tools import Tool
from mcp_types import CallToolResult
from pydantic import Field

from api.assistant.answers import Answer, Model
from api.assistant.coverage import Coverage
from api.assistant.desk import Desk, by_column, together
from api.assistant.server import answered, offered
from api.search.register import Register
from treatygraph.scenarios.view import View

StateWords = Annotated[
    str, Field(description="A State: its ISO 3166 alpha-3 code such as {state}, or its name in English or French")
]
TreatyWords = Annotated[
    str,
    Field(
        description="A treaty: its identifier such as {treaty}, its number, its series with its number, or its title"
    ),
]
Day = Annotated[
    str, Field(description="The day asked about, YYYY-MM-DD; without it the last day that the coverage holds")
]
KnownAt = Annotated[
    str, Field(description="Count only what was published by this day, YYYY-MM-DD: what one could know then")
]


class Named(Model):
    """A thing by its identifier and its name."""

    id: str
    name: str


class Reading(Model):
    """Whether the State counts as Party by one reading of the word."""

    reading: Literal["contracting", "party"]
    label: str
    meaning: str
    basis: str = Field(description="The article that defines it")
    answer: Literal["certain", "possible", "not recorded"] = Field(
        description="certain: it was; possible: a day is known only as a window; not recorded: nothing says that it was"
    )


class Held(Model):
    """A status that the State had, or may have had, on the day."""

    status: str
    label: str
    certainty: Literal["certain", "possible"]
    since: str | None = Field(description="First day on which it certainly held, YYYY-MM-DD")
    possibly_since: str | None = Field(description="First day on which it may have held, YYYY-MM-DD")
    until: str | None = Field(description="First day on which it may no longer have held, YYYY-MM-DD")
    possibly_until: str | None = Field(description="First day on which it certainly no longer held, YYYY-MM-DD")
    began_with: str | None = Field(description="The act that began it")
    unverified: bool = Field(description="True where that act was entered from memory")


class Act(Model):
    """An act of the State under the treaty."""

    action: str
    kind: str
    date: str | None = Field(description="YYYY-MM-DD; nothing where the day is not known")
    not_before: str | None = Field(description="First day on which it may have been done, YYYY-MM-DD")
    not_after: str | None = Field(description="Last day on which it may have been done, YYYY-MM-DD")
    certainty: Literal["certain", "possible"]
    unverified: bool = Field(description="True where it was entered from memory")
    superseded_by: str | None = Field(description="The better record that prevails over it")
    sources: str = Field(description="Identifiers of the documents that report it")


class Status(Answer):
    """What a State was to a treaty on a day."""

    state: Named
    treaty: Named
    readings: list[Reading]
    statuses: list[Held]
    acts: list[Act] = Field(description="The acts up to the day")
    later: list[Act] = Field(description="Acts recorded that were done after the day")


def tools(desk: Desk, register: Register, coverage: Coverage) -> list[Tool]:
    """The tool ``status``."""

    async def status(
        state: StateWords, treaty: TreatyWords, on: Day = "", known_at: KnownAt = ""
    ) -> Annotated[CallToolResult, Status]:
        """Tell what a State was to a treaty on a day: signatory, contracting State, Party, former Party, eligible.

        Use it for "is X a Party to Y", "has X ratified Y", "since when". It answers by both readings of Party, with the
        acts of the State up to that day and the documents that report them. A day that the coverage of the treaty does
        not hold is refused. For every State of a treaty use ask with the question parties or signatories-not-parties.
        """
        who, what = register.the("state", state, "state"), register.the("treaty", treaty, "treaty")
        day = on or await coverage.latest(what.id, known_at)
        held = await coverage.require(what.id, day, known_at)
        view = View(known_at)
        asked = {"state": who.id, "treaty": what.id}
        standing, actions = desk.questions["status"], desk.questions["actions"]
        (columns, found), (done, acts), (_, every), readings = await asyncio.gather(
            desk.table(standing, {**asked, "on": day}, view),
            desk.table(actions, {**asked, "to": day}, view),
            desk.table(actions, asked, view),
            desk.rows("readings", view, **asked, on=day),
        )
        told = [Act(**_chosen(Act, row)) for row in by_column(done, acts)]
        known = {act.action for act in told}
        later = [Act(**_chosen(Act, row)) for row in by_column(done, every) if row["action"] not in known]
        memory = await desk.memory()
        statuses = [
            Held(**_chosen(Held, {**row, "unverified": row["began_with"] in memory}))
            for row in by_column(columns, found)
        ]
        sources, cite_as = await desk.cited(standing, {**asked, "on": day}, columns, found, view)
        more, _ = await desk.cited(actions, asked, done, every, view)
        unsure = {each.certainty for each in statuses} | {"unverified" for each in statuses if each.unverified}
        unsure |= {"unverified" for act in told if act.unverified and not act.superseded_by}
        absent = held.held != "until" or any(each["answer"] == "not recorded" for each in readings)
        answer = Status(
            release=desk.release,
            as_of=day,
            known_at=known_at or None,
            certainty=[each for each in ("certain", "possible", "unverified") if each in unsure],
            coverage=[held],
            notes=[held.absence] if absent else [],
            sources=together(sources, more),
            cite_as=cite_as,
            state=Named(id=who.id, name=who.title),
            treaty=Named(id=what.id, name=what.title),
            readings=[Reading.model_validate(each) for each in readings],
            statuses=statuses,
            acts=told,
            later=later,
        )
        return answered(answer, desk.write("status.md", answer))

    return [offered(status, "What a State was to a treaty on a day", desk.examples)]


def _chosen(model: type[Model], row: dict[str, Any]) -> dict[str, Any]:
    """What a row says of the members of a model."""
    return {name: value for name, value in row.items() if name in model.model_fields}
