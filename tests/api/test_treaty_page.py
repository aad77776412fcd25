"""The page of a treaty: the chart of the depositary on a day, in both readings, with the sources of each cell."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.things.kinds import kinds
from treatygraph.catalogue import PAGES, questions
from treatygraph.content import Content
from treatygraph.errors import ContentError

PAGE = {"Accept": "text/html", "Accept-Language": "en"}
DAYS = ["2000-05-10", "2001-02-14", "2001-09-30", "2002-01-01", "2004-02-01", "2008-06-01", "2013-06-01", "2020-06-30"]


class Chart(HTMLParser):
    """The rows of the depositary's chart: the words of their cells by the code of the State; and the big figures."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: dict[str, list[str]] = {}
        self.figures: dict[str, int] = {}
        self._row = ""
        self._inside: list[str] = []
        self._figure: list[str] | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "tr":
            self._row = str(given.get("id") or "")
            if self._row:
                self.rows[self._row] = []
        elif tag in ("td", "th") and self._row:
            self.rows[self._row].append("")
        elif tag == "li":
            self._figure = []

    def handle_endtag(self, tag: str) -> None:
        if tag == "tr":
            self._row = ""
        elif tag == "li" and self._figure is not None:
            number, *words = " ".join(self._figure).split() or [""]
            if number.isdigit():
                self.figures.setdefault(" ".join(words), int(number))
            self._figure = None

    def handle_data(self, data: str) -> None:
        if self._row and self.rows[self._row]:
            self.rows[self._row][-1] = " ".join(f"{self.rows[self._row][-1]} {data}".split())
        if self._figure is not None:
            self._figure.append(data)


def chart(client: httpx.Client, treaty: str = "mini-1", **given: str) -> Chart:
    return Chart(page(client, treaty, **given).text)


def page(client: httpx.Client, treaty: str = "mini-1", **given: str) -> httpx.Response:
    return client.get(f"/doc/treaty/{treaty}", params=given, headers=PAGE)


def answers(client: httpx.Client, question: str, **given: str) -> list[dict[str, Any]]:
    rows = client.get(f"/queries/{question}.json", params=given).json()["rows"]
    return [row if isinstance(row, dict) else dict(row) for row in rows]


def certain(rows: list[dict[str, Any]]) -> set[str]:
    return {row["iso3"] for row in rows if row["certainty"] == "certain"}


@pytest.mark.parametrize("day", DAYS)
def test_the_chart_shows_the_signatures_and_consents_that_the_catalogue_knows_of_the_day(
    day: str, client: httpx.Client
) -> None:
    found = chart(client, asOf=day)
    acts = [row for row in answers(client, "actions", treaty="mini-1", to=day) if not row["superseded_by"]]
    for column, kinds_of in ((1, {"signature"}), (2, {"ratification", "accession", "succession"})):
        told = {(row["iso3"], row["date"]) for row in acts if row["kind"] in kinds_of and row["date"]}
        cells_of = {
            code: re.sub(r"yields to this record: \S+", "", cells[column]) for code, cells in found.rows.items()
        }
        shown = {(code, date) for code, cell in cells_of.items() for date in re.findall(r"\d{4}-\d\d-\d\d", cell)}
        windows = {code for code, cell in cells_of.items() if "…" in cell}
        assert {each for each in shown if each[0] not in windows} == {each for each in told if each[0] not in windows}


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize(("reading", "words"), [("contracting", "Contracting States"), ("party", "Parties")])
def test_the_figures_are_the_counts_of_the_catalogue_by_both_readings(
    reading: str, words: str, day: str, client: httpx.Client
) -> None:
    counted = answers(client, "count-parties", treaty="mini-1", on=day, reading=reading)[0]
    figures = chart(client, asOf=day).figures
    possible = counted["possible"]
    assert figures[f"{words} {possible} more possible" if possible else words] == counted["definite"]


@pytest.mark.parametrize("day", DAYS)
def test_the_chart_tells_the_status_of_each_state_on_the_day(day: str, client: httpx.Client) -> None:
    rows = chart(client, asOf=day).rows
    parties = certain(answers(client, "parties", treaty="mini-1", on=day, reading="party"))
    assert {code for code, cells in rows.items() if re.search(r"(?<!possibly )● Party", cells[-2])} == parties
    contracting = certain(answers(client, "parties", treaty="mini-1", on=day))
    assert {code for code, cells in rows.items() if re.search(r"● Party|◐ Contracting|▪", cells[-2])} >= contracting


