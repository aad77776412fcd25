"""Why and why not over HTTP: a page, JSON, PROV in Turtle, and problems that say what to ask instead."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
import rdflib
from rdflib.namespace import PROV, RDF

HELD = {"s": "CHE", "p": "partyTo", "o": "mini-1"}
ABSENT = {"s": "URY", "p": "partyTo", "o": "mini-1"}


def nodes(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [found, *(node for premise in found["premises"] for node in nodes(premise))]


def test_why_is_answered_as_json_down_to_files_and_rows(client: httpx.Client) -> None:
    reply = client.get("/why.json", params=HELD)
    assert (reply.status_code, reply.headers["content-type"]) == (200, "application/json")
    told = reply.json()
    assert told["holds"] is True
    assert told["coverage"]
    assert told["proof"]["says"].startswith("Switzerland")
    assert told["proof"]["rule"]["basis"].startswith("VCLT")
    ends = [node for node in nodes(told["proof"]) if not node["premises"] and not node["more"]]
    assert all(node["sources"] for node in ends)
    assert {source["file"] for node in ends for source in node["sources"]} >= {"data/treaties/mini-1/actions.csv"}


def test_why_is_answered_as_prov(client: httpx.Client) -> None:
    reply = client.get("/why", params=HELD, headers={"accept": "text/turtle"})
    assert reply.headers["content-type"].startswith("text/turtle")
    graph = rdflib.Graph().parse(data=reply.text, format="turtle")
    activities = set(graph.subjects(RDF.type, PROV.Activity))
    assert activities
    for activity in activities:
        assert list(graph.objects(activity, PROV.used))
        assert list(graph.subjects(PROV.wasGeneratedBy, activity))
    statements = set(graph.subjects(RDF.type, RDF.Statement))
    assert any((statement, PROV.wasDerivedFrom, None) in graph for statement in statements)
    assert any("/mini-1/actions.csv#row=" in str(row) for row in graph.objects(None, PROV.wasDerivedFrom))


def test_why_is_a_page_of_nested_details(client: httpx.Client) -> None:
    reply = client.get("/why", params=HELD, headers={"accept": "text/html"})
    assert reply.status_code == 200
    assert reply.text.count("<details") == reply.text.count("</details>") > 3
    assert 'href="/doc/rule/42-party"' in reply.text
    assert 'href="/doc/source/mini-a"' in reply.text
    assert "/why.ttl?s=CHE" in reply.text


def test_a_page_tells_the_first_steps_and_all_where_it_is_asked_to(client: httpx.Client) -> None:
    first, whole = (
        client.get("/why", params={**HELD, **depth}, headers={"accept": "text/html"}).text
        for depth in ({}, {"depth": "50"})
    )
    assert first.count("<details") < whole.count("<details")
    assert "Tell it to the end" in first
    assert "Tell it to the end" not in whole


def test_the_row_of_a_source_stands_on_the_page_that_is_linked_to(client: httpx.Client) -> None:
    page = client.get("/why", params=HELD, headers={"accept": "text/html"}).text
    rows = set(re.findall(r'href="(/data/[^"?]+\?page=\d+)#(row=\d+)"', page))
    assert rows
    for address, row in rows:
        assert f'id="{row}"' in client.get(address, headers={"accept": "text/html"}).text


def test_the_pages_offer_a_form_before_anything_is_asked(client: httpx.Client) -> None:
    for path in ("/why", "/why-not"):
        reply = client.get(path, headers={"accept": "text/html"})
        assert reply.status_code == 200
        assert f'<form class="ask" action="{path}">' in reply.text


def test_the_depth_bounds_an_account(client: httpx.Client) -> None:
    told = client.get("/why.json", params={**HELD, "depth": "1"}).json()
    assert {node["more"] for node in told["proof"]["premises"] if node["rule"]} == {True}
    assert client.get("/why.json", params={**HELD, "depth": "51"}).status_code == 400


def test_why_not_names_what_is_missing(client: httpx.Client) -> None:
    told = client.get("/why-not.json", params=ABSENT).json()
    assert told["holds"] is False
    (rule,) = told["rules"]
    assert rule["held"] + len(rule["missing"]) == rule["of"]
    assert rule["missing"][0]["rules"][0]["rule"]["name"] == "42-party"
    page = client.get("/why-not.html", params=ABSENT)
    assert page.status_code == 200
    assert "parts hold" in page.text


def test_each_language_has_its_own_words(client: httpx.Client) -> None:
    told = client.get("/why.json", params={**HELD, "lang": "fr"}).json()
    assert told["proof"]["says"].startswith("Suisse") or "Suisse" in told["proof"]["says"]


@pytest.mark.parametrize(
    ("path", "parameters", "status", "cure"),
    [
        ("/why.json", ABSENT, 400, "ask why-not."),
        ("/why-not.json", HELD, 400, "ask why."),
        ("/why.json", {**HELD, "s": "CHX"}, 400, "did you mean CHE?"),
        ("/why.json", {**HELD, "lang": "xx"}, 400, "write en or fr."),
    ],
)
def test_a_question_that_cannot_be_answered_is_a_problem_with_its_cure(
    path: str, parameters: dict[str, str], status: int, cure: str, client: httpx.Client
) -> None:
    reply = client.get(path, params=parameters)
    assert (reply.status_code, reply.headers["content-type"]) == (status, "application/problem+json")
    assert cure in reply.json()["cure"]


def test_a_page_that_cannot_answer_leads_to_the_other_question(client: httpx.Client) -> None:
    page = client.get("/why.html", params=ABSENT)
    assert page.status_code == 400
    assert 'href="/why-not?s=URY&amp;p=partyTo&amp;o=mini-1"' in page.text


def test_what_is_written_into_the_page_is_escaped(client: httpx.Client) -> None:
    page = client.get("/why.html", params={**HELD, "s": "<script>alert(1)</script>"})
    assert "<script>alert" not in page.text


def test_an_answer_is_kept_under_the_tag_of_the_release(client: httpx.Client) -> None:
    first = client.get("/why.json", params=HELD)
    again = client.get("/why.json", params=HELD, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["/why-not.ttl", "/why.xyz"])
def test_a_suffix_that_is_not_offered_does_not_exist(path: str, client: httpx.Client) -> None:
    assert client.get(path, params=HELD).status_code == 404


def test_a_format_that_is_not_offered_is_refused(client: httpx.Client) -> None:
    assert client.get("/why-not", params=ABSENT, headers={"accept": "text/turtle"}).status_code == 406


def test_what_is_missing_at_the_end_of_all_rules_is_told_first(client: httpx.Client) -> None:
    asked = {"s": "BEL", "p": "partyTo", "o": "mini-2"}
    told = client.get("/why-not", params=asked, headers={"Accept": "application/json"}).json()
    assert told["because"]
    assert all(isinstance(reason, str) and reason for reason in told["because"])
    assert len(set(told["because"])) == len(told["because"])
    page = client.get("/why-not", params=asked, headers={"Accept": "text/html"}).text
    assert page.index("Belgium is not Party to MINI 2") < page.index("How the rules come to that")
