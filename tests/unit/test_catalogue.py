"""Questions: their headers, and binding values without letting any of them speak SPARQL."""

from __future__ import annotations

from typing import Any

import pytest

from treatygraph.catalogue import CATALOGUE, Question, bind, describe, questions
from treatygraph.content import Content, QueryFile
from treatygraph.errors import ContentError, QuestionError
from treatygraph.namespaces import Names
from treatygraph.tokens import substitute

HEADER: dict[str, Any] = {
    "title": {"en": "Title", "fr": "Titre"},
    "question": {"en": "What?", "fr": "Quoi ?"},
    "parameters": {
        "treaty": {"type": "treaty", "required": True, "example": "mini-1"},
        "state": {"type": "state", "example": "AUT"},
        "on": {"type": "date"},
        "reading": {"type": "choice", "values": {"contracting": "tg:contractingState", "party": "tg:party"}, "default": "contracting"},
    },
}  # fmt: skip
TEXT = "SELECT * WHERE { ?p tg:treaty $treaty ; tg:holder $state ; tg:status $reading . FILTER(?d <= $on) }"
HOSTILE = [
    "x> } DELETE",
    "mini-1>",
    "mini-1 ",
    "mini-1\n",
    "MINI-1",
    "mini_1",
    "../mini-1",
    "mini-1#",
    '"',
    "",
    "mini-1/2",
]


def question(text: str = TEXT, **header: Any) -> Question:
    return describe(QueryFile("example", "queries/catalogue/example.rq", {**HEADER, **header}, text))


def ask(**given: str) -> str:
    return bind(question(), given, Names(), "2030-01-01")


def problems_of(**given: str) -> list[str]:
    with pytest.raises(QuestionError) as caught:
        ask(**given)
    return [str(problem) for problem in caught.value.problems]


def test_each_value_becomes_one_term_and_what_is_not_given_stays_a_variable() -> None:
    assert ask(treaty="mini-1", on="2011-04-15", reading="party") == (
        "SELECT * WHERE { ?p tg:treaty <https://w3id.org/treatygraph/id/treaty/mini-1> ; tg:holder $state ; "
        'tg:status tg:party . FILTER(?d <= "2011-04-15"^^<http://www.w3.org/2001/XMLSchema#date>) }'
    )


def test_defaults_stand_for_what_is_not_given_and_a_date_without_one_is_today() -> None:
    text = ask(treaty="mini-1", state="AUT")
    assert "tg:status tg:contractingState" in text
    assert '"2030-01-01"^^' in text
    assert "<https://w3id.org/treatygraph/id/state/AUT>" in text


@pytest.mark.parametrize(
    "text",
    [
        "# $on\n",
        "?a <http://example.org/$on> ?b",
        'FILTER(?a = "$on")',
        "FILTER(?a = '$on')",
        'FILTER(?a = "\\"$on")',
        "FILTER(?a = '\\'$on')",
        'FILTER(?a = """it is "$on" \\""" $on""")',
        "FILTER(?a = '''it is '$on' $on''')",
        "?a ex:b$on ?c # it's $on\n",
    ],
)
def test_nothing_is_put_inside_strings_iris_and_comments(text: str) -> None:
    expected = text.replace("ex:b$on", 'ex:b"X"')
    assert substitute(text, {"on": '"X"'}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FILTER(?a<$on)", "FILTER(?a<X)"),
        ("FILTER(?a < $on && ?b > $on)", "FILTER(?a < X && ?b > X)"),
        ('FILTER("a" = $on && "b" = $on)', 'FILTER("a" = X && "b" = X)'),
        ("$only $on1 $on", "$only $on1 X"),
        ("# it's\n$on", "# it's\nX"),
        ("<http://example.org/#x> $on", "<http://example.org/#x> X"),
        ("'' $on \"\" $on", "'' X \"\" X"),
    ],
)
def test_everything_else_is_replaced_by_whole_names(text: str, expected: str) -> None:
    assert substitute(text, {"on": "X"}) == expected


@pytest.mark.parametrize("value", [value for value in HOSTILE if value])
def test_a_treaty_that_is_no_plain_identifier_is_refused(value: str) -> None:
    (problem,) = problems_of(treaty=value)
    assert problem == f"question example: treaty={value} is not a treaty\n    write it like mini-1."


@pytest.mark.parametrize("value", [value for value in [*HOSTILE, "aut", "AUTA", "AU", "ÀUT"] if value])
def test_a_state_that_is_no_plain_code_is_refused(value: str) -> None:
    assert problems_of(treaty="mini-1", state=value) == [
        f"question example: state={value} is not a state\n    write it like AUT."
    ]


@pytest.mark.parametrize(
    "value", ["2011-04-31", "20110415", "2011-W15-5", "2011-4-5", "today", '2011-04-15"', "2011-04-15\n"]
)
def test_a_date_that_is_no_calendar_day_is_refused(value: str) -> None:
    assert problems_of(treaty="mini-1", on=value) == [
        f"question example: on={value} is not a date\n    write it as YYYY-MM-DD."
    ]


