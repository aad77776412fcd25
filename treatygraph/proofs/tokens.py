"""The tokens of a rule's query, read one after the other: https://www.w3.org/TR/sparql11-query/#grammar."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from treatygraph.proofs.syntax import Expression
from treatygraph.tokens import Token, tokens


class Tokens:
    """Reads the tokens of a text; comments and blanks are passed over."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found = tokens(text)
        self.place = 0

    def token(self) -> Token:
        """The next token.

        Raises:
            SyntaxError: there is none.
        """
        if self.place >= len(self.found):
            raise self.fault()
        return self.found[self.place]

    def peek(self) -> str:
        """The next token, a keyword in capitals; nothing at the end."""
        if self.place >= len(self.found):
            return ""
        token = self.found[self.place]
        return token[0].upper() if token["word"] and token[0] not in ("a", "true", "false") else token[0]

    def take(self) -> str:
        """Reads a token."""
        if self.place >= len(self.found):
            raise self.fault()
        text = self.peek()
        self.place += 1
        return text

    def expect(self, text: str) -> None:
        """Reads a token that must come."""
        if self.peek() != text:
            raise self.fault()
        self.place += 1

    def expression(self, ends: Callable[[], bool]) -> Expression:
        """Reads an expression, up to where it ends."""
        start = self.place
        while not ends():
            if self.peek() == "(":
                self.closing()
            else:
                self.take()
        return self.written(start, self.place)

    def closing(self) -> int:
        """Reads from a bracket to the one that closes it."""
        depth = 0
        while True:
            depth += {"(": 1, ")": -1}.get(self.take(), 0)
            if depth == 0:
                return self.place

    def bracketed(self, part: Callable[[], object]) -> list[Any]:
        """Reads parts between brackets."""
        self.expect("(")
        found = []
        while self.peek() != ")":
            found.append(part())
        self.take()
        return found

    def written(self, start: int, end: int) -> Expression:
        """What was read between two places, as an expression."""
        read = self.found[start:end]
        names = dict.fromkeys(token[0][1:] for token in read if token["variable"])
        return Expression(self.text[read[0].start() : read[-1].end()], tuple(names))

    def fault(self) -> SyntaxError:
        """That the query is not written as rules are, and where."""
        read = self.text[: self.found[min(self.place, len(self.found) - 1)].start()]
        return SyntaxError(f"line {read.count(chr(10)) + 1} is not written as rules are")
