"""The server as a process: it speaks the protocol and nothing else, offers resources and prompts, and ends when told."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import rdflib
from anyio.from_thread import BlockingPortal
from dialogue import command
from mcp import Client, MCPError
from mcp.client.stdio import stdio_client

HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}
STARTED = {"jsonrpc": "2.0", "method": "notifications/initialized"}
ASKED = {
    "jsonrpc": "2.0",
    "id": 2,
    "method": "tools/call",
    "params": {"name": "status", "arguments": {"state": "CHE", "treaty": "mini-1"}},
}


@contextmanager
def started(settings: dict[str, str], *options: str) -> Iterator[subprocess.Popen[str]]:
    """The server as a process that is spoken to line by line."""
    server = command(settings, *options)
    process = subprocess.Popen(
        [server.command, *server.args],
        env=server.env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def ask(process: subprocess.Popen[str], *messages: dict[str, Any]) -> dict[str, Any]:
    """Sends messages and reads one answer."""
    assert process.stdin is not None
    assert process.stdout is not None
    for message in messages:
        process.stdin.write(json.dumps(message) + "\n")
    process.stdin.flush()
    answer: dict[str, Any] = json.loads(process.stdout.readline())
    return answer


def children(process: subprocess.Popen[str]) -> list[int]:
    """The processes that a process has started."""
    return [int(each) for each in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def test_nothing_but_the_protocol_is_on_standard_output_and_the_server_ends_with_its_client(
    settings: dict[str, str],
) -> None:
    with started(settings) as process:
        assert process.stdin is not None
        process.stdin.write("a line that is no message\n")
        hello = ask(process, HELLO)
        assert hello["result"]["serverInfo"]["name"] == "treatygraph"
        assert ask(process, STARTED, ASKED)["result"]["structuredContent"]["state"]["id"] == "CHE"
        workers = children(process)
        assert workers
        rest, errors = process.communicate(timeout=30)
        assert (rest, errors, process.returncode) == ("", "", 0)
        assert not [worker for worker in workers if Path(f"/proc/{worker}").exists()]


def test_a_client_of_the_handshake_of_old_is_served_too(settings: dict[str, str], portal: BlockingPortal) -> None:
    with Path(os.devnull).open("w") as log:
        old = Client(stdio_client(command(settings), log), mode="legacy", read_timeout_seconds=60)
        with portal.wrap_async_context_manager(old) as client:
            assert len(portal.call(client.list_tools).tools) == 9


def test_the_instructions_tell_the_two_readings_of_party_and_what_certain_means(client: Client) -> None:
    told = client.instructions or ""
    assert "Art. 2(1)(f)" in told
    assert "Art. 2(1)(g)" in told
    assert all(word in told for word in ("certain", "possible", "unverified", "YYYY-MM-DD", "2020-06-30"))
    assert client.server_info.version in told


def test_the_ontology_the_questions_and_the_coverage_can_be_read(client: Client, portal: BlockingPortal) -> None:
    addresses = {resource.uri for resource in portal.call(client.list_resources).resources}
    assert addresses == {"treatygraph://ontology", "treatygraph://questions", "treatygraph://coverage"}
    for address, words in (("ontology", "`tg:Party`"), ("questions", "**parties**"), ("coverage", "**mini-4**")):
        (content,) = portal.call(client.read_resource, f"treatygraph://{address}").contents
        assert content.mime_type == "text/markdown"
        assert words.replace("tg:Party", "tg:party") in content.text


def test_the_document_of_a_thing_can_be_read_as_turtle(client: Client, portal: BlockingPortal) -> None:
    (template,) = portal.call(client.list_resource_templates).resource_templates
    assert template.uri_template == "treatygraph://id/{+path}"
    (content,) = portal.call(
        client.read_resource, "treatygraph://id/action/mini-1/CHE/ratification/2002-11-30"
    ).contents
    assert content.mime_type == "text/turtle"
    assert len(rdflib.Graph().parse(data=content.text, format="turtle")) > 5


@pytest.mark.parametrize("path", ["state/ATL", "state/CHE> <x:y", "../../etc/passwd"])
def test_a_document_of_nothing_is_not_found(path: str, client: Client, portal: BlockingPortal) -> None:
    with pytest.raises(MCPError, match=r"the graph says nothing of|Unknown resource"):
        portal.call(client.read_resource, f"treatygraph://id/{path}")


def test_a_claim_and_a_brief_can_be_started_from(client: Client, portal: BlockingPortal) -> None:
    prompts = {prompt.name: prompt for prompt in portal.call(client.list_prompts).prompts}
    assert set(prompts) == {"check_claim", "brief"}
    asked = portal.call(client.get_prompt, "check_claim", {"claim": "Kenya ratified in 2016"})
    assert "> Kenya ratified in 2016" in asked.messages[0].content.text
    brief = portal.call(client.get_prompt, "brief", {"state": "Kenya"})
    assert "Write a brief on Kenya" in brief.messages[0].content.text


def test_it_is_served_over_http_on_loopback_and_to_no_page_of_another_site(
    settings: dict[str, str], portal: BlockingPortal
) -> None:
    with started(settings, "--port", "0") as process:
        assert process.stderr is not None
        found = re.search(r"http://127\.0\.0\.1:\d+/mcp", process.stderr.readline())
        assert found
        with portal.wrap_async_context_manager(Client(found[0], read_timeout_seconds=60)) as client:
            told = portal.call(client.call_tool, "status", {"state": "CHE", "treaty": "mini-1"})
            assert not told.is_error
        for header in ({"host": "evil.example"}, {"origin": "http://evil.example"}):
            reply = httpx.post(
                found[0], json=HELLO, headers={"accept": "application/json, text/event-stream", **header}
            )
            assert reply.status_code in (403, 421)


def test_a_port_that_is_taken_is_named_with_its_cure(settings: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        server = command(settings, "--port", str(taken.getsockname()[1]))
        ran = subprocess.run(
            [server.command, *server.args], env=server.env, capture_output=True, text=True, check=False
        )
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "it cannot be listened on" in ran.stderr
    assert "choose another with --port" in ran.stderr


def test_without_the_package_the_command_says_how_to_install_it() -> None:
    hidden = "import sys; sys.modules['mcp'] = None; from treatygraph.cli import main; main()"
    ran = subprocess.run([sys.executable, "-c", hidden, "mcp"], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "the package mcp is not installed" in ran.stderr
    assert "pip install 'treatygraph[mcp]'" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_no_other_command_needs_the_package() -> None:
    hidden = "import sys; sys.modules['mcp'] = None; from treatygraph.cli import main; main()"
    ran = subprocess.run([sys.executable, "-c", hidden, "--help"], capture_output=True, text=True, check=False)
    assert ran.returncode == 0
