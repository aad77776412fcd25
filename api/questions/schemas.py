"""The schemas of what the interface answers, as OpenAPI 3.1 has them (JSON Schema 2020-12)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from api.http.negotiation import LANGUAGES

#: The type, as JSON Schema has it, of the values of each type of field.
TYPES: Final[Mapping[str, dict[str, Any]]] = {
    "string": {"type": ["string", "null"]},
    "iri": {"type": ["string", "null"], "format": "uri"},
    "date": {"type": ["string", "null"], "format": "date"},
    "duration": {"type": ["string", "null"], "format": "duration"},
    "integer": {"type": ["integer", "null"]},
    "decimal": {"type": ["number", "null"]},
    "boolean": {"type": ["boolean", "null"]},
}

WORDS: Final = {
    "type": "object",
    "properties": {language: {"type": "string"} for language in LANGUAGES},
    "required": list(LANGUAGES),
}

#: What every answer says beside its rows.
ANSWER: Final[Mapping[str, Any]] = {
    "type": "object",
    "description": "What was asked of which release, and which of the rows follow.",
    "properties": {
        "question": {"type": "string", "description": "The name of the question."},
        "title": {"$ref": "#/components/schemas/Words"},
        "release": {"type": "string", "description": "The identifier of the release."},
        "coverage": {"type": "string", "format": "date", "description": "The last day that the release covers."},
        "asked": {
            "type": "object",
            "description": "The value of every parameter, null where it has none.",
            "additionalProperties": {"type": ["string", "null"]},
        },
        "total": {"type": "integer", "minimum": 0, "description": "How many rows there are on all pages."},
        "page": {"type": "integer", "minimum": 1, "description": "The number of this page."},
        "size": {"type": "integer", "minimum": 0, "description": "The rows of a page; all where none was asked for."},
        "pages": {"type": "integer", "minimum": 1, "description": "How many pages there are."},
        "fields": {"type": "array", "items": {"$ref": "#/components/schemas/Field"}},
        "links": {
            "type": "object",
            "description": "Addresses on this host, by relation (self, first, prev, next, last) and suffix (csv, …).",
            "additionalProperties": {"type": "string"},
        },
    },
    "required": [
        "question",
        "title",
        "release",
        "coverage",
        "asked",
        "total",
        "page",
        "size",
        "pages",
        "fields",
        "links",
    ],
}

FIELD: Final[Mapping[str, Any]] = {
    "type": "object",
    "description": "A column: its name, the type of its values, its title and what it means.",
    "properties": {
        "name": {"type": "string"},
        "type": {"type": "string", "enum": list(TYPES)},
        "title": {"$ref": "#/components/schemas/Words"},
        "description": {"$ref": "#/components/schemas/Words"},
    },
    "required": ["name", "type", "title", "description"],
}

FAULT: Final[Mapping[str, Any]] = {
    "type": "object",
    "description": "What is wrong and how to mend it (RFC 9457).",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong."},
        "cure": {"type": "string", "description": "How to mend it."},
    },
    "required": ["type", "title", "status", "detail"],
}