def test_states_stand_in_the_groups_of_the_depositary_and_in_the_order_of_their_names(client: httpx.Client) -> None:
    text = page(client).text
    members, _, others = text.partition("Others <small>")
    assert "members <small>" in members
    codes = re.findall(r'<tr id="([A-Z]{3})"', text)
    assert codes == [*re.findall(r'<tr id="([A-Z]{3})"', members), *re.findall(r'<tr id="([A-Z]{3})"', others)]
    assert {"AUT", "BEL", "CHE", "ESP", "FIN"} <= set(re.findall(r'<tr id="([A-Z]{3})"', members))
    assert "JPN" in re.findall(r'<tr id="([A-Z]{3})"', others)


def test_a_state_that_left_the_organisation_is_no_member_from_then_on(client: httpx.Client) -> None:
    before, after = (page(client, asOf=day).text.partition("Others <small>")[0] for day in ("2014-12-31", "2015-01-01"))
    assert ('<tr id="DNK"' in before, '<tr id="DNK"' in after) == (True, False)


@pytest.mark.parametrize("key", ["signature", "consent", "force", "status"])
def test_the_chart_is_sorted_by_a_link_that_says_so(key: str, client: httpx.Client) -> None:
    plain, sorted_ = page(client), page(client, sort=key)
    assert f"/doc/treaty/mini-1?sort={key}#chart" in plain.text
    assert sorted_.text.count('aria-sort="ascending"') == 1
    assert set(Chart(plain.text).rows) == set(Chart(sorted_.text).rows)
    column = {"signature": 1, "consent": 2, "force": 3}.get(key)
    if column:
        days = [re.findall(r"\d{4}-\d\d-\d\d", cells[column])[:1] for cells in Chart(sorted_.text).rows.values()]
        assert [day for day in days if day] == sorted(day for day in days if day)
        assert sorted(days, key=lambda day: not day) == days


def test_consents_are_marked_as_the_depositary_marks_them(client: httpx.Client) -> None:
    first, third = chart(client).rows, chart(client, "mini-3").rows
    assert [first[code][2].split()[1] for code in ("AUT", "KEN", "MNE")] == ["r", "a", "d"]
    assert third["DNK"][2].split()[1] == "AA"
    assert chart(client, "mini-2").rows["CAN"][2].split()[1] == "s"


def test_a_consent_of_which_the_day_is_not_known_is_shown_as_a_window_and_its_status_as_possible(
    client: httpx.Client,
) -> None:
    row = chart(client, asOf="2004-02-01").rows["DNK"]
    assert row[2].startswith("2004-01-01 … 2004-02-29 r")
    assert "possibly ◐ Contracting State" in row[-2]


def test_records_that_differ_are_marked_and_both_are_shown_with_their_documents(client: httpx.Client) -> None:
    row = chart(client).rows["ESP"]
    assert row[1].startswith("2000-05-10")
    assert "records differ" in row[1]
    assert "yields to this record: 2000-05-11" in row[1]
    assert "not verified" in chart(client, asOf="2012-12-31").rows["NZL"][-2]


def test_each_date_leads_to_its_act_and_the_documents_that_report_it(client: httpx.Client) -> None:
    text = page(client).text.partition('id="chart"')[2]
    assert 'href="/doc/action/mini-1/AUT/ratification/2001-02-15"' in text
    cell = text.partition('href="/doc/action/mini-1/AUT/ratification/2001-02-15"')[2].partition("</details>")[0]
    assert re.findall(r'href="/doc/source/([^"]+)"', cell) == ["mini-a", "mini-b"]


def test_reservations_and_declarations_stand_by_article_with_what_became_of_them(client: httpx.Client) -> None:
    now, then = (page(client, asOf=day).text.partition('id="statements"')[2] for day in ("2020-06-30", "2005-01-01"))
    assert "Article 4(2)" in now
    assert (
        "withdrawn" in now.partition('id="provisions"')[0],
        "withdrawn" in then.partition('id="provisions"')[0],
    ) == (
        True,
        False,
    )
    assert "serious harm required" in now
    assert "not applied to Greenland" in now.partition('id="territories"')[2]


