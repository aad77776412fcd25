"""The page about the graph: what it covers of each treaty, how it is made, how to cite the release, whom to write to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

PAGE = {"accept": "text/html"}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["About this graph", "First miniature convention", "What is covered, and what is missing", "copy of a depositary document", "30 June 2020"]),
        ("fr", ["À propos de ce graphe", "Première convention miniature", "Ce qui est couvert et ce qui manque", "copie d&#39;un document du dépositaire", "30 juin 2020"]),
    ],
)  # fmt: skip
def test_the_page_tells_what_is_covered_and_how_in_the_language_of_its_reader(
    language: str, said: list[str], client: httpx.Client
) -> None:
    page = client.get("/about", headers={**PAGE, "accept-language": language})
    assert (page.status_code, page.headers["content-language"]) == (200, language)
    assert [words for words in said if words not in page.text] == []


def test_the_figures_are_those_of_the_questions(client: httpx.Client) -> None:
    page = client.get("/about", headers=PAGE).text
    rows = client.get("/queries/coverage.json").json()["rows"]
    assert f"<strong>{sum(row['acts'] for row in rows)}</strong>" in page
    for row in rows:
        assert f'href="/doc/treaty/{row["id"]}"' in page
    claims = client.get("/queries/claims.json").json()["rows"]
    verdicts = [row["verdict"] for row in claims]
    agreements, contradictions = verdicts.count("agreement"), verdicts.count("contradiction")
    assert f"it agrees with {agreements} and contradicts {contradictions}" in page


def test_the_release_is_cited_by_its_name(client: httpx.Client) -> None:
    page = client.get("/about", headers=PAGE)
    release = page.headers["treatygraph-release"]
    assert f"Release {release}" in page.text
    assert f"{{treatygraph-{release}," in page.text
    assert "asked:" not in page.text


def test_whoever_answers_for_a_copy_can_be_written_to(
    client: httpx.Client, release: Path, serve: Callable[..., str]
) -> None:
    assert "This copy names nobody to write to." in client.get("/about", headers=PAGE).text
    address = serve(release, TREATYGRAPH_CONTACT="mailto:clerk@example.org")
    page = httpx.get(f"{address}/about", headers=PAGE, timeout=60).text
    assert '<a href="mailto:clerk@example.org">clerk@example.org</a>' in page
