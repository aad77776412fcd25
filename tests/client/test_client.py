"""The client against a live server: whole answers of one release, typed, with what stands behind them."""

from __future__ import annotations

import inspect
import pydoc
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pandas as pd
import pytest
import rdflib

from treatygraph.catalogue import questions
from treatygraph.client import AnswerError, Client, FrameError, ReleaseChangedError, UnreachableError
from treatygraph.client.answers import Reader
from treatygraph.client.connection import Connection
from treatygraph.content import Content

PROJECT = Path(__file__).parents[2]

#: The questions whose names the client uses for itself; they are asked by ``ask``.
TAKEN = {"coverage"}


@pytest.fixture(scope="module")
def catalogue(project: Content) -> dict[str, Any]:
    return dict(questions(project))


# Questions


def test_an_answer_has_its_rows_and_the_dtypes_of_its_fields(client: Client) -> None:
    parties = client.ask("parties", treaty="mini-1", on="2011-04-14")
    assert list(parties["iso3"]) == ["AUT", "BEL", "CAN", "CHE", "DNK", "FIN", "MNE"]
    assert parties.dtypes.astype(str).to_dict() == {
        "state": "string",
        "iso3": "string",
        "name": "string",
        "since": "datetime64[s]",
        "possibly_since": "datetime64[s]",
        "certainty": "string",
    }
    assert parties.loc[parties["iso3"] == "DNK", "since"].item() == pd.Timestamp("2004-02-29")


def test_numbers_are_nullable_integers(client: Client) -> None:
    counted = client.parties_over_time(treaty="mini-1")
    assert counted.dtypes.astype(str).to_dict() == {
        "date": "datetime64[s]",
        "definite": "Int64",
        "possible": "Int64",
    }
    assert counted["definite"].max() == 10


def test_an_answer_says_whose_it_is_to_what_and_how_to_cite_it(client: Client) -> None:
    told = client.parties(treaty="mini-1", on=date(2011, 4, 14)).attrs
    assert told["question"] == "parties"
    assert told["title"] == "Parties to a treaty on a date"
    assert told["release"] == client.release
    assert told["coverage"] == str(client.coverage)
    assert told["asked"] == {"treaty": "mini-1", "on": "2011-04-14", "reading": "contracting"}
    assert told["fields"]["since"]["title"] == "Since"
    assert told["citation"].startswith(f"treatygraph, release {client.release}, acts known up to {client.coverage}: ")
    assert "(treaty=mini-1, on=2011-04-14, reading=contracting)" in told["citation"]


def test_french_is_spoken_where_it_is_wanted(address: str) -> None:
    with Client(address, language="fr") as french:
        told = french.parties(treaty="mini-1").attrs
        assert (told["title"], told["fields"]["since"]["title"]) == ("Parties à un traité à une date", "Depuis")
        assert french.questions().loc["parties", "wording"] == "Quels États étaient Parties à ce traité ce jour-là ?"
        assert "Suisse" in french.why("CHE", "partyTo", "mini-1").attrs["says"]


def test_an_answer_without_rows_is_an_empty_frame_with_its_dtypes(client: Client) -> None:
    nobody = client.parties(treaty="mini-1", on="1990-01-01")
    assert (len(nobody), str(nobody["since"].dtype)) == (0, "datetime64[s]")


def test_names_of_every_script_come_back_as_they_are(client: Client) -> None:
    assert "Monténégro" in set(client.state_names()["name"])


@pytest.mark.parametrize(
    "day",
    [
        "2011-04-14",
        date(2011, 4, 14),
        datetime(2011, 4, 14, 23, 59),
        pd.Timestamp("2011-04-14 12:00"),
        np.datetime64("2011-04-14"),
    ],
    ids=lambda day: type(day).__name__,
)
def test_a_day_may_be_text_or_a_date_of_any_make(day: Any, client: Client) -> None:
    assert client.parties(treaty="mini-1", on=day).attrs["asked"]["on"] == "2011-04-14"


def test_one_may_ask_what_was_known_on_a_day_and_from_documents_of_a_standing(client: Client) -> None:
    now = client.parties(treaty="mini-1", on="2011-04-14")
    then = client.parties(treaty="mini-1", on="2011-04-14", known_at=date(1999, 1, 1))
    believed = client.parties(treaty="mini-1", on="2011-04-14", rank="depositary")
    assert then.attrs["asked"]["knownAt"] == "1999-01-01"
    assert believed.attrs["asked"]["rank"] == "depositary"
    assert len(then) < len(now)
    assert len(believed) < len(now)


