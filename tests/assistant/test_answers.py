"""What each tool answers over the miniature: dated, cited, certain or not, as values and as text."""

from __future__ import annotations

from datetime import date
from typing import Any

import jsonschema
import pytest
from anyio.from_thread import BlockingPortal
from dialogue import Call, said
from mcp import Client
from mcp_types import CallToolResult

MEASURE = "power/mini-1/ExampleAssistance"

ASKED: dict[str, dict[str, Any]] = {
    "status": {"state": "CHE", "treaty": "mini-1"},
    "cooperation": {"requesting": "AUT", "requested": "CHE", "measure": MEASURE},
    "why": {"subject": "CHE", "predicate": "partyTo", "object": "mini-1"},
    "why_not": {"subject": "URY", "predicate": "partyTo", "object": "mini-1"},
    "find": {"words": "suisse"},
    "coverage": {},
    "questions": {},
    "ask": {"question": "parties", "parameters": {"treaty": "mini-1"}},
    "sparql": {"query": "SELECT ?treaty WHERE { ?treaty a tg:Treaty } ORDER BY ?treaty"},
}


def values(result: CallToolResult) -> dict[str, Any]:
    assert not result.is_error, said(result)
    assert result.structured_content is not None
    return result.structured_content


def test_the_server_offers_exactly_these_tools_each_with_its_use_and_its_schemas(
    client: Client, portal: BlockingPortal
) -> None:
    tools = {tool.name: tool for tool in portal.call(client.list_tools).tools}
    assert set(tools) == set(ASKED)
    for tool in tools.values():
        assert tool.description
        assert len(tool.description) > 100
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint is True
        assert tool.output_schema is not None
        assert {"release", "as_of", "coverage", "sources", "certainty"} <= set(tool.output_schema["properties"])
        assert tool.input_schema["additionalProperties"] is False
        assert all(argument.get("description") for argument in tool.input_schema["properties"].values())


@pytest.mark.parametrize("tool", ASKED)
def test_every_answer_is_dated_names_its_release_and_says_how_to_cite_it(tool: str, call: Call) -> None:
    result = call(tool, **ASKED[tool])
    told = values(result)
    assert date.fromisoformat(told["as_of"])
    assert told["release"]["coverage"] == "2020-06-30"
    assert told["release"]["id"] in told["release"]["address"]
    assert told["release"]["address"] in told["cite_as"]
    assert f"As of {told['as_of']}" in said(result)
    assert told["cite_as"] in said(result)


@pytest.mark.parametrize("tool", ASKED)
def test_every_answer_is_as_the_schema_of_its_tool_says(
    tool: str, client: Client, portal: BlockingPortal, call: Call
) -> None:
    schemas = {each.name: each.output_schema for each in portal.call(client.list_tools).tools}
    schema = schemas[tool]
    assert schema is not None
    jsonschema.validate(values(call(tool, **ASKED[tool])), schema)


@pytest.mark.parametrize("tool", ["status", "cooperation", "why", "ask", "sparql"])
def test_an_answer_that_rests_on_documents_names_them(tool: str, call: Call) -> None:
    result = call(tool, **ASKED[tool])
    sources = values(result)["sources"]
    assert sources
    assert all(source["id"] and source["title"] for source in sources)
    assert all(f"- {source['id']}: " in said(result) for source in sources)


def test_between_the_deposit_and_the_entry_into_force_the_two_readings_differ(call: Call) -> None:
    told = values(call("status", state="CHE", treaty="mini-1", on="2003-01-15"))
    assert {each["reading"]: each["answer"] for each in told["readings"]} == {
        "contracting": "certain",
        "party": "not recorded",
    }
    assert [act["kind"] for act in told["later"]] == ["entry into force"]
    assert "Acts recorded for later than that day" in said(
        call("status", state="CHE", treaty="mini-1", on="2003-01-15")
    )
    later = values(call("status", state="CHE", treaty="mini-1", on="2003-03-01"))
    assert {each["reading"]: each["answer"] for each in later["readings"]} == {
        "contracting": "certain",
        "party": "certain",
    }
    assert {act["kind"] for act in later["acts"]} == {"signature", "ratification", "entry into force"}
    assert all("mini-a" in act["sources"] for act in later["acts"])


def test_a_day_known_only_as_a_window_makes_a_status_possible(call: Call) -> None:
    told = values(call("status", state="DNK", treaty="mini-1", on="2004-01-15"))
    assert {each["reading"]: each["answer"] for each in told["readings"]}["contracting"] == "possible"
    assert "possible" in told["certainty"]


