"""The finder of co-operation: it agrees with the questions, and says yes, perhaps or no with what stands behind it."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

PAGE = {"accept": "text/html"}
MEASURE = "power/mini-1/ExampleAssistance"

#: Who asks whom, and when: before the treaty, before it is in force for both, while suspended, with and without limits.
ASKED = [
    ("AUT", "BEL", "2012-07-01", "Yes"),
    ("BEL", "AUT", "2012-07-01", "Yes"),
    ("CHE", "DNK", "2012-01-01", "Yes"),
    ("FIN", "CAN", "2015-01-01", "Yes"),
    ("AUT", "CHE", "2003-02-28", "No"),
    ("AUT", "CHE", "2003-03-01", "Yes"),
    ("AUT", "DNK", "2004-05-31", "No"),
    ("NZL", "AUT", "2010-01-01", "No"),
]


def find(client: httpx.Client, **asked: str) -> httpx.Response:
    return client.get("/cooperation", params=asked, headers=PAGE)


def cards(text: str) -> list[str]:
    return re.findall(r'<article class="card instrument">.*?</article>', text, re.DOTALL)


@pytest.mark.parametrize(("one", "other", "day", "outcome"), ASKED)
def test_it_finds_the_instruments_that_the_question_finds(
    client: httpx.Client, one: str, other: str, day: str, outcome: str
) -> None:
    asked = {"from": one, "to": other, "on": day, "measure": MEASURE}
    rows: list[dict[str, Any]] = client.get("/queries/cooperation.json", params=asked).json()["rows"]
    page = find(client, **asked)
    assert page.status_code == 200
    assert re.search(rf'<span class="outcome outcome-\w+">{outcome}</span>', page.text)
    shown = {
        (found[1], found[2])
        for card in cards(page.text)
        if "<details" in card and (found := re.search(r">(MINI \d)</a>.*?>Art\. ([^<]+)</a>", card))
    }
    assert shown == {(row["series"], row["article"]) for row in rows}
    assert all(row["since"] in page.text for row in rows)


def test_what_is_missing_is_what_the_question_says_in_its_order(client: httpx.Client) -> None:
    asked = {"from": "NZL", "to": "AUT", "on": "2010-01-01", "measure": MEASURE}
    page = find(client, **asked).text
    steps = re.findall(r'<li(?: class="next")?>(?:<[^>]+>)?\s*([a-z ,]+)', page[page.index('class="card gap"') :])
    expected = ["to be admitted to it", "signature", "ratification, acceptance or approval", "entry into force"]
    places = [next(place for place, step in enumerate(steps) if step.startswith(each)) for each in expected]
    assert places == sorted(places)
    assert "to be invited to accede to MINI 1" in page
    assert "membership" not in page
    assert "to be a member of the Miniature organisation" in page


def test_both_readings_are_told_with_their_days(client: httpx.Client) -> None:
    page = find(client, **{"from": "AUT", "to": "CHE", "on": "2003-02-28", "measure": MEASURE}).text
    (card,) = cards(page)
    assert "In force for both" in card
    assert "not on that day" in card
    assert '<time datetime="2002-11-30">' in card


def test_the_reservations_the_authority_and_the_reasons_are_told(client: httpx.Client) -> None:
    page = find(client, **{"from": "AUT", "to": "BEL", "on": "2012-07-01", "measure": MEASURE}).text
    (card,) = cards(page)
    assert "no assistance for minor damage" in card
    assert "with limits" in card
    assert card.count("<details") == 2
    assert "Austria is a Party to MINI 1" in card
    assert "VCLT Art. 2(1)(g)" in card
    assert "Ministry of Examples" in page
    for account in re.findall(r'data-account="([^"]+)"', page):
        told = client.get(account.replace("&amp;", "&").removesuffix("&lang=en"), headers=PAGE)
        assert 'class="proof tree"' in told.text


def test_what_a_reservation_excludes_cannot_be_asked_for(client: httpx.Client) -> None:
    asked = {"from": "FIN", "to": "CAN", "on": "2015-01-01", "measure": "power/mini-2/ExampleOrder"}
    page = find(client, **asked).text
    assert "excluded" in page
    assert "outcome-no" in page


def test_a_day_after_the_coverage_is_told_as_such(client: httpx.Client) -> None:
    page = find(client, **{"from": "NZL", "to": "AUT", "on": "2025-01-01", "measure": MEASURE}).text
    assert "the acts are known up to" in page
    assert ">Not known<" in page


def test_a_day_before_the_treaty_is_told_as_such(client: httpx.Client) -> None:
    page = find(client, **{"from": "AUT", "to": "BEL", "on": "1999-01-01", "measure": MEASURE}).text
    assert "after the day asked about" in page
    assert ">No<" in page


def test_without_a_measure_every_one_is_listed_and_leads_on(client: httpx.Client) -> None:
    page = find(client, **{"from": "FIN", "to": "CAN", "on": "2015-01-01"}).text
    links = re.findall(r'href="(/cooperation\?[^"]*measure=[^"]+)"', page)
    assert len(links) == 3
    assert "outcome" in client.get(links[0].replace("&amp;", "&"), headers=PAGE).text


def test_the_page_without_a_question_has_a_form_alone(client: httpx.Client) -> None:
    page = find(client)
    assert page.status_code == 200
    assert page.text.count("<select") == 3
    assert "outcome" not in page.text


@pytest.mark.parametrize(
    ("asked", "cure"),
    [
        ({"from": "AUT", "to": "AUT"}, "name two different States."),
        ({"from": "AUT"}, "add to="),
        ({"to": "AUT"}, "add from="),
        ({"from": "AUX", "to": "BEL"}, "did you mean AUT?"),
        ({"from": "AUT", "to": "BEL", "on": "yesterday"}, "write it as YYYY-MM-DD."),
        ({"from": "AUT", "to": "BEL", "measure": "power/mini-1/Nothing"}, "did you mean"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_a_cure_and_the_form(
    client: httpx.Client, asked: dict[str, str], cure: str
) -> None:
    page = find(client, **asked)
    assert page.status_code == 400
    assert 'role="alert"' in page.text
    assert cure in page.text
    assert page.text.count("<select") == 3


def test_what_is_asked_is_escaped(client: httpx.Client) -> None:
    for name in ("from", "to", "on", "measure"):
        page = find(client, **{"from": "AUT", "to": "BEL", name: '"><script>alert(1)</script>'})
        assert page.status_code == 400
        assert "<script>alert" not in page.text


def test_it_answers_in_french(client: httpx.Client) -> None:
    asked = {"from": "AUT", "to": "BEL", "on": "2012-07-01", "measure": MEASURE}
    page = client.get("/cooperation", params=asked, headers={**PAGE, "accept-language": "fr"}).text
    assert "l’État requérant (Autriche) peut demander ceci à l’État requis (Belgique)" in page
    assert "En vigueur entre eux" in page
