"""Content negotiation by RFC 9110, section 12.5.1: quality, then specificity; the server's order breaks ties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl

from starlette.requests import Request

from treatygraph.answer import BOOLEANS, GRAPHS, SOLUTIONS, Formats

#: The languages of pages, the first where none of them is asked for.
LANGUAGES = ("en", "fr")

#: What names the language of a page: the parameter of an address, and the cookie that keeps the choice.
CHOICE = "lang"

PAGE = "text/html"

#: The media type of each suffix that names a format of what is described.
SUFFIXES = {
    "html": PAGE,
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}

#: Where the addresses begin whose replies depend on the day that is asked for.
_DATED = ("/doc/", "/shape/")

#: Names that clients use for a format besides its own: of rows, and of graphs.
_ROWS = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
}
_GRAPHS = {"application/json": "application/ld+json", "application/xml": "application/rdf+xml"}

#: Parameters that ask for nothing a server must heed: UTF-8 is what is written, and JSON-LD may ignore a profile.
_HEEDLESS = frozenset({"charset", "profile"})


def choose(accept: str | None, offered: Iterable[str]) -> str | None:
    """The offered media type that an Accept header likes best, or None where it accepts none of them.

    Args:
        accept: the header's value; None or blank accepts everything.
        offered: media types, the server's favourite first.
    """
    ranges = _parse(accept or "*/*")
    best: tuple[float, str | None] = (0.0, None)
    for media_type in offered:
        quality = _quality(media_type, ranges)
        if quality > best[0]:
            best = (quality, media_type)
    return best[1]


@lru_cache(maxsize=1024)
def formats(accept: str | None) -> Formats:
    """The format that an Accept header likes best for each kind of answer."""
    return Formats(
        solutions=_aliased(accept, SOLUTIONS, _ROWS),
        boolean=_aliased(accept, BOOLEANS, _ROWS),
        graph=_aliased(accept, GRAPHS, _GRAPHS),
    )


def language(accept: str | None) -> str:
    """The language of ``LANGUAGES`` that an Accept-Language header likes best (RFC 4647, section 3.4)."""
    asked = {name: quality for name, _, quality in reversed(_parse(accept or "*"))}

    def liked(offered: str) -> float:
        kin = [quality for name, quality in asked.items() if name.partition("-")[0] == offered]
        return max(kin, default=asked.get("*", 0.0))

    return max(LANGUAGES, key=liked)


def reader(request: Request) -> str:
    """The language in which the reader of a page is told it: as the address says, else the cookie, else the browser."""
    sent = request.headers
    return _reader(request.url.query, sent.get("cookie", ""), sent.get("accept-language"))


def accepts(header: str, name: str) -> bool:
    """Whether a header that lists names with qualities, such as Accept-Encoding, accepts one of them."""
    asked = {listed: quality for listed, _, quality in reversed(_parse(header))}
    return asked.get(name, asked.get("*", 0.0)) > 0


def heeded(path: str, query: bytes, headers: Mapping[bytes, bytes]) -> dict[bytes, bytes]:
    """What of a request besides its address, Accept and the coding decides the reply: by the headers it is read from.

    Args:
        path: the address's path.
        query: the address's query.
        headers: the request's headers by their names in lower case.
    """
    found = {}
    if _takes_page(headers.get(b"accept", b"").decode("latin-1")):
        told = (headers.get(name, b"").decode("latin-1") for name in (b"cookie", b"accept-language"))
        found[b"Accept-Language, Cookie"] = _reader(query.decode("latin-1"), *told).encode()
    if path.startswith(_DATED):
        found[b"Accept-Datetime"] = headers.get(b"accept-datetime", b"")
    return found


@lru_cache(maxsize=1024)
def _takes_page(accept: str) -> bool:
    return choose(accept, (PAGE,)) is not None


@lru_cache(maxsize=1024)
def _reader(query: str, cookie: str, accepted: str | None) -> str:
    if CHOICE in query:
        chosen = dict(parse_qsl(query)).get(CHOICE)
        if chosen in LANGUAGES:
            return chosen
    if CHOICE in cookie:
        try:
            kept = SimpleCookie(cookie).get(CHOICE)
        except CookieError:
            kept = None
        if kept is not None and kept.value in LANGUAGES:
            return kept.value
    return language(accepted)


def _aliased(accept: str | None, offered: Iterable[str], names: Mapping[str, str]) -> str | None:
    own = list(offered)
    found = choose(accept, [*own, *(name for name, media_type in names.items() if media_type in own)])
    return names.get(found, found) if found else None


def _parse(accept: str) -> list[tuple[str, dict[str, str], float]]:
    """The media ranges of an Accept header with their parameters and qualities; what is malformed accepts nothing."""
    ranges = []
    for part in accept.split(","):
        name, *rest = (piece.strip() for piece in part.split(";"))
        parameters = dict(piece.partition("=")[::2] for piece in rest if piece)
        weight = {key.strip().lower(): value.strip() for key, value in parameters.items()}
        try:
            quality = min(max(float(weight.pop("q", "1")), 0.0), 1.0)
        except ValueError:
            quality = 0.0
        if name:
            ranges.append((name.lower(), weight, quality))
    return ranges


def _quality(media_type: str, ranges: list[tuple[str, dict[str, str], float]]) -> float:
    """The quality that the most specific matching range gives to a media type."""
    kind = media_type.partition("/")[0]
    best = (-1, 0.0)
    for name, parameters, quality in ranges:
        heeded = {key: value for key, value in parameters.items() if key not in _HEEDLESS}
        if heeded or parameters.get("charset", "utf-8").strip('"').lower() not in ("utf-8", "utf8"):
            continue
        specificity = {media_type: 2, f"{kind}/*": 1, "*/*": 0}.get(name, -1)
        best = max(best, (specificity, quality)) if specificity > best[0] else best
    return best[1] if best[0] >= 0 else 0.0
