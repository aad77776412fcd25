"""Documents as they would have been on a day (RFC 7089): found by Accept-Datetime, told as such, and listed."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime

import httpx
import pytest
import rdflib

BASE = "https://w3id.org/treatygraph/"
TG = rdflib.Namespace(f"{BASE}ontology#")
DNK = rdflib.URIRef(f"{BASE}id/state/DNK")
TURTLE = "text/turtle"
LINKS = "application/link-format"

#: The days by which the sources of the miniature were made.
DAYS = ["2019-12-31", "2020-06-30", "2021-03-15"]


def relations(text: str) -> dict[str, list[tuple[str, str]]]:
    """The targets and the datetimes of links by relation, of a Link header or of a TimeMap."""
    found: dict[str, list[tuple[str, str]]] = {}
    for target, parameters in re.findall(r'<([^>]*)>((?:;\s*[a-z]+="[^"]*")*)', text):
        told = dict(re.findall(r'([a-z]+)="([^"]*)"', parameters))
        for relation in told["rel"].split():
            found.setdefault(relation, []).append((target, told.get("datetime", "")))
    return found


def acts(response: httpx.Response) -> set[str]:
    assert response.status_code == 200, response.text[:300]
    return {str(act) for act in rdflib.Graph().parse(data=response.text).subjects(TG.actor, DNK)}


@pytest.mark.parametrize(
    ("asked", "day"),
    [
        ("Mon, 01 Jan 1990 00:00:00 GMT", DAYS[0]),
        ("Tue, 31 Dec 2019 00:00:00 GMT", DAYS[0]),
        ("Mon, 29 Jun 2020 23:59:59 GMT", DAYS[0]),
        ("Tue, 30 Jun 2020 00:00:00 GMT", DAYS[1]),
        ("Fri, 01 Jan 2100 00:00:00 GMT", DAYS[2]),
    ],
)
@pytest.mark.parametrize("suffix", ["", ".ttl"])
def test_a_document_leads_to_what_was_known_then(asked: str, day: str, suffix: str, client: httpx.Client) -> None:
    path = f"/doc/treaty/mini-1{suffix}"
    response = client.get(path, headers={"Accept": TURTLE, "Accept-Datetime": asked})
    assert (response.status_code, response.headers["location"]) == (302, f"{path}?knownAt={day}")
    assert "accept-datetime" in response.headers["vary"].lower()
    told = relations(response.headers["link"])
    assert told["original"] == told["timegate"] == [(path, "")]
    assert told["timemap"][0][0] == "/timemap/doc/treaty/mini-1"
    assert {target for target, _ in told["memento"]} >= {f"{path}?knownAt={day}"}


def test_a_thing_leads_on_to_what_was_known_then(client: httpx.Client) -> None:
    headers = {"Accept": TURTLE, "Accept-Datetime": "Tue, 30 Jun 2020 00:00:00 GMT"}
    response = client.get("/id/treaty/mini-1", headers=headers, follow_redirects=True)
    assert [each.status_code for each in response.history] == [303, 302]
    assert response.headers["memento-datetime"] == "Tue, 30 Jun 2020 00:00:00 GMT"


def test_a_memento_says_when_it_is_of_and_links_to_its_neighbours(client: httpx.Client) -> None:
    response = client.get(f"/doc/treaty/mini-1.ttl?knownAt={DAYS[1]}")
    assert parsedate_to_datetime(response.headers["memento-datetime"]).date().isoformat() == DAYS[1]
    assert "accept-datetime" not in response.headers.get("vary", "").lower()
    told = relations(response.headers["link"])
    assert [target for target, _ in told["original"]] == ["/doc/treaty/mini-1.ttl"]
    for relation, day in (("first", DAYS[0]), ("prev", DAYS[0]), ("next", DAYS[2]), ("last", DAYS[2])):
        target, datetime = next(each for each in told[relation] if each[1])
        assert target == f"/doc/treaty/mini-1.ttl?knownAt={day}"
        assert parsedate_to_datetime(datetime).date().isoformat() == day
    assert (f"/doc/treaty/mini-1.ttl?knownAt={DAYS[1]}", response.headers["memento-datetime"]) in told["memento"]


def test_a_memento_is_not_asked_for_another_day(client: httpx.Client) -> None:
    headers = {"Accept-Datetime": "Mon, 01 Jan 1990 00:00:00 GMT"}
    response = client.get(f"/doc/treaty/mini-1.ttl?knownAt={DAYS[1]}", headers=headers)
    assert response.status_code == 200
    assert response.headers["memento-datetime"].startswith("Tue, 30 Jun 2020")


def test_the_document_of_now_is_no_memento(client: httpx.Client) -> None:
    response = client.get("/doc/treaty/mini-1.ttl")
    assert "memento-datetime" not in response.headers
    assert set(relations(response.headers["link"])) >= {"original", "timegate", "timemap"}
    assert "memento" not in relations(response.headers["link"])


def test_what_was_not_known_is_not_told(client: httpx.Client) -> None:
    now, then = acts(client.get("/doc/state/DNK.ttl")), acts(client.get(f"/doc/state/DNK.ttl?knownAt={DAYS[0]}"))
    assert then < now
    act = sorted(now - then)[0].removeprefix(f"{BASE}id/")
    unknown = client.get(f"/doc/{act}.json?knownAt={DAYS[0]}")
    assert unknown.status_code == 404
    assert f"knownAt={DAYS[0]}" in unknown.json()["detail"]
    assert f"/timemap/doc/{act}" in unknown.json()["cure"]
    page = client.get(f"/doc/state/DNK.html?knownAt={DAYS[0]}&as=statements").text
    assert f's known from documents made by <time datetime="{DAYS[0]}">' in page
    assert f'href="/doc/{act}"' not in page


def test_before_its_first_document_a_thing_is_not_there(client: httpx.Client) -> None:
    for path in ("treaty/mini-1", "state/JPN", "source/mini-a"):
        response = client.get(f"/doc/{path}.json?knownAt=2010-01-01")
        assert (response.status_code, "2010-01-01" in response.json()["detail"]) == (404, True)


def test_what_was_known_of_a_day_is_both(client: httpx.Client) -> None:
    response = client.get(f"/doc/state/DNK.ttl?asOf=2005-01-01&knownAt={DAYS[1]}")
    assert acts(response) <= acts(client.get("/doc/state/DNK.ttl?asOf=2005-01-01"))
    assert response.headers["content-location"] == f"/doc/state/DNK.ttl?asOf=2005-01-01&knownAt={DAYS[1]}"


def test_the_mementos_are_listed_in_the_link_format_and_as_json(client: httpx.Client) -> None:
    response = client.get("/timemap/doc/treaty/mini-1")
    assert (response.status_code, response.headers["content-type"]) == (200, LINKS)
    told = relations(response.text)
    assert told["original"] == told["timegate"] == [("/doc/treaty/mini-1", "")]
    assert told["self"] == [("/timemap/doc/treaty/mini-1", "")]
    assert [target for target, _ in told["memento"]] == [f"/doc/treaty/mini-1?knownAt={day}" for day in DAYS]
    assert (told["first"][0], told["last"][0]) == (told["memento"][0], told["memento"][-1])
    for target, datetime in told["memento"]:
        assert client.get(target, headers={"Accept": TURTLE}).headers["memento-datetime"] == datetime
    listed = client.get("/timemap/doc/treaty/mini-1", headers={"Accept": "application/json"}).json()
    assert [(each["uri"], each["datetime"]) for each in listed["mementos"]["list"]] == told["memento"]
    assert listed["original_uri"] == "/doc/treaty/mini-1"


def test_a_thing_that_no_document_dates_has_no_memento(client: httpx.Client) -> None:
    response = client.get("/timemap/doc/rule/42-party")
    assert (response.status_code, "memento" in relations(response.text)) == (200, False)
    headers = {"Accept": TURTLE, "Accept-Datetime": "Mon, 01 Jan 1990 00:00:00 GMT"}
    assert client.get("/doc/rule/42-party", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    ["yesterday", "2020-06-30", "Mon, 30 Feb 2020 00:00:00 GMT", "0", "é".encode().decode("latin-1"), "x" * 3000],
)
def test_a_datetime_that_is_none_is_refused_with_culprit_and_cure(wrong: str, client: httpx.Client) -> None:
    headers = {"Accept-Datetime": wrong.encode("latin-1")}
    response = client.get("/doc/treaty/mini-1", headers=headers)  # type: ignore[arg-type]
    assert (response.status_code, response.headers["content-type"]) == (400, "application/problem+json")
    assert "Accept-Datetime" in response.json()["detail"]
    assert "RFC 7089" in response.json()["cure"]


def test_what_is_kept_of_one_day_is_not_given_for_another(client: httpx.Client) -> None:
    path, first = "/doc/treaty/mini-1.nt", "Mon, 01 Jan 1990 00:00:00 GMT"
    now = client.get(path)
    assert client.get(path, headers={"Accept-Datetime": first}).status_code == 302
    assert client.get(path).text == now.text
    again = client.get(path, headers={"Accept-Datetime": first, "If-None-Match": now.headers["etag"]})
    assert again.status_code == 302
