"""Views over HTTP: the same questions, with what counts as known as two parameters more."""

from __future__ import annotations

import httpx
import pytest

ASKED = "/queries/count-parties.csv?treaty=mini-1&on=2010-01-01"


@pytest.mark.parametrize(
    ("view", "rows"),
    [("", "7,0"), ("&rank=depositary", "5,0"), ("&knownAt=2020-06-29", "3,0"), ("&knownAt=2021-12-31&rank=press", "7,0")],
)  # fmt: skip
def test_a_question_is_asked_of_a_view(view: str, rows: str, client: httpx.Client) -> None:
    response = client.get(ASKED + view)
    assert response.status_code == 200
    assert response.text.splitlines() == ["definite,possible", rows]


def test_the_page_of_a_question_says_that_it_shows_a_view(client: httpx.Client) -> None:
    page = client.get(
        "/queries/count-parties?treaty=mini-1&on=2010-01-01&rank=depositary&knownAt=2020-06-30",
        headers={"Accept": "text/html"},
    ).text
    assert "A view:" in page
    assert 'value="2020-06-30"' in page
    assert "A view:" not in client.get("/queries/count-parties?treaty=mini-1", headers={"Accept": "text/html"}).text


@pytest.mark.parametrize("wrong", ["knownAt=2020-13-01", "rank=goverment", 'knownAt=2020-01-01"', "rank=press%22%20}"])
def test_a_view_that_is_none_is_a_problem_with_its_cure(wrong: str, client: httpx.Client) -> None:
    response = client.get(f"{ASKED}&{wrong}")
    assert (response.status_code, response.headers["content-type"]) == (400, "application/problem+json")


def test_the_rows_of_a_view_are_the_ones_that_are_cited(client: httpx.Client) -> None:
    asked = "/queries/parties.cite.txt?treaty=mini-1&on=2010-01-01&rank=depositary"
    assert "Chart of the miniature treaties" in client.get(f"{asked}&row=5").text
    assert client.get(f"{asked}&row=6").status_code == 400
    assert client.get(f"{asked.removesuffix('&rank=depositary')}&row=6").status_code == 200
