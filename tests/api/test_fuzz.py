"""Whatever is sent, the server never fails: what it refuses it refuses by a problem document (RFC 9457)."""

from __future__ import annotations

import string
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import quote, quote_from_bytes

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import parse
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.schemas import OpenApiSchema

from treatygraph.answer import GRAPHS

#: What the documentation says that the server may answer to a sound request when a query costs too much.
COSTS = {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT, HTTPStatus.INSUFFICIENT_STORAGE}

CHECKS = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much]


def bounded(examples: int) -> Callable[..., object]:
    """The same examples on every run, and no more than these."""
    return settings(max_examples=examples, derandomize=True, database=None, deadline=None, suppress_health_check=CHECKS)


def sound(status: int, content_type: str, body: bytes) -> None:
    """Checks that a reply is an answer, a redirection, or a fault told as a problem document or, to a browser, on a page."""
    assert status < HTTPStatus.INTERNAL_SERVER_ERROR or status in COSTS, body[:300]
    if status >= HTTPStatus.BAD_REQUEST and content_type == "text/html; charset=utf-8":
        assert b'role="alert"' in body, (status, body[:300])
    elif status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE) and content_type.partition(";")[0] in GRAPHS:
        triples = [quad.triple for quad in parse(body, format=GRAPHS[content_type.partition(";")[0]])]
        assert any("http-statusCodes#" in str(triple.object) for triple in triples), (status, body[:300])
    elif status >= HTTPStatus.BAD_REQUEST:
        assert content_type == "application/problem+json", (status, body[:300])
        problem = httpx.Response(status, content=body).json()
        assert problem["status"] == status
        assert problem["type"]
        assert problem["title"]
        assert problem["detail"]


def check(response: httpx.Response) -> httpx.Response:
    sound(response.status_code, response.headers.get("content-type", ""), response.content)
    return response


