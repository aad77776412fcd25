"""How triples, conditions and what is absent are said in words: labels, and the sentence that a rule's header gives.

A header's ``says`` has a sentence in each language in which ``{variable}`` stands for the name of what the variable is;
what is between square brackets is left out where a variable in it is not bound, or where two variables that stand
before it (``[first!=last? to {last}]``) are the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Store, Triple, Variable

from treatygraph.namespaces import DCTERMS, OWL, RDF, RDFS, RDFS_LABEL, SKOS, Names
from treatygraph.proofs.scope import Solution
from treatygraph.proofs.syntax import Element, Group, Pattern, Select, Term, Union

LANGUAGES = ("en", "fr")

_VARIABLE = re.compile(r"\{(\w+)\}")
_PART = re.compile(r"\[(?:(\w+)!=(\w+)\?)?([^\[\]]*)\]")
_PREFERRED = NamedNode(SKOS + "prefLabel")

#: The few words that are ours, in each language.
_OURS = {
    "en": {
        "any": "some {}",
        "and": "; ",
        "absent": "not recorded: {}",
        "present": "in the way: {}",
        "unmet": "not met: {}",
    },
    "fr": {
        "any": "quelque {}",
        "and": " ; ",
        "absent": "non consigné : {}",
        "present": "fait obstacle : {}",
        "unmet": "non rempli : {}",
    },
}

#: What the terms of RDF are called in a sentence.
_PLAIN = {
    RDF + "type": {"en": "is a", "fr": "est"},
    RDFS + "subClassOf": {"en": "is a kind of", "fr": "est une sorte de"},
    RDFS + "subPropertyOf": {"en": "is a narrower link than", "fr": "est un lien plus étroit que"},
    OWL + "inverseOf": {"en": "is the inverse of", "fr": "est l’inverse de"},
    OWL + "propertyChainAxiom": {"en": "is the chain", "fr": "est la chaîne"},
    DCTERMS + "source": {"en": "source", "fr": "source"},
}


@dataclass(slots=True)
class Wording:
    """Words for the things of one store, in one language."""

    store: Store
    names: Names
    language: str = "en"
    _labels: dict[Any, str] = field(default_factory=dict)

    def name(self, term: Term) -> str:
        """What a thing is called: a treaty by its number in its series, anything else by its label."""
        if isinstance(term, Literal):
            return term.value
        if isinstance(term, Triple | BlankNode):
            return "…"
        if term not in self._labels:
            self._labels[term] = self._label(term)
        return self._labels[term]

    def triple(self, triple: Triple) -> str:
        """A triple as a plain sentence."""
        return f"{self.name(triple.subject)} {self.name(triple.predicate)} {self.name(triple.object)}"

    def triples(self, triples: Iterable[Triple]) -> str:
        """Triples as sentences, those of one subject together."""
        said: dict[Any, list[str]] = {}
        for triple in triples:
            rest = f"{self.name(triple.predicate)} {self.name(triple.object)}"
            said.setdefault(triple.subject, []).append(rest)
        return "; ".join(f"{self.name(subject)} {', '.join(rest)}" for subject, rest in said.items())

    def sentence(self, template: Mapping[str, str], solution: Solution) -> str:
        """A header's sentence with the names of what its variables are."""

        def named(match: re.Match[str]) -> str:
            return self.name(solution[match[1]]) if match[1] in solution else "…"

        def part(match: re.Match[str]) -> str:
            one, other, text = match.groups()
            bound = set(_VARIABLE.findall(text)) <= set(solution)
            return text if bound and (one is None or solution.get(one) != solution.get(other)) else ""

        text = template.get(self.language) or template.get("en", "")
        return _VARIABLE.sub(named, _PART.sub(part, " ".join(text.split())))

    def absent(self, group: Group, solution: Mapping[str, Term]) -> str:
        """That nothing fits a group."""
        return self._own("absent").format(self.patterns(_patterns(group), solution))

    def lacking(self, patterns: Iterable[Pattern], solution: Mapping[str, Term]) -> str:
        """That some triples are missing."""
        return self._own("absent").format(self.patterns(patterns, solution))

    def present(self, group: Group, solution: Mapping[str, Term]) -> str:
        """That something stands in the way."""
        return self._own("present").format(self.patterns(_patterns(group), solution))

    def unmet(self, condition: str) -> str:
        """That a condition is not met."""
        return self._own("unmet").format(condition)

    def patterns(self, patterns: Iterable[Pattern], solution: Mapping[str, Term]) -> str:
        """What some patterns look for, what is not known of it named by its variable."""

        def slot(part: Any) -> str:
            if isinstance(part, Variable):
                known = solution.get(part.value)
                return self.name(known) if known is not None else self._own("any").format(spoken(part.value))
            return self.name(part) if isinstance(part, NamedNode | Literal) else path(part, self.name)

        told: dict[str, list[str]] = {}
        for found in patterns:
            told.setdefault(slot(found.subject), []).append(f"{slot(found.step)} {slot(found.object)}")
        return self._own("and").join(f"{thing} {', '.join(dict.fromkeys(rest))}" for thing, rest in told.items())

    def _own(self, key: str) -> str:
        return _OURS[self.language][key]

    def _label(self, term: NamedNode) -> str:
        for predicate in (self.names.term("seriesNumber"), _PREFERRED, RDFS_LABEL):
            quads = self.store.quads_for_pattern(term, predicate, None, DefaultGraph())
            found = {
                quad.object.language or "": quad.object.value for quad in quads if isinstance(quad.object, Literal)
            }
            for language in (self.language, "", "en", *sorted(found)):
                if language in found:
                    return found[language]
        if term.value in _PLAIN:
            return _PLAIN[term.value][self.language]
        short = self.names.shorten(term.value)
        return short if short != term.value else term.value.removeprefix(self.names.base)


def spoken(name: str) -> str:
    """A variable's name as words: ``earliestFrom`` as ``earliest from``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def path(step: Any, name: Callable[[Term], str]) -> str:
    """A property path in words."""
    if isinstance(step, NamedNode):
        return name(step)
    return f" {step.kind} ".join(path(part, name) for part in step.parts)


def _patterns(element: Element) -> list[Pattern]:
    """The triple patterns that a group asks for, in the order in which they are written."""
    if isinstance(element, Pattern):
        return [element]
    if isinstance(element, Group):
        return [pattern for part in element.elements for pattern in _patterns(part)]
    if isinstance(element, Select):
        return _patterns(element.group)
    return _patterns(element.branches[0]) if isinstance(element, Union) else []
