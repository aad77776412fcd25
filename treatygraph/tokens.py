"""The tokens of a query's text, as SPARQL 1.1 cuts it: https://www.w3.org/TR/sparql11-query/#sparqlGrammar."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n\r]*)
    |(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    |(?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
        |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    |(?P<name>[A-Za-z][\w.-]*)?(?P<colon>:)(?P<local>(?:[\w:-]|%[0-9A-Fa-f]{2}|\\.|\.+(?=[\w:%\\-]))*)
    |(?P<variable>[?$]\w+)
    |(?P<language>@[A-Za-z-]+)
    |(?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)
    |(?P<word>[A-Za-z_]\w*)
    |(?P<open>[{(\[])
    |(?P<close>[})\]])
    |(?P<other>\S)""",
    re.VERBOSE | re.DOTALL,
)

#: A token: which of its groups matched says what it is, its span where it stands.
Token = re.Match[str]


def tokens(text: str) -> list[Token]:
    """The tokens of a text but for its comments."""
    return [match for match in _TOKEN.finditer(text) if match.lastgroup != "comment"]


# Remembered by the text: a question is one text that is asked with ever other terms.
@lru_cache(maxsize=1_000)
def parted(text: str) -> tuple[str, ...]:
    """A text cut at each ``$name``: what stands before it and the name, time after time, and the rest."""
    parts, end = [], 0
    for token in tokens(text):
        if token["variable"] and token[0][0] == "$":
            parts += [text[end : token.start()], token[0][1:]]
            end = token.end()
    return (*parts, text[end:])


def placeholders(text: str) -> frozenset[str]:
    """The names that stand in a text as ``$name``."""
    return frozenset(parted(text)[1::2])


def substitute(text: str, terms: Mapping[str, str]) -> str:
    """The text with a term in the place of each ``$name`` that has one, outside comments, IRIs and strings."""
    parts = parted(text)
    return "".join(terms.get(part, f"${part}") if place % 2 else part for place, part in enumerate(parts))


def is_word(token: Token, *words: str) -> bool:
    """Whether a token is one of some words, which stand in capitals."""
    return (token["word"] or "").upper() in words


def prefixes(found: list[Token]) -> dict[str, str]:
    """The namespaces that a query declares, by their prefixes."""
    declared = {}
    for word, name, iri in zip(found, found[1:], found[2:], strict=False):
        if is_word(word, "PREFIX") and name["colon"] and iri["iri"]:
            declared[name["name"] or ""] = iri["iri"][1:-1]
    return declared


def named(token: Token, declared: dict[str, str]) -> str | None:
    """The IRI that a token names, in full or by a prefix that is declared; None where it names none."""
    if token["iri"]:
        return token["iri"][1:-1]
    return declared.get(token["name"] or "", "") + (token["local"] or "") if token["colon"] else None


def form(found: list[Token]) -> str:
    """The word that begins what follows the prologue of a query, in capitals: SELECT, ASK, CONSTRUCT, DESCRIBE."""
    words = [token["word"].upper() for token in found if token["word"]]
    return next((word for word in words if word not in ("BASE", "PREFIX")), "")
