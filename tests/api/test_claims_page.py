"""The page of the ledger: every claim with its verdict, the question that was asked and what decides."""

from __future__ import annotations

import html
import re
from collections import Counter

import httpx
import pytest

PAGE = {"accept": "text/html"}


def entries(text: str) -> dict[str, str]:
    """The claims of the page by their identifier."""
    return dict(re.findall(r'<li id="(C\d+)" class="\w+">(.*?)\n</li>', text, re.DOTALL))


def verdicts(text: str) -> dict[str, str]:
    return dict(re.findall(r'<li id="(C\d+)" class="(\w+)">', text))


def test_every_claim_stands_with_its_verdict_and_is_counted(client: httpx.Client) -> None:
    page = client.get("/claims", headers=PAGE).text
    names = {"not answerable": "unanswerable"}
    rows = client.get("/queries/claims.json").json()["rows"]
    expected = {row["id"]: names.get(row["verdict"], row["verdict"]) for row in rows}
    assert verdicts(page) == expected
    for verdict, number in Counter(expected.values()).items():
        assert re.search(rf"<strong>{number}</strong> <a href=\"/claims\?verdict={verdict}\"", page)


def test_the_question_that_was_asked_can_be_asked_again(client: httpx.Client) -> None:
    page = client.get("/claims", headers=PAGE).text
    links = set(re.findall(r'<small><a href="(/queries/[^"]+)"', page))
    assert len(links) > 8
    for link in links:
        assert client.get(html.unescape(link)).status_code == 200


def test_what_decides_is_named_with_its_documents(client: httpx.Client) -> None:
    claim = entries(client.get("/claims", headers=PAGE).text)["C05"]
    assert "/doc/action/mini-1/JPN/ratification/2001-06-01" in claim
    assert "/doc/action/mini-1/KEN/accession/2016-08-31" in claim
    assert "/doc/source/mini-a" in claim
    left_out, too_many = claim.index("Left out by the claim"), claim.index("Too many in the claim")
    assert left_out < claim.index("/doc/state/JPN") < too_many < claim.index("/doc/state/KEN")
    assert "its list would make 5" in claim


def test_a_claim_of_two_documents_stands_once_with_both(client: httpx.Client) -> None:
    page = client.get("/claims", headers=PAGE).text
    assert page.count('<li id="C02"') == 1
    assert {"/doc/source/mini-b", "/doc/source/mini-c"} <= set(re.findall(r"/doc/source/[\w-]+", entries(page)["C02"]))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("verdict=contradiction", {"C03", "C05", "C06", "C08", "C10", "C13"}),
        ("verdict=undecided&source=mini-b", {"C04", "C09", "C14"}),
        ("source=mini-a", {"C01"}),
        ("verdict=agreement&treaty=mini-1", {"C01", "C07", "C12"}),
        ("verdict=unanswerable&source=mini-a", set()),
    ],
)
def test_claims_are_told_apart(client: httpx.Client, query: str, expected: set[str]) -> None:
    page = client.get(f"/claims?{query}", headers=PAGE)
    assert page.status_code == 200
    assert set(entries(page.text)) == expected
    assert f"{len(expected)} of 14 claims" in page.text


def test_documents_that_disagree_and_records_that_yield_are_told(client: httpx.Client) -> None:
    page = client.get("/claims", headers=PAGE).text
    documents = page[page.index('id="documents"') : page.index('id="records"')]
    assert "2000-05-11" in documents
    assert "what is recorded" in documents
    records = page[page.index('id="records"') :]
    assert "/doc/action/mini-1/FIN/ratification/2006-05-01--2006-05-31" in records
    assert "/doc/source/unverified" in records or "/doc/source/mini-" in records


@pytest.mark.parametrize(
    ("query", "cure"),
    [
        ("verdict=wrong", "write contradiction or undecided"),
        ("source=mini-z", "did you mean mini-"),
        ("treaty=mini-9", "mini-1"),
    ],
)
def test_what_no_claim_has_is_refused_with_a_cure(client: httpx.Client, query: str, cure: str) -> None:
    reply = client.get(f"/claims?{query}", headers={"accept": "application/json"})
    assert reply.status_code == 400
    assert cure in reply.json()["cure"]


def test_what_is_asked_is_escaped(client: httpx.Client) -> None:
    for name in ("verdict", "source", "treaty"):
        page = client.get("/claims", params={name: '"><script>alert(1)</script>'}, headers=PAGE)
        assert page.status_code == 400
        assert "<script>alert" not in page.text


def test_the_ledger_is_told_in_french_and_marks_what_is_in_english(client: httpx.Client) -> None:
    page = client.get("/claims", headers={**PAGE, "accept-language": "fr"}).text
    assert "Ce qu’affirment les documents" in page
    assert re.search(r'<h2><a href="/doc/claim/C01" lang="en">', page)
    assert "lang=" not in re.findall(r'<h2><a href="/doc/claim/C01"[^>]*>', client.get("/claims", headers=PAGE).text)[0]
