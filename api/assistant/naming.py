"""What people call things, and the identifiers that tools take."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from api.assistant.answers import Row
from treatygraph.errors import Problem, QuestionError

#: The kinds of things that can be found.
KINDS = ("state", "treaty", "measure", "organisation", "source")

#: How alike a word and a name must be to be near, from 0 to 1, and how many near names are told.
_ALIKE = 0.6
_NEAR = 3


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that can be asked about, by its identifier, with its names in English and French."""

    kind: str
    id: str
    title: str
    titre: str | None
    detail: str | None

    @property
    def said(self) -> str:
        """The identifier with the name, for people."""
        return f"{self.id} ({self.title}{f', {self.detail}' if self.detail else ''})"


class Register:
    """The things of a release by what they are called.

    Args:
        rows: each name with the ``kind``, ``id``, ``title``, ``titre`` and ``detail`` of what it names.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        self._called: dict[str, dict[str, set[Thing]]] = defaultdict(lambda: defaultdict(set))
        for row in rows:
            titre, detail = (None if row[key] is None else str(row[key]) for key in ("titre", "detail"))
            thing = Thing(str(row["kind"]), str(row["id"]), str(row["title"]), titre, detail)
            for name in (thing.id, str(row["name"])):
                self._called[thing.kind][_plain(name)].add(thing)

    def the(self, kind: str, words: str, argument: str) -> Thing:
        """The one thing of a kind that is called so, case and accents apart.

        Args:
            kind: one of ``KINDS``.
            words: an identifier, a code, a number or a name.
            argument: the name of the tool's argument, for the error.

        Raises:
            QuestionError: nothing is called so, or several things are; it names the nearest.
        """
        found = self._called[kind].get(_plain(words), set())
        exact = [thing for thing in found if thing.id.casefold() == words.strip().casefold()] or list(found)
        if len(exact) == 1:
            return exact[0]
        near = sorted(thing.said for thing in exact) or [thing.said for thing, _ in self.find(words, kind)[:_NEAR]]
        fault = f"{argument}: {'more than one' if exact else 'no'} {kind} of the graph is called {words!r}"
        cure = f"did you mean {' or '.join(near[:8])}?" if near else f"find(words, kind={kind!r}) searches by any word."
        raise QuestionError([Problem("arguments", fault, cure)])

    def maybe(self, words: str, kinds: Iterable[str]) -> Thing | None:
        """The one thing of some kinds that is called so, or nothing."""
        found = {thing for kind in kinds for thing in self._called[kind].get(_plain(words), ())}
        return found.pop() if len(found) == 1 else None

    def find(self, words: str, kind: str = "") -> list[tuple[Thing, float]]:
        """The things whose names are most like some words, the most alike first, each with how alike from 0 to 1."""
        asked = _plain(words)
        best: dict[Thing, float] = {}
        for each in (kind,) if kind else KINDS:
            for name, things in self._called[each].items():
                if (alike := _likeness(asked, name)) >= _ALIKE:
                    best.update({thing: max(alike, best.get(thing, 0.0)) for thing in things})
        order = {kind_: number for number, kind_ in enumerate(KINDS)}
        return sorted(best.items(), key=lambda pair: (-round(pair[1], 2), order[pair[0].kind], pair[0].id))


def _likeness(asked: str, name: str) -> float:
    """How alike words are to a name: all of them in it, or most of their letters."""
    if asked == name:
        return 1.0
    words, known = set(asked.split()), set(name.split())
    if words and words <= known:
        return 0.75 + 0.24 * len(words) / len(known)
    matcher = difflib.SequenceMatcher(None, name, asked)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return 0.0
    return 0.9 * matcher.ratio()


def _plain(words: str) -> str:
    """Words without case, accents and signs; those that a capital joins, as in an identifier, apart."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words)
    letters = unicodedata.normalize("NFKD", apart.casefold())
    kept = "".join(sign if sign.isalnum() else " " for sign in letters if not unicodedata.combining(sign))
    return " ".join(kept.split())