def test_every_question_of_the_catalogue_is_answered_as_its_fields_say(
    client: Client, catalogue: dict[str, Any]
) -> None:
    examples = {
        "treaty": "mini-1",
        "state": "JPN",
        "organisation": "mini-org",
        "source": "mini-a",
        "measure": "offence/mini-1/ExampleAccess",
    }
    for slug, question in catalogue.items():
        given = {each.name: examples.get(each.type, each.example) for each in question.parameters if each.required}
        answer = client.ask(slug, **given)
        assert list(answer.columns) == list(answer.attrs["fields"]), slug
        for name, field in answer.attrs["fields"].items():
            if field["type"] == "date":
                assert str(answer[name].dtype) == "datetime64[s]", f"{slug}: {name}"
            if field["type"] == "integer":
                assert str(answer[name].dtype) == "Int64", f"{slug}: {name}"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"treaty": "mini-11"}, "the graph has no treaty mini-11\n    did you mean mini-1?"),
        ({}, "the parameter treaty is missing"),
        ({"treaty": "mini-1", "on": "2011-04-31"}, "on=2011-04-31 is not a date\n    write it as YYYY-MM-DD."),
        ({"treaty": "mini-1", "at": "2011-04-30"}, "it has no parameter at"),
        ({"treaty": "mini-1", "rank": "gossip"}, "gossip"),
    ],
)
def test_a_wrong_value_is_told_with_its_cure(given: dict[str, str], said: str, client: Client) -> None:
    with pytest.raises(AnswerError) as refused:
        client.ask("parties", **given)
    assert said in str(refused.value)
    assert refused.value.status == 400


@pytest.mark.parametrize(
    "hostile",
    [
        "mini-1> } DELETE WHERE { ?s ?p ?o } #",
        'mini-1" ; ?p ?o . "',
        "mini-1&on=1990-01-01",
        "mini-1%00",
        "mini-1\n#",
        "../mini-1",
        "é" * 3000,
    ],
)
def test_a_hostile_value_is_a_wrong_value_and_nothing_else(hostile: str, client: Client) -> None:
    with pytest.raises(AnswerError) as refused:
        client.parties(treaty=hostile)
    assert refused.value.status in {400, 414}


@pytest.mark.parametrize("slug", ["partys", "../health", "parties.csv", "parties?x=1", "", "a b", "é"])
def test_a_question_that_does_not_exist_is_told(slug: str, client: Client) -> None:
    with pytest.raises((AnswerError, UnreachableError)):
        client.ask(slug, treaty="mini-1")


@pytest.mark.parametrize("value", [None, pd.NaT, pd.NA, float("nan"), ["2011-01-01"], 1.5, object()])
def test_what_is_no_value_is_refused_before_it_is_sent_and_none_is_not_given(value: Any, client: Client) -> None:
    if value is None:
        assert client.ask("parties", treaty="mini-1", on=None).attrs["asked"]["on"] == str(client.coverage)
        return
    with pytest.raises(FrameError, match="on is"):
        client.ask("parties", treaty="mini-1", on=value)


# Pages and releases


def test_every_page_of_an_answer_is_fetched_in_its_order(address: str, client: Client) -> None:
    connection = Connection(address)
    paged = Reader(connection, "en", size=3).ask("state-names", {})
    connection.close()
    pd.testing.assert_frame_equal(paged, client.state_names())


def test_an_answer_whose_release_changes_between_its_pages_is_asked_again(
    scripted: Callable[..., Any], written: Callable[..., httpx.Response]
) -> None:
    server = scripted(
        written([{"n": 1}, {"n": 2}], "r1", pages=2, total=3),
        written([{"n": 30}], "r2", pages=2, total=3),
        written([{"n": 10}, {"n": 20}], "r2", pages=2, total=3),
        written([{"n": 30}], "r2", pages=2, total=3),
    )
    answer = Client("http://graph.test", transport=server).ask("numbers")
    assert (list(answer["n"]), answer.attrs["release"]) == ([10, 20, 30], "r2")
    assert [request.url.params["page"] for request in server.asked] == ["1", "2", "1", "2"]


def test_a_release_that_changes_again_and_again_is_told(
    scripted: Callable[..., Any], written: Callable[..., httpx.Response]
) -> None:
    changing = [written([{"n": 1}], f"r{number}", pages=2, total=2) for number in range(6)]
    with pytest.raises(ReleaseChangedError, match="r4, r5\n    ask again later"):
        Client("http://graph.test", transport=scripted(*changing)).ask("numbers")


def test_pages_that_do_not_hold_every_row_are_never_taken_for_the_whole(
    scripted: Callable[..., Any], written: Callable[..., httpx.Response]
) -> None:
    with pytest.raises(UnreachableError, match="has 3 rows, its pages hold 2"):
        Client("http://graph.test", transport=scripted(written([{"n": 1}, {"n": 2}], total=3))).ask("numbers")


# Questions as methods


