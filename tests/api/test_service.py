"""What the service says of itself, and the headers that every reply carries."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import rdflib
from rdflib.namespace import RDF, VOID

from api.http.cache import Cache, tag
from api.serving.edition import edition
from api.serving.front import Front
from api.serving.metrics import Metrics
from treatygraph.content import Content

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
BASE = "https://w3id.org/treatygraph/"
SELECT = "SELECT ?iso3 { ?state tg:alpha3 ?iso3 } ORDER BY ?iso3"


def count(client: httpx.Client, pattern: str) -> int:
    rows = client.post("/sparql", data={"query": f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}"}).json()
    return int(rows["results"]["bindings"][0]["n"]["value"])


def graph(client: httpx.Client, path: str, **parameters: str) -> rdflib.Graph:
    response = client.get(path, params=parameters, headers={"accept": "text/turtle"})
    assert response.status_code == 200, response.text
    return rdflib.Graph().parse(data=response.text, format="turtle")


def test_the_service_description_counts_every_graph_truly(client: httpx.Client) -> None:
    found = graph(client, "/sparql")
    named = {
        str(found.value(node, SD.name)): found.value(node, SD.graph) for node in found.subjects(RDF.type, SD.NamedGraph)
    }
    assert len(named) > 10
    for name, node in named.items():
        assert int(found.value(node, VOID.triples)) == count(client, f"GRAPH <{name}> {{ ?s ?p ?o }}")
    default = next(found.objects(None, SD.defaultGraph))
    assert int(found.value(default, VOID.triples)) == count(client, "?s ?p ?o")


def test_the_service_description_promises_neither_update_nor_federation(client: httpx.Client) -> None:
    found = graph(client, "/sparql")
    service = next(found.subjects(RDF.type, SD.Service))
    assert set(found.objects(service, SD.supportedLanguage)) == {SD.SPARQL11Query}
    assert set(found.objects(service, SD.feature)) == set()


def test_the_inferred_graphs_say_what_they_are_inferred_by(client: httpx.Client) -> None:
    found = graph(client, "/sparql")
    closure = next(found.subjects(SD.name, rdflib.URIRef(BASE + "graph/owl-rl")))
    assert (closure, SD.supportedEntailmentProfile, rdflib.URIRef("http://www.w3.org/ns/owl-profile/RL")) in found
    concluded = set(found.objects(None, rdflib.URIRef(BASE + "ontology#concludesIn")))
    rules = {name for name in found.objects(None, SD.name) if "/graph/rule/" in str(name)}
    assert rules
    assert rules <= concluded


def test_the_service_description_is_negotiated(client: httpx.Client) -> None:
    response = client.get("/sparql", headers={"accept": "application/ld+json"})
    assert response.headers["content-type"] == "application/ld+json"
    assert "Service" in json.dumps(response.json())


def test_void_partitions_the_classes_and_properties(client: httpx.Client) -> None:
    found = graph(client, "/.well-known/void")
    dataset = rdflib.URIRef(BASE + "id/dataset")
    state = next(found.subjects(VOID["class"], rdflib.URIRef(BASE + "ontology#State")))
    assert int(found.value(state, VOID.entities)) == count(client, "?s a tg:State")
    of_all = set(found.objects(dataset, VOID.propertyPartition))
    (actor,) = of_all & set(found.subjects(VOID.property, rdflib.URIRef(BASE + "ontology#actor")))
    assert int(found.value(actor, VOID.triples)) == count(client, "?s tg:actor ?o")
    assert (dataset, VOID.sparqlEndpoint, rdflib.URIRef(BASE + "sparql")) in found
    assert client.post("/sparql", data={"query": f"ASK {{ <{dataset}> a void:Dataset }}"}).json()["boolean"] is True


def test_every_question_is_an_example_that_runs(client: httpx.Client, project: Content) -> None:
    query = (
        "SELECT ?example ?select { ?example a sh:SPARQLSelectExecutable ; sh:select ?select ; schema:target ?endpoint }"
    )
    rows = client.post("/sparql", data={"query": query}).json()["results"]["bindings"]
    assert len(rows) == len(project.queries("queries/catalogue"))
    for row in rows:
        response = client.post("/sparql", data={"query": row["select"]["value"]})
        assert response.status_code == 200, row["example"]["value"]


def test_the_graph_store_protocol_reads_a_graph_both_ways(client: httpx.Client) -> None:
    name = BASE + "graph/ontology"
    indirect = graph(client, "/graphs", graph=name)
    direct = graph(client, "/graph/ontology")
    assert len(indirect) == len(direct) == count(client, f"GRAPH <{name}> {{ ?s ?p ?o }}")
    everything = client.get("/graphs?default", headers={"accept": "application/n-triples"})
    assert len(everything.text.splitlines()) == count(client, "?s ?p ?o")
    assert client.head("/graphs?default").status_code == 200


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 400), ("default&graph=a:a", 400), ("graph=http://example.org/none", 404), ("graph=none", 404)],
)
def test_the_graph_store_protocol_names_what_is_wrong(client: httpx.Client, query: str, status: int) -> None:
    response = client.get(f"/graphs?{query}")
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/graphs?default", "/graph/ontology"])
def test_the_graph_store_protocol_writes_nothing(client: httpx.Client, method: str, path: str) -> None:
    response = client.request(method, path, content="<a:a> <a:b> <a:c> .")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD")


def test_a_reply_that_the_client_has_is_not_sent_again(client: httpx.Client) -> None:
    first = client.get("/sparql", params={"query": SELECT})
    again = client.get("/sparql", params={"query": SELECT}, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    weak = client.get(
        "/sparql", params={"query": SELECT}, headers={"if-none-match": f'"other", W/{first.headers["etag"]}'}
    )
    assert weak.status_code == 304
    other = client.get("/sparql", params={"query": SELECT}, headers={"if-none-match": '"other"'})
    assert (other.status_code, other.content) == (200, first.content)


def test_a_304_carries_what_caches_go_by_whether_or_not_the_reply_was_kept(
    client: httpx.Client, miniature: tuple[Content, Any]
) -> None:
    first = client.get("/sparql", params={"query": SELECT})
    release, path, query = first.headers["treatygraph-release"], "/sparql", "query=ASK%20%7B%7D%20%23%20never%20asked"
    served = release + edition(miniature[0].fingerprint(), "")
    unseen = tag(served, b"GET", path.encode(), query.encode(), b"text/csv", b"", b"", b"gzip").decode()
    for address, accept, etag in (
        (str(first.url), "*/*", first.headers["etag"]),
        (f"{path}?{query}", "text/csv", unseen),
    ):
        again = client.get(address, headers={"accept": accept, "if-none-match": etag})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
        for name in ("cache-control", "last-modified", "vary"):
            assert again.headers[name] == first.headers[name]


def test_each_representation_has_its_own_tag(client: httpx.Client) -> None:
    tags = {
        client.get("/sparql", params={"query": SELECT}, headers={"accept": accept}).headers["etag"]
        for accept in ("text/csv", "application/sparql-results+json", "application/sparql-results+xml")
    }
    assert len(tags) == 3


def test_every_reply_names_the_release_and_protects_its_reader(client: httpx.Client) -> None:
    release = client.get("/health").json()["release"]
    for path in ("/", "/queries", "/sparql?query=ASK%20%7B%7D", "/sparql?query=nonsense", "/none", "/static/style.css"):
        response = client.get(path)
        assert response.headers["treatygraph-release"] == release, path
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
        assert response.headers["access-control-allow-origin"] == "*"
    answer = client.get("/sparql", params={"query": SELECT})
    assert answer.json()["head"]["link"] == [f"{BASE}release/{release}"]
    assert answer.headers["last-modified"].endswith("GMT")
    assert "public" in answer.headers["cache-control"]
    assert client.get("/sparql", params={"query": "ASK {}"}).json()["head"]["link"]


def test_an_error_is_never_kept(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": "nonsense"})
    assert "etag" not in response.headers
    assert "cache-control" not in response.headers


def test_the_state_of_the_server_is_told(client: httpx.Client) -> None:
    assert client.get("/ready").json()["workers"] >= 1
    assert client.get("/health").json()["status"] == "ok"
    figures = client.get("/metrics").text
    for name in ("treatygraph_replies_total", "treatygraph_reply_seconds_bucket", "treatygraph_cached_total"):
        assert name in figures
    assert "treatygraph_ready 1.0" in figures
    assert re.search(r"^treatygraph_workers [1-9]", figures, re.MULTILINE)


def test_readiness_is_by_release(client: httpx.Client) -> None:
    release = client.get("/health").json()["release"]
    served = client.get("/ready", params={"release": release})
    assert (served.status_code, served.json()["standing"], served.json()["release"]) == (200, "ready", release)
    assert datetime.fromisoformat(served.json()["since"]).tzinfo
    other = client.get("/ready", params={"release": "0000000000000000"})
    assert (other.status_code, other.json()["standing"], other.json()["release"]) == (503, "other release", release)
    assert other.headers["content-type"] == "application/problem+json"


def test_a_reply_is_logged_as_json_with_the_id_that_it_carries(miniature: tuple[Content, Any], release: Path) -> None:
    settings = {
        "TREATYGRAPH_ROOT": str(miniature[0].root),
        "TREATYGRAPH_OUT": str(release),
        "TREATYGRAPH_LOG": "info",
        "TREATYGRAPH_WORKERS": "1",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "treatygraph", "serve", "--port", "0"],
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    address = process.stdout.readline().split()[-1]
    reply = httpx.get(f"{address}/sparql", params={"query": "ASK {}"}, timeout=30)
    process.terminate()
    _, logged = process.communicate(timeout=60)
    lines = [json.loads(line) for line in logged.splitlines() if line.startswith("{")]
    assert [line["request"] for line in lines if line.get("path") == "/sparql"] == [reply.headers["x-request-id"]]


def test_a_client_that_asks_too_often_is_told_to_wait() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})

    front = Front.around(app, None, Metrics("r"), "r", 0.0, "3/minute", 1 << 20)  # type: ignore[arg-type]

    async def ask(host: str) -> tuple[int, dict[bytes, bytes]]:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": "GET",
            "path": "/health",
            "query_string": b"",
            "headers": [],
            "client": (host, 1),
        }
        await front(scope, None, send)  # type: ignore[arg-type]
        return sent[0]["status"], dict(sent[0]["headers"])

    async def several(host: str) -> list[int]:
        return [(await ask(host))[0] for _ in range(5)]

    assert asyncio.run(several("203.0.113.9")) == [200, 200, 200, 429, 429]
    assert asyncio.run(several("203.0.113.10"))[0] == 200
    assert asyncio.run(several("127.0.0.1")) == [200] * 5
    assert asyncio.run(several("::1")) == [200] * 5
    assert asyncio.run(ask("203.0.113.9"))[1][b"retry-after"]


def test_the_cache_keeps_the_latest_used_within_its_size() -> None:
    cache = Cache(80)
    for name in range(20):
        cache.put(name, (200, [], b"x" * 10))
        cache.get(0)
    assert cache.get(0) is not None
    assert cache.get(1) is None
    assert cache.get(19) is not None
    cache.put("large", (200, [], b"x" * 11))
    assert cache.get("large") is None


def test_a_tag_depends_on_where_each_part_ends() -> None:
    assert tag("r", b"ab", b"c") != tag("r", b"a", b"bc")
    assert tag("r", b"ab") != tag("s", b"ab")