def test_what_rests_on_memory_is_called_unverified(call: Call) -> None:
    result = call("status", state="NZL", treaty="mini-1", on="2012-06-30")
    told = values(result)
    assert "unverified" in told["certainty"]
    assert [act["unverified"] for act in told["acts"]] == [True]
    assert {source["id"] for source in told["sources"] if source["unverified"]} == {"unverified"}
    assert "(unverified)" in said(result)


def test_without_a_day_the_last_that_the_coverage_of_the_treaty_holds_is_answered(call: Call) -> None:
    assert values(call("status", state="CHE", treaty="mini-1"))["as_of"] == "2020-06-30"


def test_states_and_treaties_are_known_by_their_names_in_both_languages_and_by_their_numbers(call: Call) -> None:
    by_name = values(call("status", state="Suisse", treaty="Première convention miniature"))
    by_code = values(call("status", state="che", treaty="MINI 1"))
    assert by_name == by_code
    assert by_name["state"] == {"id": "CHE", "name": "Switzerland"}


def test_what_was_published_later_does_not_count_for_what_was_known_then(call: Call) -> None:
    now = values(call("status", state="AUT", treaty="mini-1", on="2001-06-30"))
    then = values(call("status", state="AUT", treaty="mini-1", on="2001-06-30", known_at="2001-06-30"))
    assert now["statuses"]
    assert then["known_at"] == "2001-06-30"
    assert len(then["acts"]) < len(now["acts"])


def test_cooperation_names_the_instruments_and_what_is_missing(call: Call) -> None:
    told = values(call("cooperation", requesting="AUT", requested="CHE", measure=MEASURE, on="2019-01-01"))
    assert told["instruments"][0]["series"] == "MINI 1"
    assert told["instruments"][0]["certainty"] == "certain"
    lacking = values(call("cooperation", requesting="URY", requested="CHE", measure=MEASURE, on="2019-01-01"))
    assert [each["iso3"] for each in lacking["missing"] if each["series"] == "MINI 1"]
    assert all(each["missing"] for each in lacking["missing"])


def test_an_instrument_whose_coverage_does_not_hold_the_day_is_named_and_not_answered(call: Call) -> None:
    told = values(call("cooperation", requesting="KEN", requested="CHE", measure=MEASURE, on="2010-06-30"))
    (beyond,) = told["not_answered"]
    assert beyond["treaty"] == "mini-3"
    assert "2011-01-15" in beyond["fault"]
    assert "MINI 3" not in {each["series"] for each in told["instruments"] + told["missing"]}


def test_why_leads_from_what_holds_to_the_rows_that_documents_say(call: Call) -> None:
    told = values(call("why", **ASKED["why"]))
    assert told["account"][0]["level"] == 0
    assert told["account"][0]["basis"].startswith("VCLT")
    read = [place for step in told["account"] for place in step["read_in"]]
    assert any("data/treaties/mini-1/actions.csv row " in place for place in read)
    french = values(call("why", **ASKED["why"], language="fr"))
    assert "Suisse" in french["account"][0]["says"]


def test_an_account_that_is_cut_says_so_and_how_to_get_the_rest(call: Call) -> None:
    told = values(call("why", **ASKED["why"], depth=1))
    assert any(step["more"] for step in told["account"])
    assert max(step["level"] for step in told["account"]) == 1


def test_why_not_tells_what_is_missing_and_what_absence_means(call: Call) -> None:
    told = values(call("why_not", **ASKED["why_not"]))
    assert told["because"]
    assert told["rules"][0]["held"] <= told["rules"][0]["of"]
    assert told["coverage"][0]["treaty"] == "mini-1"
    assert told["notes"] == [told["coverage"][0]["absence"]]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Suisse", ("state", "CHE")),
        ("CH", ("state", "CHE")),
        ("Swiss Confederation", ("state", "CHE")),
        ("nouvelle zelande", ("state", "NZL")),
        ("MINI 1", ("treaty", "mini-1")),
        ("Protocole à la première convention miniature", ("treaty", "mini-2")),
        ("assistance", ("measure", MEASURE)),
        ("Entraide d'exemple", ("measure", MEASURE)),
        ("Switzerlnd", ("state", "CHE")),
    ],
)
def test_things_are_found_by_codes_names_numbers_and_words(words: str, found: tuple[str, str], call: Call) -> None:
    first = values(call("find", words=words))["matches"][0]
    assert (first["kind"], first["id"]) == found


