"""What a query says otherwise for an engine that would not answer it as the specification means it.

Each change gives the same rows on every engine; it is made where the engine names itself in the header ``Server``.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date, timedelta

from treatygraph.namespaces import XSD
from treatygraph.remote.placement import closed
from treatygraph.tokens import Token, form, is_word, named, prefixes, tokens

#: Virtuoso 7.2.5 loses rows where it looks for ``?date <= day`` in an index, and finds all by ``<``; and it puts texts
#: with a language in an order of its own.
VIRTUOSO = "Virtuoso/"

#: The words that end an ORDER BY clause.
_AFTER = ("LIMIT", "OFFSET", "VALUES")

#: How many tokens a day has: its letters, ``^``, ``^`` and its type.
_DAY = 4


def worded(query: str, server: str) -> str:
    """A query as an engine must be asked it.

    Args:
        query: SPARQL 1.1 Query text with every prefix declared.
        server: how the engine names itself.
    """
    if not server.startswith(VIRTUOSO):
        return query
    found = tokens(query)
    for begin, end, put in sorted([*_compared(found, prefixes(found)), *_ordered(found)], reverse=True):
        query = query[:begin] + put + query[end:]
    return query


def solutions(query: str, server: str) -> str:
    """A query with a row for each solution of a CONSTRUCT query; empty for other queries and engines.

    Virtuoso gives no more triples than it may give rows, and tells so only of rows.

    Args:
        query: SPARQL 1.1 Query text with every prefix declared.
        server: how the engine names itself.
    """
    found = tokens(query)
    if not server.startswith(VIRTUOSO) or form(found) != "CONSTRUCT":
        return ""
    place = next(place for place, token in enumerate(found) if is_word(token, "CONSTRUCT"))
    template = closed(found, place + 1) if found[place + 1]["open"] else found[place].end()
    return f"{query[: found[place].start()]}SELECT (1 AS ?one){query[template:]}"


def _compared(found: list[Token], declared: dict[str, str]) -> Iterator[tuple[int, int, str]]:
    """``?a <= day`` and ``day >= ?a`` as ``?a < day after``: what to put in the place of which characters."""
    for place, (one, other) in enumerate(itertools.pairwise(found)):
        if one[0] not in ("<", ">") or other[0] != "=" or one.end() != other.start():
            continue
        before, behind = found[max(place - _DAY, 0) : place], found[place + 2 : place + 2 + _DAY]
        small, great = (before[-1:], behind) if one[0] == "<" else (behind[:1], before)
        after = _day_after(great, declared)
        whole = before[-1:] + behind if one[0] == "<" else before + behind[:1]
        if after and small and small[0]["variable"] and not _part(found, whole):
            yield whole[0].start(), whole[-1].end(), f"{small[0][0]} < {after}"


def _part(found: list[Token], whole: list[Token]) -> bool:
    """Whether what stands beside a comparison belongs to one of its sides."""
    first, last = found.index(whole[0]), found.index(whole[-1])
    beside = [token[0] for token in (*found[max(first - 1, 0) : first], *found[last + 1 : last + 2])]
    return any(sign in "+-*/" for sign in beside)


def _day_after(operand: list[Token], declared: dict[str, str]) -> str | None:
    """The day after one that is written as an ``xsd:date``; None where an operand is something else."""
    if len(operand) != _DAY or not operand[0]["string"] or named(operand[3], declared) != f"{XSD}date":
        return None
    said = operand[0][0][1:-1]
    try:
        day = date.fromisoformat(said)
        return f'"{day + timedelta(1)}"^^<{XSD}date>' if str(day) == said else None
    except (ValueError, OverflowError):
        return None


def _ordered(found: list[Token]) -> Iterator[tuple[int, int, str]]:
    """Before each variable that rows are ordered by its text, where it has a language."""
    # What is computed has none, and Virtuoso does not order by an expression of it.
    computed = {after[0][1:] for token, after in itertools.pairwise(found) if is_word(token, "AS")}
    for place in (place for place, token in enumerate(found) if is_word(token, "ORDER")):
        depth = 0
        for before, token in itertools.pairwise(found[place + 1 :]):
            depth += bool(token["open"]) - bool(token["close"])
            if depth < 0 or is_word(token, *_AFTER):
                break
            # DESC(?x) is the variable and no expression; its sense is of the text as well.
            if token["variable"] and depth <= 1 and token[0][1:] not in computed:
                text = f'IF(LANG({token[0]}) = "", "", STR({token[0]}))'
                if depth == 0:
                    yield token.start(), token.start(), f"{text} "
                elif sense := _sense(found, found.index(before)):
                    yield sense.start(), sense.start(), f"{sense[0]}({text}) "


def _sense(found: list[Token], bracket: int) -> Token | None:
    """The word of ``DESC(?x)`` or ``ASC(?x)``, by the place of its bracket; None where there is more, or no word."""
    word, inside = found[bracket - 1], found[bracket : bracket + 3]
    alone = [bool(token["open"]) - bool(token["close"]) for token in inside] == [1, 0, -1]
    return word if alone and is_word(word, "ASC", "DESC") else None
