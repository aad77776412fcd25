"""What is asked for: of which thing, in which format, of which day, as known on which day, and which page of links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlencode

from fastapi import Request
from pyoxigraph import NamedNode

from api.http.negotiation import SUFFIXES
from treatygraph.engine import Engine
from treatygraph.errors import Problem, QuestionError
from treatygraph.scenarios.view import WHOLE, View

#: The formats of a document by suffix: JSON-LD goes by the plain name of JSON too.
FORMATS = {**SUFFIXES, "json": "application/json"}

#: The form of a document that tells what is said of its thing, statement by statement.
STATEMENTS = "statements"

#: How many links to a thing stand on a page of its document.
SIZE = 100

#: What a path may hold without being percent-encoded (RFC 3986, section 3.3), and the sign of what is.
_PLAIN = "/:@!$&'()*+,;=~%"

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

#: The longest part of an address that is shown, and the last page of links that can be asked for.
_SHOWN, _PAGES = 200, 9999


@dataclass(frozen=True, slots=True)
class Moment:
    """When: the day of which statuses are told, the day by which documents count, the page of links; and told how.

    Args:
        as_of: valid time, as YYYY-MM-DD; empty for whatever is known.
        known_at: transaction time, as YYYY-MM-DD; empty for now.
        page: counted from 1.
        form: ``STATEMENTS`` for the statements of a thing that has a page of its own; empty for that page.
    """

    as_of: str = ""
    known_at: str = ""
    page: int = 1
    form: str = ""

    @classmethod
    def of(cls, as_of: str, known_at: str, page: str, form: str = "") -> Moment:
        """The moment that parameters tell.

        Raises:
            QuestionError: with every one that is wrong.
        """
        problems = [
            Problem("document", f"{name}={value[:_SHOWN]} is not a date", "write it as YYYY-MM-DD.")
            for name, value in (("asOf", as_of), ("knownAt", known_at))
            if value and not _is_day(value)
        ]
        if not re.fullmatch(r"[1-9]\d{0,3}", page):
            problems.append(Problem("document", f"page={page[:_SHOWN]} is no page", f"count from 1 up to {_PAGES}."))
        if form not in ("", STATEMENTS):
            cure = f"write {STATEMENTS}, or leave it out."
            problems.append(Problem("document", f"as={form[:_SHOWN]} is no form of a document", cure))
        if problems:
            raise QuestionError(problems)
        return cls(as_of, known_at, int(page), form)

    @property
    def view(self) -> View:
        """What counts as known."""
        return View(self.known_at) if self.known_at else WHOLE

    def query(self, *, page: int | None = None, known_at: str | None = None) -> str:
        """The query of an address, with its question mark, or nothing where the moment is now."""
        given = {
            "asOf": self.as_of,
            "knownAt": self.known_at if known_at is None else known_at,
            "page": "" if (page or self.page) == 1 else str(page or self.page),
            "as": self.form,
        }
        told = urlencode({name: value for name, value in given.items() if value})
        return f"?{told}" if told else ""


@dataclass(frozen=True, slots=True)
class Name:
    """What an address may name: the thing's path as it is written in its IRI and in an address, and a suffix."""

    iri: str
    address: str
    suffix: str = ""

    def at(self, suffix: str = "", query: str = "") -> str:
        """The address of the document, in the format of a suffix."""
        return f"{self.address}{f'.{suffix}' if suffix else ''}{query}"


def names(engine: Engine, folder: str, things: str, request: Request, within: str = "") -> list[Name]:
    """What an address may name, the likeliest first: what it says as it is, then without a suffix.

    An IRI may hold what an address holds percent-encoded, and it may hold it percent-encoded itself.

    Args:
        engine: the release.
        folder: where the documents stand: ``/doc/``.
        things: where the IRIs of the things begin, below the base: ``id/``.
        request: the request.
        within: what the address begins with before the folder.
    """
    written = raw(request).removeprefix(within).removeprefix(folder)
    decoded = str(request.scope["path"]).removeprefix(within).removeprefix(folder)
    found = []
    for path, address in ((decoded, quote(decoded, safe=_PLAIN.replace("%", ""))), (written, written)):
        for stem, suffix in _parted(path):
            end = len(address) - (len(suffix) + 1 if suffix else 0)
            name = Name(f"{engine.names.base}{things}{stem}", folder + address[:end], suffix)
            if stem and is_iri(name.iri) and name not in found:
                found.append(name)
    return found


def raw(request: Request) -> str:
    """The path of an address as it was sent, in ASCII."""
    sent: bytes = request.scope.get("raw_path") or quote(request.scope["path"]).encode()
    return quote(sent, safe=_PLAIN)


def shown(text: str) -> str:
    """A text that somebody sent, no longer than can be read."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _parted(path: str) -> Iterator[tuple[str, str]]:
    yield path, ""
    stem, _, suffix = path.rpartition(".")
    if stem and suffix in FORMATS:
        yield stem, suffix


def is_iri(text: str) -> bool:
    """Whether a text is an IRI (RFC 3987)."""
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False
