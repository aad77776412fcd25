"""The tool that tells what two States can ask of each other, and what is missing where they cannot."""

from __future__ import annotations

from typing import Annotated, Literal

from mcp.server.mcpserver.tools import Tool
from mcp_types import CallToolResult
from pydantic import Field

from api.assistant.answers import Answer, Covered, Model, Refused, Row
from api.assistant.coverage import Coverage, covered, refused
from api.assistant.desk import Desk, by_column, together
from api.assistant.server import answered, offered
from api.assistant.statuses import Day, KnownAt, Named
from api.search.register import Register
from treatygraph.errors import Problem, QuestionError
from treatygraph.scenarios.view import View

Requesting = Annotated[
    str, Field(description="The State that asks: its ISO 3166 alpha-3 code such as NLD, or its name")
]
Requested = Annotated[str, Field(description="The State that is asked: its code or its name")]
Measure = Annotated[
    str,
    Field(description="A co-operation measure, by its identifier such as {measure}: see find"),
]
ReadingOf = Annotated[
    Literal["party", "contracting"],
    Field(description="party: the treaty is in force for both; contracting: both have deposited their consent"),
]


class Basis(Model):
    """An instrument under which the one State can ask the other."""

    series: str | None
    article: str
    label: str
    since: str | None = Field(description="First day on which both were certainly bound, YYYY-MM-DD")
    certainty: Literal["certain", "possible"]
    extent: Literal["full", "limited", "none"] = Field(
        description="limited: a reservation or declaration bears on it; none: a reservation excludes it"
    )
    reserved_by_from: str | None = Field(description="What the requesting State has reserved or declared")
    reserved_by_to: str | None = Field(description="What the requested State has reserved or declared")
    authority: str | None = Field(description="Whom to ask")
    role: str | None
    designated: str | None = Field(description="When it was designated, YYYY-MM-DD")
    listed: str = Field(description="IRI of the measure")


class Missing(Model):
    """An act that a State lacks before an instrument can be relied on."""

    series: str | None
    iso3: str
    name: str
    step: int = Field(description="Steps are taken in order; 0 where nothing is known")
    missing: str
    opens: str | None = Field(description="The act that the missing condition would open")
    article: str | None
    open_since: str | None = Field(description="Since when the State may do it, YYYY-MM-DD")
    due: str | None = Field(description="The day on which the treaty will be in force for the State, YYYY-MM-DD")
    more_consents: int | None = Field(description="How many consents the treaty itself still lacks")
    certainty: Literal["certain", "possible", "not known"]
    coverage_until: str | None


class Cooperation(Answer):
    """What one State can ask of another on a day, and what is missing."""

    requesting: Named
    requested: Named
    measure: Named
    reading: Literal["party", "contracting"]
    instruments: list[Basis]
    missing: list[Missing]
    not_answered: list[Refused] = Field(description="Instruments whose coverage does not hold the day")


def tools(desk: Desk, register: Register, coverage: Coverage) -> list[Tool]:
    """The tool ``cooperation``."""

    async def applicable(measure: str, day: str, known_at: str) -> tuple[list[Covered], list[Row]]:
        """How far the acts under each instrument that provides for a measure are known; those not known on the day."""
        found = await coverage.on(day, known_at)
        rows = [found[str(row["id"])] for row in await desk.rows("instruments-of-measure", measure=measure)]
        if not rows:
            cure = "ask(question='powers') lists the measures of each treaty; name one of co-operation."
            raise QuestionError([Problem("arguments", f"measure: {measure} is no measure of co-operation", cure)])
        beyond = [row for row in rows if row["fault"]]
        if len(beyond) == len(rows):
            raise QuestionError([Problem("coverage", str(row["fault"]), str(row["cure"])) for row in rows])
        return [covered(row) for row in rows if not row["fault"]], beyond

    async def cooperation(
        requesting: Requesting,
        requested: Requested,
        measure: Measure,
        on: Day = "",
        reading: ReadingOf = "party",
        known_at: KnownAt = "",
    ) -> Annotated[CallToolResult, Cooperation]:
        """Tell under which instruments one State can ask another for a measure on a day, and whom it asks.

        Where they cannot, it tells act by act what is missing. The reservations of both sides that bear on the measure
        are told. Use it for "can X ask Y to preserve data", "what does X lack to rely on treaty Y with Z". Without a
        day, the last that the coverage of the measure's own treaty holds. Instruments whose coverage does not hold the
        day are named in not_answered, and nothing is told of them.
        For all measures at once use ask with the question cooperation, for all partners of a State with partners.
        """
        one, two = register.the("state", requesting, "requesting"), register.the("state", requested, "requested")
        what = register.the("measure", measure, "measure")
        day = on or await coverage.latest(what.id.split("/")[1], known_at)
        held, beyond = await applicable(what.id, day, known_at)
        outside = {row["series"] for row in beyond}
        asked = {"from": one.id, "to": two.id, "measure": what.id, "on": day}
        question, view = desk.questions["cooperation"], View(known_at)
        columns, found = await desk.table(question, {**asked, "reading": reading}, view)
        instruments = [Basis.model_validate(row) for row in by_column(columns, found) if row["series"] not in outside]
        lacked, lacks = await desk.table(desk.questions["cooperation-gap"], asked, view)
        missing = [Missing.model_validate(row) for row in by_column(lacked, lacks) if row["series"] not in outside]
        sources, cite_as = await desk.cited(question, {**asked, "reading": reading}, columns, found, view)
        more, _ = await desk.cited(desk.questions["cooperation-gap"], asked, lacked, lacks, view)
        unsure = {str(each.certainty) for each in instruments} | {str(each.certainty) for each in missing}
        unsure |= {"unverified" for source in together(sources, more) if source.unverified}
        answer = Cooperation(
            release=desk.release,
            as_of=day,
            known_at=known_at or None,
            certainty=[each for each in ("certain", "possible", "unverified") if each in unsure],
            coverage=held,
            notes=[each.absence for each in held if each.held != "until"],
            sources=together(sources, more),
            cite_as=cite_as,
            requesting=Named(id=one.id, name=one.title),
            requested=Named(id=two.id, name=two.title),
            measure=Named(id=what.id, name=what.title),
            reading=reading,
            instruments=instruments,
            missing=missing,
            not_answered=refused(beyond),
        )
        return answered(answer, desk.write("cooperation.md", answer))

    return [offered(cooperation, "What two States can ask of each other", desk.examples)]
