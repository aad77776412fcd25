"""Which State a name means: whatever its case, accents, punctuation and order of words, and never by leaving any out."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from treatygraph.client.matching import Gazetteer

STATES = pd.DataFrame(
    {
        "iso3": ["CIV", "PRK", "KOR", "COG", "COD", "TTO", "KNA", "GBR", "NAM", "XKX", "GIN", "GNB", "NER", "NGA"],
        "iso2": ["CI", "KP", "KR", "CG", "CD", "TT", "KN", "GB", "NA", None, "GN", "GW", "NE", "NG"],
        "m49": ["384", "408", "410", "178", "180", "780", "659", "826", "516", None, "324", "624", "562", "566"],
    },
    dtype="string",
)
NAMES = pd.DataFrame(
    [
        ("CIV", "Côte d'Ivoire"), ("CIV", "Ivory Coast"), ("PRK", "Korea, Democratic People's Republic of"),
        ("KOR", "Korea, Republic of"), ("KOR", "Korea"), ("COG", "Congo"), ("COG", "République du Congo"),
        ("COD", "Congo, Democratic Republic of the"), ("COD", "République démocratique du Congo"),
        ("TTO", "Trinidad and Tobago"), ("TTO", "Trinité-et-Tobago"), ("KNA", "Saint Kitts and Nevis"),
        ("GBR", "United Kingdom"), ("GBR", "UK"), ("NAM", "Namibia"), ("XKX", "Kosovo"), ("GIN", "Guinea"),
        ("GNB", "Guinea-Bissau"), ("NER", "Niger"), ("NGA", "Nigeria"),
    ],
    columns=["iso3", "name"],
    dtype="string",
)  # fmt: skip
GAZETTEER = Gazetteer(STATES, NAMES)


@pytest.mark.parametrize(
    ("said", "iso3"),
    [
        ("Côte d’Ivoire", "CIV"), ("COTE D'IVOIRE", "CIV"), ("  cote  divoire ", "CIV"), ("Cote d`Ivoire", "CIV"),
        ("Co\u0302te d'Ivoire", "CIV"), ("Ivory Coast", "CIV"), ("The Ivory Coast", "CIV"), ("CIV", "CIV"),
        ("civ", "CIV"), ("CI", "CIV"), ("384", "CIV"), (384, "CIV"), (384.0, "CIV"), ("Republic of Korea", "KOR"),
        ("Democratic People’s Republic of Korea", "PRK"), ("Dem. People's Rep. Korea", "PRK"), ("Korea", "KOR"),
        ("Democratic Republic of the Congo", "COD"), ("the Congo", "COG"), ("Trinidad & Tobago", "TTO"),
        ("Trinite et Tobago", "TTO"), ("St. Kitts and Nevis", "KNA"), ("UK", "GBR"), ("GB", "GBR"), ("NA", "NAM"),
        ("Kosovo*", "XKX"), ("Guinea Bissau", "GNB"), ("Guinea", "GIN"), ("Niger", "NER"), ("Nigeria", "NGA"),
    ],
)  # fmt: skip
def test_a_name_or_code_is_known_however_it_is_written(said: Any, iso3: str) -> None:
    assert GAZETTEER.find(said) == {iso3}


@pytest.mark.parametrize(
    "said",
    [
        "Korea (North)", "North Korea", "Congo (Kinshasa)", "Nigerr", "European Union", "", " ", "999", 12.5, True, "ZZ",
        "ZZZ", "and", "d", "Côte d'Ivoire, Ghana", '"} DROP GRAPH <x> #', "\x00", "x" * 10_000, "🇨🇮", None,
    ],
)  # fmt: skip
def test_what_is_no_name_is_not_taken_for_one_that_is_like_it(said: Any) -> None:
    assert GAZETTEER.find(said) == frozenset()


def test_what_means_several_is_told_and_not_chosen() -> None:
    names = pd.concat([NAMES, pd.DataFrame([("COD", "Congo")], columns=["iso3", "name"], dtype="string")])
    matched, unmatched = Gazetteer(STATES, names).match(["Congo", "Niger"])
    assert (matched, unmatched) == ({"Niger": "NER"}, {"Congo": ["COD", "COG"]})


def test_what_is_near_to_a_name_that_is_not_known_is_told() -> None:
    _, unmatched = GAZETTEER.match(["Nigerria", "Atlantis"])
    assert unmatched == {"Nigerria": ["Nigeria (NGA)", "Niger (NER)"], "Atlantis": []}
