"""Why, and why not: what a reader asks of one triple, and the answer in the form that was asked for.

A reader names things as the catalogue does (a State by its code, a treaty by its identifier, a property or a status by
its name in the ontology), by a prefixed name or by an IRI.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store, Triple, Variable

from treatygraph.content import Content, QueryFile
from treatygraph.errors import Problem, QuestionError
from treatygraph.namespaces import RDF_TYPE, XSD, Names
from treatygraph.proofs.account import LIMIT, Node, account
from treatygraph.proofs.narrowing import Lookups
from treatygraph.proofs.proof import Prover, Rule, rules
from treatygraph.proofs.shortfall import Shortfall, Shortfalls
from treatygraph.proofs.syntax import Pattern
from treatygraph.proofs.telling import fallen, roots, told, turtle
from treatygraph.proofs.wording import LANGUAGES, Wording

RULES, AXIOMS = "ontology/rules", "ontology/owl-rl"

#: Where a thing that is named by its identifier alone may be.
_STEMS = ("treaty", "state", "organisation", "body")

#: How many steps deep an account may be asked to go.
_DEEPEST = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asks about: three terms as they are written, the last perhaps left out."""

    subject: str
    predicate: str
    object: str = ""
    language: str = "en"
    depth: int | None = None


def packed(content: Content) -> dict[str, list[dict[str, Any]]]:
    """The rules of the content folders as values that JSON can hold.

    Raises:
        ContentError: a file of them has no header.
    """
    return {folder: [asdict(file) for file in content.queries(folder)] for folder in (RULES, AXIOMS)}


