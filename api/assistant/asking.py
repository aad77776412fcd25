"""The tools that list the questions of the catalogue and ask them."""

from __future__ import annotations

from typing import Annotated, Any

from mcp.server.mcpserver.tools import Tool
from mcp_types import CallToolResult
from pydantic import Field

from api.assistant.answers import Model, Paged, Row
from api.assistant.coverage import Coverage
from api.assistant.days import dated
from api.assistant.desk import Desk, wording
from api.assistant.finding import KINDS
from api.assistant.pages import SIZE, PageNumber, PageSize, paged
from api.assistant.server import answered, offered
from api.assistant.statuses import KnownAt
from api.search.register import Register
from treatygraph.catalogue import Question, asked
from treatygraph.errors import Problem, QuestionError, suggestion
from treatygraph.fields import value
from treatygraph.scenarios.view import View

Words = Annotated[str, Field(description="Words that the question must have in its title or wording; without them all")]
Slug = Annotated[
    str, Field(description="The name of the question, as questions lists it: parties, matrix, obligations")
]
Given = Annotated[
    dict[str, str],
    Field(description="Its parameters by name, as text: {'treaty': '{treaty}', 'on': '2020-01-31'}; dates YYYY-MM-DD"),
]
Rank = Annotated[str, Field(description="Count only records of this rank or above, such as government; usually empty")]


class Taken(Model):
    """A parameter of a question."""

    name: str
    type: str = Field(description="date (YYYY-MM-DD), duration (P6M), choice, iri, or a kind that find knows")
    required: bool
    default: str | None
    values: list[str] = Field(description="What a choice may be")
    example: str | None


class Listed(Model):
    """A question of the catalogue."""

    question: str = Field(description="Its name, to ask it by")
    title: str
    wording: str
    description: str
    parameters: list[Taken]


class Questions(Paged):
    """Questions of the catalogue."""

    questions: list[Listed]


class Column(Model):
    """What a column of an answer means."""

    name: str
    type: str
    title: str
    description: str


class Asked(Paged):
    """The answer to a question of the catalogue."""

    question: str
    title: str
    parameters: dict[str, str | None] = Field(description="Every parameter as it was asked, defaults filled in")
    columns: list[Column]
    rows: list[Row]


def tools(desk: Desk, register: Register, coverage: Coverage) -> list[Tool]:
    """The tools ``questions`` and ``ask``."""

    async def questions(
        words: Words = "", page: PageNumber = 1, size: PageSize = SIZE
    ) -> Annotated[CallToolResult, Questions]:
        """List the questions that the graph answers, each with its parameters. Use it to find what to pass to ask."""
        wanted = words.casefold().split()
        found = [each for each in desk.questions.values() if all(word in _said(each) for word in wanted)]
        if not found:
            cure = "ask with fewer or other words, or without any for all questions."
            raise QuestionError([Problem("arguments", f"words: no question has {words!r}", cure)])
        shown, counted = paged(found, page, size)
        listed = [_listed(each) for each in shown]
        _, cite_as = await desk.cited(wording("the catalogue of questions"), {}, [], [])
        answer = Questions(
            release=desk.release, as_of=desk.engine.coverage, cite_as=cite_as, questions=listed, **counted
        )
        return answered(answer, desk.write("questions.md", answer))

    async def ask(
        question: Slug,
        parameters: Given = {},  # noqa: B006  (it is only read)
        known_at: KnownAt = "",
        rank: Rank = "",
        page: PageNumber = 1,
        size: PageSize = SIZE,
    ) -> Annotated[CallToolResult, Asked]:
        """Ask a question of the catalogue, such as parties, count-parties, matrix, timeline, eligible, obligations.

        questions lists them. States, treaties, measures and organisations may be given by identifier or by name. The
        rows come page by page. A day that the coverage does not hold is refused.
        """
        chosen = desk.questions.get(question)
        if chosen is None:
            cure = suggestion(question, desk.questions, "the tool questions lists them.")
            raise QuestionError([Problem("arguments", f"question: there is no question {question!r}", cure)])
        about = await dated(desk, coverage, chosen, _identified(chosen, parameters), known_at)
        view = View(known_at, rank)
        columns, found = await desk.table(chosen, about.given, view)
        rows, counted = paged(found, page, size)
        sources, cite_as = await desk.cited(chosen, about.given, columns, rows, view)
        told = [
            {field.name: value(field, cell) for field, cell in zip(chosen.fields, row, strict=True)} for row in rows
        ]
        unsure = {str(row.get("certainty")) for row in told} | {"unverified" for each in sources if each.unverified}
        unsure |= {"unverified" for row in told if row.get("unverified") is True}
        absent = [each.absence for each in about.held if each.held != "until" or not found]
        answer = Asked(
            release=desk.release,
            as_of=about.day,
            known_at=known_at or None,
            certainty=[each for each in ("certain", "possible", "unverified") if each in unsure],
            coverage=list(about.held),
            notes=[*about.notes, *absent],
            sources=sources,
            cite_as=cite_as,
            question=chosen.slug,
            title=chosen.title["en"],
            parameters=asked(chosen, about.given, desk.engine.coverage),
            columns=[_column(field) for field in chosen.fields],
            rows=told,
            **counted,
        )
        return answered(answer, desk.write("ask.md", answer))

    def _identified(question: Question, parameters: dict[str, str]) -> dict[str, str]:
        """The parameters with identifiers in the place of names."""
        kinds = {each.name: each.type for each in question.parameters if each.type in KINDS}
        return {
            name: register.the(kinds[name], said, name).id if said and name in kinds else said
            for name, said in parameters.items()
        }

    return [
        offered(questions, "The questions that can be asked", desk.examples),
        offered(ask, "Ask a question of the catalogue", desk.examples),
    ]


def _said(question: Question) -> str:
    return " ".join((question.slug, *question.title.values(), *question.wording.values())).casefold()


def _listed(question: Question) -> Listed:
    """A question as the list tells it."""
    taken = [
        Taken(
            name=each.name,
            type=each.type,
            required=each.required,
            default=each.default,
            values=list(each.values or ()),
            example=each.example,
        )
        for each in question.parameters
    ]
    title, words = question.title["en"], question.wording["en"]
    return Listed(
        question=question.slug, title=title, wording=words, description=question.description, parameters=taken
    )


def _column(field: Any) -> Column:
    return Column(name=field.name, type=field.type, title=field.title["en"], description=field.description["en"])
