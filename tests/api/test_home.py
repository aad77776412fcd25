"""The home page, the world map and the lists: what they show is what the questions answer, on any day."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

PAGE = {"Accept": "text/html", "Accept-Language": "en"}


class Reader(HTMLParser):
    """Collects the shapes of the map: the class of each State, its title and what it is drawn with."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.shapes: dict[str, dict[str, str]] = {}
        self._state = ""
        self._title = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "a" and "data-state" in told:
            self._state = told["data-state"]
            self.shapes[self._state] = {"class": told["class"], "href": told["href"], "drawn": "", "title": ""}
        elif tag in ("path", "circle") and self._state:
            self.shapes[self._state]["drawn"] += tag
        self._title = tag == "title"

    def handle_endtag(self, tag: str) -> None:
        self._state = "" if tag == "a" else self._state
        self._title = False

    def handle_data(self, data: str) -> None:
        if self._title and self._state:
            self.shapes[self._state]["title"] += data


def shown(client: httpx.Client, path: str = "/map", **asked: str) -> dict[str, dict[str, str]]:
    reply = client.get(path, params={"treaty": "mini-1", **asked}, headers=PAGE)
    assert reply.status_code == 200
    return Reader(reply.text).shapes


def test_the_home_page_is_a_page_and_its_data_is_elsewhere(client: httpx.Client) -> None:
    assert client.get("/", headers=PAGE).headers["content-type"].startswith("text/html")
    reply = client.get("/", headers={"Accept": "text/turtle"})
    assert (reply.status_code, reply.headers["location"]) == (303, "/doc/dataset")


def test_the_home_page_begins_with_the_treaty_that_others_hang_on(client: httpx.Client) -> None:
    text = client.get("/", headers=PAGE).text
    assert '<option value="mini-1" selected>' in text
    assert "parties-over-time.svg?treaty=mini-1" in text


def test_the_home_page_is_told_in_french(client: httpx.Client) -> None:
    text = client.get("/", headers={"Accept": "text/html", "Accept-Language": "fr"}).text
    assert "Qui est lié, à toute date" in text
    assert "Première convention miniature" in text


@pytest.mark.parametrize(
    ("on", "reading", "marked", "title"),
    [
        ("2002-11-29", "party", "status-eligible", "may participate"),
        ("2002-11-30", "party", "status-contracting", "Contracting State since 30 November 2002"),
        ("2003-02-28", "party", "status-contracting", "Contracting State since 30 November 2002"),
        ("2003-03-01", "party", "status-party", "Party since 1 March 2003"),
        ("2003-03-01", "contracting", "status-contracting", "Contracting State since 30 November 2002"),
    ],
)
def test_a_state_is_marked_by_its_status_from_the_day_on(
    client: httpx.Client, on: str, reading: str, marked: str, title: str
) -> None:
    switzerland = shown(client, on=on, reading=reading)["CHE"]
    assert switzerland["class"] == marked
    assert switzerland["title"].startswith("Switzerland: ")
    assert title in switzerland["title"]


def test_a_day_known_as_a_window_makes_a_status_perhaps(client: httpx.Client) -> None:
    assert shown(client, on="2004-01-15")["DNK"]["class"] == "status-contracting possible"
    assert shown(client, on="2004-03-01")["DNK"]["class"] == "status-contracting"


def test_a_suspended_party_is_marked_as_suspended(client: httpx.Client) -> None:
    assert shown(client, on="2013-01-01", reading="party")["CAN"]["class"] == "status-suspended"
    assert shown(client, on="2014-07-01", reading="party")["CAN"]["class"] == "status-party"


@pytest.mark.parametrize("on", ["2001-12-31", "2002-01-01", "2004-01-15", "2008-06-01", "2011-04-15"])
@pytest.mark.parametrize("reading", ["contracting", "party"])
def test_the_map_counts_as_the_question_does(client: httpx.Client, on: str, reading: str) -> None:
    asked = {"treaty": "mini-1", "on": on, "reading": reading}
    counted = client.get("/queries/count-parties.json", params=asked).json()["rows"][0]
    marks = [shape["class"] for shape in shown(client, on=on, reading=reading).values()]
    assert marks.count(f"status-{reading}") == counted["definite"]
    assert marks.count(f"status-{reading} possible") == counted["possible"]


@pytest.mark.parametrize("reading", ["contracting", "party"])
def test_what_the_slider_goes_by_says_on_every_day_what_the_page_says(client: httpx.Client, reading: str) -> None:
    told = client.get("/map.json", params={"treaty": "mini-1", "reading": reading}).json()
    assert told["days"] == sorted(set(told["days"]))
    for day in told["days"][::4]:
        for code, shape in shown(client, on=day, reading=reading).items():
            held = [
                (mark, "" if since and since <= day and not (until and until <= day) else " possible")
                for mark, first, since, until, last in told["states"].get(code, [])
                if first <= day and not (last and last <= day)
            ]
            mark, perhaps = held[0] if held else ("none", "")
            assert shape["class"] == f"status-{mark}{perhaps}", (day, code)


