"""The SPARQL 1.1 Protocol, query operation (https://www.w3.org/TR/sparql11-protocol/), over HTTP."""

from __future__ import annotations

import httpx
import pytest

ASK = "ASK { ?s ?p ?o }"
SELECT = "SELECT ?iso3 { ?state tg:alpha3 ?iso3 } ORDER BY ?iso3 LIMIT 1"
CONSTRUCT = "CONSTRUCT { ?s a tg:State } { ?s a tg:State } LIMIT 1"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
JSON = "application/sparql-results+json"


def test_a_query_by_get(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": ASK})
    assert response.status_code == 200
    assert response.headers["content-type"] == JSON
    assert response.json()["boolean"] is True


def test_a_query_by_post_as_a_form(client: httpx.Client) -> None:
    response = client.post("/sparql", data={"query": ASK})
    assert response.json()["boolean"] is True


def test_a_query_by_post_as_it_is(client: httpx.Client) -> None:
    response = client.post("/sparql", content=ASK, headers={"content-type": DIRECT})
    assert response.json()["boolean"] is True


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"'])
@pytest.mark.parametrize("kind", [FORM, DIRECT])
def test_a_charset_parameter_is_understood(client: httpx.Client, charset: str, kind: str) -> None:
    body = "query=ASK%20%7B%7D" if kind == FORM else "ASK {}"
    response = client.post("/sparql", content=body, headers={"content-type": f"{kind}; charset={charset}"})
    assert response.json()["boolean"] is True


def test_another_charset_is_refused(client: httpx.Client) -> None:
    response = client.post("/sparql", content=ASK, headers={"content-type": f"{DIRECT};charset=utf-16"})
    assert response.status_code == 415


def test_a_form_is_decoded_once(client: httpx.Client) -> None:
    query = "SELECT ('%25 + %2B' AS ?text) {}"
    expected = [{"text": {"type": "literal", "value": "%25 + %2B"}}]
    assert client.post("/sparql", data={"query": query}).json()["results"]["bindings"] == expected
    assert client.get("/sparql", params={"query": query}).json()["results"]["bindings"] == expected


def test_the_dataset_of_the_protocol_overrides_from(client: httpx.Client, address: str) -> None:
    graphs = client.get("/sparql", params={"query": "SELECT DISTINCT ?g { GRAPH ?g { ?s a tg:Source } }"}).json()
    provenance = graphs["results"]["bindings"][0]["g"]["value"]
    ontology = provenance.replace("/graph/provenance", "/graph/ontology")
    count = f"SELECT (COUNT(*) AS ?n) FROM <{ontology}> {{ ?s a tg:Source }}"
    inside = client.get("/sparql", params=[("query", count)]).json()["results"]["bindings"][0]["n"]["value"]
    outside = client.get("/sparql", params=[("query", count), ("default-graph-uri", provenance)])
    assert inside == "0"
    assert int(outside.json()["results"]["bindings"][0]["n"]["value"]) > 0


def test_default_graphs_may_be_several(client: httpx.Client) -> None:
    base = "https://w3id.org/treatygraph/graph/"
    both = [("default-graph-uri", base + "provenance"), ("default-graph-uri", base + "ontology")]
    query = "ASK { ?source a tg:Source . tg:Source a owl:Class }"
    assert client.get("/sparql", params=[("query", query), *both]).json()["boolean"] is True
    assert client.get("/sparql", params=[("query", query), both[0]]).json()["boolean"] is False


def test_named_graphs_are_those_of_the_protocol(client: httpx.Client) -> None:
    graph = "https://w3id.org/treatygraph/graph/ontology"
    query = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    rows = client.post("/sparql", data={"query": query, "named-graph-uri": graph}).json()["results"]["bindings"]
    assert [row["g"]["value"] for row in rows] == [graph]


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ([("query", ASK), ("query", ASK)], 400),
        ([("other", ASK)], 400),
        ([("update", "CLEAR ALL")], 400),
        ([("query", ASK), ("update", "CLEAR ALL")], 400),
        ([("query", "INSERT DATA { <a:a> <a:b> 1 }")], 400),
        ([("query", "SELEC ?x { }")], 400),
        ([("query", ASK), ("default-graph-uri", "http://example.org/none")], 403),
        ([("query", "ASK FROM <http://example.org/none> {}")], 403),
        ([("query", "ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }")], 403),
    ],
)
def test_what_is_not_a_query_of_this_graph_is_refused(
    client: httpx.Client, parameters: list[tuple[str, str]], status: int
) -> None:
    for response in (
        client.get("/sparql", params=parameters),
        client.post("/sparql", content=str(httpx.QueryParams(parameters)), headers={"content-type": FORM}),
    ):
        assert response.status_code == status
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["detail"]


