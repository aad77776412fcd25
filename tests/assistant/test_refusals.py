"""What the server will not answer, and that it says why and what to ask instead."""

from __future__ import annotations

from typing import Any

import pytest
from anyio.from_thread import BlockingPortal
from dialogue import Call, said
from mcp import Client

MEASURE = "power/mini-1/ExampleAssistance"
CROSS = "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"

REFUSED: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "a day after the last that the acts of the treaty are known for": (
        "status",
        {"state": "CHE", "treaty": "mini-1", "on": "2020-07-01"},
        "the acts of MINI 1 are known up to 2020-06-30",
        "ask about 2020-06-30 or earlier",
    ),
    "a day before the treaty was open": (
        "status",
        {"state": "CHE", "treaty": "mini-1", "on": "2000-05-09"},
        "MINI 1 was opened on 2000-05-10",
        "ask about 2000-05-10 or later",
    ),
    "a treaty of which no act is recorded": (
        "status",
        {"state": "CHE", "treaty": "mini-4"},
        "no act of MINI 4 is recorded",
        "absence here is not evidence",
    ),
    "a day after what was known on the day that is asked from": (
        "status",
        {"state": "CHE", "treaty": "mini-1", "on": "2019-01-01", "known_at": "2018-01-01"},
        "known up to 2018-01-01",
        "ask about 2018-01-01 or earlier",
    ),
    "a State that the graph does not know": (
        "status",
        {"state": "Swizterland", "treaty": "mini-1"},
        "no state of the graph is called 'Swizterland'",
        "did you mean CHE (Switzerland, State)",
    ),
    "a State that nothing resembles": (
        "status",
        {"state": "Atlantis", "treaty": "mini-1"},
        "'Atlantis'",
        "find(words, kind='state')",
    ),
    "a treaty that the graph does not know": (
        "status",
        {"state": "CHE", "treaty": "mini-9"},
        "no treaty of the graph is called 'mini-9'",
        "did you mean mini-",
    ),
    "a measure that the graph does not know": (
        "cooperation",
        {"requesting": "AUT", "requested": "CHE", "measure": "power/mini-1/ExampleAssistence"},
        "no measure",
        f"did you mean {MEASURE}",
    ),
    "a measure that is none of co-operation": (
        "cooperation",
        {"requesting": "AUT", "requested": "CHE", "measure": "offence/mini-1/ExampleAccess"},
        "is no measure of co-operation",
        "name one of co-operation",
    ),
    "co-operation on a day that no instrument's coverage holds": (
        "cooperation",
        {"requesting": "AUT", "requested": "CHE", "measure": MEASURE, "on": "2021-01-01"},
        "known up to 2020-06-30",
        "or earlier",
    ),
    "why not under a treaty of which no act is recorded": (
        "why_not",
        {"subject": "CHE", "predicate": "partyTo", "object": "mini-4"},
        "no act of MINI 4 is recorded",
        "absence here is not evidence",
    ),
    "why of what does not hold": (
        "why",
        {"subject": "URY", "predicate": "partyTo", "object": "mini-1"},
        "does not hold it",
        "ask why-not",
    ),
    "why not of what holds": (
        "why_not",
        {"subject": "CHE", "predicate": "partyTo", "object": "mini-1"},
        "the graph holds it",
        "ask why",
    ),
    "a question whose day the coverage does not hold": (
        "ask",
        {"question": "parties", "parameters": {"treaty": "mini-1", "on": "2020-07-01"}},
        "2020-07-01",
        "ask about 2020-06-30 or earlier",
    ),
    "a question about a treaty of which no act is recorded": (
        "ask",
        {"question": "count-parties", "parameters": {"treaty": "mini-4", "on": "2016-01-01"}},
        "no act of MINI 4 is recorded",
        "absence here is not evidence",
    ),
    "a question on all treaties on a day that none is known for": (
        "ask",
        {"question": "matrix", "parameters": {"on": "2020-07-01"}},
        "known up to 2020-06-30",
        "or earlier",
    ),
    "a question that does not exist": ("ask", {"question": "partys"}, "no question 'partys'", "did you mean parties"),
    "a parameter that a question does not have": (
        "ask",
        {"question": "parties", "parameters": {"treaty": "mini-1", "when": "2019-01-01"}},
        "it has no parameter when",
        "it knows on, reading, treaty",
    ),
    "a parameter that a question lacks": (
        "ask",
        {"question": "parties", "parameters": {}},
        "the parameter treaty is missing",
        "add treaty=",
    ),
    "a day that is none": (
        "ask",
        {"question": "parties", "parameters": {"treaty": "mini-1", "on": "1 July"}},
        "on=1 July is not a date",
        "write it as YYYY-MM-DD",
    ),
    "a day that is none, of a status": (
        "status",
        {"state": "CHE", "treaty": "mini-1", "on": "soon"},
        "on=soon is not a date",
        "write it as YYYY-MM-DD",
    ),
    "a day of publication that is none": (
        "status",
        {"state": "CHE", "treaty": "mini-1", "on": "2019-01-01", "known_at": "soon"},
        "soon",
        "YYYY-MM-DD",
    ),
    "a rank that is none": (
        "ask",
        {"question": "parties", "parameters": {"treaty": "mini-1"}, "rank": "rumour"},
        "rumour",
        "government",
    ),
    "a page that does not exist": (
        "ask",
        {"question": "parties", "parameters": {"treaty": "mini-1"}, "page": 99},
        "page=99",
        "leave page out",
    ),
    "a page that is too large": (
        "ask",
        {"question": "parties", "parameters": {"treaty": "mini-1"}, "size": 100_000},
        "size=100000",
        "from 1 to 200",
    ),
    "an argument that a tool does not have": (
        "status",
        {"state": "CHE", "treaty": "mini-1", "day": "2019-01-01"},
        "it has no argument day",
        "it has state, treaty",
    ),
    "an argument that a tool lacks": ("status", {"state": "CHE"}, "the argument treaty is missing", "add it: A treaty"),
    "an argument of another kind": (
        "find",
        {"words": "CHE", "page": "two"},
        "page: ",
        "as the description of the tool says",
    ),
    "a word that is none of those that may be": (
        "why",
        {"subject": "CHE", "predicate": "partyTo", "language": "de"},
        "language: ",
        "as the description of the tool says",
    ),
    "words that no question has": ("questions", {"words": "recipes"}, "no question has 'recipes'", "other words"),
    "words that nothing is called by": ("find", {"words": "xyzzy"}, "nothing is called 'xyzzy'", "fewer words"),
    "a tool that does not exist": ("statuz", {}, "there is no such tool", "did you mean status"),
    "an update": ("sparql", {"query": "INSERT DATA { <a:b> <a:b> <a:b> }"}, "INSERT is an update", "send a query"),
    "an update behind an escape": (
        "sparql",
        {"query": "\\u0044ROP ALL"},
        "DROP is an update",
        "send a query",
    ),
    "federation": (
        "sparql",
        {"query": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"},
        "SERVICE",
        "join the two answers yourself",
    ),
    "a graph that would be fetched": (
        "sparql",
        {"query": "SELECT * FROM <http://127.0.0.1:9/x.ttl> { ?s ?p ?o }"},
        "there is no graph",
        "lists the graphs",
    ),
    "a query that cannot be read": ("sparql", {"query": "SELECT WHERE"}, "it is not SPARQL", "line:column"),
    "a query that nests too deep": (
        "sparql",
        {"query": "SELECT * " + "{" * 500 + "}" * 500},
        "nests deeper",
        "several queries",
    ),
    "an answer larger than what is given at once": (
        "sparql",
        {"query": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 10000"},
        "characters, more than",
        "ask for less",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_answered_is_refused_with_its_reason_and_a_cure(case: str, call: Call) -> None:
    tool, arguments, fault, cure = REFUSED[case]
    result = call(tool, **arguments)
    assert result.is_error, said(result)
    reason, _, instead = said(result).partition("Instead: ")
    assert reason.startswith("Not answered.")
    assert fault in reason
    assert cure in instead
    assert result.structured_content is None


@pytest.mark.parametrize(
    "query",
    [f"SELECT (COUNT(*) AS ?n) {CROSS}", f"SELECT * {CROSS} ORDER BY ?a ?l", f"SELECT * {CROSS}"],
    ids=["one that takes too long", "one that takes too much memory or time", "one whose answer is too large"],
)
def test_a_query_that_costs_too_much_is_stopped_and_the_server_goes_on(query: str, call: Call) -> None:
    result = call("sparql", query=query)
    assert result.is_error
    assert "Instead: " in said(result)
    assert "fault of ours" not in said(result)
    assert not call("sparql", query="ASK { ?s ?p ?o }").is_error


def test_a_part_that_is_not_recorded_in_full_is_answered_with_a_warning(call: Call) -> None:
    told = call("status", state="KEN", treaty="mini-3").structured_content
    assert told is not None
    assert told["coverage"][0]["held"] == "partly"
    assert told["notes"] == [told["coverage"][0]["absence"]]
    assert "no evidence" in told["notes"][0]


def test_a_text_that_would_be_an_instruction_elsewhere_is_only_a_name_here(call: Call) -> None:
    result = call("find", words="{{ 7 * 7 }} | <script>")
    assert result.is_error
    assert "49" not in said(result)


def test_many_questions_at_once_are_all_answered(client: Client, portal: BlockingPortal) -> None:
    days = [f"20{year:02}-01-01" for year in range(1, 21)]
    asked = [
        portal.start_task_soon(client.call_tool, "status", {"state": "JPN", "treaty": "mini-1", "on": day})
        for day in days
    ]
    told = [each.result().structured_content for each in asked]
    assert [each["as_of"] for each in told if each] == days
