"""Supposed acts over HTTP: told as JSON, as CSV and on a page, within the limits of every other query, and kept nowhere."""

from __future__ import annotations

import csv
import io
import string

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ACTS = "treaty,iso3,action,date\nmini-2,BEL,ratification,2012-05-01\n"
WRONG = "treaty,iso3,action,date\nmini-22,BEL,ratifed,2012-05-01\nmini-2,BLG,ratification,2012-05-32\n"
CSV = {"content-type": "text/csv"}


def post(client: httpx.Client, acts: str, accept: str = "*/*", **headers: str) -> httpx.Response:
    return client.post("/what-if", content=acts.encode(), headers={**CSV, "accept": accept, **headers})


def test_what_would_change_is_told_as_json_that_says_it_is_hypothetical(client: httpx.Client) -> None:
    response = post(client, ACTS)
    assert (response.status_code, response.headers["content-type"]) == (200, "application/json")
    answer = response.json()
    assert answer["hypothetical"] is True
    assert answer["release"] == response.headers["treatygraph-release"]
    assert answer["treaties"] == ["mini-2"]
    assert [act["state"] for act in answer["acts"]] == ["Belgium"]
    statuses = next(each["changes"] for each in answer["answers"] if each["question"] == "statuses")
    (party,) = [each for each in statuses if each["key"]["status"] == "Party"]
    assert (party["change"], party["before"], party["after"]["certain_from"]) == ("gained", None, "2012-09-01")


def test_what_would_change_is_told_as_csv_a_row_for_each_cell(client: httpx.Client) -> None:
    response = post(client, ACTS, "text/csv")
    assert response.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(response.text), strict=True))
    assert {row["hypothetical_on"] for row in rows} == {response.headers["treatygraph-release"]}
    (row,) = [row for row in rows if row["status"] == "Party" and row["column"] == "certain_from"]
    assert (row["change"], row["iso3"], row["before"], row["after"]) == ("gained", "BEL", "", "2012-09-01")


def test_the_page_has_a_form_that_asks_and_keeps_what_was_supposed(client: httpx.Client) -> None:
    page = client.get("/what-if")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert '<form action="/what-if" method="post"' in page.text
    answered = client.post("/what-if", data={"acts": ACTS}, headers={"accept": "text/html,*/*;q=0.8"})
    assert answered.status_code == 200
    assert "<strong>Hypothetical.</strong>" in answered.text
    assert "mini-2,BEL,ratification,2012-05-01" in answered.text
    assert "2012-09-01" in answered.text
    assert "alert(" not in answered.text


def test_what_is_sent_is_never_part_of_the_page(client: httpx.Client) -> None:
    acts = 'treaty,iso3,action,date\n"</textarea><script>",BEL,"<b>",2012-05-01\n'
    page = client.post("/what-if", data={"acts": acts}, headers={"accept": "text/html"})
    assert page.status_code == 400
    assert 'role="alert"' in page.text
    assert "<script>" not in page.text
    assert "<b>" not in page.text


def test_every_fault_is_told_at_once_as_a_problem_document(client: httpx.Client) -> None:
    response = post(client, WRONG)
    assert (response.status_code, response.headers["content-type"]) == (400, "application/problem+json")
    problem = response.json()
    for fault in (
        "row 2: `treaty` “mini-22” is not in the graph",
        "row 2: `action` “ratifed” is not in the graph",
        "row 3: `iso3` “BLG” is not in the graph",
        "row 3: `date` “2012-05-32” is not a date",
    ):
        assert f"what-if {fault}" in problem["detail"]
    assert "did you mean ratification?" in problem["cure"]


@pytest.mark.parametrize(
    ("acts", "headers", "status"),
    [
        ("treaty,iso3,action,date\n" + "mini-2,BEL,ratification,2012-05-01\n" * 101, {}, 413),
        ("x" * 70_000, {}, 413),
        ("x" * 1_100_000, {}, 413),
        ("", {}, 400),
        (ACTS, {"content-type": "application/json"}, 415),
        (ACTS, {"content-type": "application/x-www-form-urlencoded"}, 400),
        (ACTS, {"accept": "image/png"}, 406),
    ],
    ids=["too many rows", "too long", "longer than any body", "nothing", "another type", "no field", "another format"],
)
def test_what_is_not_read_is_refused_by_its_own_status(
    client: httpx.Client, acts: str, headers: dict[str, str], status: int
) -> None:
    response = post(client, acts, **headers)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["status"] == status


def test_bytes_that_are_not_utf_8_are_named(client: httpx.Client) -> None:
    response = client.post("/what-if", content=b"treaty\xff", headers=CSV)
    assert (response.status_code, "byte 7 is not UTF-8" in response.json()["detail"]) == (400, True)


def test_nothing_of_a_scenario_stays(client: httpx.Client) -> None:
    def count() -> str:
        query = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
        return str(client.post("/sparql", data={"query": query}, headers={"accept": "text/csv"}).text)

    before = count()
    first = post(client, ACTS)
    # Asked anew, past the cache, the answer is the same.
    assert post(client, ACTS, "application/json;q=0.9").json() == first.json()
    assert count() == before


def test_other_methods_are_refused(client: httpx.Client) -> None:
    response = client.delete("/what-if")
    assert (response.status_code, response.headers["content-type"]) == (405, "application/problem+json")


CELLS = st.one_of(
    st.sampled_from(["mini-1", "mini-2", "BEL", "JPN", "ratification", "denunciation", "2012-05-01", "0001-01-01"]),
    st.sampled_from(
        ["9999-12-31", "2", "-1", "99999999999999999999", "", "source", "mini-a", '"', "é", "\x00", "x" * 300]
    ),
    st.text(string.printable, max_size=8),
)
COLUMNS = st.sampled_from(
    [
        "treaty,iso3,action,date",
        "treaty,iso3,action,act,date",
        "treaty,iso3,action,date,until,source",
        "treaty,iso3,action,date,not_before,not_after",
    ]
)


@settings(max_examples=60, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(header=COLUMNS, rows=st.lists(st.lists(CELLS, min_size=3, max_size=6).map(",".join), max_size=4))
def test_no_table_makes_the_server_fail(client: httpx.Client, header: str, rows: list[str]) -> None:
    response = post(client, "\n".join([header, *rows]))
    assert response.status_code in {200, 400}
    assert response.status_code == 200 or response.json()["detail"]


@settings(max_examples=15, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    day=st.sampled_from(["0001-01-01", "1999-02-28", "2012-02-29", "9999-12-31"]),
    act=st.sampled_from(["", "0", "-1", "2", "99999999999999999999"]),
    kind=st.sampled_from(
        ["consent to be bound", "resolved action", "statement", "reservation", "objection", "denunciation"]
    ),
    name=st.text(max_size=12).filter(lambda name: name == name.strip()),
)
def test_no_sound_row_makes_the_server_fail(client: httpx.Client, day: str, act: str, kind: str, name: str) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(
        [["treaty", "state", "iso3", "action", "act", "date"], ["mini-1", name, "FIN", kind, act, day]]
    )
    response = post(client, out.getvalue())
    assert response.status_code in {200, 400}, response.text
