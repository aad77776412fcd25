"""The releases that changed what is said of a thing, as far as the folder of releases remembers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Change:
    """What a release changed of a thing, in words: ``added``, ``changed`` or ``removed``."""

    release: str
    coverage: str
    change: str
    text: str


def index(history: Iterable[Mapping[str, Any]]) -> Mapping[str, list[Change]]:
    """The changes by the thing, by IRI, that they are of; the newest first.

    Args:
        history: the steps from release to release, the newest first.
    """
    found: defaultdict[str, list[Change]] = defaultdict(list)
    for step in history:
        for thing, change, text in _told(step):
            told = Change(step["new"]["release"], step["new"]["coverage"], change, text)
            if told not in found[thing]:
                found[thing].append(told)
    return dict(found)


def _told(step: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The thing, the kind and the words of each change of a step, and of what followed from it."""
    waiting = [change for group in step["groups"] for change in group["changes"]]
    for change in waiting:
        waiting += change.get("consequences", [])
        things = [state["thing"] for state in (change["before"], change["after"]) if state and state.get("thing")]
        for thing in dict.fromkeys(things):
            yield thing, change["change"], change["text"]
