"""What is wrong with a request: a page for a browser, a problem document (RFC 9457) for everybody else."""

from __future__ import annotations

import httpx
import pytest

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
WRONG = {
    "/queries/parties?treaty=mini-9": (400, "the graph has no treaty mini-9"),
    "/queries/nothing-of-the-kind": (404, "there is no question nothing-of-the-kind"),
    "/queries/treaties?page=9": (404, "its answer has no page 9"),
    "/nowhere": (404, "Not Found"),
    "/release/0123456789abcdef": (404, "this copy serves the release"),
    "/changes?release=0123456789abcdef": (404, "this copy remembers no release 0123456789abcdef"),
    "/graphs": (400, "name one graph"),
    "/doc/state/JPN?asOf=yesterday": (400, "asOf=yesterday is not a date"),
    "/ontology?lang=de": (400, "lang=de is no language of the page"),
}


@pytest.mark.parametrize(("path", "status", "fault"), [(path, *told) for path, told in WRONG.items()])
def test_a_browser_is_told_on_a_page_and_a_program_in_a_document(
    path: str, status: int, fault: str, client: httpx.Client
) -> None:
    page = client.get(path, headers=BROWSER)
    assert (page.status_code, page.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert 'role="alert"' in page.text
    assert fault.lower() in page.text.lower()
    assert "Accept" in page.headers["vary"].split(", ")
    document = client.get(path)
    assert (document.status_code, document.headers["content-type"]) == (status, "application/problem+json")
    assert fault.lower() in document.json()["detail"].lower()


def test_the_page_is_in_the_language_of_its_reader_and_the_fault_is_marked_as_english(client: httpx.Client) -> None:
    page = client.get("/queries/parties?treaty=mini-9", headers={**BROWSER, "accept-language": "fr"})
    assert page.headers["content-language"] == "fr"
    assert "Quelque chose dans la demande est erroné" in page.text
    assert '<p class="lead" role="alert" lang="en">' in page.text
    assert "Comment y remédier" in page.text


@pytest.mark.parametrize("path", ["/queries/parties?treaty={}", "/queries/{}", "/changes?release={}", "/doc/state/{}"])
def test_what_was_sent_is_never_part_of_the_page(path: str, client: httpx.Client) -> None:
    page = client.get(path.format("%3Cscript%3Ealert(1)%3C/script%3E"), headers=BROWSER)
    assert page.status_code in (400, 404)
    assert "<script>" not in page.text
