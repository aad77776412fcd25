"""What is looked at before a stranger's query reaches the engine: its length, its depth, and what it may not do.

The text is read as tokens, never evaluated. Where the specification lets a character be written as an escape
(https://www.w3.org/TR/sparql11-query/#codepointEscape) the text is read both as written and with the escapes resolved.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from treatygraph.errors import LimitError, Problem, QueryError, RefusalError
from treatygraph.tokens import Token, form, is_word, named, prefixes, tokens

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")

#: Words that begin an operation of SPARQL Update (https://www.w3.org/TR/sparql11-update/).
_UPDATES = frozenset(["ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOAD", "MOVE"])


@dataclass(frozen=True, slots=True)
class Bounds:
    """The largest query that is read: its length in characters, how deep it nests, and how many groups it has."""

    characters: int = 100_000
    depth: int = 100
    groups: int = 2_000


def inspect(query: str, graphs: Collection[str], bounds: Bounds) -> None:
    """Refuses what the engine should not see.

    Args:
        query: the text that a stranger sent.
        graphs: the named graphs that exist.
        bounds: the largest query that is read.

    Raises:
        LimitError: the query is longer or deeper than the bounds.
        RefusalError: it reaches outside the graph: SERVICE, an update, a graph that does not exist.
    """
    if len(query) > bounds.characters:
        raise LimitError(_problem(f"it is longer than {bounds.characters:,} characters", "ask in several queries."))
    for text in {query, _ESCAPE.sub(_character, query)}:
        found = tokens(text)
        _measure(found, bounds)
        _refuse(found)
        for graph in _dataset(found):
            require_graph(graph, graphs)


def require_graph(graph: str, graphs: Collection[str]) -> None:
    """Refuses a graph that does not exist, rather than answer from nothing or fetch it.

    Raises:
        RefusalError: it does not exist.
    """
    if graph not in graphs:
        cure = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } lists the graphs; nothing is fetched."
        raise RefusalError(_problem(f"there is no graph <{graph}>", cure))


def _measure(found: list[Token], bounds: Bounds) -> None:
    depth = groups = 0
    for token in found:
        if token["open"]:
            depth += 1
            groups += 1
        elif token["close"]:
            depth -= 1
        if depth > bounds.depth or groups > bounds.groups:
            fault = f"it nests deeper than {bounds.depth} or has more than {bounds.groups:,} groups"
            raise LimitError(_problem(fault, "ask in several queries."))


def _refuse(found: list[Token]) -> None:
    words = [token["word"].upper() for token in found if token["word"]]
    if "SERVICE" in words:
        raise RefusalError(_problem("SERVICE is not served: nothing is fetched", "join the two answers yourself."))
    begun = form(found)
    if begun in _UPDATES:
        raise QueryError(_problem(f"{begun} is an update; this endpoint only reads", "send a query."))


def _dataset(found: list[Token]) -> Iterator[str]:
    """The graphs that FROM and FROM NAMED name by IRI or prefixed name."""
    declared = prefixes(found)
    for place, token in enumerate(found):
        rest = found[place + 1 : place + 3]
        if is_word(token, "FROM") and rest:
            target = rest[1] if is_word(rest[0], "NAMED") and len(rest) > 1 else rest[0]
            graph = named(target, declared)
            if graph is not None:
                yield graph


def _character(match: re.Match[str]) -> str:
    number = int(match[1] or match[2], 16)
    return chr(number) if number <= 0x10FFFF else "\ufffd"  # noqa: PLR2004  (the last code point)


def _problem(fault: str, cure: str) -> list[Problem]:
    return [Problem("query", fault, cure)]
