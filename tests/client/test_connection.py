"""One server over HTTP: a busy one is asked again when it says, nothing else is; what it refuses is said with its cure."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from treatygraph.client import ADDRESS, AnswerError, Client, UnreachableError
from treatygraph.client.connection import Connection

PROBLEM = {"content-type": "application/problem+json"}


def connected(transport: httpx.BaseTransport, waited: list[float], retries: int = 5) -> Connection:
    return Connection("http://graph.test/copy", retries=retries, transport=transport, wait=waited.append)


def busy(after: str | None = "1") -> httpx.Response:
    headers = PROBLEM | ({"retry-after": after} if after is not None else {})
    return httpx.Response(503, headers=headers, json={"detail": "every worker is busy", "cure": "come back."})


def test_a_busy_server_is_asked_again_when_it_says(scripted: Callable[..., httpx.BaseTransport]) -> None:
    waited: list[float] = []
    server = scripted(busy("2"), busy("0"), httpx.Response(200, json={"n": 1}))
    assert connected(server, waited).get("health").document() == {"n": 1}
    assert waited == [2.0, 0.0]


def test_a_busy_server_may_name_the_day_on_which_to_come_back(scripted: Callable[..., httpx.BaseTransport]) -> None:
    waited: list[float] = []
    past = format_datetime(datetime.now(UTC) - timedelta(days=1), usegmt=True)
    connected(scripted(busy(past), httpx.Response(200, json={})), waited).get("health")
    assert waited == [0.0]


def test_a_server_that_stays_busy_is_given_up_with_its_own_words(scripted: Callable[..., httpx.BaseTransport]) -> None:
    waited: list[float] = []
    with pytest.raises(AnswerError, match="every worker is busy\n    come back") as refused:
        connected(scripted(busy(), busy(), busy()), waited, retries=2).get("health")
    assert (refused.value.status, waited) == (503, [1.0, 1.0])


@pytest.mark.parametrize("after", [None, "soon", "3600"], ids=["not said", "not a time", "too late"])
def test_a_busy_server_that_does_not_say_when_or_says_too_late_is_not_asked_again(
    after: str | None, scripted: Callable[..., httpx.BaseTransport]
) -> None:
    waited: list[float] = []
    with pytest.raises(AnswerError):
        connected(scripted(busy(after)), waited).get("health")
    assert waited == []


@pytest.mark.parametrize("status", [400, 404, 413, 429, 500, 502, 504, 507])
def test_nothing_but_a_busy_server_is_asked_again(status: int, scripted: Callable[..., httpx.BaseTransport]) -> None:
    waited: list[float] = []
    refusal = httpx.Response(status, headers=PROBLEM | {"retry-after": "1"}, json={"detail": "no", "cure": "ask less."})
    with pytest.raises(AnswerError) as refused:
        connected(scripted(refusal), waited).get("health")
    assert (refused.value.status, refused.value.culprit, refused.value.cure, waited) == (status, "no", "ask less.", [])


def test_an_answer_is_asked_for_again_by_its_tag_and_kept(scripted: Callable[..., httpx.BaseTransport]) -> None:
    first = httpx.Response(200, headers={"etag": '"a"', "treatygraph-release": "r1"}, json={"n": 1})
    newer = httpx.Response(200, headers={"etag": '"b"', "treatygraph-release": "r2"}, json={"n": 2})
    server = scripted(first, httpx.Response(304), newer, httpx.Response(304))
    connection = connected(server, [])
    told = [connection.get("health") for _ in range(4)]
    assert [(reply.document()["n"], reply.release) for reply in told] == [(1, "r1"), (1, "r1"), (2, "r2"), (2, "r2")]
    assert [request.headers.get("if-none-match") for request in server.asked] == [None, '"a"', '"a"', '"b"']


def test_an_answer_in_another_format_or_to_other_values_has_a_tag_of_its_own(
    scripted: Callable[..., httpx.BaseTransport],
) -> None:
    server = scripted(*(httpx.Response(200, headers={"etag": '"a"'}, json={}) for _ in range(3)))
    connection = connected(server, [])
    connection.get("queries/parties.json", {"treaty": "mini-1"})
    connection.get("queries/parties.json", {"treaty": "mini-2"})
    connection.get("queries/parties.json", {"treaty": "mini-1"}, "text/csv")
    assert [request.headers.get("if-none-match") for request in server.asked] == [None, None, None]


def test_what_was_not_asked_for_in_a_long_time_is_let_go_of(
    monkeypatch: pytest.MonkeyPatch, scripted: Callable[..., httpx.BaseTransport]
) -> None:
    monkeypatch.setattr("treatygraph.client.connection._KEPT", 100)
    server = scripted(*(httpx.Response(200, headers={"etag": '"a"'}, content=b"x" * 60) for _ in range(3)))
    connection = connected(server, [])
    for name in ("one", "two", "one"):
        connection.get(name)
    assert [request.headers.get("if-none-match") for request in server.asked] == [None, None, None]


def test_the_address_keeps_its_path_and_who_asks_is_named(scripted: Callable[..., httpx.BaseTransport]) -> None:
    server = scripted(httpx.Response(200, json={}))
    connected(server, []).get("queries/parties.json", {"treaty": "a&b=c ü", "on": ""})
    assert str(server.asked[0].url) == "http://graph.test/copy/queries/parties.json?treaty=a%26b%3Dc+%C3%BC&on="
    assert server.asked[0].headers["user-agent"].startswith("treatygraph-client/")


def test_the_address_is_the_given_one_then_that_of_the_environment_then_the_public_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("TREATYGRAPH_URL", raising=False)
    assert Client().address == ADDRESS
    monkeypatch.setenv("TREATYGRAPH_URL", "http://graph.test")
    assert Client().address == "http://graph.test/"
    assert Client("http://other.test/").address == "http://other.test/"


def test_a_server_that_is_not_there_is_named_with_the_cure() -> None:
    with pytest.raises(UnreachableError, match=r"http://127\.0\.0\.1:1/ cannot be reached") as unreachable:
        Client("http://127.0.0.1:1").ask("parties", treaty="mini-1")
    assert "address=" in unreachable.value.cure


def test_what_is_no_address_is_refused_at_once() -> None:
    with pytest.raises(UnreachableError, match="is not an address"):
        Client("http://[::1")


def test_a_reply_that_takes_too_long_is_told_with_the_cure(scripted: Callable[..., httpx.BaseTransport]) -> None:
    class Silent(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            raise httpx.ReadTimeout("", request=request)

    with pytest.raises(UnreachableError, match=r"did not answer in time\n.*timeout="):
        connected(Silent(), []).get("health")


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (httpx.Response(404, content=b"<html>no</html>", headers={"content-type": "text/html"}), "answered 404"),
        (httpx.Response(500, content=b"[1", headers=PROBLEM), "answered 500"),
        (httpx.Response(500, content=b"[1]", headers=PROBLEM), "answered 500"),
        (httpx.Response(200, content=b"<html>yes</html>", headers={"content-type": "text/html"}), "not JSON"),
        (httpx.Response(200, json={"rows": []}), "has not question, title, .*as this client reads them"),
    ],
    ids=["not found", "a torn problem", "no problem", "a page", "another document"],
)
def test_another_server_is_told_from_one_of_this_graph(
    reply: httpx.Response, said: str, scripted: Callable[..., httpx.BaseTransport]
) -> None:
    with pytest.raises((AnswerError, UnreachableError), match=said):
        Client("http://graph.test", transport=scripted(reply)).ask("parties", treaty="mini-1")


def test_an_address_that_passes_on_is_followed_and_one_that_loses_what_is_sent_is_told(
    scripted: Callable[..., httpx.BaseTransport],
) -> None:
    def moved(status: int, path: str) -> httpx.Response:
        return httpx.Response(status, headers={"location": f"http://new.test/graph/{path}"})

    followed = connected(scripted(moved(302, "health"), httpx.Response(200, json={"n": 1})), [])
    assert followed.get("health").document() == {"n": 1}
    kept = scripted(moved(307, "sparql"), httpx.Response(200, json={"n": 1}))
    assert connected(kept, []).post("sparql", "ASK {}", "application/sparql-query").document() == {"n": 1}
    assert kept.asked[-1].content == b"ASK {}"
    lost = connected(scripted(moved(303, "sparql"), httpx.Response(200, json={})), [])
    with pytest.raises(UnreachableError) as told:
        lost.post("sparql", "ASK {}", "application/sparql-query")
    assert "address='http://new.test/graph/'" in told.value.cure


def test_the_client_needs_nothing_else_of_the_package_and_not_its_engine() -> None:
    code = (
        "import sys, treatygraph.client\n"
        "ours = {name for name in sys.modules if name.startswith('treatygraph.')}\n"
        "assert all(name.startswith('treatygraph.client') for name in ours), ours\n"
        "assert not {'api', 'pyoxigraph', 'fastapi', 'rdflib'} & set(sys.modules)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_who_lacks_pandas_is_told_what_to_install() -> None:
    code = "import sys; sys.modules['pandas'] = None; import treatygraph.client"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "treatygraph.client needs pandas: install treatygraph[client]" in ran.stderr