def test_a_treaty_that_is_not_in_force_counts_down_to_it(client: httpx.Client) -> None:
    text = page(client, asOf="2001-06-15").text
    needed = next(
        row for row in answers(client, "consents-needed", on="2001-06-15") if row["treaty"].endswith("/mini-1")
    )
    figures = Chart(text).figures
    assert figures["still needed"] == needed["missing"]
    assert f"{needed['definite']} of {needed['needed']} consents" in text
    assert "not in force" in text
    assert "still needed" not in page(client).text


def test_the_first_entry_into_force_is_told_with_the_consents_that_made_it_and_why(client: httpx.Client) -> None:
    text = page(client).text.partition('id="force"')[2].partition('id="chart"')[0]
    made = {row["iso3"] for row in answers(client, "threshold", treaty="mini-1")}
    assert set(re.findall(r"/doc/state/([A-Z]{3})", text)) == made
    why = re.search(r'href="(/why\?[^"]+inForceEarliest[^"]+)"', text)
    assert why
    assert client.get(why[1].replace("&amp;", "&"), headers=PAGE).status_code == 200


def test_a_status_leads_to_the_reasons_for_it(client: httpx.Client) -> None:
    why = re.search(r'class="why"[^>]*href="([^"]+)"', page(client).text)
    assert why
    found = client.get(why[1].replace("&amp;", "&").replace("/why?", "/why.json?"))
    assert found.status_code == 200, found.text


def test_the_page_is_told_in_french(client: httpx.Client) -> None:
    text = page(client, lang="fr").text
    assert '<html lang="fr">' in text
    for words in ("Première convention miniature", "Signatures et ratifications", "Autriche", "États contractants"):
        assert words in text
    assert "Ratification, accession" not in text
    # What has no French says that it is English.
    assert '<span lang="en">Reservations</span>' in text


def test_everything_said_of_a_treaty_stays_a_link_away(client: httpx.Client) -> None:
    own, whole = page(client).text, page(client, **{"as": "statements"}).text
    assert 'href="/doc/treaty/mini-1?as=statements"' in own
    assert 'id="chart"' not in whole
    assert 'id="incoming"' in whole
    assert 'id="incoming"' in page(client, page="2").text


def test_the_page_of_a_treaty_as_known_on_a_day_tells_no_more_than_was_known(client: httpx.Client) -> None:
    then = page(client, knownAt="2020-01-01")
    if then.status_code == 200:
        assert then.headers["memento-datetime"].startswith("Wed, 01 Jan 2020")
        assert set(Chart(then.text).rows) <= set(chart(client).rows)
    else:
        assert then.status_code == 404


@pytest.mark.parametrize(
    "query",
    ["sort=size", "sort=%3Cscript%3E", "as=graph", "asOf=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "lang=fr&sort=1"],
)
def test_what_is_no_choice_is_refused_with_a_cure_and_is_not_repeated_as_markup(
    query: str, client: httpx.Client
) -> None:
    refused = client.get(f"/doc/treaty/mini-1?{query}", headers=PAGE)
    assert refused.status_code == 400
    assert "<script>alert" not in refused.text
    assert "<script>" not in refused.text.replace("<script type", "")


@pytest.mark.parametrize("treaty", ["mini-1", "mini-2", "mini-3"])
@pytest.mark.parametrize("day", ["1990-01-01", "2010-06-01", "2020-06-30"])
def test_there_is_a_page_of_every_treaty_on_every_day(treaty: str, day: str, client: httpx.Client) -> None:
    assert page(client, treaty, asOf=day).status_code == 200


def test_every_nature_of_a_provision_has_a_french_name(project: Content) -> None:
    text = (project.root / PAGES / "treaty-provisions.rq").read_text("utf-8")
    assert sorted(nature for nature in natures(project) if f'("{nature}" ' not in text) == []


def natures(project: Content) -> Iterator[str]:
    for path in project.files("data/treaties/*/provisions.csv"):
        with path.open(encoding="utf-8", newline="") as opened:
            yield from {row["kind"] for row in csv.DictReader(opened) if row["kind"]}


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("treaty", "{template: treaty.html, asks: {parties: partys}}", "parties asks partys, which is no question"),
        ("treatie", "{template: treaty.html, asks: {parties: parties}}", "its name is no type of thing"),
    ],
)
def test_a_file_that_describes_no_page_is_named_with_its_fault(
    name: str, text: str, fault: str, project: Content, tmp_path: Path
) -> None:
    (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    with pytest.raises(ContentError) as raised:
        kinds(questions(project), tmp_path)
    assert f"{name}.yaml" in str(raised.value)
    assert fault in str(raised.value)
