"""The tools that tell why something holds, and why something does not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from mcp.server.mcpserver.tools import Tool
from mcp_types import CallToolResult
from pydantic import Field

from api.assistant.answers import Answer, Model, Source
from api.assistant.coverage import Coverage
from api.assistant.desk import Desk, wording
from api.assistant.server import answered, offered
from api.search.naming import Thing
from api.search.register import Register

Subject = Annotated[
    str,
    Field(description="A State's code such as {state}, a treaty's identifier, a name, a path below id/, or an IRI"),
]
Predicate = Annotated[
    str,
    Field(description="A status (eligible, signatory, contractingState, party, …) or a property (partyTo, inForceOn)"),
]
Object = Annotated[str, Field(description="As the subject, or a day as YYYY-MM-DD; for a status the treaty")]
Language = Annotated[Literal["en", "fr"], Field(description="The language of the account")]
Depth = Annotated[int, Field(description="How many steps deep, from 0 to 50; deeper accounts are longer", ge=0, le=50)]

#: How deep an account goes where nobody says.
_DEPTH = 4


class Step(Model):
    """A statement of an account, by what it follows or where it was read."""

    level: int = Field(description="How deep it stands: 0 for what was asked, and below it what it rests on")
    says: str
    rule: str | None = Field(default=None, description="The rule by which it follows from the deeper ones after it")
    basis: str | None = Field(default=None, description="The article that the rule rests on")
    without: list[str] = Field(default=[], description="What must not be recorded for it to follow, and is not")
    read_in: list[str] = Field(default=[], description="The documents that say it, by identifier, with file and row")
    more: bool = Field(default=False, description="True where more could be told: ask with a greater depth")


class Why(Answer):
    """Why something holds."""

    holds: Literal[True] = True
    asked: str
    account: list[Step]


class Lack(Model):
    """How far a rule comes, or what it lacks."""

    level: int = Field(description="How deep it stands: rules that would give what is missing stand below it")
    says: str
    basis: str | None = Field(default=None, description="The article that the rule rests on")
    held: int | None = Field(default=None, description="How many parts of the rule hold")
    of: int | None = Field(default=None, description="How many parts the rule has")


class WhyNot(Answer):
    """Why something does not hold, as far as the graph knows."""

    holds: Literal[False] = False
    asked: str
    because: list[str] = Field(description="What is missing at the end of each chain of rules")
    rules: list[Lack] = Field(description="The nearest rules, and what each lacks")


def tools(desk: Desk, register: Register, coverage: Coverage) -> list[Tool]:
    """The tools ``why`` and ``why_not``."""

    async def explained(kind: str, terms: tuple[str, str, str], language: str, depth: int | None) -> Any:
        named = [register.maybe(word, ("state", "treaty", "organisation")) for word in (terms[0], terms[2])]
        subject, value = (thing.id if thing else word for thing, word in zip(named, terms[::2], strict=True))
        asked = {"subject": subject, "predicate": terms[1], "object": value, "language": language, "depth": depth}
        treaty = next((thing for thing in named if thing and thing.kind == "treaty"), None)
        held = await told(treaty) if kind == "why-not" and treaty else []
        return json.loads((await desk.pool.explain(kind, asked, "application/json")).body), held

    async def told(treaty: Thing) -> list[Any]:
        return [await coverage.require(treaty.id, await coverage.latest(treaty.id))]

    async def why(
        subject: Subject, predicate: Predicate, object: Object = "", language: Language = "en", depth: Depth = _DEPTH
    ) -> Annotated[CallToolResult, Why]:
        """Tell why something holds: the rules with their articles, down to the documents, files and rows.

        Use it after an answer that needs its reasons: subject {state}, predicate eligible, object {treaty}. Where it
        does not hold, why_not tells what is missing. For what a State was on a day in the past use status.
        """
        found, _ = await explained("why", (subject, predicate, object), language, depth)
        words = f"Why: {' '.join(filter(None, (subject, predicate, object)))}"
        sources = list(
            {each["iri"]: _source(each) for node in _nodes(found["proof"]) for each in node["sources"]}.values()
        )
        unverified = await desk.unverified()
        for source in sources:
            source.unverified = source.id in unverified
        _, cite_as = await desk.cited(wording(words), {}, [], [])
        answer = Why(
            release=desk.release,
            as_of=found["coverage"],
            certainty=["unverified"] if any(source.unverified for source in sources) else [],
            sources=sources,
            cite_as=cite_as,
            asked=words,
            account=list(_steps(found["proof"], 0)),
        )
        return answered(answer, desk.write("why.md", answer))

    async def why_not(
        subject: Subject, predicate: Predicate, object: Object, language: Language = "en"
    ) -> Annotated[CallToolResult, WhyNot]:
        """Tell why something does not hold as far as the graph knows: what the nearest rules lack.

        Ask it as why: subject {state}, predicate partyTo, object {treaty}. Where no act of the treaty is recorded it is
        refused, for absence would be no evidence. Where it holds, why tells the reasons.
        """
        found, held = await explained("why-not", (subject, predicate, object), language, None)
        words = f"Why not: {subject} {predicate} {object}"
        _, cite_as = await desk.cited(wording(words), {}, [], [])
        answer = WhyNot(
            release=desk.release,
            as_of=found["coverage"],
            coverage=held,
            notes=[each.absence for each in held],
            cite_as=cite_as,
            asked=found["asked"],
            because=found["because"],
            rules=[lack for rule in found["rules"] for lack in _lacks(rule, 0)],
        )
        return answered(answer, desk.write("why-not.md", answer))

    return [
        offered(why, "Why something holds", desk.examples),
        offered(why_not, "Why something does not hold", desk.examples),
    ]


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for premise in node["premises"]:
        yield from _nodes(premise)


def _steps(node: dict[str, Any], level: int) -> Iterator[Step]:
    """An account as steps, each followed by those it rests on."""
    rule = node["rule"] or {}
    read = [f"{_tail(each['iri'])}{_place(each)}" for each in node["sources"]]
    without = [each["says"] for each in node["absence"] if each["needed"]]
    yield Step(
        level=level,
        says=node["says"],
        rule=rule.get("title"),
        basis=rule.get("basis"),
        without=without,
        read_in=read,
        more=node["more"],
    )
    for premise in node["premises"]:
        yield from _steps(premise, level + 1)


def _lacks(rule: dict[str, Any], level: int) -> Iterator[Lack]:
    """A rule and what it lacks, each lack followed by the rules that would give it."""
    yield Lack(level=level, says=rule["rule"]["title"], basis=rule["rule"]["basis"], held=rule["held"], of=rule["of"])
    for missing in rule["missing"]:
        yield Lack(level=level + 1, says=missing["says"])
        for cause in missing["rules"]:
            yield from _lacks(cause, level + 2)


def _source(origin: dict[str, Any]) -> Source:
    return Source(id=_tail(origin["iri"]), title=origin["title"], address=origin["address"] or None)


def _place(origin: dict[str, Any]) -> str:
    row = f" row {origin['row']}" if origin["row"] else ""
    return f" ({origin['file']}{row})" if origin["file"] else ""


def _tail(iri: str) -> str:
    return iri.rpartition("/")[2]
