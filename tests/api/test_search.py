"""Search: things are found by what people call them, in English and French, by code and number, in spite of slips."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.search.naming import plain
from api.search.register import Register
from treatygraph.errors import QuestionError

Row = dict[str, Any]


def row(kind: str, identifier: str, name: str, **given: Any) -> Row:
    title = given.get("title", name)
    told = {
        "sort": kind,
        "titre": None,
        "detail": None,
        "address": f"/{kind}/{identifier}",
        "weight": 0,
        "within": None,
    }
    return {**told, "kind": kind, "id": identifier, "title": title, "name": name, **given}


REGISTER = Register(
    [
        row("treaty", "mini-1", "First example convention", titre="Première convention", weight=400, detail="MINI 1"),
        row("treaty", "mini-1", "Convention of Exampleville", title="First example convention", weight=400),
        row("treaty", "mini-2", "Protocol to the first example convention", weight=390),
        row("state", "CIV", "Côte d'Ivoire", weight=300),
        row("state", "CIV", "Ivory Coast", title="Côte d'Ivoire", weight=300),
        row("state", "CHE", "Switzerland", titre="Suisse", weight=300),
        row("state", "CHN", "China", weight=300),
        row("state", "CHE", "CH", title="Switzerland", titre="Suisse", weight=300),
        row("article", "mini-1/art-32", "Article 32", weight=110, within="mini-1", detail="MINI 1"),
        row("article", "mini-2/art-32", "Article 32", weight=105, within="mini-2", detail="MINI 2"),
        row("measure", "offence/mini-1/IllegalAccess", "Illegal access", sort="offence", weight=111, within="mini-1"),
        row("source", "switzerland-2001", "Switzerland ratifies"),
    ]
)


@pytest.mark.parametrize(
    ("words", "first"),
    {
        "a code, whatever its case": ("ch", "CHE"),
        "a name with other accents": ("cote d’ivoire", "CIV"),
        "a name written in one": ("cotedivoire", "CIV"),
        "another name": ("Ivory Coast", "CIV"),
        "a beginning": ("switz", "CHE"),
        "letters that changed places": ("swizterland", "CHE"),
        "a letter left out": ("ivry coast", "CIV"),
        "a usual name of a treaty in part": ("exampleville", "mini-1"),
        "an article by its treaty": ("article 32 of exampleville", "mini-1/art-32"),
        "an article of the other treaty": ("article 32 protocol", "mini-2/art-32"),
        "an article alone is that of the treaty with most weight": ("Article 32", "mini-1/art-32"),
        "a measure with a slip": ("ilegal acces", "offence/mini-1/IllegalAccess"),
        "an identifier": ("IllegalAccess", "offence/mini-1/IllegalAccess"),
        "what people look for before what is written about it": ("switzerland", "CHE"),
    }.values(),
    ids=str,
)
def test_the_first_find_is_what_was_meant(words: str, first: str) -> None:
    assert REGISTER.find(words)[0].thing.id == first


@pytest.mark.parametrize("words", ["", " ", "!?", "xyzzy", "32000"])
def test_what_nothing_is_called_finds_nothing(words: str) -> None:
    assert REGISTER.find(words) == []


def test_a_number_is_never_taken_for_another() -> None:
    assert {found.thing.id for found in REGISTER.find("article 33")} <= {"mini-1/art-32", "mini-2/art-32"}
    assert all(found.likeness < 0.8 for found in REGISTER.find("article 33"))


def test_what_is_found_is_told_with_the_name_that_was_found() -> None:
    found = REGISTER.find("ivory coast")[0]
    assert (found.thing.title, found.name, found.likeness) == ("Côte d'Ivoire", "Ivory Coast", 1.0)


def test_the_nearest_are_told_of_what_nothing_is_called() -> None:
    assert REGISTER.find("swatsurlund") == []
    assert REGISTER.near("swatsurlund")[0].thing.id == "CHE"


def test_of_the_things_of_a_kind_the_one_that_is_called_so_is_given_or_an_error_with_the_nearest() -> None:
    assert REGISTER.the("state", "ivory coast", "state").id == "CIV"
    with pytest.raises(QuestionError, match="no state of the graph is called 'Swizterland'") as error:
        REGISTER.the("state", "Swizterland", "state")
    assert "CHE (Switzerland)" in str(error.value)
    with pytest.raises(QuestionError, match="find"):
        REGISTER.the("state", "xyzzy", "state")
    assert REGISTER.maybe("Suisse", ("state", "treaty")) is None
    assert REGISTER.maybe("CH", ("state", "treaty")) == REGISTER.the("state", "CHE", "state")


def test_a_word_is_compared_without_case_accents_and_signs() -> None:
    assert plain("CETS No. 224 – Türkiye’s TransborderAccess") == "cets no 224 turkiye s transborder access"


@given(st.text(max_size=300))
def test_whatever_is_typed_the_likest_come_first_and_nothing_fails(words: str) -> None:
    found = REGISTER.find(words)
    assert all(0.5 <= each.likeness <= 1 for each in found)
    assert len({each.thing for each in found}) == len(found)
    assert all(0 <= each.likeness <= 1 for each in REGISTER.near(words))


@pytest.mark.parametrize(
    ("words", "sort", "identifier"),
    [
        ("Suisse", "state", "CHE"),
        ("swiss confederation", "state", "CHE"),
        ("Groenland", "territory", "GRL"),
        ("MINI 1", "treaty", "mini-1"),
        ("1", "treaty", "mini-1"),
        ("premiere convention miniature", "treaty", "mini-1"),
        ("art 9 first miniature convention", "article", "mini-1/art-9"),
        ("art. 4(2)", "article", "mini-1/art-4-2"),
        ("Dommage d'exemple", "offence", "offence/mini-1/ExampleDamage"),
        ("exampl order", "cooperation", "power/mini-2/ExampleOrder"),
        ("organisation miniature", "organisation", "mini-org"),
        ("Ministry of Examples", "authority", "authority/BEL/ministry-of-examples"),
        ("chart of the miniature treaties", "source", "mini-a"),
        ("ratification", "term", "Ratification"),
        ("timeline of a state", "question", "timeline"),
        ("Chronologie d’un État", "question", "timeline"),
    ],
)
def test_everything_that_has_a_page_is_found_and_its_address_answers(
    client: httpx.Client, words: str, sort: str, identifier: str
) -> None:
    first = client.get("/search.json", params={"q": words}).raise_for_status().json()["results"][0]
    assert (first["sort"], first["id"]) == (sort, identifier)
    assert client.get(first["address"], headers={"accept": "text/html"}).status_code == 200


def test_names_are_told_in_the_language_that_is_asked_for() -> None:
    thing = REGISTER.the("state", "CHE", "state")
    assert (thing.name("fr"), thing.name("en")) == (("Suisse", "fr"), ("Switzerland", "en"))
    assert REGISTER.the("state", "CHN", "state").name("fr") == ("China", "en")


def test_json_gives_as_many_as_are_asked_for_of_a_sort(client: httpx.Client) -> None:
    told = client.get("/search.json", params={"q": "miniature", "limit": "2", "lang": "fr"}).json()
    assert (told["query"], told["nearest"], len(told["results"])) == ("miniature", False, 2)
    assert told["total"] > 2
    assert {each["lang"] for each in told["results"]} == {"fr"}
    treaties = client.get("/search.json", params={"q": "miniature", "sort": "treaty"}).json()["results"]
    assert {each["id"] for each in treaties} == {"mini-1", "mini-2", "mini-3"}
    near = client.get("/search.json", params={"q": "swatsurlund"}).json()
    assert (near["total"], near["nearest"], near["results"][0]["id"]) == (0, True, "CHE")
    assert client.get("/search.json").json()["results"] == []


@pytest.mark.parametrize(
    ("given_", "fault"),
    {
        "no number": ({"limit": "many"}, "limit=many"),
        "too many": ({"limit": "101"}, "limit=101"),
        "none": ({"limit": "0"}, "limit=0"),
        "a digit that is none": ({"limit": "²"}, "limit=²"),
        "no language": ({"lang": "xx"}, "lang=xx"),
        "no sort": ({"sort": "treatie"}, "sort=treatie"),
        "too long": ({"q": "x" * 201}, "201 characters"),
    }.values(),
)
def test_what_cannot_be_looked_up_is_refused_with_a_cure(
    client: httpx.Client, given_: dict[str, str], fault: str
) -> None:
    reply = client.get("/search.json", params={"q": "x", **given_})
    assert reply.status_code == 400
    assert fault in reply.json()["detail"]
    assert reply.json()["cure"]


def test_the_page_groups_what_is_found_and_narrows_it(client: httpx.Client) -> None:
    page = client.get("/search", params={"q": "example"}, headers={"accept": "text/html"})
    assert page.status_code == 200
    headings = re.findall(r'<h2 id="found-(\w+)"', page.text)
    assert {"offence", "cooperation", "article"} <= set(headings)
    assert 'href="/doc/offence/mini-1/ExampleDamage"' in page.text
    alone = client.get("/search", params={"q": "example", "sort": "offence"}).text
    assert re.findall(r'<h2 id="found-(\w+)"', alone) == ["offence"]


def test_the_page_tells_what_to_do_where_nothing_is_found(client: httpx.Client) -> None:
    nothing = client.get("/search", params={"q": "xyzzy"}).text
    assert "Nothing is called “xyzzy”" in nothing
    assert 'href="/queries"' in nothing
    near = client.get("/search", params={"q": "swatsurlund"}, headers={"accept-language": "fr"}).text
    assert "Rien ne s’appelle «\u00a0swatsurlund\u00a0»" in near
    assert 'href="/doc/state/CHE"' in near
    assert "Malabo" in client.get("/search").text


HOSTILE = "\"><script>alert(1)</script>{{7*7}}' UNION \\ <b>"


def test_what_is_typed_stays_text(client: httpx.Client) -> None:
    page = client.get("/search", params={"q": HOSTILE}).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert client.get("/search.json", params={"q": HOSTILE}).json()["query"] == HOSTILE


def test_browsers_can_search_from_their_address_bar(client: httpx.Client, address: str) -> None:
    told = client.get("/opensearch.xml")
    assert told.headers["content-type"].startswith("application/opensearchdescription+xml")
    assert f'template="{address}/search?q={{searchTerms}}"' in told.text
    assert 'href="/opensearch.xml"' in client.get("/queries").text
