"""Which State or territory a name or a code means: tolerant of how it is written, never of what it says.

A name is the same name whatever its case, accents, punctuation and the order of its words; nothing of it is left out,
for "Korea (North)" is not "Korea". What matches several is told, not chosen.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

#: Words that names have or lack at will, in English and French.
_PARTICLES = frozenset({"the", "of", "and", "le", "la", "les", "l", "de", "des", "du", "d", "et"})

#: How words are written that are written in several ways.
_WORDS = {"st": "saint", "ste": "saint", "sainte": "saint", "dem": "democratic", "rep": "republic"}

_CODE = re.compile(r"[A-Za-z]{2,3}")
_NUMBER = re.compile(r"\d{1,3}(\.0)?")


class Gazetteer:
    """The names and codes of the States and territories of a release.

    Args:
        states: the answer to the question ``states``, with the columns iso3, iso2 and m49.
        names: the answer to the question ``state-names``, with the columns iso3 and name.
    """

    def __init__(self, states: pd.DataFrame, names: pd.DataFrame) -> None:
        self._codes: dict[str, str] = {}
        for code in ("iso3", "iso2", "m49"):
            known = states.dropna(subset=[code])
            self._codes |= dict(zip(known[code], known["iso3"], strict=True))
        self._names: defaultdict[str, set[str]] = defaultdict(set)
        self._words: defaultdict[str, set[str]] = defaultdict(set)
        self._written: dict[str, str] = {}
        for iso3, name in zip(names["iso3"], names["name"], strict=True):
            self._names[_plain(name)].add(iso3)
            self._words[_unordered(name)].add(iso3)
            self._written.setdefault(_plain(name), f"{name} ({iso3})")

    def find(self, said: Any) -> frozenset[str]:
        """The alpha-3 codes of what may be meant: one, where it is clear."""
        text = str(said).strip()
        if _NUMBER.fullmatch(text):
            code = text.removesuffix(".0").zfill(3)
            return frozenset({self._codes[code]} if code in self._codes else ())
        if found := self._names.get(_plain(text)) or self._words.get(_unordered(text)):
            return frozenset(found)
        code = text.upper()
        return frozenset({self._codes[code]} if _CODE.fullmatch(text) and code in self._codes else ())

    def match(self, values: Iterable[Any]) -> tuple[dict[Any, str], dict[str, list[str]]]:
        """The alpha-3 code for each value that means one State or territory, and what is near to each that does not."""
        matched: dict[Any, str] = {}
        unmatched: dict[str, list[str]] = {}
        for value in values:
            found = self.find(value)
            if len(found) == 1:
                matched[value] = next(iter(found))
            else:
                unmatched[str(value)] = sorted(found) or self._near(str(value))
        return matched, unmatched

    def _near(self, said: str) -> list[str]:
        near = difflib.get_close_matches(_plain(said), self._written, n=2, cutoff=0.75)
        return [self._written[name] for name in near]


def codes(column: pd.Series[Any], gazetteer: Gazetteer) -> tuple[pd.Series[str], Mapping[str, list[str]]]:
    """A column of alpha-3 codes for a column of names or codes, and the names that match none or several."""
    matched, unmatched = gazetteer.match(column.dropna().unique())
    found = pd.array([matched.get(value) if pd.notna(value) else None for value in column], dtype="string")
    return pd.Series(found, index=column.index), unmatched


def _plain(name: str) -> str:
    """A name without case, accents and punctuation, its words as they are usually written."""
    bare = "".join(each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each))
    words = re.sub(r"[^\w]+", " ", bare.casefold().replace("’", "").replace("'", "").replace("&", " and ")).split()
    return " ".join(_WORDS.get(word, word) for word in words)


def _unordered(name: str) -> str:
    """The words of a name that matter, in no order of their own."""
    words = _plain(name.replace("’", " ").replace("'", " ")).split()
    return " ".join(sorted(word for word in words if word not in _PARTICLES))
