"""The right value that is most like what was written: ``Cote dIvoire`` is Côte d'Ivoire, CIV."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable
from functools import cache
from itertools import takewhile
from urllib.parse import unquote

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Store

from treatygraph.graphs import text
from treatygraph.namespaces import RDF, RDF_TYPE, RDFS_LABEL, SH, SKOS, Names
from treatygraph.shacl.result import Result

#: The properties of the ontology by which people call things.
_OURS = ("chartName", "alpha3", "alpha2", "seriesNumber")

#: How alike two words must be, from 0 to 1.
_ALIKE = 0.6


class Nearest:
    """Finds right values in one graph.

    Args:
        store: the graph, with its shapes in ``graph/shapes``.
        names: the graph's names.
    """

    def __init__(self, store: Store, names: Names) -> None:
        self._store = store
        self._names = names
        self._shapes = names.graph("shapes")
        called = [names.term(name) for name in _OURS]
        self._called = (NamedNode(SKOS + "prefLabel"), NamedNode(SKOS + "altLabel"), RDFS_LABEL, *called)
        self._known: Callable[[str], dict[str, str]] = cache(self._instances)

    def to(self, result: Result) -> str:
        """The right value that is most like that of a result, as people write it, or nothing."""
        word = text(result.bindings.get("written")) or text(result.value)
        if not word:
            return ""
        classes = self._objects(result.shape, NamedNode(SH + "class")) or self._objects(
            result.constraint, self._names.term("nearestAmong")
        )
        for concept in classes:
            return self.among(concept.value, word)
        listed = self._objects(result.shape, NamedNode(SH + "in"))
        return _nearest(_tail(word), {_plain(_tail(each)): _tail(each) for each in self._list(listed)})

    def among(self, concept: str, word: str) -> str:
        """The thing of a class, by IRI, that is called most like a word."""
        return _nearest(_tail(word), self._known(concept))

    def _instances(self, concept: str) -> dict[str, str]:
        """The things of a class by each of their names, freed of case, accents and signs."""
        found: dict[str, str] = {}
        for typed in self._store.quads_for_pattern(None, RDF_TYPE, NamedNode(concept), DefaultGraph()):
            thing = typed.subject
            if not isinstance(thing, NamedNode):
                continue
            tail = _tail(thing.value)
            names = [each for predicate in self._called for each in self._literals(thing, predicate)]
            shown = f"{names[0]}, {tail}" if names and names[0] != tail else tail
            for name in (tail, *names):
                found.setdefault(_plain(name), shown)
        return found

    def _literals(self, thing: NamedNode, predicate: NamedNode) -> list[str]:
        """What a property says of a thing, in English first."""
        found = [quad.object for quad in self._store.quads_for_pattern(thing, predicate, None, DefaultGraph())]
        return [
            text(each) for each in sorted(found, key=lambda each: (getattr(each, "language", "") != "en", str(each)))
        ]

    def _objects(self, node: object, predicate: NamedNode) -> list[NamedNode | BlankNode]:
        if not isinstance(node, NamedNode | BlankNode):
            return []
        found = self._store.quads_for_pattern(node, predicate, None, self._shapes)
        return sorted((quad.object for quad in found if isinstance(quad.object, NamedNode | BlankNode)), key=str)

    def _list(self, heads: list[NamedNode | BlankNode]) -> list[str]:
        """The members of RDF lists of the shapes."""
        members: list[str] = []
        while heads:
            (node, *heads) = heads
            first = self._store.quads_for_pattern(node, NamedNode(RDF + "first"), None, self._shapes)
            members += [text(quad.object) for quad in first]
            heads = [*self._objects(node, NamedNode(RDF + "rest")), *heads]
        return members


def _nearest(word: str, known: dict[str, str]) -> str:
    """What is known by a name that is nearest to a word, or nothing where none is near or the word is right."""
    plain = _plain(word)
    matches = [plain] if plain in known else difflib.get_close_matches(plain, known, 5, _ALIKE)
    # Of words as alike as each other, the one that begins as it should is meant: JPM is JPN, not SPM.
    matches.sort(key=lambda match: (-_ratio(plain, match), -_shared(plain, match)))
    near = known[matches[0]] if matches else ""
    return near if near != word else ""


def _ratio(word: str, other: str) -> float:
    """How alike two words are, from 0 to 1."""
    return difflib.SequenceMatcher(None, other, word).ratio()


def _shared(word: str, other: str) -> int:
    """How many letters two words begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, other, strict=False)))


def _plain(word: str) -> str:
    """A word without case, accents and signs."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in apart if sign.isalnum())


def _tail(word: str) -> str:
    """The last part of an IRI; any other word as it is."""
    return unquote(word.rstrip("/").rpartition("#" if "#" in word else "/")[2]) if "://" in word else word
