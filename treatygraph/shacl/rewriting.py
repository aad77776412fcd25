"""Pre-binding of ``$this`` in a SELECT query: https://www.w3.org/TR/shacl/#pre-binding.

The specification says what a query means for one focus node: its term stands wherever ``$this`` does. A pattern that
binds ``?this`` is put at the beginning of each group that speaks of it, so that the term is known there; one pattern
for one node, or one for all focus nodes at once where the query keeps the solutions of different nodes apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
    |(?P<iri><[^<>"{}|^`\\\s]*>)
    |(?P<string>\"{3}.*?(?<!\\)\"{3}|'{3}.*?(?<!\\)'{3}|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<variable>[?$]\w+)
    |(?P<word>[\w\-]*:[\w\-.%\\]*|\w+)
    |(?P<mark>\S)""",
    re.VERBOSE | re.DOTALL,
)

#: What SHACL rules out, since pre-binding cannot be defined for it.
FORBIDDEN = ("MINUS", "VALUES", "SERVICE")
AGGREGATES = {"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"}


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a query with its place: a keyword in capitals, a variable without its mark."""

    text: str
    kind: str
    end: int


@dataclass(frozen=True, slots=True)
class Group:
    """The tokens from one brace to the other, by their numbers, and whether they stand within EXISTS."""

    opens: int
    closes: int
    within_exists: bool


class Query:
    """A SELECT query with its groups."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = [_token(match) for match in TOKEN.finditer(text) if match.lastgroup != "comment"]
        self.groups = list(_groups(self.tokens))
        self._starts = [number for number, token in enumerate(self.tokens) if _is(token, "SELECT")]

    def faults(self) -> Iterator[str]:
        """What SHACL does not allow in a query, each in words."""
        for word in FORBIDDEN:
            if any(_is(token, word) for token in self.tokens):
                yield f"the query uses {word}"
        for before, token in zip(self.tokens, self.tokens[1:], strict=False):
            if _is(before, "AS") and token.kind == "variable" and token.text == "this":
                yield "the query gives $this another value"
        for name in ("shapesGraph", "currentShape"):
            if any(token.kind == "variable" and token.text == name for token in self.tokens):
                yield f"the query uses ${name}, which the engine does not have"
        for start in self._starts[1:]:
            if not any(_is_this(token) for token in self.tokens[start : self._body(start).opens]):
                yield "a SELECT within the query does not give back $this"

    def bound(self, pattern: str) -> str:
        """The query with a pattern, which binds ``?this``, in each group that speaks of it."""
        places = sorted(self.tokens[group.opens].end for group in self.groups if self._needs(group))
        pieces, last = [], 0
        for place in places:
            pieces += [self.text[last:place], f" {pattern} "]
            last = place
        return "".join([*pieces, self.text[last:]])

    @cached_property
    def separate(self) -> bool:
        """Whether the solutions for one focus node do not depend on there being others."""
        if any(_is(token, "LIMIT") or _is(token, "OFFSET") for token in self.tokens):
            return False
        first = self.tokens[self._starts[0] : self._body(self._starts[0]).opens]
        if not any(_is_this(token) or token.text == "*" for token in first):
            return False
        return all(self._keeps_apart(start) for start in self._starts)

    def _keeps_apart(self, start: int) -> bool:
        """Whether a SELECT makes its groups, if any, within one focus node."""
        body = self._body(start)
        after = self._modifiers(body)
        keys = [number for number, token in enumerate(after) if _is(token, "GROUP")]
        if not keys:
            clause = self.tokens[start : body.opens]
            return not any(token.text in AGGREGATES for token in (*clause, *after) if token.kind == "word")
        ends = [number for number, token in enumerate(after) if token.text in ("HAVING", "ORDER")]
        return any(_is_this(token) for token in after[keys[0] : min(ends, default=len(after))])

    def _needs(self, group: Group) -> bool:
        """Whether ``?this`` must be bound at the beginning of a group.

        Within EXISTS the engine knows it from outside.
        """
        if group == self._body(self._starts[0]):
            return True
        inside = self.tokens[group.opens + 1 : group.closes]
        return not group.within_exists and any(map(_is_this, inside)) and not _is(inside[0], "SELECT")

    def _body(self, start: int) -> Group:
        """The group of a SELECT: the first one after it that is in no parenthesis."""
        depth = 0
        for number in range(start, len(self.tokens)):
            text = self.tokens[number].text
            depth += (text == "(") - (text == ")")
            if text == "{" and depth == 0:
                return next(group for group in self.groups if group.opens == number)
        raise ValueError("a SELECT has no group")

    def _modifiers(self, body: Group) -> list[Token]:
        """The tokens that follow the group of a SELECT and belong to it."""
        ends = [group.closes for group in self.groups if group.opens < body.opens and group.closes > body.closes]
        return self.tokens[body.closes + 1 : min(ends, default=len(self.tokens))]


def _groups(tokens: list[Token]) -> Iterator[Group]:
    open_: list[tuple[int, bool]] = []
    for number, token in enumerate(tokens):
        if token.kind != "mark":
            continue
        if token.text == "{":
            outer = bool(open_) and open_[-1][1]
            open_.append((number, outer or (number > 0 and _is(tokens[number - 1], "EXISTS"))))
        elif token.text == "}" and open_:
            start, within = open_.pop()
            yield Group(start, number, within)


def _token(match: re.Match[str]) -> Token:
    kind = str(match.lastgroup)
    text = match[0][1:] if kind == "variable" else match[0].upper() if kind == "word" else match[0]
    return Token(text, kind, match.end())


def _is(token: Token, keyword: str) -> bool:
    return token.kind == "word" and token.text == keyword


def _is_this(token: Token) -> bool:
    return token.kind == "variable" and token.text == "this"