WORDS = """
SELECT ASK CONSTRUCT DESCRIBE WHERE FROM NAMED GRAPH OPTIONAL UNION MINUS FILTER BIND AS VALUES SERVICE SILENT EXISTS
NOT IN ORDER BY DESC GROUP HAVING LIMIT OFFSET DISTINCT REDUCED BASE PREFIX COUNT SUM AVG MIN SAMPLE GROUP_CONCAT SEPARATOR UNDEF
IF COALESCE REGEX REPLACE STRDT STRLANG IRI BNODE DATATYPE LANG NOW RAND UUID SHA256 INSERT DELETE LOAD CLEAR DATA a true
"""
SIGNS = "{ } ( ) [ ] << >> . ; , * + ? / | ^ ! = != < > && || ^^ @en"
TERMS = [
    "?s",
    "?p",
    "?o",
    "$x",
    "tg:State",
    "tg:alpha3",
    "xsd:date",
    "x:y",
    "<a:b>",
    "<>",
    "<\\u0041>",
    "_:b",
    "'é'",
    '"""\n"""',
    "'\\u0000'",
]
TERMS += [
    '"2020-01-01"^^xsd:date',
    '"P3M"^^xsd:duration',
    "'\\",
    "'",
    '"',
    "1",
    "-1.5e400",
    "99999999999999999999",
    "\\u0053ELECT",
    "# x\n",
]
TERMS += ["\\U0010FFFF", "\\U00110000", "\\uD800", "%", "%GG", "\x00", "\u202e", "😀", "LIMIT 1"]
FRAGMENTS = [
    "SELECT * {", "SELECT ?s {", "ASK {", "CONSTRUCT { ?s ?p ?o } {", "DESCRIBE <a:b>", "?s tg:alpha3 ?o .", "?s a ?o", "{ SELECT ?s {",
    "FILTER(?o > 1)", "FILTER NOT EXISTS {", "BIND(1/0 AS ?x)", "VALUES ?o { 1 UNDEF }", "} LIMIT 2", "GRAPH ?g {", "PREFIX x: <urn:x:>",
    "BASE <x>", "FROM <https://w3id.org/treatygraph/graph/ontology>", "FROM NAMED <a:b>", "tg:alpha3*", "(tg:alpha3|^tg:alpha3)+", "GROUP BY ?s",
    "BIND(REGEX('a', '(') AS ?x)", "BIND(IRI('not an iri') AS ?x)", "BIND(STRDT('a', <x>) AS ?x)", "BIND('2020-13-45'^^xsd:date + 1 AS ?x)",
]  # fmt: skip
VALUES = """
?s ?o ?none 1 -1 0 1e308 2.50 true "" "é" "a"@fr "2020-02-30"^^xsd:date "2020-02-29"^^xsd:date "P1M"^^xsd:duration "x"^^xsd:integer
"99999999999999999999999"^^xsd:integer <a:b> tg:State "2020-01-01T00:00:00Z"^^xsd:dateTime "NaN"^^xsd:double
"""
FUNCTIONS = """
({}={}) ({}<{}) ({}+{}) ({}*{}) ({}/{}) ({}-{}) ({}&&{}) ({}||{}) (!{}) (-{}) STR({}) LANG({}) DATATYPE({}) IRI({}) STRDT({},{}) STRLANG({},{}) BOUND(?o)
STRLEN({}) SUBSTR({},{},{}) SUBSTR({},{}) UCASE({}) ENCODE_FOR_URI({}) CONCAT({},{}) REGEX({},{}) REGEX({},{},{}) REPLACE({},{},{}) ABS({}) ROUND({})
YEAR({}) TZ({}) SHA256({}) COALESCE({},{}) IF({},{},{}) ({} IN ({},{})) isIRI({}) sameTerm({},{}) xsd:date({}) xsd:integer({}) xsd:duration({}) BNODE({})
LANGMATCHES({},{}) STRAFTER({},{}) CONTAINS({},{}) MINUTES({}) CEIL({}) isNUMERIC({})
"""
CLAUSES = """
FILTER({0})|BIND({0} AS ?x)|OPTIONAL {{ ?s a ?c FILTER({0}) }}|FILTER EXISTS {{ ?s a ?c FILTER({0}) }}|MINUS {{ ?s a {1} }}|VALUES ?o {{ UNDEF {1} }}
|{{ SELECT ?s (COUNT({0}) AS ?n) {{ ?s a ?c }} GROUP BY ?s HAVING({0}) }}|GRAPH ?g {{ ?s a ?c }} FILTER({0})|?s tg:alpha3/^tg:alpha3 ?z FILTER({0})
|{{ SELECT (GROUP_CONCAT({0}) AS ?n) (AVG({0}) AS ?m) {{ ?s tg:alpha3 ?o }} }}
"""
VALUE_TERM = st.sampled_from(VALUES.split())
EXPRESSION = st.recursive(
    VALUE_TERM,
    lambda inner: st.builds(
        lambda function, one, two, three: function.format(one, two, three),
        st.sampled_from(FUNCTIONS.replace(" IN ", "\0").split()).map(lambda text: text.replace("\0", " IN ")),
        inner,
        inner,
        inner,
    ),
    max_leaves=5,
)
CLAUSE = st.builds(
    lambda clause, expression, constant: clause.format(expression, constant),
    st.sampled_from([clause.strip() for clause in CLAUSES.split("|")]),
    EXPRESSION,
    st.sampled_from([value for value in VALUES.split() if "?" not in value]),
)
ENDS = ["LIMIT 3", "ORDER BY ?o LIMIT 2", "ORDER BY DESC(?x) ?s OFFSET 3", "GROUP BY ?o", "LIMIT 0", ""]
FORMS = [
    "SELECT * {{ ?s tg:alpha3 ?o {} }} {}",
    "CONSTRUCT {{ ?s <a:b> ?x }} {{ ?s tg:alpha3 ?o {} }} {}",
    "ASK {{ ?s tg:alpha3 ?o {} }}",
]
WHOLE = st.builds(
    lambda form, clauses, end: form.format(" ".join(clauses), end),
    st.sampled_from(FORMS),
    st.lists(CLAUSE, min_size=1, max_size=3),
    st.sampled_from(ENDS),
)

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
QUERY = st.one_of(
    st.lists(st.sampled_from([*WORDS.split(), *SIGNS.split(), *TERMS]), max_size=25).map(" ".join),
    st.lists(st.sampled_from([*FRAGMENTS, "}", "}}", ")", *TERMS]), max_size=8).map(" ".join),
    st.builds("SELECT * {{ ?s tg:alpha3 ?o {} }} LIMIT 3".format, st.sampled_from([*FRAGMENTS, *TERMS])),
    TEXT,
    WHOLE,
    WHOLE,
)
FORMATS = [
    "*/*",
    "text/csv",
    "text/turtle",
    "application/json",
    "text/*;q=0.5",
    "application/ld+json",
    "q=1",
    "text/html",
    "application/*;q=x",
]
ACCEPT = st.one_of(
    st.lists(st.sampled_from(FORMATS), max_size=4).map(", ".join),
    st.text(string.printable.translate({ord(sign): None for sign in "\r\n\x0b\x0c"}), max_size=30).map(str.strip),
)


@bounded(700)
@given(query=QUERY, accept=ACCEPT, by=st.sampled_from(["get", "form", "direct"]))
def test_no_query_makes_the_endpoint_fail(client: httpx.Client, query: str, accept: str, by: str) -> None:
    headers = {"accept": accept}
    if by == "get":
        check(client.get("/sparql", params={"query": query}, headers=headers))
    elif by == "form":
        check(client.post("/sparql", data={"query": query}, headers=headers))
    else:
        headers["content-type"] = "application/sparql-query"
        check(client.post("/sparql", content=query.encode(), headers=headers))


