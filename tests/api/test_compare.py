"""The page that compares States: it says what the questions of the catalogue say, and refuses what makes no sense."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

PAGE = {"accept": "text/html"}
FRENCH = {**PAGE, "accept-language": "fr"}
TREATIES = ("mini-1", "mini-2", "mini-3")

#: Days around which something begins or ends under the treaties of the miniature.
DAYS = ["2000-05-09", "2001-09-30", "2003-02-28", "2003-03-01", "2004-02-15", "2008-06-01", "2013-06-01", "2018-06-01"]


def marks(text: str) -> dict[tuple[str, str], tuple[str, str]]:
    """The cells of the matrix by State and treaty: the status in words, and since when."""
    found = {}
    heads = re.findall(r'<th scope="col"><a href="/doc/treaty/([\w-]+)"', text)
    for row in re.findall(r'<tr><th scope="row"><a href="/doc/state/.*?</tr>', text, re.DOTALL):
        state = re.search(r"/doc/state/(\w+)", row)
        assert state
        for treaty, cell in zip(heads, re.findall(r"<td>(.*?)</td>", row, re.DOTALL), strict=True):
            if told := re.search(r'aria-label="([^"]+)">.</span> (\S+)</a>', cell):
                found[state[1], treaty] = (told[1], told[2])
    return found


def matrix(client: httpx.Client, **asked: str) -> dict[tuple[str, str], tuple[str, str]]:
    reply = client.get("/compare", params=asked, headers=PAGE)
    assert reply.status_code == 200, reply.text
    return marks(reply.text)


@pytest.mark.parametrize("reading", ["party", "contracting"])
@pytest.mark.parametrize("day", DAYS)
def test_the_matrix_has_the_states_that_the_question_parties_has(client: httpx.Client, day: str, reading: str) -> None:
    expected = {
        (row["iso3"], treaty): (row["since"] or row["possibly_since"])[:4] + ("" if row["certainty"] == "certain" else "?")
        for treaty in TREATIES
        for row in client.get("/queries/parties.json", params={"treaty": treaty, "on": day, "reading": reading}).json()["rows"]
    }  # fmt: skip
    found = matrix(client, on=day, reading=reading)
    assert {place: since for place, (_, since) in found.items()} == expected


def test_each_state_stands_where_it_is_furthest(client: httpx.Client) -> None:
    found = matrix(client, on="2003-02-28")
    assert found["AUT", "mini-1"] == ("Party", "2002")
    assert found["CHE", "mini-1"] == ("Contracting State", "2002")
    assert found["ESP", "mini-1"] == ("signatory", "2000")
    assert matrix(client, on="2013-06-01")["CAN", "mini-1"][0] == "suspended"
    assert matrix(client, on="2014-06-01")["NZL", "mini-1"][0] == "invited to accede"
    assert matrix(client, on="2004-02-15")["DNK", "mini-1"] == ("Contracting State", "2004?")


def test_every_mark_leads_to_reasons_that_hold(client: httpx.Client) -> None:
    page = client.get("/compare", params={"on": "2013-06-01"}, headers=PAGE).text
    links = [html.unescape(link) for link in re.findall(r'<td><a href="(/why\?[^"]+)"', page)]
    assert len(links) > 10
    for link in links:
        asked = parse_qs(urlsplit(link).query)
        reply = client.get("/why.json", params={**asked, "depth": "0"})
        assert reply.status_code == 200, (link, reply.text)


def test_the_members_of_an_organisation_are_those_of_the_day(client: httpx.Client) -> None:
    before, after = (matrix(client, on=day, organisation="mini-org") for day in ("2014-12-31", "2015-01-01"))
    assert {state for state, _ in before} - {state for state, _ in after} == {"DNK"}
    assert "JPN" not in {state for state, _ in before}


def test_chosen_instruments_alone_are_columns(client: httpx.Client) -> None:
    page = client.get("/compare", params={"treaty": ["mini-1", "mini-3"], "on": "2012-07-01"}, headers=PAGE).text
    assert {treaty for _, treaty in marks(page)} == {"mini-1", "mini-3"}
    assert 'value="mini-3" checked' in page
    assert "/doc/treaty/mini-2" not in page


def test_the_counts_are_of_the_marks_above_them(client: httpx.Client) -> None:
    page = client.get("/compare", params={"on": "2012-07-01", "treaty": "mini-1"}, headers=PAGE).text
    parties = sum(word == "Party" for word, _ in marks(page).values())
    foot = page[page.index("<tfoot>") :]
    assert re.search(rf"Party</span>.*?<td>{parties}</td>", foot, re.DOTALL)


def test_two_states_stand_side_by_side(client: httpx.Client) -> None:
    page = client.get("/compare?state=FIN&state=CAN&on=2015-01-01", headers=PAGE).text
    assert "<h1>Finland · Canada</h1>" in page
    both = page[page.index("In common</th>") : page.index("Where their obligations differ")]
    assert '<time datetime="2006-09-01">' in both
    assert '<time datetime="2006-05-31">' in both
    assert "/cooperation?from=FIN&amp;to=CAN&amp;on=2015-01-01&amp;measure=power/mini-2/ExampleOrder" in page
    assert "excluded" in page
    assert "Article 5 not applied" in page


def test_obligations_differ_where_one_state_is_bound_and_the_other_is_not(client: httpx.Client) -> None:
    page = client.get("/compare?state=FIN&state=AUT&on=2015-01-01", headers=PAGE).text
    differing = page[page.index("Where their obligations differ") : page.index("What they have reserved")]
    assert "/doc/power/mini-2/ExampleOrder" in differing
    assert "not bound" in differing
    alike = client.get("/compare?state=BEL&state=BEL&state=MNE&on=2015-01-01", headers=PAGE).text
    assert "Where their obligations differ" in alike


def test_four_states_have_their_pairs(client: httpx.Client) -> None:
    page = client.get("/compare?state=FIN&state=CAN&state=AUT&state=BEL&on=2015-01-01", headers=PAGE).text
    assert all(f">{pair}</th>" in page for pair in ("FIN–CAN", "FIN–AUT", "AUT–BEL"))


def test_it_is_told_in_french(client: httpx.Client) -> None:
    page = client.get("/compare?state=FIN&state=CAN", headers=FRENCH).text
    assert '<html lang="fr">' in page
    assert "<h1>Finlande · Canada</h1>" in page
    assert "Où leurs obligations diffèrent" in page


@pytest.mark.parametrize(
    ("query", "cure"),
    [
        ("state=FIN", "name 2 to 4 different States"),
        ("state=FIN&state=FIN", "name 2 to 4 different States"),
        ("state=FIN&state=CAN&state=AUT&state=BEL&state=CHE", "name 2 to 4 different States"),
        ("state=FIN&state=CAX", "did you mean CA"),
        ("treaty=mini-9", "did you mean mini-"),
        ("on=2012-13-01", "write it as YYYY-MM-DD."),
        ("organisation=xyz", "mini-org"),
        ("reading=all", "write contracting or party."),
    ],
)
def test_what_cannot_be_compared_is_refused_with_a_cure(client: httpx.Client, query: str, cure: str) -> None:
    reply = client.get(f"/compare?{query}", headers={"accept": "application/json"})
    assert reply.status_code == 400
    assert cure in reply.json()["cure"]


def test_what_is_asked_is_escaped(client: httpx.Client) -> None:
    for name in ("on", "organisation", "treaty", "reading", "state"):
        page = client.get("/compare", params={name: '"><script>alert(1)</script>'}, headers=PAGE)
        assert page.status_code == 400
        assert "<script>alert" not in page.text