def test_coverage_tells_of_every_treaty_up_to_when_its_acts_are_known(call: Call) -> None:
    held = {each["treaty"]: each for each in values(call("coverage"))["coverage"]}
    assert {treaty: each["held"] for treaty, each in held.items()} == {
        "mini-1": "until",
        "mini-2": "until",
        "mini-3": "partly",
        "mini-4": "nothing",
    }
    assert (held["mini-1"]["until"], held["mini-1"]["acts"]) == ("2020-06-30", 34)
    assert "no evidence" in held["mini-3"]["absence"]


def test_every_question_of_the_catalogue_is_listed_page_by_page(call: Call) -> None:
    first = values(call("questions", size=40))
    rest = values(call("questions", size=40, page=2))
    listed = [each["question"] for each in first["questions"] + rest["questions"]]
    assert len(listed) == len(set(listed)) == first["total"]
    assert first["more"]
    assert rest["more"] is None
    assert {each["question"] for each in values(call("questions", words="parties"))["questions"]} < set(listed)


def test_the_rows_of_a_question_come_page_by_page_typed_and_explained(call: Call) -> None:
    whole = values(call("ask", question="parties", parameters={"treaty": "mini-1"}))
    first = values(call("ask", question="parties", parameters={"treaty": "mini-1"}, size=2))
    assert first["rows"] == whole["rows"][:2]
    assert first["total"] == len(whole["rows"]) > 2
    assert "page=2" in first["more"]
    assert [column["name"] for column in first["columns"]] == list(first["rows"][0])
    assert all(column["description"] for column in first["columns"])
    assert first["parameters"] == {"treaty": "mini-1", "on": "2020-06-30", "reading": "contracting"}
    counted = values(call("ask", question="count-parties", parameters={"treaty": "mini-1"}))
    assert isinstance(counted["rows"][0]["definite"], int)


def test_every_question_answers_its_example_or_refuses_it_for_a_reason(call: Call) -> None:
    for each in values(call("questions", size=200))["questions"]:
        given = {taken["name"]: taken["example"] for taken in each["parameters"] if taken["required"]}
        given |= {name: "mini-1" for name, value in given.items() if value and value.startswith(("ets-", "cets-"))}
        result = call("ask", question=each["question"], parameters=given, size=5)
        if result.is_error:
            assert "Instead: " in said(result), each["question"]
            assert "fault of ours" not in said(result), each["question"]


def test_a_question_on_all_treaties_says_of_which_the_day_is_not_known(call: Call) -> None:
    (note,) = values(call("ask", question="treaties", parameters={"on": "2019-01-01"}))["notes"]
    assert "MINI 4 (no act recorded)" in note


def test_an_answer_without_rows_says_what_its_absence_means(call: Call) -> None:
    told = values(call("ask", question="former-parties", parameters={"treaty": "mini-2"}))
    assert told["rows"] == []
    assert told["notes"] == [told["coverage"][0]["absence"]]
    assert "No row" in said(call("ask", question="former-parties", parameters={"treaty": "mini-2"}))


def test_a_query_answers_rows_a_truth_or_a_graph(call: Call) -> None:
    rows = values(call("sparql", **ASKED["sparql"], size=2))
    assert (rows["form"], rows["columns"], rows["total"], rows["pages"]) == ("rows", ["treaty"], 4, 2)
    assert rows["rows"][0] == {"treaty": "https://w3id.org/treatygraph/id/treaty/mini-1"}
    number = values(call("sparql", query="SELECT (COUNT(*) AS ?n) WHERE { ?treaty a tg:Treaty }"))
    assert number["rows"] == [{"n": 4}]
    odd = 'SELECT * { VALUES (?a ?b ?c) { ("NaN"^^xsd:double 1e3 "x"^^xsd:integer) } }'
    assert values(call("sparql", query=odd))["rows"] == [{"a": "NaN", "b": 1000.0, "c": "x"}]
    assert values(call("sparql", query="ASK { state:CHE a tg:State }"))["truth"] is True
    graph = values(call("sparql", query="DESCRIBE state:CHE"))
    assert graph["form"] == "graph"
    assert "state:CHE" in graph["graph"]
    assert any("no evidence" in note for note in graph["notes"])
