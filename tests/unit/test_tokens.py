"""A query is cut into tokens as SPARQL cuts it, and what is written in the place of a name stands where names stand."""

from __future__ import annotations

import pytest

from treatygraph.tokens import form, named, parted, placeholders, prefixes, substitute, tokens


def kinds(text: str) -> list[tuple[str, str]]:
    """The group of each token of a text, and the token."""
    return [("name" if token["colon"] else token.lastgroup or "", token[0]) for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT ?a $b", [("word", "SELECT"), ("variable", "?a"), ("variable", "$b")]),
        ("?a<?b # ?c", [("variable", "?a"), ("other", "<"), ("variable", "?b")]),
        ("<a:b#c> # d", [("iri", "<a:b#c>")]),
        ("ex:a. :b .", [("name", "ex:a"), ("other", "."), ("name", ":b"), ("other", ".")]),
        ("ex:a.b ex:c%20d ex:e\\.", [("name", "ex:a.b"), ("name", "ex:c%20d"), ("name", "ex:e\\.")]),
        ("ex: {", [("name", "ex:"), ("open", "{")]),
        ("1 .2 3.5e-7 4.", [("number", "1"), ("other", "."), ("number", "2"), ("number", "3.5e-7"), ("number", "4"), ("other", ".")]),
        ("'a\\'b' \"\"\"c\"d\"\"\"@en-GB", [("string", "'a\\'b'"), ("string", '"""c"d"""'), ("language", "@en-GB")]),
        ("1SERVICE", [("number", "1"), ("word", "SERVICE")]),
        ("2e3SERVICE", [("number", "2e3"), ("word", "SERVICE")]),
        ("_:b [ ]", [("word", "_"), ("name", ":b"), ("open", "["), ("close", "]")]),
        ("\"1\"^^xsd:int", [("string", '"1"'), ("other", "^"), ("other", "^"), ("name", "xsd:int")]),
        ("# all\r?a # of it\n", [("variable", "?a")]),
    ],
)  # fmt: skip
def test_a_text_is_cut_where_sparql_cuts_it(text: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(text) == expected


def test_a_name_at_the_end_of_a_triple_is_the_name_without_the_stop() -> None:
    found = tokens("PREFIX ex: <http://example.org/> ASK { ?a ?b ex:c. }")
    declared = prefixes(found)
    assert form(found) == "ASK"
    assert [named(token, declared) for token in found if token["local"]] == ["http://example.org/c"]


def test_what_stands_before_between_and_after_the_names_is_kept_to_the_letter() -> None:
    text = "# $no\n?s ?p $a ;\t?q '$no' , $b . "
    assert parted(text) == ("# $no\n?s ?p ", "a", " ;\t?q '$no' , ", "b", " . ")
    assert placeholders(text) == {"a", "b"}
    assert substitute(text, {}) == text
    assert substitute(text, {"a": "$b", "b": "B"}) == "# $no\n?s ?p $b ;\t?q '$no' , B . "
