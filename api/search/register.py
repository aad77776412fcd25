"""The register: the things of a release by what they are called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from api.search.index import Found, Index
from api.search.naming import Thing, plain
from treatygraph.errors import Problem, QuestionError

#: How many near names an error tells.
_NEAR = 3

#: How alike a name must be, letter by letter, to stand for what nothing is called like.
_CLOSE = 0.75


class Register:
    """The things of a release.

    Args:
        rows: each name with what it names: ``kind``, ``sort``, ``id``, ``title``, ``titre``, ``detail``, ``address``,
            ``weight``, ``within`` and ``name``.
    """

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self._called: dict[str, dict[str, set[Thing]]] = defaultdict(lambda: defaultdict(set))
        names: dict[tuple[Thing, str], str] = {}
        for row in rows:
            thing = Thing.of(row)
            for name in (str(row["name"]), thing.id):
                self._called[thing.kind][plain(name)].add(thing)
                names.setdefault((thing, plain(name)), name)
        #: What things are shown among, in order.
        self.sorts = sorted({thing.sort for thing, _ in names})
        self._index = Index((thing, name) for (thing, _), name in names.items())

    def the(self, kind: str, words: str, argument: str) -> Thing:
        """The one thing of a kind that is called so, case and accents apart.

        Args:
            kind: what it is to be given as: a kind of ``Thing``.
            words: an identifier, a code, a number or a name.
            argument: what the words were given for, for the error.

        Raises:
            QuestionError: nothing is called so, or several things are; it names the nearest.
        """
        found = self._called[kind].get(plain(words), set())
        exact = [thing for thing in found if thing.id.casefold() == words.strip().casefold()] or list(found)
        if len(exact) == 1:
            return exact[0]
        like = self.find(words, {kind}) or self._index.near(words, _of({kind}), _CLOSE)
        near = sorted(thing.said for thing in exact) or [each.thing.said for each in like[:_NEAR]]
        fault = f"{argument}: {'more than one' if exact else 'no'} {kind} of the graph is called {words!r}"
        cure = f"did you mean {' or '.join(near[:8])}?" if near else f"find(words, kind={kind!r}) searches by any word."
        raise QuestionError([Problem("arguments", fault, cure)])

    def maybe(self, words: str, kinds: Iterable[str]) -> Thing | None:
        """The one thing of some kinds that is called so, or nothing."""
        found = {thing for kind in kinds for thing in self._called[kind].get(plain(words), ())}
        return found.pop() if len(found) == 1 else None

    def find(self, words: str, kinds: Collection[str] = ()) -> list[Found]:
        """The things that are called like some words, the most alike first; of some kinds alone where any is given."""
        # A slip of the pen is forgiven in a word, and in a number it is another number.
        close = (each for each in self._index.near(words, _of(kinds), _CLOSE) if _digits(each.name) == _digits(words))
        return self._index.find(words, _of(kinds)) or list(close)

    def near(self, words: str, kinds: Collection[str] = ()) -> list[Found]:
        """The things whose names are the nearest to words that nothing is called like."""
        return self._index.near(words, _of(kinds))


def _digits(words: str) -> list[str]:
    return [sign for sign in plain(words) if sign.isdigit()]


def _of(kinds: Collection[str]) -> Any:
    return lambda thing: not kinds or thing.kind in kinds
