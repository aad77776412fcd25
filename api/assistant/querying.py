"""The tool that asks in SPARQL, read only, behind the same guard and limits as the endpoint."""

from __future__ import annotations

from typing import Annotated, Literal

from mcp.server.mcpserver.tools import Tool
from mcp_types import CallToolResult
from pydantic import Field
from pyoxigraph import QueryBoolean, QueryResultsFormat, parse_query_results

from api.assistant.answers import Paged, Row
from api.assistant.desk import Desk, by_column, wording
from api.assistant.pages import SIZE, PageNumber, PageSize, paged
from api.assistant.server import answered, offered
from treatygraph.guard import Bounds, inspect

Query = Annotated[
    str,
    Field(
        description="SPARQL 1.1 Query: SELECT, ASK, CONSTRUCT or DESCRIBE; the project's prefixes need no declaration"
    ),
]


class Result(Paged):
    """The answer to a query."""

    form: Literal["rows", "truth", "graph"]
    columns: list[str] = Field(default=[], description="The variables of a SELECT query")
    rows: list[Row] = Field(default=[], description="The rows of a SELECT query; IRIs in full")
    truth: bool | None = Field(default=None, description="The answer to an ASK query")
    graph: str | None = Field(default=None, description="The answer to a CONSTRUCT or DESCRIBE query, in Turtle")


def tools(desk: Desk) -> list[Tool]:
    """The tool ``sparql``."""
    graphs = desk.engine.graphs

    async def sparql(query: Query, page: PageNumber = 1, size: PageSize = SIZE) -> Annotated[CallToolResult, Result]:
        """Ask the graph in SPARQL 1.1 Query, where neither status, cooperation nor a question of the catalogue will do.

        It only reads: updates and SERVICE are refused, and a query that takes too long is stopped; no part of an answer
        is ever given. Coverage is not looked at here: what a query does not find is no evidence unless coverage says
        that the acts are complete up to that day. Read the resource of the ontology for its terms. Rows come page by
        page: give the query an ORDER BY. An act is certain between tg:earliest and tg:latest, and a status between
        tg:latestFrom and tg:earliestUntil; tg:unverified marks what was entered from memory.
        """
        inspect(query, graphs, Bounds())
        found = await desk.pool.answer(query)
        answer = Result(release=desk.release, as_of=desk.engine.coverage, form="graph", total=1, page=1, pages=1)
        answer.notes = ["Coverage was not looked at: what the query does not find is no evidence. Ask coverage."]
        question = wording("a query in SPARQL", query)
        if found.media_type == "text/turtle":
            answer.graph = found.body.decode("utf-8")
            answer.total = answer.graph.count("\n")
            _, answer.cite_as = await desk.cited(question, {}, [], [])
            answer.total = 1
        else:
            result = parse_query_results(found.body, QueryResultsFormat.JSON)
            if isinstance(result, QueryBoolean):
                answer.form, answer.truth = "truth", bool(result)
                _, answer.cite_as = await desk.cited(question, {}, [], [])
            else:
                answer.form = "rows"
                answer.columns = [variable.value for variable in result.variables]
                cells = [[solution[name] for name in answer.columns] for solution in result]
                shown, counted = paged(cells, page, size)
                answer = answer.model_copy(update=counted)
                answer.rows = by_column(answer.columns, shown)
                answer.sources, answer.cite_as = await desk.cited(question, {}, answer.columns, shown)
        answer.certainty = ["unverified"] if any(source.unverified for source in answer.sources) else []
        return answered(answer, desk.write("sparql.md", answer))

    return [offered(sparql, "Ask in SPARQL", desk.examples)]
