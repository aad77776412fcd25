"""How the server is started, asked and heard."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping

from mcp.client.stdio import StdioServerParameters
from mcp_types import CallToolResult

#: Asks a tool, the arguments by name, and gives its answer.
Call = Callable[..., CallToolResult]


def command(settings: Mapping[str, str], *options: str) -> StdioServerParameters:
    """How the server is started."""
    environment = {**os.environ, **settings}
    return StdioServerParameters(command=sys.executable, args=["-m", "treatygraph", "mcp", *options], env=environment)


def said(result: CallToolResult) -> str:
    """The text of an answer."""
    return "".join(each.text for each in result.content if each.type == "text")
