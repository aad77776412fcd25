"""The server of tools: arguments are looked at before and answers after, and every refusal names culprit and cure."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from mcp.server.mcpserver.tools import Tool
from mcp_types import CallToolResult, InputRequiredResult, TextContent, ToolAnnotations
from pydantic import ValidationError

from api.assistant.answers import Answer
from treatygraph.errors import LimitError, Problem, QuestionError, TreatygraphError, suggestion

#: The most characters of an answer, its text and its values together.
LARGEST = 120_000

_READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)


def offered(function: Callable[..., Any], title: str, examples: Mapping[str, str], name: str | None = None) -> Tool:
    """A function as a tool: its documentation is the description, and it takes no other argument than it names.

    Args:
        function: what answers.
        title: the tool's title.
        examples: what stands for ``{treaty}`` and the like in descriptions, for examples are content.
        name: the tool's name, where it is not the function's.
    """
    tool = Tool.from_function(
        function, name, title=title, description=inspect.getdoc(function), annotations=_READS, structured_output=True
    )
    tool.parameters["additionalProperties"] = False
    for described in (tool.parameters["properties"][each] for each in tool.parameters["properties"]):
        described["description"] = _filled(described["description"], examples)
    tool.description = _filled(tool.description, examples)
    return tool


def answered(answer: Answer, text: str) -> CallToolResult:
    """An answer as values and as text.

    Raises:
        LimitError: it is larger than what is given at once.
    """
    values = answer.model_dump(mode="json")
    size = len(answer.model_dump_json()) + len(text)
    if size > LARGEST:
        fault = f"the answer has {size:,} characters, more than the {LARGEST:,} that are given at once"
        raise LimitError([Problem("answer", fault, "ask for less: a smaller size or depth, or a narrower question.")])
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=values)


class Assistant(MCPServer[Any]):
    """Serves tools.

    Args:
        tools: the tools.
        instructions: what an assistant should know before it uses them.
        version: the release.
    """

    def __init__(self, tools: Sequence[Tool], instructions: str, version: str) -> None:
        super().__init__(
            "treatygraph",
            title="treatygraph: cybercrime treaties",
            description="The open knowledge graph of international cybercrime treaties",
            instructions=instructions,
            version=version,
            tools=list(tools),
            log_level="WARNING",
        )
        self._taken = {tool.name: tool.parameters for tool in tools}

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Calls a tool; what cannot be answered is a refusal that says why and what to ask instead."""
        try:
            self._inspect(name, arguments)
            return await super().call_tool(name, arguments, context)
        except TreatygraphError as error:
            return _refusal(error.problems)
        except ToolError as error:
            if isinstance(error.__cause__, TreatygraphError):
                return _refusal(error.__cause__.problems)
            if isinstance(error.__cause__, ValidationError):
                return _refusal([_mistake(name, each) for each in error.__cause__.errors()])
            fault = f"tool {name}: a fault of ours, {type(error.__cause__).__name__}"
            raise UnexpectedToolError(f"Not answered.\n{fault}. Instead: please report it.") from error.__cause__

    def _inspect(self, name: str, arguments: dict[str, Any]) -> None:
        """Refuses a tool that does not exist, and arguments that it does not take or lacks.

        Raises:
            QuestionError: with every argument that is unknown or missing.
        """
        if name not in self._taken:
            cure = suggestion(name, self._taken, f"there are {', '.join(self._taken)}.")
            raise QuestionError([Problem(f"tool {name}", "there is no such tool", cure)])
        taken = self._taken[name]["properties"]
        problems = [
            Problem(
                f"tool {name}", f"it has no argument {each}", suggestion(each, taken, f"it has {', '.join(taken)}.")
            )
            for each in arguments
            if each not in taken
        ]
        problems += [
            Problem(f"tool {name}", f"the argument {each} is missing", f"add it: {taken[each].get('description', '')}.")
            for each in self._taken[name].get("required", ())
            if each not in arguments
        ]
        if problems:
            raise QuestionError(problems)


def _filled(text: str, examples: Mapping[str, str]) -> str:
    for name, example in examples.items():
        text = text.replace(f"{{{name}}}", example)
    return text


def _mistake(name: str, error: Any) -> Problem:
    place = ".".join(map(str, error["loc"]))
    return Problem(f"tool {name}", f"{place}: {error['msg']}", "write it as the description of the tool says.")


def _refusal(problems: Sequence[Problem]) -> CallToolResult:
    told = "\n".join(f"{problem.place}: {problem.fault}. Instead: {problem.cure}" for problem in problems)
    return CallToolResult(content=[TextContent(type="text", text=f"Not answered.\n{told}")], is_error=True)