class Explanations:
    """Answers why and why not from one store.

    Args:
        store: a graph with its conclusions.
        names: the graph's names.
        files: the rules that it was made with, as ``packed`` packs them.
        coverage: the last day that the graph covers.
    """

    def __init__(
        self, store: Store, names: Names, files: Mapping[str, Sequence[Mapping[str, Any]]], coverage: str
    ) -> None:
        self._store = store
        self._names = names
        self._coverage = coverage
        self._files = files
        self._lookups = Lookups(store)
        self._words = {language: Wording(store, names, language) for language in LANGUAGES}
        self._read: list[Rule] = []

    def why(self, asked: Asked) -> tuple[Node, Wording]:
        """The account of a triple, and the words to tell it in.

        Raises:
            QuestionError: a term is unknown, or the graph does not hold the triple.
            ContentError: a rule is not written as rules are.
        """
        words = self._language(asked)
        prover = Prover(self._lookups, self._rules(), self._names)
        for triple in self._triples(asked):
            if asked.depth is not None and not 0 <= asked.depth <= _DEEPEST:
                raise _fault(f"depth={asked.depth} is not a depth", f"write a number from 0 to {_DEEPEST}.")
            if (found := account(prover, triple, asked.depth, LIMIT)) is not None:
                return found, words
        raise _fault(f"the graph does not hold it: {self._plain(asked)}", "ask why-not.")

    def why_not(self, asked: Asked) -> tuple[list[Shortfall], Wording]:
        """What each rule lacks to conclude a triple, the nearest first, and the words to tell it in.

        Raises:
            QuestionError: a term is unknown, the graph holds the triple, or no rule concludes its like.
            ContentError: a rule is not written as rules are.
        """
        words = self._language(asked)
        if next(iter(self._triples(asked)), None) is not None:
            raise _fault(f"the graph holds it: {self._plain(asked)}", "ask why.")
        found = Shortfalls(self._lookups, self._rules()).of(self._patterns(asked))
        if not found:
            cure = "ask about a status (partyTo, eligible) or a day (inForceOn); what documents say has no rule."
            raise _fault(f"no rule concludes {asked.predicate} of such things", cure)
        return found, words

    def why_told(self, asked: Asked) -> dict[str, Any]:
        """The account of a triple as values."""
        node, words = self.why(asked)
        return {"holds": True, "coverage": self._coverage, "language": words.language, "proof": told(node, words)}

    def why_written(self, asked: Asked) -> bytes:
        """The account of a triple in PROV, as Turtle."""
        node, words = self.why(asked)
        return turtle(node, words)

    def why_not_told(self, asked: Asked) -> dict[str, Any]:
        """What rules lack, as values."""
        found, words = self.why_not(asked)
        shortfalls = [fallen(shortfall, words) for shortfall in found]
        asked_for = words.patterns(self._patterns(asked), {})
        told_ = {"holds": False, "coverage": self._coverage, "language": words.language, "asked": asked_for}
        return {**told_, "because": roots(shortfalls[:1]), "rules": shortfalls}

    def _rules(self) -> list[Rule]:
        """The rules, read when they are first needed."""
        if not self._read:
            files = {folder: [QueryFile(**each) for each in packed_] for folder, packed_ in self._files.items()}
            self._read = rules(files[RULES], files[AXIOMS], self._names)
        return self._read

    def _patterns(self, asked: Asked) -> list[Pattern]:
        """What is asked as patterns: one, or for a status those of a period."""
        subject, predicate = self._thing(asked.subject), self._predicate(asked.predicate)
        value: Any = self._value(subject, predicate, asked.object) if asked.object else Variable("value")
        if not self._holds(predicate, RDF_TYPE, self._names.term("Status")):
            return [Pattern(subject, predicate, value)]
        period = Variable("period")
        rest = (("status", predicate), ("holder", subject), ("treaty", value))
        return [Pattern(period, self._names.term(name), term) for name, term in rest]

    def _triples(self, asked: Asked) -> Iterable[Triple]:
        """The triples of the graph that are asked about, the first to be told."""
        patterns = self._patterns(asked)
        parts = " . ".join(f"{found.subject} {found.step} {found.object}" for found in patterns)
        text = f"SELECT * {{ {parts} }} ORDER BY ?period ?value LIMIT 20"
        for row in self._lookups.solutions(text):
            first = patterns[0]
            subject: Any = row["period"] if isinstance(first.subject, Variable) else first.subject
            value: Any = row["value"] if isinstance(first.object, Variable) else first.object
            step: Any = first.step
            yield Triple(subject, step, value)

    def _plain(self, asked: Asked) -> str:
        return " ".join(filter(None, (asked.subject, asked.predicate, asked.object)))

    def _language(self, asked: Asked) -> Wording:
        if asked.language not in LANGUAGES:
            raise _fault(f"lang={asked.language} is not a language", f"write {' or '.join(LANGUAGES)}.")
        return self._words[asked.language]

    def _thing(self, text: str) -> NamedNode:
        """A thing by its IRI, its prefixed name, its path below ``id/``, or its identifier alone."""
        found = self._written(text)
        named = [found] if found else self._ids(text) if re.fullmatch(r"[\w./-]+", text) else []
        for iri in named:
            if any(True for _ in self._store.quads_for_pattern(iri, None, None, DefaultGraph())):
                return iri
        raise _fault(f"the graph has nothing called {text}", self._near(text, self._identifiers()))

    def _ids(self, text: str) -> list[NamedNode]:
        stems = (f"{stem}/{text}" for stem in _STEMS)
        return [self._names.thing(text), *map(self._names.thing, stems), self._names.term(text)]

    def _predicate(self, text: str) -> NamedNode:
        """A property, or a status, by its IRI, its prefixed name, or its name in the ontology."""
        found = RDF_TYPE if text == "a" else self._written(text)
        if found is None and re.fullmatch(r"\w+", text):
            found = self._names.term(text)
        if found is not None and (found == RDF_TYPE or self._lookups.first(found, RDF_TYPE, None)):
            return found
        terms = (
            quad.subject for quad in self._store.quads_for_pattern(None, RDF_TYPE, None, self._names.graph("ontology"))
        )
        known = {term.value.removeprefix(self._names.ontology) for term in terms if isinstance(term, NamedNode)}
        raise _fault(f"the ontology has no term {text}", self._near(text, known))

    def _value(self, subject: NamedNode, predicate: NamedNode, text: str) -> NamedNode | Literal:
        """A literal that the subject has, by its words; a day, a number, or a thing."""
        for quad in self._store.quads_for_pattern(subject, predicate, None, DefaultGraph()):
            if isinstance(quad.object, Literal) and quad.object.value == text:
                return quad.object
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return Literal(text, datatype=NamedNode(XSD + "date"))
        if re.fullmatch(r"\d+", text):
            return Literal(text, datatype=NamedNode(XSD + "integer"))
        return self._thing(text)

    def _written(self, text: str) -> NamedNode | None:
        bare = text[1:-1] if text.startswith("<") and text.endswith(">") else text
        prefix, colon, local = bare.partition(":")
        iri = self._names.prefixes()[prefix] + local if colon and prefix in self._names.prefixes() else bare
        return NamedNode(iri) if re.fullmatch(r"[a-z][a-z0-9+.-]*://[^\x00-\x20<>\"{}|^`\\]+", iri) else None

    def _holds(self, subject: NamedNode, predicate: NamedNode, value: NamedNode) -> bool:
        return any(True for _ in self._store.quads_for_pattern(subject, predicate, value, DefaultGraph()))

    def _identifiers(self) -> set[str]:
        kinds = (("Treaty", "treaty/"), ("Subject", "state/"))
        return {
            quad.subject.value.removeprefix(self._names.thing(stem).value)
            for concept, stem in kinds
            for quad in self._store.quads_for_pattern(None, RDF_TYPE, self._names.term(concept), DefaultGraph())
            if isinstance(quad.subject, NamedNode)
        }

    def _near(self, text: str, known: Iterable[str]) -> str:
        near = difflib.get_close_matches(text, list(islice(sorted(known), 5_000)), 1)
        return (
            f"did you mean {near[0]}?" if near else "write an IRI, a prefixed name or an identifier such as a State's."
        )


def _fault(fault: str, cure: str) -> QuestionError:
    return QuestionError([Problem("question", fault, cure)])
