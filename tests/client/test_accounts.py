"""Reasons, suppositions, findings and references over the client, each as a frame or as text."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pandas as pd
import pytest

from treatygraph.client import AnswerError, Client, FrameError, ReleaseChangedError


def test_a_proof_is_a_frame_of_its_steps_down_to_the_rows_of_files(client: Client) -> None:
    proof = client.why("CHE", "partyTo", "mini-1")
    assert proof.attrs["holds"] is True
    assert proof.attrs["says"].startswith("Switzerland is party to")
    assert proof["step"].is_unique
    assert proof["step"].iloc[0] == "1"
    assert (proof["depth"] == proof["step"].str.count(r"\.")).all()
    assert proof["rule"].iloc[1] == "42-party"
    assert proof["rows"].str.contains("data/treaties/mini-1/actions.csv row ", regex=False).any()


def test_how_deep_a_proof_goes_can_be_bounded(client: Client) -> None:
    assert client.why("CHE", "partyTo", "mini-1", depth=1)["depth"].max() == 1


def test_what_is_missing_is_a_frame_of_rules_and_of_what_each_lacks(client: Client) -> None:
    lacking = client.why_not("URY", "partyTo", "mini-1")
    assert lacking.attrs["holds"] is False
    assert lacking.attrs["because"]
    first = lacking.iloc[0]
    assert (first["step"], first["rule"]) == ("1", "70-current-status")
    assert str(lacking["held"].dtype) == "Int64"
    assert (lacking["held"].dropna() < lacking["of"].dropna()).all()


def test_the_other_question_is_the_cure_where_the_answer_is_the_contrary(client: Client) -> None:
    with pytest.raises(AnswerError, match="ask why-not"):
        client.why("URY", "partyTo", "mini-1")
    with pytest.raises(AnswerError, match=r"ask why\."):
        client.why_not("CHE", "partyTo", "mini-1")


def test_a_supposition_goes_in_as_a_frame_and_comes_out_as_one(client: Client) -> None:
    acts = pd.DataFrame(
        {"treaty": ["mini-2"], "iso3": ["BEL"], "action": ["ratification"], "date": pd.to_datetime(["2012-05-01"])}
    )
    told = client.what_if(acts)
    assert told.attrs["hypothetical"] is True
    assert told.attrs["release"] == client.release
    party = told[(told["status"] == "Party") & (told["iso3"] == "BEL") & (told["column"] == "certain_from")]
    assert party[["question", "change", "before", "after"]].iloc[0].to_list() == [
        "statuses",
        "gained",
        pd.NA,
        "2012-09-01",
    ]
    assert not (told["before"].isna() & told["after"].isna() & told["column"].notna()).any()
    assert client.parties(treaty="mini-2", on="2015-01-01", reading="party")["iso3"].tolist().count("BEL") == 0


def test_a_supposition_that_changes_nothing_is_a_frame_without_rows(client: Client) -> None:
    acts = pd.DataFrame({"treaty": ["mini-1"], "iso3": ["AUT"], "action": ["signature"], "date": ["2000-05-10"]})
    told = client.what_if(acts)
    assert {"question", "change", "column", "before", "after"} <= set(told.columns)
    assert told[told["question"] == "statuses"].empty


def test_every_fault_of_a_supposition_is_told_by_row_and_column(client: Client) -> None:
    acts = pd.DataFrame({"treaty": ["mini-22"], "iso3": ["BEL"], "action": ["ratifed"], "date": ["2012-05-01"]})
    with pytest.raises(AnswerError) as refused:
        client.what_if(acts)
    assert "row 2: `treaty` “mini-22”" in refused.value.culprit
    assert "did you mean ratification?" in refused.value.cure


def test_a_table_is_validated_in_its_context_and_its_findings_are_a_frame(client: Client) -> None:
    table = pd.DataFrame(
        {
            "state": ["Spain", "Cote d\"Azur, the 'old'"],
            "iso3": ["ESP", "ESP"],
            "action": ["ratifcation", "signature"],
            "date": ["2012-05-01", "2012-05-32"],
            "source": ["mini-a", "mini-a"],
        }
    )
    found = client.validate(table, like="data/treaties/mini-1/actions.csv")
    assert {"severity", "file", "row", "fault", "cure", "nearest"} <= set(found.columns)
    assert str(found["row"].dtype) == "Int64"
    found = found[found["file"] == "data/treaties/mini-1/actions.csv"]
    assert found.loc[found["row"] == 2, "cure"].str.contains("did you mean ratification").any()
    assert found.loc[found["row"] == 3, "fault"].str.contains("“2012-05-32” is not a date", regex=False).any()


def test_a_table_of_no_kind_is_a_finding(client: Client) -> None:
    found = client.validate(pd.DataFrame({"a": [1]}), like="data/nothing.csv")
    assert found[["severity", "file"]].to_numpy().tolist() == [["Violation", "data/nothing.csv"]]
    assert "data/treaties/<id>/actions.csv" in found["cure"].item()


# References


def test_an_answer_and_a_question_are_cited_alike(client: Client) -> None:
    parties = client.parties(treaty="mini-1", on="2011-04-14")
    cited = client.cite(parties, row=1)
    assert cited == client.cite("parties", treaty="mini-1", on="2011-04-14", reading="contracting", row=1)
    assert "treaty=mini-1" in cited
    assert f"Release {client.release}" in cited


def test_references_are_written_in_three_styles(client: Client) -> None:
    assert client.cite("parties", treaty="mini-1", style="bibtex").count("@misc{") >= 2
    listed: list[dict[str, Any]] = json.loads(client.cite("parties", treaty="mini-1", style="csl"))
    assert listed[-1]["version"] == client.release


@pytest.mark.parametrize(
    ("asked", "arguments", "error", "said"),
    [
        ("parties", {"treaty": "mini-1", "style": "apa"}, FrameError, "no style apa\n    it is one of text, bibtex"),
        ("parties", {"treaty": "mini-1", "row": 999}, AnswerError, "no row 999"),
        (pd.DataFrame({"a": [1]}), {}, FrameError, "not the answer to a question"),
    ],
    ids=["style", "row", "frame"],
)
def test_what_cannot_be_cited_is_told(
    asked: Any, arguments: dict[str, Any], error: type[Exception], said: str, client: Client
) -> None:
    with pytest.raises(error, match=said):
        client.cite(asked, **arguments)


def test_the_answer_of_another_release_is_not_cited_as_one_of_this(
    scripted: Callable[..., Any], written: Callable[..., httpx.Response]
) -> None:
    newer = httpx.Response(200, headers={"treatygraph-release": "r2"}, content=b"cited")
    client = Client("http://graph.test", transport=scripted(written([{"n": 1}], "r1"), newer))
    with pytest.raises(ReleaseChangedError, match="of the release r1, the server serves r2\n    ask again"):
        client.cite(client.ask("numbers"))
