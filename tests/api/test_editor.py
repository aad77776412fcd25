"""What the page of queries fetches and links to: words to complete, places, answers as files, references to them."""

from __future__ import annotations

import json

import httpx
import pytest

PAGE = {"Accept": "text/html"}
ROWS = "SELECT ?iso3 { ?state tg:alpha3 ?iso3 } ORDER BY ?iso3"
GRAPH = "DESCRIBE <https://w3id.org/treatygraph/id/state/JPN>"


def test_words_to_complete_are_those_that_the_graph_uses(client: httpx.Client) -> None:
    found = {term: (kind, label) for term, kind, label in client.get("/sparql/completions.json?lang=fr").json()}
    ontology = "https://w3id.org/treatygraph/ontology#"
    assert found[f"{ontology}treaty"] == ("property", "concerne le traité")
    assert found[f"{ontology}State"][0] == "class"
    english = {term: label for term, _, label in client.get("/sparql/completions.json?lang=en").json()}
    assert english[f"{ontology}treaty"] == "concerns treaty"


def test_places_have_the_codes_of_outlines_and_a_point(client: httpx.Client) -> None:
    found = {place["iso3"]: place for place in client.get("/sparql/places.json?lang=fr").json()}
    assert found["JPN"]["m49"] == "392"
    assert found["JPN"]["name"] == "Japon"
    assert 125 < found["JPN"]["long"] < 150


@pytest.mark.parametrize(
    ("query", "suffix", "media_type"),
    [
        (ROWS, "csv", "text/csv"),
        (ROWS, "tsv", "text/tab-separated-values"),
        (ROWS, "srj", "application/sparql-results+json"),
        (ROWS, "srx", "application/sparql-results+xml"),
        ("ASK { ?x a tg:Treaty }", "srj", "application/sparql-results+json"),
        (GRAPH, "ttl", "text/turtle"),
        (GRAPH, "nt", "application/n-triples"),
        (GRAPH, "jsonld", "application/ld+json"),
        (GRAPH, "rdf", "application/rdf+xml"),
    ],
)
def test_an_answer_is_a_file_in_the_format_of_the_suffix(
    client: httpx.Client, query: str, suffix: str, media_type: str
) -> None:
    reply = client.get(f"/sparql.{suffix}", params={"query": query})
    assert reply.status_code == 200
    assert reply.headers["content-type"].startswith(media_type)
    assert reply.headers["content-disposition"] == f'attachment; filename="answer.{suffix}"'
    asked = client.get("/sparql", params={"query": query}, headers={"Accept": media_type})
    assert reply.content == asked.content


@pytest.mark.parametrize(
    ("suffix", "query", "status"),
    [
        ("csv", GRAPH, 406),
        ("csv", "SELECT", 400),
        ("csv", "", 400),
        ("exe", ROWS, 404),
        ("bib", "", 400),
        ("srj", "SELECT ?x { SERVICE <http://example.org/> { ?x ?y ?z } }", 403),
    ],
)
def test_what_cannot_be_a_file_is_refused_with_the_reason(
    client: httpx.Client, suffix: str, query: str, status: int
) -> None:
    reply = client.get(f"/sparql.{suffix}", params={"query": query} if query else {})
    assert reply.status_code == status
    assert reply.json()["detail"]


def test_a_file_is_asked_for_with_a_query(client: httpx.Client) -> None:
    assert client.get("/sparql.csv").status_code == 400


def test_an_answer_is_cited_by_its_release_and_an_address_that_asks_again(client: httpx.Client) -> None:
    release = client.get("/health").headers["treatygraph-release"]
    address = "https://w3id.org/treatygraph/sparql?query=SELECT+%3Fx+%7B+%3Fx+a+tg%3ATreaty+%7D"
    given = {"query": "SELECT ?x { ?x a tg:Treaty }"}
    text = client.get("/sparql.cite.txt", params=given).text
    assert f"Release {release}" in text
    assert address in text
    (item,) = json.loads(client.get("/sparql.csl.json", params=given).text)
    assert (item["version"], item["URL"]) == (release, address)
    bibtex = client.get("/sparql.bib", params=given)
    assert bibtex.headers["content-type"].startswith("application/x-bibtex")
    assert bibtex.text.count("@misc{") == 1


def test_two_queries_are_cited_under_two_keys_and_none_breaks_the_entry(client: httpx.Client) -> None:
    hostile = client.get("/sparql.bib", params={"query": 'SELECT ?x { ?x a "}@misc{x," }\n%'}).text
    other = client.get("/sparql.bib", params={"query": "ASK { ?s ?p ?o }"}).text
    assert hostile.count("@misc{") == 1
    keys = {text.split("@misc{", 1)[1].split(",", 1)[0] for text in (hostile, other)}
    assert len(keys) == 2


def test_an_example_is_opened_and_not_yet_run(client: httpx.Client) -> None:
    page = client.get("/sparql", params={"example": "states"}, headers=PAGE)
    assert page.status_code == 200
    assert "SELECT ?state ?iso3" in page.text
    assert '<section id="answer" aria-labelledby="answered" hidden>' in page.text


def test_examples_are_listed_by_their_titles_in_the_language_of_the_reader(client: httpx.Client) -> None:
    french = client.get("/sparql?lang=fr", headers=PAGE).text
    assert ">États et territoires</option>" in french
    assert french.count("<option ") > 40


def test_an_example_that_does_not_exist_is_a_fault_with_a_cure(client: httpx.Client) -> None:
    reply = client.get("/sparql", params={"example": "<script>"}, headers=PAGE)
    assert reply.status_code == 400
    assert "&lt;script&gt;" in reply.text
    assert "there is no example" in reply.text


def test_the_page_without_a_query_needs_no_other_parameter_and_keeps_the_language(client: httpx.Client) -> None:
    page = client.get("/sparql?lang=fr", headers=PAGE)
    assert page.status_code == 200
    assert 'lang="fr"' in page.text


def test_a_query_that_is_a_script_stays_a_text(client: httpx.Client) -> None:
    hostile = "</textarea></script><script>alert(1)</script>"
    page = client.get("/sparql", params={"query": hostile}, headers=PAGE)
    assert page.status_code == 400
    assert "<script>alert" not in page.text
