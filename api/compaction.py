"""Makes short JSON-LD of the expanded form that the store writes.

https://www.w3.org/TR/json-ld11-api/#compaction-algorithm
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from treatygraph.namespaces import RDF_TYPE


def compact(nodes: Sequence[Mapping[str, Any]], prefixes: Mapping[str, str]) -> dict[str, Any]:
    """A document whose context holds the prefixes that it uses and whose IRIs are written with them.

    Args:
        nodes: node objects in expanded form.
        prefixes: namespaces by prefix; each ends in ``/`` or ``#``, as the context asks of a prefix.
    """
    used: dict[str, str] = {}

    def short(iri: str) -> str:
        for prefix, namespace in prefixes.items():
            rest = iri.removeprefix(namespace)
            if rest not in (iri, "") and not rest.startswith("//"):
                used[prefix] = namespace
                return f"{prefix}:{rest}"
        return iri

    def value(found: Mapping[str, Any]) -> Any:
        if "@id" in found:
            return {"@id": short(found["@id"])}
        if "@type" in found:
            return {"@type": short(found["@type"]), "@value": found["@value"]}
        return dict(found) if "@language" in found else found["@value"]

    def node(found: Mapping[str, Any]) -> dict[str, Any]:
        written: dict[str, Any] = {"@id": short(found["@id"])}
        for property_, values in found.items():
            if property_ == RDF_TYPE.value:
                written["@type"] = _single([short(each["@id"]) for each in values])
            elif property_ != "@id":
                written[short(property_)] = _single([value(each) for each in values])
        return written

    graph = [node(each) for each in nodes]
    return {"@context": dict(sorted(used.items())), "@graph": graph}


def _single(values: list[Any]) -> Any:
    """One value without its list."""
    return values[0] if len(values) == 1 else values
