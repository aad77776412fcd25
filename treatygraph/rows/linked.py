"""Rows as linked data: JSON-LD 1.1 (https://www.w3.org/TR/json-ld11/) that carries its own context.

A row says of itself what its columns say. The columns are properties of the question: their IRIs are places on its
page, and each names the property of the ontology that it tells of, where there is one. A row does not take that
property for its own: it would become, by the property's domain, what its State or its act is.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from treatygraph.fields import Field, typed
from treatygraph.namespaces import DCTERMS, PROV, RDF, RDFS, SCHEMA, XSD, Names
from treatygraph.rows.head import Cell, Head

#: The datatype of what JSON has no value for.
_DATATYPES: Final = {"date": "xsd:date", "duration": "xsd:duration", "decimal": "xsd:decimal"}

_PREFIXES: Final = {"rdf": RDF, "rdfs": RDFS, "xsd": XSD, "dcterms": DCTERMS, "prov": PROV, "schema": SCHEMA}

#: The class or datatype of a column's values.
_RANGES: Final = {"string": "xsd:string", "iri": "rdfs:Resource", "integer": "xsd:integer", "boolean": "xsd:boolean"}


def write(fields: Sequence[Field], rows: Sequence[Sequence[Cell]], head: Head) -> bytes:
    """The rows as one JSON-LD document (``application/ld+json``): the answer, its rows, the columns."""
    self = head.base + head.links.get("self", f"/queries/{head.question.slug}").removeprefix("/")
    numbered = [(f"{self}#row={number}", row) for number, row in enumerate(rows, start=head.page.first + 1)]
    answer = {
        "@id": self,
        "@type": ["prov:Collection", "schema:Dataset"],
        "dcterms:title": _words(head.question.title),
        "dcterms:isFormatOf": {"@id": head.address},
        "prov:wasDerivedFrom": {"@id": f"{head.base}release/{head.release}"},
        "schema:temporalCoverage": f"../{head.coverage}",
        "schema:numberOfItems": head.page.total,
        "prov:hadMember": [{"@id": name} for name, _ in numbered],
    }
    columns = [_column(field, head) for field in fields]
    said = [{"@id": name, **_row(fields, row)} for name, row in numbered]
    document = {"@context": _context(fields, head), "@graph": [answer, *said, *columns]}
    return json.dumps(document, ensure_ascii=False).encode("utf-8")


def _context(fields: Sequence[Field], head: Head) -> dict[str, Any]:
    """What each name stands for."""
    context: dict[str, Any] = {"@version": 1.1, **_PREFIXES}
    for field in fields:
        term = {"@id": f"{head.address}#{field.name}"}
        if field.type == "iri":
            term["@type"] = "@id"
        elif field.type in _DATATYPES:
            term["@type"] = _DATATYPES[field.type]
        context[field.name] = term
    return context


def _row(fields: Sequence[Field], row: Sequence[Cell]) -> dict[str, Any]:
    """What a row says; a cell that is not bound says nothing."""
    return {field.name: _value(field, cell) for field, cell in zip(fields, row, strict=True) if cell is not None}


def _value(field: Field, cell: Cell) -> Any:
    assert cell is not None  # noqa: S101  (an unbound cell is left out)
    if "xml:lang" in cell:
        return {"@value": cell["value"], "@language": cell["xml:lang"]}
    # A float would come back as a double: the datatype of the context wants the number as it is written.
    return cell["value"] if field.type == "decimal" else typed(field, cell["value"])


def _column(field: Field, head: Head) -> dict[str, Any]:
    told = {
        "@id": f"{head.address}#{field.name}",
        "@type": "rdf:Property",
        "rdfs:label": _words(field.title),
        "rdfs:comment": _words(field.description),
        "rdfs:range": {"@id": _DATATYPES.get(field.type) or _RANGES[field.type]},
        "rdfs:isDefinedBy": {"@id": head.address},
    }
    prefix, _, name = field.property.partition(":")
    if name:
        told["rdfs:seeAlso"] = {"@id": Names(head.base).prefixes()[prefix] + name}
    return told


def _words(words: Any) -> list[dict[str, str]]:
    return [{"@value": text, "@language": language} for language, text in words.items()]
