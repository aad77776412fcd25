"""The index of names: each word of what is asked for is looked up as it is, as a beginning, and with typing errors.

A word that is in few names tells more than one that is in many (inverse document frequency, Spärck Jones 1972).
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from api.search.naming import Thing, plain

#: The longest request that is looked up, in characters and in words.
LONGEST, _WORDS = 200, 12

#: How alike a name and a request must be for the name to be found, and to be near where none is found, from 0 to 1.
_FOUND, _NEAR = 0.5, 0.6

#: By how many times less a word may tell than the one that tells most, for a name that has it to be looked at.
_TELLING = 3

#: How alike at most a name and a request are that are not the same, and what it adds that the name begins with it.
_ELSE, _BEGINS = 0.9, 0.03

#: How much of likeness is that all of the request is in the name; the rest is that all of the name is in the request.
_ASKED = 0.85

#: What matches are worth: of a word's beginning, of a word with typing errors, of a word of what a thing belongs to.
_BEGUN, _MISTYPED, _BELONGS = 0.8, 0.85, 0.8

#: In words of how many letters at most how many errors are allowed.
_ERRORS = ((3, 0), (5, 1), (9, 2), (LONGEST, 3))

#: What weight it takes to come before what is more alike by all that there is.
_HEAVY = 3000

Wanted = Callable[[Thing], bool]


@dataclass(frozen=True, slots=True)
class Found:
    """A thing that is called like a request, by the name that is the most alike, and how alike from 0 to 1."""

    thing: Thing
    name: str
    likeness: float


@dataclass(slots=True)
class _Matches:
    """How alike a word of a request is to words of names, by the names' numbers, and to names of things."""

    weight: float
    names: dict[int, float] = field(default_factory=dict)
    things: dict[str, float] = field(default_factory=dict)


class Index:
    """Finds things by their names.

    Args:
        names: each name with what it names.
    """

    def __init__(self, names: Iterable[tuple[Thing, str]]) -> None:
        self._names = [(thing, name, plain(name)) for thing, name in names]
        self._plain = [each for _, _, each in self._names]
        self._posted: defaultdict[str, list[int]] = defaultdict(list)
        for number, words in enumerate(self._plain):
            for word in set(words.split()):
                self._posted[word].append(number)
        self._words = sorted(self._posted)
        self._total = len({thing for thing, _, _ in self._names})

    def find(self, words: str, wanted: Wanted = lambda _: True) -> list[Found]:
        """The things whose names are like a request, the most alike first."""
        request = plain(words[:LONGEST])
        asked = request.split()[:_WORDS]
        matches = [self._matches(word, ends=number == len(asked)) for number, word in enumerate(asked, 1)]
        # A name that has only the common words of a request is not like it.
        telling = max((match.weight for match in matches if match.names), default=0.0) / _TELLING
        best: dict[Thing, Found] = {}
        for number in {number for match in matches if match.weight >= telling for number in match.names}:
            thing, name, called = self._names[number]
            likeness = (
                1.0 if called == request else self._likeness(number, matches) + _BEGINS * _begins(called, request)
            )
            if likeness >= _FOUND and wanted(thing) and (thing not in best or likeness > best[thing].likeness):
                best[thing] = Found(thing, name, likeness)
        return _sorted(best.values())

    def near(self, words: str, wanted: Wanted = lambda _: True, least: float = _NEAR) -> list[Found]:
        """The things whose names, letter by letter, are the nearest to a request that nothing is called like."""
        close = process.extract(
            plain(words[:LONGEST]), self._plain, scorer=fuzz.ratio, limit=None, score_cutoff=100 * least
        )
        best: dict[Thing, Found] = {}
        for _, score, number in close:
            thing, name, _ = self._names[number]
            if wanted(thing):
                best.setdefault(thing, Found(thing, name, _ELSE * score / 100))
        return _sorted(best.values())

    def _matches(self, word: str, *, ends: bool) -> _Matches:
        """What a word of a request is like; the word that ends it may be unfinished."""
        alike = {known: _BEGUN + (1 - _BEGUN) * len(word) / len(known) for known in self._beginning(word, ends=ends)}
        errors = next(errors for length, errors in _ERRORS if len(word) <= length)
        if errors and word.isalpha():
            least = 1 - errors / len(word)
            for known, score, _ in process.extract(
                word, self._words, scorer=OSA.normalized_similarity, limit=None, score_cutoff=least
            ):
                alike[known] = max(alike.get(known, 0.0), score if known == word else _MISTYPED * score)
        commonest = max((len(self._posted[known]) for known in alike), default=1)
        found = _Matches(math.log(1 + self._total / commonest))
        for known, value in alike.items():
            for number in self._posted[known]:
                found.names[number] = max(found.names.get(number, 0.0), value)
                identifier = self._names[number][0].id
                found.things[identifier] = max(found.things.get(identifier, 0.0), value)
        return found

    def _beginning(self, word: str, *, ends: bool) -> Iterator[str]:
        """The words of names that begin with a word, itself too; short words and numbers are begun at the end only."""
        begins = ends or (len(word) > 1 and word.isalpha())
        for known in self._words[bisect_left(self._words, word) :]:
            if not known.startswith(word):
                return
            if begins or known == word:
                yield known

    def _likeness(self, number: int, matches: Sequence[_Matches]) -> float:
        """How alike a name is to a request whose words match so, below that of a name which is the request."""
        thing, _, called = self._names[number]
        asked = sum(
            match.weight * max(match.names.get(number, 0.0), _BELONGS * match.things.get(thing.within or "", 0.0))
            for match in matches
        )
        told = sum(number in match.names for match in matches) / len(called.split())
        return _ELSE * (_ASKED * asked / sum(match.weight for match in matches) + (1 - _ASKED) * min(told, 1.0))


def _begins(called: str, request: str) -> bool:
    return called.startswith(request)


def _sorted(found: Iterable[Found]) -> list[Found]:
    return sorted(
        found, key=lambda each: (-each.likeness - each.thing.weight / _HEAVY, each.thing.title, each.thing.id)
    )
