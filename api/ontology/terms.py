"""The ontology as its page tells it: each term with what is said of it, who uses it, and how often."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

#: The kinds of term in the order of the page, by their type.
KINDS = {
    "owl:Class": "classes",
    "owl:ObjectProperty": "object-properties",
    "owl:DatatypeProperty": "datatype-properties",
    "owl:AnnotationProperty": "annotation-properties",
    "owl:NamedIndividual": "individuals",
}

#: What is told of a term that other terms say of themselves.
_CONVERSE = {
    "rdfs:subClassOf": "narrower",
    "rdfs:subPropertyOf": "narrower",
    "rdfs:domain": "domain-of",
    "schema:domainIncludes": "domain-of",
    "rdfs:range": "range-of",
    "schema:rangeIncludes": "range-of",
    "owl:inverseOf": "inverse",
    "rdf:type": "members",
}

_NAME = re.compile(r"\btg:([A-Za-z]\w*)")

#: Rows as the pool gives them: each cell a term of the store, or None.
Rows = Sequence[Sequence[Any]]


@dataclass(slots=True)
class Term:
    """A term, with what the ontology says of it by prefixed property, and what uses it."""

    iri: str
    name: str
    said: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    converse: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    chains: list[list[str]] = field(default_factory=list)
    uses: int = 0
    concluded_by: list[str] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    shapes: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)

    def text(self, predicate: str, language: str) -> str:
        """What is said in a language by a property; in any where nothing is said in that one."""
        values = self.said.get(predicate, [])
        return next((str(value.value) for value in values if getattr(value, "language", None) == language), "") or next(
            (str(value.value) for value in values), ""
        )

    def values(self, *predicates: str) -> list[str]:
        """What is said by some properties, each once."""
        return list(dict.fromkeys(str(value.value) for name in predicates for value in self.said.get(name, [])))

    @property
    def types(self) -> list[str]:
        """The IRIs of its types."""
        return self.values("rdf:type")

    @property
    def is_deprecated(self) -> bool:
        """Whether the ontology keeps it only for those who use it already."""
        return "true" in self.values("owl:deprecated")


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape that constrains terms."""

    name: str
    label: Mapping[str, str]
    definition: str
    source: str


@dataclass(frozen=True, slots=True)
class Ontology:
    """The ontology: what it says of itself, its terms by kind, the shapes, and the relations that are used most."""

    about: Term
    groups: Mapping[str, Sequence[Term]]
    terms: Mapping[str, Term]
    shapes: Mapping[str, Shape]
    relations: Sequence[tuple[Term, Term, Term, int]]


def gather(
    iri: str, told: Mapping[str, Rows], texts: Mapping[str, Mapping[str, str]], shorten: Callable[[str], str]
) -> Ontology:
    """Puts together what the queries of the page told.

    Args:
        iri: the ontology's IRI.
        told: the rows of each query, by its name without the prefix of the page.
        texts: the texts that may name terms, by what they are (``rules``, ``questions``) and by their names.
        shorten: makes a prefixed name of an IRI.
    """
    terms: dict[str, Term] = {}
    for subject, predicate, value in told["terms"]:
        known = terms.setdefault(subject.value, Term(subject.value, subject.value.rpartition("#")[2]))
        known.said[shorten(predicate.value)].append(value)
    for subject in terms.values():
        for predicate, kind in _CONVERSE.items():
            for value in subject.values(predicate):
                if value in terms and subject.name not in terms[value].converse[kind]:
                    terms[value].converse[kind].append(subject.name)
    for subject, chain, step, _ in told["chains"]:
        _chained(terms[subject.value], chain.value, step.value)
    for subject, uses in told["uses"]:
        terms[subject.value].uses = int(uses.value)
    for subject, rule in told["conclusions"]:
        terms[subject.value].concluded_by.append(rule.value.rpartition("/")[2])
    by_name = {term.name: term for term in terms.values()}
    shapes: dict[str, Shape] = {}
    for shape, english, french, definition, source, value in told["shapes"]:
        name = shape.value.rpartition("/")[2]
        shapes[name] = Shape(name, {"en": english.value, "fr": french.value}, definition.value, source.value)
        named = [value.value.rpartition("#")[2]] if value.value in terms else mentioned(value.value)
        _noted(by_name, named, name, "shapes")
    for kind, files in texts.items():
        for name, text in files.items():
            _noted(by_name, mentioned(text), name, kind)
    about = Term(iri, "")
    for predicate, value in told["about"]:
        about.said[shorten(predicate.value)].append(value)
    groups = {name: [term for term in terms.values() if _is(term, kind, shorten)] for kind, name in KINDS.items()}
    relations = [
        (terms[domain.value], terms[property_.value], terms[range_.value], int(uses.value))
        for domain, property_, range_, uses in told["relations"]
    ]
    return Ontology(about, groups, by_name, shapes, relations)


def mentioned(text: str) -> list[str]:
    """The local names of the ontology's terms that a text writes with the ontology's prefix, sorted."""
    return sorted(set(_NAME.findall(text)))


def _noted(terms: Mapping[str, Term], names: Iterable[str], by: str, kind: str) -> None:
    for name in names:
        if name in terms and by not in (noted := getattr(terms[name], kind)):
            noted.append(by)


def _chained(term: Term, chain: str, step: str) -> None:
    """Adds a step to a term's chain; the rows of one chain follow each other."""
    if term.chains and term.chains[-1][0] == chain:
        term.chains[-1].append(step)
    else:
        term.chains.append([chain, step])


def _is(term: Term, kind: str, shorten: Callable[[str], str]) -> bool:
    return kind in [shorten(value) for value in term.types]
