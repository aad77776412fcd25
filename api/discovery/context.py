"""The JSON-LD context of a release: its prefixes, and how each term of the ontology is written.

It is made from the ontology and has the ontology's version. https://www.w3.org/TR/json-ld11/#the-context
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode

from treatygraph.catalogue import Question
from treatygraph.engine import Engine
from treatygraph.namespaces import OWL, RDF, RDFS, Names

MEDIA_TYPE = "application/ld+json"

#: What the query says of a value that is an IRI, and of one that is told in languages.
_LINK, _LANGUAGE = RDFS + "Resource", RDF + "langString"


def of(engine: Engine, question: Question) -> dict[str, Any]:
    """The context of a release.

    Args:
        engine: the release.
        question: what tells each term (``?term``) with what its values are taken for (``?value``).

    Returns:
        Namespaces by prefix and definitions by term, in which a term of ours has its local name, unless a prefix has
        it, and one of others its prefixed name: ``{"State": "tg:State", "actor": {"@id": "tg:actor", …}}``.
    """
    _, rows = engine.rows(engine.ask(question, {}))
    return build({term.value: value.value if value else "" for term, value in rows}, engine.names)


def version(engine: Engine) -> str:
    """The version of the ontology that a release has, which is the context's too."""
    about, stated = NamedNode(engine.names.ontology.removesuffix("#")), NamedNode(OWL + "versionInfo")
    found = engine.store.quads_for_pattern(about, stated, None, DefaultGraph())
    return next((quad.object.value for quad in found if isinstance(quad.object, Literal)), "")


def build(terms: Mapping[str, str], names: Names) -> dict[str, Any]:
    """The context of some terms, each with what its values are taken for: an IRI's datatype, or nothing."""
    defined: dict[str, Any] = dict(names.prefixes())
    for iri, value in sorted(terms.items()):
        short = names.shorten(iri)
        ours = iri.startswith(names.ontology)
        definition: dict[str, str] = {"@id": short}
        if value == _LANGUAGE and not ours:
            definition["@container"] = "@language"
        elif value == _LINK:
            definition["@type"] = "@id"
        elif value and value != _LANGUAGE:
            definition["@type"] = names.shorten(value)
        local = iri.removeprefix(names.ontology)
        defined[local if ours and local not in defined else short] = definition if len(definition) > 1 else short
    return defined
