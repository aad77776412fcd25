"""What a person may start from: to check a claim against the graph, to brief on a State."""

from __future__ import annotations

from typing import Annotated, Any

from mcp.server.mcpserver import MCPServer
from pydantic import Field

from api.assistant.desk import Desk

Claim = Annotated[
    str, Field(description="What is claimed, as it was written: 'Brazil ratified the Convention in 2022'")
]
State = Annotated[str, Field(description="A State, by code or name")]


def register(server: MCPServer[Any], desk: Desk) -> None:
    """Offers the prompts."""

    @server.prompt(
        title="Check a claim", description="Check a claim on treaties and States against dated acts and their sources"
    )
    def check_claim(claim: Claim) -> str:
        return desk.write("check-claim.md", claim=claim)

    @server.prompt(
        title="Brief on a State", description="What a State has done and can do under the treaties, with sources"
    )
    def brief(state: State) -> str:
        return desk.write("brief.md", state=state)
