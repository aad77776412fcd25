"""Statuses joined to a researcher's rows: every row stays, each says what the questions say of its State and day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import httpx
import numpy as np
import pandas as pd
import pytest

from treatygraph.client import AnswerError, Client, FrameError, UnmatchedError

#: Days before, on and after those on which something happens under the first treaty of the miniature.
DAYS = [
    "1999-12-31", "2000-05-10", "2001-02-14", "2001-02-15", "2001-12-31", "2002-01-01", "2004-01-01", "2004-02-28",
    "2004-02-29", "2004-06-01", "2006-05-31", "2008-05-31", "2008-06-01", "2011-04-14", "2011-04-15", "2011-07-31",
    "2011-08-01", "2013-06-01", "2016-12-01", "2018-07-01",
]  # fmt: skip
STATUSES = ("contracting", "party", "signatory", "invited")


class Counted(httpx.BaseTransport):
    """The network, with the requests that go out over it counted."""

    def __init__(self) -> None:
        self.network = httpx.HTTPTransport()
        self.asked: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return self.network.handle_request(request)

    def close(self) -> None:
        self.network.close()


@pytest.fixture
def counted(address: str) -> Iterator[tuple[Client, Counted]]:
    transport = Counted()
    with Client(address, transport=transport) as opened:
        yield opened, transport


def rows(frame: pd.DataFrame, *columns: str) -> list[list[Any]]:
    """The rows of some columns, days as text and None for what is missing."""

    def plain(value: Any) -> Any:
        if pd.isna(value):
            return None
        return str(value.date()) if isinstance(value, pd.Timestamp) else value

    return [[plain(value) for value in row] for row in frame[list(columns)].itertuples(index=False)]


def test_each_row_says_what_the_state_was_on_its_day(client: Client) -> None:
    given = pd.DataFrame(
        {
            "country": ["Japan", "JPN", "Japon", "JP", 392, "Denmarkk", "DNK", "Swiss Confederation"],
            "when": ["2008-05-31", "2008-06-01", "2011-04-15", "2011-08-01", "2001-06-01", "2004-01-31", "2004-01-31", "2003-01-01"],
        },
        index=[3, 1, 4, 1, 5, 9, 2, 6],
    )  # fmt: skip
    told = client.annotate(given, state="country", on="when", treaty="mini-1", unmatched="keep")
    assert list(told.index) == list(given.index)
    pd.testing.assert_frame_equal(told[["country", "when"]], given)
    assert rows(told, "iso3", "is_contracting", "contracting_since", "is_party", "party_certainty", "party_since") == [
        ["JPN", True, "2001-06-01", True, "certain", "2002-01-01"],
        ["JPN", False, None, False, "no", None],
        ["JPN", True, "2011-04-15", False, "no", None],
        ["JPN", True, "2011-04-15", True, "certain", "2011-08-01"],
        ["JPN", True, "2001-06-01", False, "no", None],
        [None, None, None, None, None, None],
        ["DNK", None, "2004-02-29", False, "no", None],
        ["CHE", True, "2002-11-30", False, "no", None],
    ]
    assert rows(told.iloc[[6]], "contracting_certainty", "contracting_possibly_since") == [["possible", "2004-01-01"]]
    assert told.attrs["unmatched"] == {"Denmarkk": ["Denmark (DNK)", "Danemark (DNK)"]}


def test_the_new_columns_have_their_dtypes(client: Client) -> None:
    told = client.annotate(pd.DataFrame({"state": ["JPN"]}), treaty="mini-1", on="2008-05-31", status="party")
    assert told.dtypes.drop("state").astype(str).to_dict() == {
        "iso3": "string",
        "covered": "boolean",
        "is_party": "boolean",
        "party_certainty": "string",
        "party_since": "datetime64[s]",
        "party_possibly_since": "datetime64[s]",
    }


@pytest.mark.parametrize("treaty", ["mini-1", "mini-2", "mini-3"])
def test_an_annotation_is_what_the_question_says_for_every_state_on_every_day(treaty: str, client: Client) -> None:
    states = client.states()["iso3"].unique()
    given = pd.DataFrame([(state, day) for day in DAYS for state in states], columns=["state", "date"])
    told = client.annotate(given, treaty=treaty, status=STATUSES)
    for day, on_day in told.groupby("date"):
        asked = client.statuses_by_treaty(treaty=treaty, on=day).set_index("iso3").reindex(states)
        for status in STATUSES:
            # Of the third treaty it is not told up to when its acts are known.
            certainty = asked[f"{status}_certainty"].fillna(pd.NA if treaty == "mini-3" else "no").tolist()
            assert on_day[f"{status}_certainty"].tolist() == certainty, (day, status)
            since = asked[f"{status}_since"].where(asked[f"{status}_certainty"] == "certain")
            found = on_day[f"{status}_since"].where(on_day[f"{status}_certainty"] == "certain")
            assert found.astype(str).tolist() == since.astype(str).tolist(), (day, status)


def test_ten_thousand_rows_need_no_more_requests_than_one(counted: tuple[Client, Counted]) -> None:
    client, transport = counted
    names = client.state_names()
    chosen = np.random.default_rng(7)
    given = pd.DataFrame(
        {
            "country": chosen.choice(names["name"].to_numpy(dtype=object), 10_000),
            "date": pd.Timestamp("1999-01-01") + pd.to_timedelta(chosen.integers(0, 8_000, 10_000), "D"),
        }
    )
    before = len(transport.asked)
    told = client.annotate(given, state="country", treaty="mini-1")
    assert len(transport.asked) - before == 5
    assert (len(told), int(told["iso3"].isna().sum())) == (10_000, 0)
    japan = told[(told["iso3"] == "JPN") & told["covered"]]
    left, ended, back = (pd.Timestamp(day) for day in ("2002-01-01", "2008-06-01", "2011-08-01"))
    assert japan["is_party"].tolist() == [left <= day < ended or day >= back for day in japan["date"]]
    assert len(japan) > 500


def test_one_day_may_stand_for_all_rows(client: Client) -> None:
    given = pd.DataFrame({"state": ["JPN", "AUT"]})
    for day in ("2008-06-01", date(2008, 6, 1), pd.Timestamp("2008-06-01")):
        assert client.annotate(given, treaty="mini-1", on=day)["is_party"].tolist() == [False, True]


@pytest.mark.parametrize(
    "days",
    [
        pd.Series(["2008-05-31", "2008-06-01"], dtype="string"),
        pd.Series([date(2008, 5, 31), date(2008, 6, 1)]),
        pd.to_datetime(pd.Series(["2008-05-31 23:59:59.999", "2008-06-01"], dtype="object"), format="ISO8601"),
        pd.to_datetime(pd.Series(["2008-05-31 23:59", "2008-06-01 00:00"])).dt.tz_localize("Pacific/Auckland"),
        pd.Series(["2008-05-31T10:00:00", "2008-06-01"], dtype="object"),
    ],
    ids=["text", "dates", "with hours", "with a zone", "of several forms"],
)
def test_days_of_any_make_are_days(days: pd.Series, client: Client) -> None:
    told = client.annotate(pd.DataFrame({"state": ["JPN", "JPN"], "date": days}), treaty="mini-1")
    assert told["is_party"].tolist() == [True, False]


def test_a_row_without_a_day_and_one_after_the_coverage_say_nothing(client: Client) -> None:
    days = [None, client.coverage, client.coverage + pd.Timedelta(days=1)]
    told = client.annotate(pd.DataFrame({"state": "AUT", "date": pd.to_datetime(days)}), treaty="mini-1")
    assert rows(told, "covered", "is_party", "party_certainty", "party_since") == [
        [None, None, None, None],
        [True, True, "certain", "2002-01-01"],
        [False, None, None, None],
    ]


def test_where_it_is_not_told_up_to_when_acts_are_known_absence_says_nothing(client: Client) -> None:
    days = ["2011-09-07", "2011-09-08", str(client.coverage), "2030-01-01"]
    told = client.annotate(pd.DataFrame({"state": "DNK", "date": days}), treaty="mini-3", status="contracting")
    assert rows(told, "covered", "is_contracting", "contracting_certainty") == [
        [None, None, None],
        [None, True, "certain"],
        [None, True, "certain"],
        [False, None, None],
    ]


def test_what_was_known_on_a_day_reaches_no_further_than_that_day(client: Client) -> None:
    given = pd.DataFrame({"state": ["AUT", "AUT"], "date": ["2012-01-01", "2012-01-03"]})
    told = client.annotate(given, treaty="mini-1", known_at="2012-01-02")
    assert told["covered"].tolist() == [True, False]


def test_several_treaties_are_told_apart_by_a_prefix(client: Client) -> None:
    given = pd.DataFrame({"state": ["BEL"], "date": ["2014-01-01"]})
    once = client.annotate(given, treaty="mini-1", prefix="mini_1_")
    twice = client.annotate(once, treaty="mini-2", prefix="mini_2_")
    assert {"mini_1_is_party", "mini_2_is_party"} <= set(twice.columns)
    with pytest.raises(FrameError, match=r'the columns mini_1_iso3, .* already\n.*prefix="…"'):
        client.annotate(once, treaty="mini-1", prefix="mini_1_")


def test_names_that_are_no_states_are_all_listed_and_never_dropped(client: Client) -> None:
    given = pd.DataFrame({"state": ["Japn", "Atlantis", "Japn", None, "JPN", '"; DROP'], "date": "2008-05-31"})
    with pytest.raises(UnmatchedError) as lost:
        client.annotate(given, treaty="mini-1")
    assert lost.value.names == {"Japn": ("Japon (JPN)", "Japan (JPN)"), "Atlantis": (), '"; DROP': ()}
    assert "5 rows of the column state" in lost.value.culprit
    assert "no value at all in 1 of the rows" in lost.value.culprit
    assert 'unmatched="keep"' in lost.value.cure
    kept = client.annotate(given, treaty="mini-1", unmatched="keep")
    assert kept["iso3"].tolist() == [pd.NA, pd.NA, pd.NA, pd.NA, "JPN", pd.NA]
    assert kept["is_party"].notna().tolist() == [False, False, False, False, True, False]


def test_a_long_list_of_such_names_is_told_in_part() -> None:
    told = str(UnmatchedError("state", {f"name {number}": () for number in range(25)}, 25, 0))
    assert "name 19; and 5 more" in told


@pytest.mark.parametrize(
    ("given", "arguments", "said"),
    [
        ({"country": ["JPN"], "date": ["2008-01-01"]}, {}, "no column state\n    it has country, date"),
        ({"state": ["JPN"]}, {}, "no column date\n    it has state"),
        ({"state": ["JPN"], "date": [2008]}, {}, "holds numbers and no dates\n    .*12-31"),
        ({"state": ["JPN"], "date": ["soon"]}, {}, "holds what is no date.*\n    write dates as YYYY-MM-DD"),
        ({"state": ["JPN"], "date": ["2008-01-01"]}, {"status": []}, "no status to tell\n"),
    ],
    ids=["no states", "no days", "years", "no dates", "no status"],
)
def test_a_frame_that_cannot_be_read_is_told_with_the_cure(
    given: dict[str, Any], arguments: dict[str, Any], said: str, client: Client
) -> None:
    with pytest.raises(FrameError, match=said):
        client.annotate(pd.DataFrame(given), treaty="mini-1", **arguments)


def test_a_treaty_or_a_status_that_does_not_exist_is_told_by_the_server(client: Client) -> None:
    given = pd.DataFrame({"state": ["JPN"], "date": ["2008-01-01"]})
    with pytest.raises(AnswerError, match=r"did you mean mini-1\?"):
        client.annotate(given, treaty="mini-11")
    with pytest.raises(AnswerError, match="status=partie is not one of"):
        client.annotate(given, treaty="mini-1", status="partie")


def test_a_frame_without_rows_gains_its_columns(client: Client) -> None:
    told = client.annotate(pd.DataFrame({"state": [], "date": []}, dtype="string"), treaty="mini-1")
    assert (len(told), "is_party" in told.columns) == (0, True)


def test_what_stands_behind_an_annotation_stands_beside_it(client: Client) -> None:
    told = client.annotate(pd.DataFrame({"state": ["JPN"]}), treaty="mini-1", on="2008-01-01").attrs
    assert (told["release"], told["treaty"]) == (client.release, "mini-1")
    assert "status=contracting" in told["citation"]
    assert "status=party" in told["citation"]


# Panels


def test_a_panel_has_every_state_at_every_step(client: Client) -> None:
    panel = client.panel("mini-1", "2000-01-01", "2011-12-31")
    assert panel.index.names == ["iso3", "date"]
    states = client.states()
    assert len(panel) == 12 * (states["kind"] == "State").sum()
    assert "GRL" not in panel.index.get_level_values("iso3"), "a territory that never had a status"
    assert rows(panel.loc["JPN"].reset_index().tail(5), "date", "is_contracting", "is_party") == [
        ["2007-12-31", True, True],
        ["2008-12-31", False, False],
        ["2009-12-31", False, False],
        ["2010-12-31", False, False],
        ["2011-12-31", True, True],
    ]
    counted = client.count_parties(treaty="mini-1", on="2011-12-31", reading="party")
    assert panel.xs("2011-12-31", level="date")["is_party"].sum() == counted["definite"].item()


def test_a_panel_of_some_states_by_quarters_ends_with_what_is_known(client: Client) -> None:
    panel = client.panel("mini-1", "2019-01-01", freq="QE", states=["Japon", "AT"], status="party")
    assert panel.index.get_level_values("iso3").unique().tolist() == ["AUT", "JPN"]
    assert panel.index.get_level_values("date").max().date() <= client.coverage
    assert panel["covered"].all()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"start": "2010-03-01", "end": "2010-04-01"}, "no step of YE lies between"),
        ({"start": "then", "end": "2010-04-01"}, "no panel from then to 2010-04-01"),
        ({"start": "2000-01-01", "end": "2010-04-01", "freq": "yearly"}, "yearly"),
        ({"start": "2000-01-01", "end": "2010-04-01", "states": ["Atlantis"]}, "Atlantis"),
    ],
)
def test_a_panel_that_cannot_be_made_is_told_with_the_cure(
    arguments: dict[str, Any], said: str, client: Client
) -> None:
    with pytest.raises(FrameError, match=said):
        client.panel("mini-1", **arguments)


# Names


def test_names_are_matched_in_their_order_and_with_their_index(client: Client) -> None:
    found = client.match(pd.Series(["Suisse", "Sweitzerland", None, "CH"], index=list("abca")))
    assert found.index.tolist() == list("abca")
    assert rows(found, "iso3", "near") == [["CHE", None], [None, "Switzerland (CHE)"], [None, None], ["CHE", None]]
    assert client.match(["Japan", 124])["iso3"].tolist() == ["JPN", "CAN"]
