"""Where things stand in a text file: marks, terms, sources, and the subjects of Turtle that the lines belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from treatygraph.workshop.template import marks

_SUBJECT = re.compile(r"(?:(\w*):([^\s;,]+)|<([^>\s]+)>)\s")
_PREFIX = re.compile(r"@prefix\s+(\w*):\s+<([^>]*)>")
_TERM = re.compile(r"\btg:([A-Za-z]\w*)|/ontology#([A-Za-z]\w*)")
_SOURCE = re.compile(r"\bsource:([\w-](?:[\w.-]*[\w-])?)")
_COMMENT = re.compile(r"(^|\s)#(?!\w).*$")


@dataclass(frozen=True, slots=True)
class Spot:
    """Something on a line: what kind of thing (mark, term, source or subject), the thing, and the subject around it."""

    line: int
    kind: str
    word: str
    subject: str


def spots(text: str, turtle: bool) -> Iterator[Spot]:
    """What stands where in a file; a term and a source only where they stand first.

    Args:
        text: the file's text.
        turtle: whether it is Turtle, in which a line that is not indented begins with a subject.
    """
    waiting = dict.fromkeys(marks(text))
    prefixes: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    subject = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if turtle and (declared := _PREFIX.match(line)):
            prefixes[declared[1]] = declared[2]
        elif turtle and (begun := _SUBJECT.match(line)):
            subject = begun[3] or prefixes.get(begun[1], "") + begun[2]
            yield Spot(number, "subject", subject, subject)
        for place, mark in waiting:
            if place == number:
                yield Spot(number, "mark", mark, subject)
        found = [("term", match[1] or match[2]) for match in _TERM.finditer(line)]
        if turtle:
            found += [("source", match[1]) for match in _SOURCE.finditer(_COMMENT.sub("", line))]
        for kind, word in found:
            if (kind, word) not in seen:
                seen.add((kind, word))
                yield Spot(number, kind, word, subject)