@pytest.mark.parametrize("value", ["Party", "tg:party", "party ", "party . ?s ?p ?o"])
def test_a_choice_outside_its_words_is_refused(value: str) -> None:
    assert problems_of(treaty="mini-1", reading=value) == [
        f"question example: reading={value} is not one of contracting, party\n    write contracting or party."
    ]


@pytest.mark.parametrize("value", ["P", "6M", "P6", "PT5M", "P1M1Y", "-P1Y", "P1Y ", 'P1Y"', "P123456D", "P1.5Y"])
def test_a_span_of_time_that_is_no_period_of_the_calendar_is_refused(value: str) -> None:
    asked = question(
        "SELECT * WHERE { FILTER($within) }", parameters={"within": {"type": "duration", "default": "P1Y"}}
    )
    for good in ("P1Y", "P6M", "P90D", "P1Y6M3D"):
        expected = f'"{good}"^^<http://www.w3.org/2001/XMLSchema#duration>'
        assert expected in bind(asked, {"within": good}, Names(), "2030-01-01")
    with pytest.raises(QuestionError) as caught:
        bind(asked, {"within": value}, Names(), "2030-01-01")
    assert "is not a span of time\n    write it like P6M, P90D or P1Y6M." in str(caught.value)


@pytest.mark.parametrize(
    "value",
    ["power/mini-1", "power/mini-1/order", "treaty/mini-1/Order", "power/mini-1/Order/2", "power/mini-1/Order>", "/power/mini-1/Order"],
)  # fmt: skip
def test_a_measure_is_an_offence_or_a_power_of_a_treaty(value: str) -> None:
    asked = question(
        "SELECT * WHERE { $measure ?p ?o }",
        parameters={"measure": {"type": "measure", "example": "power/mini-1/Order"}},
    )
    for good in ("power/mini-1/Order", "offence/ets-185/IllegalAccess"):
        assert f"<https://w3id.org/treatygraph/id/{good}>" in bind(asked, {"measure": good}, Names(), "2030-01-01")
    with pytest.raises(QuestionError):
        bind(asked, {"measure": value}, Names(), "2030-01-01")


def test_a_missing_parameter_is_named_with_an_example() -> None:
    expected = ["question example: the parameter treaty is missing\n    add treaty=mini-1."]
    assert problems_of() == expected
    assert problems_of(treaty="") == expected


def test_an_unknown_parameter_is_named_with_its_near_miss() -> None:
    assert problems_of(treaty="mini-1", traety="mini-2") == [
        "question example: it has no parameter traety\n    did you mean treaty?"
    ]
    assert problems_of(treaty="mini-1", zzz="1") == [
        "question example: it has no parameter zzz\n    it knows on, reading, state, treaty."
    ]


def test_all_faults_of_a_request_are_told_at_once() -> None:
    assert len(problems_of(tready="mini-1", state="x", on="x", reading="x")) == 5


def test_an_identifier_that_the_graph_does_not_have_is_told_with_its_near_miss() -> None:
    known = {"treaty": {"mini-1", "mini-2"}, "state": {"AUT"}}
    assert bind(question(), {"treaty": "mini-2"}, Names(), "2030-01-01", known)
    with pytest.raises(QuestionError) as caught:
        bind(question(), {"treaty": "mini-22"}, Names(), "2030-01-01", known)
    assert str(caught.value) == "question example: treaty: the graph has no treaty mini-22\n    did you mean mini-2?"


@pytest.mark.parametrize(
    "value", ["javascript alert", "<http://example.org/>", "http://example.org/> }", "http://e x", "no-colon"]
)
def test_an_iri_that_could_end_early_is_refused(value: str) -> None:
    asked = question("SELECT * WHERE { $thing ?p ?o }", parameters={"thing": {"type": "iri", "required": True}})
    assert "<https://example.org/a>" in bind(asked, {"thing": "https://example.org/a"}, Names(), "2030-01-01")
    with pytest.raises(QuestionError):
        bind(asked, {"thing": value}, Names(), "2030-01-01")


@pytest.mark.parametrize(
    ("header", "text", "fault"),
    [
        ({"question": {"en": "What?"}}, TEXT, "its header has no question in English and French"),
        ({"title": "Title"}, TEXT, "its header has no title in English and French"),
        ({}, TEXT.replace("$state", "$nation"), "the header has no parameter nation"),
        ({}, TEXT.replace("$state", "?state"), "the text has no $state"),
        ({"parameters": {**HEADER["parameters"], "state": {"type": "nation"}}}, TEXT, "its parameter state has the type nation"),
        ({"parameters": {**HEADER["parameters"], "state": {"typ": "state"}}}, TEXT, "its parameter state is not described"),
    ],
)  # fmt: skip
def test_a_question_that_is_not_described_is_refused(header: dict[str, Any], text: str, fault: str) -> None:
    with pytest.raises(ContentError) as caught:
        question(text, **header)
    assert fault in str(caught.value)
    assert {problem.place for problem in caught.value.problems} == {"queries/catalogue/example.rq"}


def test_every_question_of_the_catalogue_answers_its_own_example(
    miniature: tuple[Content, Any], project: Content
) -> None:
    content, store = miniature
    for asked in questions(project, CATALOGUE).values():
        text = bind(asked, asked.example(), content.names, "2030-01-01")
        assert [variable.value for variable in store.query(text).variables] != []