def test_each_state_leads_to_its_page(client: httpx.Client) -> None:
    for code, shape in shown(client).items():
        assert shape["href"] == f"/doc/state/{code}"


def test_the_map_leads_to_the_changes_beside_its_day(client: httpx.Client) -> None:
    text = client.get("/map", params={"treaty": "mini-1", "on": "2003-01-15", "reading": "party"}, headers=PAGE).text
    beside = re.findall(r'rel="(?:prev|next)" href="([^"]*)"', text)
    assert [re.findall(r"on=([-\d]*)", address) for address in beside] == [["2002-11-30"], ["2003-03-01"]]


def test_without_the_outlines_each_state_is_a_dot_and_the_page_says_so(
    serve: Callable[..., str], release: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    address = serve(release, TREATYGRAPH_MODULES=str(tmp_path_factory.mktemp("nothing-installed")))
    with httpx.Client(base_url=address, timeout=30) as client:
        assert {shape["drawn"] for shape in shown(client).values()} == {"circle"}
        assert "The outlines of countries are not installed" in client.get("/map", headers=PAGE).text


def test_with_the_outlines_a_state_has_its_shape(client: httpx.Client) -> None:
    shapes = shown(client)
    assert shapes["CAN"]["drawn"] == "path"
    assert shapes["MNE"]["drawn"] == "pathcircle"


@pytest.mark.parametrize(
    ("path", "culprit"),
    [
        ("/map?treaty=mini-9", "mini-9"),
        ("/map?on=tomorrow", "tomorrow"),
        ("/map?reading=both", "both"),
        ("/map?view=moon", "moon"),
        ("/map.json?treaty=mini-9", "mini-9"),
        ("/?treaty=mini-9", "mini-9"),
        ("/treaties?sort=size", "size"),
        ("/treaties?on=2025-13-01", "2025-13-01"),
        ("/states?on=yesterday", "yesterday"),
    ],
)
def test_what_is_asked_wrongly_is_named(client: httpx.Client, path: str, culprit: str) -> None:
    reply = client.get(path, headers={"Accept": "application/json"})
    assert reply.status_code == 400
    assert culprit in reply.json()["detail"]


def test_the_treaties_are_sorted_by_any_column_with_the_unknown_last(client: httpx.Client) -> None:
    def order(sort: str) -> list[str]:
        text = client.get("/treaties", params={"sort": sort}, headers=PAGE).text
        return re.findall(r'<th scope="row"><a href="/doc/treaty/([^"]*)"', text)

    assert order("series") == ["mini-1", "mini-2", "mini-3"]
    assert order("-series") == ["mini-3", "mini-2", "mini-1"]
    counts = {row["id"]: row["contracting"] for row in client.get("/queries/treaties.json").json()["rows"]}
    assert [counts[each] for each in order("-contracting")] == sorted(counts.values(), reverse=True)


def test_the_treaties_are_counted_on_the_day_that_is_asked_for(client: httpx.Client) -> None:
    before = client.get("/treaties", params={"on": "2000-05-10"}, headers=PAGE).text
    assert before != client.get("/treaties", params={"on": "2011-04-15"}, headers=PAGE).text
    assert "10 May 2000" in before


def names(text: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/doc/state/\w+">([^<]*)</a>', text)


def test_the_states_are_found_by_name_in_either_language_or_by_code_whatever_the_accents(client: httpx.Client) -> None:
    for words in ("montenegro", "Monténégro", "MNE"):
        assert names(client.get("/states", params={"q": words}, headers=PAGE).text) == ["Montenegro"]
    assert "no State or territory by this name" in client.get("/states", params={"q": "Atlantis"}, headers=PAGE).text


def test_the_states_are_sorted_as_their_language_sorts(client: httpx.Client) -> None:
    told = names(client.get("/states", headers={"Accept": "text/html", "Accept-Language": "fr"}).text)
    assert told[:3] == ["Autriche", "Belgique", "Canada"]
    assert told.index("Espagne") < told.index("Finlande")


def test_the_states_are_counted_on_the_day_that_is_asked_for(client: httpx.Client) -> None:
    def parties(on: str) -> int:
        text = client.get("/states", params={"q": "Switzerland", "on": on}, headers=PAGE).text
        return int(re.findall(r'<td class="nums">(\d*)</td>', text)[1] or 0)

    assert parties("2003-03-01") == parties("2003-02-28") + 1


def test_what_is_searched_for_is_only_shown(client: httpx.Client) -> None:
    text = client.get("/states", params={"q": '"><script>alert(1)</script>'}, headers=PAGE).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text
