"""Templates: files in folders called ``_template``, with marks such as ``‹title›`` in the places of what differs.

A mark that nothing fills stays for the person who completes the file. Where it would make the file unreadable, because
it stands outside a plain string, its line becomes a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

#: What a person has to replace.
MARK = re.compile(r"‹[^‹›\n]*›")

#: A plain string, in which a mark does no harm; that of a date or a number must be one.
_PLAIN = re.compile(r'"(?:[^"\\]|\\.)*"(?!\^\^)')

#: A comment that follows something on its line.
_TAIL = re.compile(r"\s#\s.*$")


def fill(text: str, values: Mapping[str, str]) -> str:
    """A template's text with its marks filled.

    Args:
        text: the template.
        values: the word of a mark and what replaces it; an empty value fills nothing.
    """
    filled = text
    for word, value in values.items():
        if value:
            filled = filled.replace(f"‹{word}›", _escaped(value))
    return "".join(_commented(line) for line in filled.splitlines(keepends=True))


def marks(text: str) -> Iterator[tuple[int, str]]:
    """The marks that are left in a file, each with the number of its line; what comments say is no mark."""
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.lstrip().startswith("#") or line.startswith("#+"):
            for mark in MARK.finditer(_TAIL.sub("", line)):
                yield number, mark[0]


def _commented(line: str) -> str:
    if (
        line.lstrip().startswith("#")
        or not line.startswith(" ")
        or not MARK.search(_TAIL.sub("", _PLAIN.sub("", line)))
    ):
        return line
    return f"#{line[1:]}"


def _escaped(value: str) -> str:
    """A text as the inside of a string in Turtle, SPARQL or YAML, on one line."""
    return " ".join(value.split()).replace("\\", "\\\\").replace('"', '\\"')
