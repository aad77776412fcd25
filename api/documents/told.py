"""What the page of a thing tells, put together from the answers to the questions of pages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from unicodedata import combining, normalize

from pyoxigraph import NamedNode

from treatygraph.namespaces import DCTERMS, RDF, RDFS, SKOS

#: What a page tells in sections of their own: what kind of thing it is, what it is called, where that is from.
_ELSEWHERE = frozenset(
    {f"{RDF}type", f"{RDFS}label", f"{SKOS}prefLabel", f"{DCTERMS}title", f"{DCTERMS}source", f"{RDFS}isDefinedBy"}
)

#: Where a word begins in a name such as wasDerivedFrom.
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")

#: How many values of one property a page shows.
SHOWN = 60

#: Names by IRI: a name in each language that there is one in.
Names = Mapping[str, Mapping[str, str]]

Rows = Sequence[Sequence[Any]]


@dataclass(slots=True)
class Told:
    """What is told of a thing; rows are as the questions of the same names answer."""

    statements: Rows = ()
    incoming: Rows = ()
    total: int = 0
    kinds: Rows = ()
    standing: Rows = ()
    sources: Rows = ()
    days: Rows = ()
    names: Names = field(default_factory=dict)

    def mentioned(self) -> list[str]:
        """Everything, by IRI, that is to be called by its name."""
        rows = (*self.statements, *self.incoming, *self.kinds, *self.standing)
        return sorted({term.value for row in rows for term in row if isinstance(term, NamedNode)})

    def properties(self, language: str = "en") -> list[tuple[str, list[Any]]]:
        """The statements that no section of the page has: a property with its values, by the property's name.

        Args:
            language: in which things are called, and whose texts come first.
        """
        said: defaultdict[str, list[Any]] = defaultdict(list)
        for predicate, value in self.statements:
            if predicate.value not in _ELSEWHERE:
                said[predicate.value].append(value)
        told = [(iri, self._sorted(values, language)) for iri, values in said.items()]
        return sorted(told, key=lambda each: _folded(self.name(each[0], language)))

    def links(self, language: str = "en") -> list[tuple[str, list[Any]]]:
        """The links to the thing: a property with what points here by it, as the language calls it."""
        grouped = groupby(self.incoming, key=lambda row: str(row[0].value))
        return [(iri, self._sorted([subject for _, subject in rows], language)) for iri, rows in grouped]

    def name(self, iri: str, language: str = "en") -> str:
        """What a thing is called in a language, else in another, else the end of its IRI."""
        return self.names.get(iri, {}).get(self.spoken(iri, language)) or fallback(iri)

    def spoken(self, iri: str, language: str = "en") -> str:
        """The language of what a thing is called: the one that is wished where it has a name in it."""
        known = self.names.get(iri, {})
        return language if language in known else next(iter(known), "en")

    def known(self) -> list[tuple[str, list[tuple[Any, ...]]]]:
        """The days on which documents told of the thing, the newest first, each with its documents."""
        grouped = groupby(reversed(self.days), key=lambda row: str(row[0].value))
        return [(day, [tuple(row[1:]) for row in rows][::-1]) for day, rows in grouped]

    def _sorted(self, values: Iterable[Any], language: str) -> list[Any]:
        def order(value: Any) -> tuple[bool, str, str]:
            told = self.name(value.value, language) if isinstance(value, NamedNode) else getattr(value, "value", "")
            written = getattr(value, "language", None) or ""
            return written not in ("", language), written, _folded(told)

        return sorted(values, key=order)


def _folded(name: str) -> str:
    """A name as it is sorted: É beside E, large beside small."""
    plain = "".join(each for each in normalize("NFD", name) if not combining(each))
    return f"{plain.casefold()} {name}"


def called(rows: Rows) -> Names:
    """The names that rows of a thing, a language and a name tell; of several the first."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for thing, language, name in rows:
        found[thing.value].setdefault(language.value, name.value)
    return found


def fallback(iri: str) -> str:
    """What a thing without a name is called: the path of its IRI below the kind of thing, or its last part."""
    _, ours, path = iri.partition("/id/")
    if ours:
        kind, _, rest = path.partition("/")
        return f"{kind}: {rest.replace('/', ' · ')}" if rest else kind
    return _WORDS.sub(" ", iri.rstrip("/#").replace("#", "/").rpartition("/")[2]).lower() or iri
