"""Makes short JSON-LD of the expanded form that the store writes.

https://www.w3.org/TR/json-ld11-api/#compaction-algorithm
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from treatygraph.namespaces import RDF_TYPE, XSD


def compact(nodes: Sequence[Mapping[str, Any]], prefixes: Mapping[str, Any]) -> dict[str, Any]:
    """A document that carries the part of a context that it uses, so that nobody has to fetch one to read it.

    Args:
        nodes: node objects in expanded form.
        prefixes: a context: namespaces by prefix, each ending in ``/`` or ``#`` as JSON-LD asks of a prefix, and, where
            values are to be short as well, terms (``"tg:State"`` or ``{"@id": "tg:actor", "@type": "@id"}``) by name.
    """
    writer = _Writer(prefixes)
    graph = [writer.node(each) for each in merged(nodes)]
    return {"@context": dict(sorted(writer.used.items())), "@graph": graph}


def merged(nodes: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each node once with each of its values once, in the order in which they come.

    The store writes a node anew wherever statements of another stand between its own.
    """
    found: dict[str, dict[str, Any]] = {}
    for node in nodes:
        known = found.setdefault(node["@id"], {"@id": node["@id"]})
        for property_, values in node.items():
            if property_ != "@id":
                told = known.setdefault(property_, {})
                told.update((json.dumps(each, sort_keys=True), each) for each in values)
    return [
        {key: value if key == "@id" else list(value.values()) for key, value in node.items()} for node in found.values()
    ]


class _Writer:
    """Writes nodes by a context, and notes what of it they use."""

    def __init__(self, context: Mapping[str, Any]) -> None:
        self.used: dict[str, Any] = {}
        self._context = context
        said = {name: {"@id": value} if isinstance(value, str) else value for name, value in context.items()}
        self._namespaces = {name: value["@id"] for name, value in said.items() if value["@id"].endswith(("/", "#"))}
        terms = ((name, value) for name, value in said.items() if name not in self._namespaces)
        self._terms = {self._whole(value["@id"]): (name, value) for name, value in terms}

    def node(self, found: Mapping[str, Any]) -> dict[str, Any]:
        """A node object."""
        written: dict[str, Any] = {"@id": self._short(found["@id"])}
        for property_, values in found.items():
            if property_ == RDF_TYPE.value:
                written["@type"] = _single([self._class(each["@id"]) for each in values])
            elif property_ != "@id":
                key, said = self._property(property_, values)
                written[key] = said
        return written

    def _property(self, iri: str, values: Sequence[Mapping[str, Any]]) -> tuple[str, Any]:
        """The key of a property and its values."""
        name, definition = self._terms.get(iri, ("", {}))
        if definition.get("@container") == "@language":
            if any("@id" in each or "@type" in each for each in values):
                # In a map by language there is no place for them: without the term's name its definition is not heeded.
                return iri, _single([self._value(each, "") for each in values])
            told: dict[str, list[Any]] = {}
            for each in values:
                told.setdefault(each.get("@language", "@none"), []).append(each["@value"])
            self._use(name)
            return name, {language: _single(texts) for language, texts in told.items()}
        written = _single([self._value(each, definition.get("@type", "")) for each in values])
        if not definition:
            return self._short(iri), written
        self._use(name)
        return name, written

    def _value(self, found: Mapping[str, Any], coerced: str) -> Any:
        """A value of a property whose values are taken for links (``@id``) or for literals of a datatype."""
        if "@id" in found:
            short = self._short(found["@id"])
            return short if coerced == "@id" else {"@id": short}
        if "@language" in found:
            return dict(found)
        if "@type" in found:
            if coerced and self._whole(coerced) == found["@type"]:
                return _native(found["@value"], found["@type"])
            return {"@type": self._short(found["@type"]), "@value": found["@value"]}
        return {"@value": found["@value"]} if coerced else found["@value"]

    def _class(self, iri: str) -> str:
        name, _ = self._terms.get(iri, ("", {}))
        if not name:
            return self._short(iri)
        self._use(name)
        return name

    def _use(self, name: str) -> None:
        """Takes a term into the document's context with the prefixes that its definition is written with."""
        self.used[name] = said = self._context[name]
        for short in [said] if isinstance(said, str) else [said["@id"], said.get("@type", "")]:
            prefix = short.partition(":")[0]
            if prefix in self._namespaces:
                self.used[prefix] = self._namespaces[prefix]

    def _short(self, iri: str) -> str:
        """An IRI with a prefix, where there is one for it."""
        for prefix, namespace in self._namespaces.items():
            rest = iri.removeprefix(namespace)
            if rest not in (iri, "") and not rest.startswith("//"):
                self.used[prefix] = namespace
                return f"{prefix}:{rest}"
        return iri

    def _whole(self, short: str) -> str:
        """The IRI that a definition writes with a prefix."""
        prefix, colon, rest = short.partition(":")
        return self._namespaces[prefix] + rest if colon and prefix in self._namespaces else short


def _native(text: str, datatype: str) -> Any:
    """A whole number or a truth as JSON has it, where JSON-LD makes the same literal of it again; else the text."""
    if datatype == XSD + "boolean" and text in ("true", "false"):
        return text == "true"
    if datatype == XSD + "integer" and text.removeprefix("-").isdecimal() and str(int(text)) == text:
        return int(text)
    return text


def _single(values: list[Any]) -> Any:
    """One value without its list."""
    return values[0] if len(values) == 1 else values