@bounded(150)
@given(
    body=st.binary(max_size=60),
    kind=st.sampled_from(
        ["application/sparql-query", "application/x-www-form-urlencoded", "", "text/;", "é/x; charset"]
    ),
)
def test_no_body_makes_the_endpoint_fail(client: httpx.Client, body: bytes, kind: str) -> None:
    check(client.post("/sparql", content=body, headers={"content-type": kind.encode()}))


NAMES = [
    "parties",
    "status",
    "eligible",
    "rank",
    "count-parties",
    "treaties",
    "parties.csv",
    "status.json",
    "eligible.html",
]
NAME = st.one_of(st.sampled_from(NAMES), TEXT.map(lambda text: quote(text, safe="")))
KEY = st.one_of(st.sampled_from(["treaty", "state", "on", "reading", "outstanding"]), TEXT)
VALUE = st.one_of(
    st.sampled_from(
        ["mini-1", "JPN", "2020-06-30", "0000-00-00", "party", "ets-185", "", "2020-1-1", "٢٠٢٠-٠١-٠١", "'} #"]
    ),
    TEXT,
)


@bounded(500)
@given(name=NAME, given=st.lists(st.tuples(KEY, VALUE), max_size=4), accept=ACCEPT)
def test_no_parameter_makes_a_question_fail(
    client: httpx.Client, name: str, given: list[tuple[str, str]], accept: str
) -> None:
    check(client.get(f"/queries/{name}", params=given, headers={"accept": accept}))


@bounded(150)
@given(text=st.text(string.ascii_letters + string.digits + "%+&=?/:;,._~-!$'()*@", max_size=40))
def test_no_query_string_makes_a_question_fail(client: httpx.Client, text: str) -> None:
    check(client.get(client.base_url.copy_with(raw_path=f"/queries/parties?{text}".encode())))


STEMS = [
    "",
    "state/JPN",
    "treaty/mini-1",
    "action/mini-1/JPN",
    "state/JPN.ttl",
    "state/JPN.csv",
    ".ttl",
    "..",
    "../..",
    "//",
    "%2e%2e/",
    "%",
]
PATH = st.one_of(
    st.builds("{}{}".format, st.sampled_from(STEMS), st.binary(max_size=12).map(quote_from_bytes)),
    TEXT.map(quote),
    st.text(string.ascii_letters + "%/.-_~:@!$&'()*+,;=", max_size=30),
)


@bounded(700)
@given(route=st.sampled_from(["doc", "id", "graph", "static", ""]), path=PATH, accept=ACCEPT)
def test_no_path_makes_the_server_fail(client: httpx.Client, route: str, path: str, accept: str) -> None:
    url = client.base_url.copy_with(raw_path=f"/{route}/{path}".encode())
    response = check(client.get(url, headers={"accept": accept}))
    if response.request.url.path.startswith("/id/") and response.status_code != 404:
        assert response.status_code == 303
        assert response.headers["location"].isascii()
        assert response.headers["location"].startswith("/doc/")


@bounded(150)
@given(
    graph=st.one_of(
        TEXT, st.sampled_from(["https://w3id.org/treatygraph/graph/ontology", "http://[", "file:///etc/passwd"])
    ),
    accept=ACCEPT,
)
def test_no_name_of_a_graph_makes_the_server_fail(client: httpx.Client, graph: str, accept: str) -> None:
    check(client.get("/graphs", params={"graph": graph}, headers={"accept": accept}))
    check(client.get("/sparql", params={"query": "ASK {}", "default-graph-uri": graph}, headers={"accept": accept}))


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/queries",
        "/queries/treaties",
        "/doc/state/JPN",
        "/doc/nothing",
        "/sparql?query=ASK%7B%7D",
        "/graphs?default",
    ],
)
@pytest.mark.parametrize("method", ["DELETE", "OPTIONS", "PATCH", "POST", "PUT"])
def test_a_method_that_a_page_does_not_have_is_refused_as_a_problem(
    client: httpx.Client, method: str, path: str
) -> None:
    response = check(client.request(method, path))
    assert response.status_code in {204, 400, 405, 415}


@pytest.fixture(scope="session")
def documented(address: str) -> OpenApiSchema:
    """The interface as its own documentation tells it."""
    return schemathesis.openapi.from_url(f"{address}/openapi.json", config=SchemathesisConfig(seed=1))


def test_what_is_documented_never_fails(documented: OpenApiSchema) -> None:
    operations = [found.ok() for found in documented.get_all_operations()]
    assert {"GET /sparql", "POST /sparql"} <= {operation.label for operation in operations}
    for operation in operations:
        # The questions are many and alike: together they get what a few others get.
        @bounded(
            3 if operation.path.startswith("/queries/") and operation.path.endswith((".json", ".svg", ".png")) else 25
        )
        @given(case=operation.as_strategy())
        def ask(case: schemathesis.Case) -> None:
            response = case.call()
            sound(response.status_code, response.headers.get("content-type", [""])[0], response.content)

        ask()
