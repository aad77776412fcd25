"""Content negotiation by RFC 9110, section 12.5.1 (https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.http.negotiation import choose, formats
from treatygraph.answer import BOOLEANS, GRAPHS, SOLUTIONS, Formats

TURTLE, JSONLD, HTML = "text/turtle", "application/ld+json", "text/html"
OFFERED = [TURTLE, JSONLD, HTML]
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"

CASES = {
    "no header accepts everything, so the server's favourite is given": (None, TURTLE),
    "a blank header accepts everything": ("", TURTLE),
    "any type accepts everything": ("*/*", TURTLE),
    "one type gives that type": (HTML, HTML),
    "the server's order breaks a tie": (f"{HTML}, {JSONLD}", JSONLD),
    "the higher quality wins": (f"{TURTLE};q=0.3, {HTML};q=0.7", HTML),
    "a type without a quality has quality one": (f"{TURTLE};q=0.9, {HTML}", HTML),
    "three decimals count": (f"{TURTLE};q=0.998, {HTML};q=0.999", HTML),
    "a type of quality zero is refused": (f"{TURTLE};q=0, */*;q=0.1", JSONLD),
    "a refused kind leaves the others": ("text/*;q=0, */*", JSONLD),
    "everything refused leaves nothing": ("*/*;q=0", None),
    "a kind accepts its types": ("application/*", JSONLD),
    "a type is more specific than its kind, even where its quality is lower": (f"text/*, {TURTLE};q=0.1", HTML),
    "a kind is more specific than any type": ("*/*, text/*;q=0.1", JSONLD),
    "the order of the header does not matter": (f"*/*;q=0.1, {HTML};q=0.5, application/*;q=0.2", HTML),
    "what is not offered is passed over": (f"image/png, {HTML};q=0.1", HTML),
    "nothing that is offered": ("image/png", None),
    "types are compared without regard to case": ("TEXT/HTML", HTML),
    "the name of the quality is read without regard to case": (f"{TURTLE};Q=0, {HTML};q=0.5", HTML),
    "spaces and tabs around the parts are allowed": (f" {TURTLE} ; q=0.1 ,\t{HTML} ;\tq=0.2 ", HTML),
    "empty parts of the list are passed over": (f",, {HTML} ,", HTML),
    "an empty parameter is passed over": (f"{HTML};;q=0.5", HTML),
    "the charset that is sent may be asked for": (f"{HTML};charset=UTF-8", HTML),
    "a parameter that no offer has matches none": (f"{TURTLE};version=9, {HTML};q=0.1", HTML),
    "another charset matches none": (f"{HTML};charset=utf-16", None),
    "a quality that is no number accepts nothing": (f"{HTML};q=high", None),
    "a quality that is not a number by name accepts nothing": (f"{HTML};q=nan", None),
    "an empty quality accepts nothing": (f"{HTML};q=", None),
    "a malformed part does not spoil the others": (f"{TURTLE};q=high, {HTML};q=0.1", HTML),
    "a word that is no type accepts nothing": ("html", None),
    "half a wildcard accepts nothing": ("*/html", None),
    "a header that a browser sends gives the page": (
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
        HTML,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_header_decides(name: str) -> None:
    accept, expected = CASES[name]
    assert choose(accept, OFFERED) == expected


def test_nothing_offered_is_nothing_chosen() -> None:
    assert choose("*/*", []) is None


def test_each_kind_of_answer_has_its_own_format() -> None:
    assert formats(None) == Formats()
    assert formats(f"{TURTLE}, text/csv;q=0.5, {XML};q=0.4") == Formats("text/csv", XML, TURTLE)
    assert formats("image/png") == Formats(None, None, None)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("application/json", JSON),
        ("application/xml", XML),
        ("text/xml", XML),
        ("application/json;q=0.5, application/sparql-results+xml", XML),
        ("application/json, text/csv;q=0.9", JSON),
    ],
)
def test_the_plain_name_of_a_format_stands_for_it(accept: str, expected: str) -> None:
    assert formats(accept).solutions == expected


def test_a_yes_or_no_is_not_written_as_a_table() -> None:
    assert formats("text/csv").boolean is None


TOKEN = st.text('abcdefghijklmnopqrstuvwxyz*+.-/;=,q0189 \t"\\éA', max_size=60)
RANGE = st.builds(
    "{}{}{}".format,
    st.sampled_from([*SOLUTIONS, *BOOLEANS, *GRAPHS, "text/*", "*/*", "application/json", "x"]),
    st.sampled_from(
        ["", ";q=0", ";q=0.5", ";q=1", ";q=1.000", ";q=-1", ";q=1e9", ";q=inf", ";q", ";=", ";charset=utf-8"]
    ),
    st.sampled_from(["", " ", ";", ";a=b"]),
)


@settings(derandomize=True, database=None, deadline=None, max_examples=300)
@given(st.one_of(TOKEN, st.lists(RANGE, max_size=6).map(",".join)))
def test_no_header_makes_it_fail_or_choose_what_is_not_offered(accept: str) -> None:
    assert choose(accept, OFFERED) in (*OFFERED, None)
    chosen = formats(accept)
    assert chosen.solutions in (*SOLUTIONS, None)
    assert chosen.boolean in (*BOOLEANS, None)
    assert chosen.graph in (*GRAPHS, None)


@settings(derandomize=True, database=None, deadline=None, max_examples=200)
@given(st.permutations([f"{TURTLE};q=0.2", f"{JSONLD};q=0.4", f"{HTML};q=0.3", "text/*;q=0.9", "*/*;q=1"]))
def test_the_choice_does_not_depend_on_the_order_of_the_header(parts: list[str]) -> None:
    assert choose(", ".join(parts), OFFERED) == JSONLD
