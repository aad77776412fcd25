"""What a stranger sends costs its own query and nothing else, and is never answered in part."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

SMALL = "ASK { ?s ?p ?o }"
CROSS = "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"

HOSTILE = {
    "a cross join of the graph with itself four times, counted": (f"SELECT (COUNT(*) AS ?n) {CROSS}", {504}),
    "a cross join of the graph with itself four times, in full": (f"SELECT * {CROSS}", {413, 504, 507}),
    "a cross join that must be sorted": (f"SELECT * {CROSS} ORDER BY ?a ?l", {504, 507}),
    "endless property paths": (
        "SELECT (COUNT(*) AS ?n) { ?a (!<x:x>|^!<x:x>)* ?b . ?b (!<x:x>|^!<x:x>)* ?c . ?c (!<x:x>|^!<x:x>)* ?d }",
        {504, 507},
    ),
    "ten thousand brackets": ("SELECT * " + "{" * 10_000 + "}" * 10_000, {413}),
    "ten thousand groups one after another": ("SELECT * {" + "{?s ?p ?o} UNION " * 9_000 + "{}}", {413}),
    "ten thousand parentheses": ("SELECT (" + "(" * 10_000 + "1" + ")" * 10_000 + " AS ?x) {}", {413}),
    "a query of ten megabytes": ("SELECT * { ?s ?p '" + "x" * 10_000_000 + "' }", {413}),
    "a huge VALUES": ("SELECT * { VALUES ?x { " + "1 " * 2_000_000 + "} }", {413}),
    "a long chain of operators": ("SELECT (" + "!" * 90_000 + "true AS ?x) {}", {200, 400, 507}),
    "an answer larger than the limit": ("SELECT * { ?a ?b ?c . ?d ?e ?f }", {413, 504}),
    "a catastrophic regular expression": (
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?a ?b ?c FILTER(REGEX(CONCAT(STR(?o), STR(?c), 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'), '^(a+)+$')) }",
        {504},
    ),
}


@pytest.fixture(scope="module")
def address(serve: Callable[..., str], release: Path) -> str:
    """The address of a server that loses patience soon."""
    return serve(release, TREATYGRAPH_SECONDS="3")


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=60, transport=httpx.HTTPTransport(retries=5)) as opened:
        yield opened


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """A listener that writes down whoever connects."""
    heard: list[str] = []
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.1)
    over = threading.Event()

    def listen() -> None:
        while not over.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            heard.append("a connection")
            connection.close()

    thread = threading.Thread(target=listen)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/", heard
    over.set()
    thread.join()
    listener.close()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_query_gets_its_error_and_the_server_lives(client: httpx.Client, name: str) -> None:
    query, statuses = HOSTILE[name]
    response = client.post("/sparql", data={"query": query})
    assert response.status_code in statuses, response.text[:300]
    if response.status_code != 200:
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["cure"]
    assert client.post("/sparql", data={"query": SMALL}).json()["boolean"] is True


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {{ SERVICE <{canary}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ service silent <{canary}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ SeRvIcE # a comment\n <{canary}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ \\u0053ERVICE <{canary}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ BIND(<{canary}> AS ?e) SERVICE ?e {{ ?s ?p ?o }} }}",
        "SELECT * {{ FILTER EXISTS {{ SERVICE <{canary}> {{ ?s ?p ?o }} }} }}",
        "SELECT * FROM <{canary}> {{ ?s ?p ?o }}",
        "SELECT * FROM NAMED <{canary}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        "PREFIX c: <{canary}> SELECT * FROM c:graph {{ ?s ?p ?o }}",
        "PREFIX c: <{canary}> SELECT * from # here\n named c:graph {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        "BASE <{canary}> SELECT * FROM <graph> {{ ?s ?p ?o }}",
        "SELECT * FROM <file:///etc/passwd> {{ ?s ?p ?o }}",
        "LOAD <{canary}>",
        "load silent <{canary}> into graph <a:a>",
        "INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{canary}> {{ ?s ?p ?o }} }}",
    ],
)
def test_nothing_is_fetched_however_it_is_written(
    client: httpx.Client, canary: tuple[str, list[str]], query: str
) -> None:
    address, heard = canary
    response = client.post("/sparql", data={"query": query.format(canary=address)})
    assert response.status_code in (400, 403), response.text
    assert heard == []


def test_a_word_that_looks_like_service_is_no_service(client: httpx.Client) -> None:
    query = "PREFIX x: <urn:service:> SELECT ?service { ?service x:service 'SERVICE <urn:x> {}' } # SERVICE"
    assert client.post("/sparql", data={"query": query}).status_code == 200


def test_small_queries_are_answered_while_a_heavy_one_runs(client: httpx.Client, address: str) -> None:
    heavy = threading.Thread(
        target=lambda: httpx.post(f"{address}/sparql", data={"query": f"SELECT (COUNT(*) AS ?n) {CROSS}"}, timeout=30)
    )
    heavy.start()
    answered = 0
    while heavy.is_alive():
        assert client.post("/sparql", data={"query": SMALL}).status_code == 200
        answered += 1
    heavy.join()
    assert answered > 20, "the small queries waited for the heavy one"


def test_a_queue_that_is_full_says_when_to_come_back(client: httpx.Client, address: str) -> None:
    responses: list[httpx.Response] = []

    def ask() -> None:
        query = {"query": f"SELECT (COUNT(*) AS ?n) {CROSS}"}
        responses.append(httpx.post(f"{address}/sparql", data=query, timeout=60))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    statuses = {response.status_code for response in responses}
    assert statuses == {503, 504}
    assert all(response.headers["retry-after"] for response in responses if response.status_code == 503)
    assert client.post("/sparql", data={"query": SMALL}).status_code == 200
