"""Content negotiation by RFC 9110, section 12.5.1: quality, then specificity; the server's order breaks ties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from treatygraph.engine import BOOLEANS, GRAPHS, SOLUTIONS, Formats

#: The languages of a page that is told in more than one, the first where none of them is asked for.
LANGUAGES = ("en", "fr")

#: The media type of each suffix that names a format of what is described.
SUFFIXES = {
    "html": "text/html",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}

#: Where the addresses begin whose replies depend on the languages that are asked for, and on the day.
_TOLD_IN_LANGUAGES = "/ontology"
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


def heeded(path: str, headers: Mapping[bytes, bytes]) -> tuple[bytes, ...]:
    """What of a request's headers, besides Accept, decides the reply of an address; nothing of most.

    Args:
        path: the address.
        headers: the request's headers by their names in lower case.
    """
    if path.startswith(_TOLD_IN_LANGUAGES):
        return (language(headers.get(b"accept-language", b"").decode("latin-1")).encode(),)
    return (headers.get(b"accept-datetime", b""),) if path.startswith(_DATED) else ()


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
