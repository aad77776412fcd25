"""Validation over HTTP: the report of the release and of files that are sent, in each form; nothing is kept of them."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree as ET

import httpx
import pytest
from rdflib import Graph, Namespace
from rdflib.namespace import RDF, SH

from treatygraph.reports.writing import FORMS

TG = Namespace("https://w3id.org/treatygraph/ontology#")
HEADER = "treaty,state,iso3,action,date,source\n"
GOOD = HEADER + "mini-2,Uruguay,URY,ratification,2012-05-01,mini-a\n"
LATE = GOOD + "mini-2,Uruguay,URY,signature,2012-06-01,mini-a\n"
TURTLE = """@prefix tg: <https://w3id.org/treatygraph/ontology#> .
<https://w3id.org/treatygraph/id/action/mini-2/URY/signature/x> a tg:Signature ;
    tg:treaty <https://w3id.org/treatygraph/id/treaty/mini-22> .
"""


def post(
    client: httpx.Client, text: str, kind: str = "text/csv", accept: str = "*/*", query: str = ""
) -> httpx.Response:
    return client.post(f"/validate{query}", content=text.encode(), headers={"content-type": kind, "accept": accept})


def test_the_report_of_the_release_is_told_as_json_first(client: httpx.Client) -> None:
    response = client.get("/validate")
    assert (response.status_code, response.headers["content-type"]) == (200, "application/json")
    told = response.json()
    assert told["conforms"] is True
    assert told["release"] == response.headers["treatygraph-release"]
    assert "PermittedReservation" in {cause["name"] for cause in told["causes"]}
    assert told["files"] == []


@pytest.mark.parametrize("form", FORMS)
def test_a_report_is_written_in_each_form_by_its_name_and_by_its_media_type(client: httpx.Client, form: str) -> None:
    media_type = FORMS[form].media_type
    for response in (post(client, LATE, query=f"?format={form}"), post(client, LATE, accept=media_type)):
        assert response.status_code == 200, response.text
        assert response.headers["content-type"].partition(";")[0] == media_type
        assert "2012-06-01" in response.text
        assert "Accept" in response.headers["vary"]


def test_the_forms_tell_the_same(client: httpx.Client) -> None:
    told = post(client, LATE).json()
    (cause,) = [cause for cause in told["causes"] if cause["severity"] == "Violation"]
    assert cause["name"] == "SignatureBeforeConsent"
    assert [result["place"] for result in cause["results"]] == [{"file": "sent.csv", "row": 3, "line": 3}]
    graph = Graph().parse(data=post(client, LATE, accept="text/turtle").text, format="turtle")
    (result,) = graph.subjects(SH.resultSeverity, SH.Violation)
    assert str(graph.value(result, SH.focusNode)).endswith("id/treaty/mini-2")
    assert (None, RDF.type, SH.ValidationReport) in graph
    rows = list(csv.DictReader(io.StringIO(post(client, LATE, accept="text/csv").text, newline="")))
    assert [row["row"] for row in rows if row["severity"] == "Violation"] == ["3"]
    assert len(ET.fromstring(post(client, LATE, query="?format=junit").content).findall(".//failure")) == 1
    (run,) = post(client, LATE, query="?format=sarif").json()["runs"]
    assert [each["ruleId"] for each in run["results"] if each["level"] == "error"] == ["SignatureBeforeConsent"]
    assert "::error file=sent.csv,line=3," in post(client, LATE, query="?format=github").text


def test_a_table_called_as_a_content_file_stands_for_it(client: httpx.Client) -> None:
    place = "data/treaties/mini-2/actions.csv"
    rows = "state,iso3,action,date,source\nUruguay,URY,ratification,2012-05-01,mini-a\n"
    report = post(client, rows, query=f"?file={place}").json()
    assert report["files"] == [place]
    assert report["conforms"] is True


def test_what_is_sent_as_turtle_is_told_with_its_line_and_the_nearest_treaty(client: httpx.Client) -> None:
    told = post(client, TURTLE, "text/turtle").json()
    assert told["conforms"] is False
    assert {tuple(result["place"].values()) for cause in told["causes"] for result in cause["results"]} == {
        ("sent.ttl", 0, 2)
    }
    assert any("mini-2" in cause["nearest"] for cause in told["causes"])


def test_what_cannot_be_read_is_a_report_too(client: httpx.Client) -> None:
    told = post(client, "<a> <b", "text/turtle").json()
    assert told["conforms"] is False
    assert told["causes"][0]["results"][0]["place"]["line"] == 1


def test_nothing_that_was_sent_is_kept(client: httpx.Client) -> None:
    post(client, LATE)
    response = post(client, GOOD)
    assert response.json()["causes"] == []
    assert "etag" not in response.headers
    assert client.get("/validate").json()["conforms"] is True


def test_the_page_has_a_form_for_files_and_shows_the_report(client: httpx.Client) -> None:
    page = client.get("/validate", headers={"accept": "text/html"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert 'enctype="multipart/form-data"' in page.text
    assert "PermittedReservation" in page.text
    files = {"file": ("acts.csv", LATE.encode(), "text/csv")}
    sent = client.post("/validate", files=files, headers={"accept": "text/html"})
    assert sent.status_code == 200
    assert "Signature of 2012-06-01, after the consent of 2012-05-01" in sent.text
    assert "acts.csv" in sent.text


def test_a_form_sends_a_text_with_its_name(client: httpx.Client) -> None:
    lines = LATE.replace("\n", "\r\n")
    for sent in (
        client.post("/validate", data={"data": lines, "name": "acts.csv"}),
        client.post("/validate", files={"data": (None, lines), "name": (None, "acts.csv"), "file": ("", b"")}),
    ):
        assert sent.status_code == 200, sent.text
        assert sent.json()["counts"]["Violation"] == 1


def test_what_is_sent_is_never_part_of_the_page(client: httpx.Client) -> None:
    hostile = HEADER + 'mini-2,"</textarea><script>alert(1)</script>",URY,ratification,2012-05-01,mini-a\n'
    fields = {"data": hostile, "name": '"><script>.csv'}
    page = client.post("/validate", data=fields, headers={"accept": "text/html"})
    assert page.status_code == 200
    assert "<script>" not in page.text
    assert "RecordedName" in page.text


@pytest.mark.parametrize(
    ("query", "headers", "status"),
    [
        ("?format=pdf", {"content-type": "text/csv"}, 404),
        ("", {"content-type": "text/csv", "accept": "application/pdf"}, 406),
        ("", {"content-type": "application/pdf"}, 415),
        ("", {"content-type": "application/x-www-form-urlencoded"}, 400),
    ],
)
def test_what_is_not_served_is_a_problem_that_says_what_is(
    client: httpx.Client, query: str, headers: dict[str, str], status: int
) -> None:
    response = client.post(f"/validate{query}", content=LATE.encode(), headers=headers)
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
    assert response.json()["detail"]


def test_what_is_not_utf_8_is_refused(client: httpx.Client) -> None:
    response = client.post("/validate", content=b"state\xff", headers={"content-type": "text/csv"})
    assert response.status_code == 400
    assert "byte 6 is not UTF-8" in response.json()["detail"]


def test_the_forms_are_described(client: httpx.Client) -> None:
    described = client.get("/openapi.json").json()["paths"]["/validate"]
    assert set(described["post"]["responses"]["200"]["content"]) == {form.media_type for form in FORMS.values()}
    assert {"text/csv", "text/turtle", "application/ld+json", "multipart/form-data"} <= set(
        described["post"]["requestBody"]["content"]
    )
    assert json.dumps(described)