def test_every_question_is_a_method_with_a_signature_and_documentation(
    client: Client, catalogue: dict[str, Any]
) -> None:
    offered = set(dir(client))
    for slug, question in catalogue.items():
        name = slug.replace("-", "_")
        assert name in offered
        if slug not in TAKEN:
            method = getattr(client, name)
            taken = {each.removesuffix("_") for each in inspect.signature(method).parameters}
            assert taken == {each.name for each in question.parameters} | {"known_at", "rank"}
            assert method.__doc__.startswith(question.wording["en"])
            assert method.__name__ == name


def test_only_the_names_that_are_told_of_are_taken_by_the_client_itself(catalogue: dict[str, Any]) -> None:
    own = {name for name in dir(Client) if not name.startswith("_")}
    assert {slug.replace("-", "_") for slug in catalogue} & own == TAKEN


def test_help_tells_what_a_question_takes_and_answers(client: Client) -> None:
    told = pydoc.plain(pydoc.render_doc(client.parties))
    assert "parties(treaty, on=None, reading='contracting', *, known_at=None, rank=None)" in told
    assert "reading: choice; contracting or party; contracting where not given." in told
    assert "possibly_since (date): " in told


def test_a_parameter_that_python_keeps_for_itself_ends_in_an_underscore(client: Client) -> None:
    assert "from_" in inspect.signature(client.changes).parameters
    assert client.changes(from_="2011-01-01", to="2011-12-31").attrs["asked"]["from"] == "2011-01-01"


def test_what_is_required_may_be_given_without_its_name(client: Client) -> None:
    pd.testing.assert_frame_equal(client.parties("mini-1"), client.ask("parties", treaty="mini-1"))


def test_a_method_that_is_called_wrongly_says_how_it_is_called(client: Client) -> None:
    with pytest.raises(TypeError, match=r"missing a required argument: 'treaty'; it is parties\(treaty, on=None"):
        client.parties()
    with pytest.raises(TypeError, match="unexpected keyword argument 'trety'"):
        client.parties(trety="mini-1")


def test_a_name_that_is_no_question_is_told_with_one_that_is_near(client: Client) -> None:
    with pytest.raises(AttributeError, match=r"no question partis; did you mean parties\?"):
        client.partis  # noqa: B018
    assert not hasattr(client, "_ipython_display_")
    assert not hasattr(client, "__array__")


def test_the_names_of_a_client_without_a_server_are_its_own() -> None:
    assert "ask" in dir(Client("http://127.0.0.1:1"))


def test_the_catalogue_is_a_frame_by_slug(client: Client, catalogue: dict[str, Any]) -> None:
    listed = client.questions()
    assert set(listed.index) == set(catalogue)
    assert listed.loc["parties", "parameters"].startswith("(treaty, on=None, reading='contracting'")
    assert listed.loc["parties", "columns"] == "state, iso3, name, since, possibly_since, certainty"


# SPARQL


def test_a_select_is_a_typed_frame_an_ask_a_truth_value_and_a_construct_a_graph(client: Client) -> None:
    opened = client.sparql("SELECT ?treaty ?day { ?treaty tg:openedOn ?day } ORDER BY ?treaty")
    assert str(opened["day"].dtype) == "datetime64[s]"
    assert opened.attrs["release"] == client.release
    assert client.sparql("ASK { ?any a tg:Treaty }") is True
    assert client.sparql("ASK { tg:Treaty a tg:Treaty }") is False
    graph = client.sparql("CONSTRUCT { ?any a tg:Treaty } { ?any a tg:Treaty }")
    assert isinstance(graph, rdflib.Graph)
    assert len(graph) == len(opened["treaty"].unique())


def test_a_query_in_any_script_is_sent_as_it_is(client: Client) -> None:
    found = client.sparql('SELECT ?state { ?state skos:prefLabel "Monténégro"@fr }')
    assert [iri.rsplit("/", 1)[1] for iri in found["state"]] == ["MNE"]


@pytest.mark.parametrize(
    ("query", "status"),
    [("SELEC ?x {}", 400), ("DELETE WHERE { ?s ?p ?o }", 400), ("SELECT * { SERVICE <http://x.test/> {} }", 403)],
)
def test_a_query_that_is_refused_says_why(query: str, status: int, client: Client) -> None:
    with pytest.raises(AnswerError) as refused:
        client.sparql(query)
    assert refused.value.status == status
    assert refused.value.culprit
    assert refused.value.cure


# The release


def test_a_client_tells_the_release_and_how_far_it_reaches(client: Client, release: Path) -> None:
    assert client.release == (release / "current").resolve().name
    assert isinstance(client.coverage, date)
    assert repr(client) == f"Client('{client.address}')"


def test_a_client_is_closed_on_leaving_with(address: str) -> None:
    with Client(address) as opened:
        assert opened.release
    with pytest.raises(RuntimeError, match="closed"):
        opened.ask("states")