def test_a_syntax_error_names_line_and_column(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": "SELECT ?x\nWHERE { ?x ?? }"})
    assert response.status_code == 400
    assert "2:1" in response.json()["detail"]


def test_a_body_of_another_type_is_refused(client: httpx.Client) -> None:
    response = client.post("/sparql", content=ASK, headers={"content-type": "text/plain"})
    assert response.status_code == 415
    assert "application/sparql-query" in response.json()["cure"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_another_method_is_refused_and_told_which_are_allowed(client: httpx.Client, method: str) -> None:
    response = client.request(method, "/sparql")
    assert response.status_code == 405
    assert {"GET", "HEAD", "POST"} <= set(response.headers["allow"].replace(" ", "").split(","))


def test_options_tells_the_methods(client: httpx.Client) -> None:
    assert {"GET", "HEAD", "OPTIONS", "POST"} == set(client.options("/sparql").headers["allow"].split(", "))


def test_head_is_get_without_the_body(client: httpx.Client) -> None:
    got = client.get("/sparql", params={"query": SELECT})
    head = client.head("/sparql", params={"query": SELECT})
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-type", "content-length", "treatygraph-release"):
        assert head.headers[name] == got.headers[name]


@pytest.mark.parametrize(
    ("query", "accept", "expected"),
    [
        (SELECT, "*/*", JSON),
        (SELECT, "application/sparql-results+xml", "application/sparql-results+xml"),
        (SELECT, "text/csv;q=0.5, text/tab-separated-values", "text/tab-separated-values"),
        (SELECT, "text/*", "text/csv"),
        (SELECT, "application/json", JSON),
        (SELECT, f"{JSON};q=0, */*;q=0.1", "application/sparql-results+xml"),
        (ASK, "application/xml", "application/sparql-results+xml"),
        (CONSTRUCT, "text/turtle", "text/turtle"),
        (CONSTRUCT, "application/n-triples", "application/n-triples"),
        (CONSTRUCT, "application/ld+json", "application/ld+json"),
        (CONSTRUCT, "application/rdf+xml", "application/rdf+xml"),
        (CONSTRUCT, "application/trig", "application/trig"),
        (CONSTRUCT, "application/n-quads;q=0.9, image/png", "application/n-quads"),
        (f"DESCRIBE <https://w3id.org/treatygraph/ontology>", "text/turtle", "text/turtle"),  # noqa: F541
    ],
)
def test_the_format_is_negotiated(client: httpx.Client, query: str, accept: str, expected: str) -> None:
    response = client.get("/sparql", params={"query": query}, headers={"accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == expected
    assert "accept" in response.headers["vary"].lower()


@pytest.mark.parametrize(("query", "accept"), [(SELECT, "text/turtle"), (CONSTRUCT, "text/csv"), (ASK, "image/png")])
def test_a_format_that_cannot_hold_the_answer_is_refused(client: httpx.Client, query: str, accept: str) -> None:
    response = client.get("/sparql", params={"query": query}, headers={"accept": accept})
    assert response.status_code == 406


def test_another_origin_may_ask(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": ASK}, headers={"origin": "https://example.org"})
    assert response.headers["access-control-allow-origin"] == "*"
    preflight = client.options(
        "/sparql", headers={"origin": "https://example.org", "access-control-request-method": "POST"}
    )
    assert preflight.status_code == 200
    assert "POST" in preflight.headers["access-control-allow-methods"]


def test_a_browser_gets_the_editor(client: httpx.Client) -> None:
    response = client.get("/sparql", headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert response.headers["content-type"].startswith("text/html")
    assert "<textarea" in response.text
