"""The interface as OpenAPI 3.1 tells it, from the catalogue alone: an operation, a row and typed columns for each.

https://spec.openapis.org/oas/v3.1.0
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from api.http.negotiation import LANGUAGES
from api.questions.schemas import ANSWER, FAULT, FIELD, TYPES, WORDS
from treatygraph.catalogue import Question
from treatygraph.charts.chart import LOOKS
from treatygraph.charts.formats import DRAWN, drawn
from treatygraph.fields import Field
from treatygraph.parameters import PATTERNS, Parameter
from treatygraph.rows.formats import TYPED, offered
from treatygraph.rows.page import MOST, USUAL
from treatygraph.rows.typed import told

_PROBLEM: Final = "application/problem+json"

_ASKED: Final = re.compile(r"/queries/([a-z0-9-]+)\.json")

#: The faults of an operation on a question by status, and what they mean.
FAULTS: Final = {
    "400": ("Wrong", "A parameter is wrong"),
    "404": ("Missing", "No such thing"),
    "406": ("Unacceptable", "No such format"),
    "413": ("TooLarge", "The answer is larger than what is written"),
    "503": ("Busy", "Every worker is busy"),
    "504": ("Late", "It took longer than the time limit"),
    "507": ("TooMuch", "It needed more memory than it may have"),
}


def listed(questions: Mapping[str, Question]) -> list[dict[str, Any]]:
    """Every question: what it asks, its parameters, what its columns mean, where its answers are."""
    return [
        {
            "slug": question.slug,
            "title": dict(question.title),
            "wording": dict(question.wording),
            "description": question.description,
            "audience": question.audience,
            "parameters": [
                {
                    "name": parameter.name,
                    "type": parameter.type,
                    "required": parameter.required,
                    "default": parameter.default,
                    "values": list(parameter.values) if parameter.values else None,
                    "example": parameter.example,
                }
                for parameter in question.parameters
            ],
            "fields": [told(field) for field in question.fields],
            "links": {
                suffix: f"/queries/{question.slug}.{suffix}"
                for suffix in ("html", *offered(question), *drawn(question))
            },
        }
        for question in questions.values()
    ]


def operations(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every operation of an OpenAPI document for a list that people read; those of questions name their question."""
    return [
        {
            "method": method.upper(),
            "path": path,
            "question": _ASKED.sub(r"\1", path) if _ASKED.fullmatch(path) else "",
            "tag": (operation.get("tags") or ["Others"])[0],
            "summary": operation.get("summary", ""),
            "parameters": [each for each in operation.get("parameters", []) if "name" in each],
        }
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def complete(document: dict[str, Any], questions: Mapping[str, Question], ranks: list[str]) -> None:
    """Adds an operation for each question to an OpenAPI document, and to every operation the faults it may tell.

    Args:
        document: the document, which is changed.
        questions: the catalogue.
        ranks: the ranks that a view may ask for, by their notation, the highest first.
    """
    components = document.setdefault("components", {})
    known = components.setdefault("schemas", {})
    known |= {"Words": WORDS, "Field": FIELD, "Answer": ANSWER, "Problem": FAULT}
    known["Rank"] = {"type": "string", "enum": ranks, "description": "The standing of a source, the highest first."}
    components["parameters"] = _common()
    components["responses"] = {
        name: {"description": fault, "content": {_PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
        for name, fault in FAULTS.values()
    }
    for path in document["paths"].values():
        for operation in path.values():
            # The framework's 422 is never sent.
            operation["responses"].pop("422", None)
            for status, (name, _) in FAULTS.items():
                operation["responses"].setdefault(status, {"$ref": f"#/components/responses/{name}"})
    for question in questions.values():
        name = "".join(part.capitalize() for part in re.split(r"\W+", question.slug))
        known[f"{name}Row"] = _row(question)
        known[f"{name}Answer"] = _answer(question, name)
        document["paths"][f"/queries/{question.slug}.json"] = {"get": _operation(question, name)}
    charted = [question.slug for question in questions.values() if question.chart]
    for suffix, media_type in DRAWN.items():
        document["paths"][f"/queries/{{question}}.{suffix}"] = {"get": _drawing(charted, suffix, media_type)}


def _operation(question: Question, name: str) -> dict[str, Any]:
    common = ("knownAt", "rank", "page", "size")
    responses: dict[str, Any] = {
        "200": {
            "description": "The rows, and what was asked",
            "content": {TYPED: {"schema": {"$ref": f"#/components/schemas/{name}Answer"}}},
        }
    }
    responses |= {status: {"$ref": f"#/components/responses/{fault}"} for status, (fault, _) in FAULTS.items()}
    return {
        "operationId": question.slug.replace("-", "_"),
        "tags": [f"For the {question.audience}"],
        "summary": question.title["en"],
        "description": "\n\n".join(filter(None, (question.wording["en"], question.description))),
        "parameters": [_parameter(each) for each in question.parameters]
        + [{"$ref": f"#/components/parameters/{each}"} for each in common],
        "responses": responses,
    }


def _drawing(charted: list[str], suffix: str, media_type: str) -> dict[str, Any]:
    """The operation that draws the answers to the questions that have a chart."""
    named = {"name": "question", "in": "path", "required": True, "schema": {"type": "string", "enum": charted}}
    looks = {"lang": LANGUAGES, **LOOKS}
    responses: dict[str, Any] = {"200": {"description": "The chart", "content": {media_type: {}}}}
    return {
        "operationId": f"draw_{suffix.replace('.', '_')}",
        "tags": ["Charts"],
        "summary": f"The chart of a question's answer as {media_type}",
        "description": "The question's own parameters are given as to its rows.",
        "parameters": [
            named,
            *(
                {"name": name, "in": "query", "required": False, "schema": {"type": "string", "enum": list(known)}}
                for name, known in looks.items()
            ),
        ],
        "responses": responses
        | {status: {"$ref": f"#/components/responses/{fault}"} for status, (fault, _) in FAULTS.items()},
    }


def _answer(question: Question, name: str) -> dict[str, Any]:
    rows = {"type": "array", "items": {"$ref": f"#/components/schemas/{name}Row"}}
    return {
        "description": question.title["en"],
        "allOf": [
            {"$ref": "#/components/schemas/Answer"},
            {"type": "object", "properties": {"rows": rows}, "required": ["rows"]},
        ],
    }


def _row(question: Question) -> dict[str, Any]:
    names = [field.name for field in question.fields]
    properties = {field.name: _property(field) for field in question.fields}
    return {"type": "object", "properties": properties, "required": names, "additionalProperties": False}


def _property(field: Field) -> dict[str, Any]:
    return {**TYPES[field.type], "title": field.title["en"], "description": field.description["en"]}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if parameter.values:
        schema["enum"] = list(parameter.values)
    elif parameter.type == "date":
        schema["format"] = "date"
    else:
        schema["pattern"] = f"^(?:{PATTERNS[parameter.type]})$"
    if parameter.default is not None:
        schema["default"] = parameter.default
    found: dict[str, Any] = {"name": parameter.name, "in": "query", "required": parameter.required, "schema": schema}
    if parameter.type == "date" and parameter.default is None:
        found["description"] = "A day; the last one that the release covers where it is not given."
    if parameter.example is not None:
        found["example"] = parameter.example
    return found


def _common() -> dict[str, Any]:
    """The parameters that every question has."""
    described = {
        "knownAt": (
            {"type": "string", "format": "date"},
            "Count only what a document published by this day reports.",
        ),
        "rank": ({"$ref": "#/components/schemas/Rank"}, "Count only records of this rank or above."),
        "page": (
            {"type": "integer", "minimum": 1, "maximum": 999_999_999},
            f"The number of a page, from 1. Without page and size the answer is whole; a page has {USUAL} rows.",
        ),
        "size": ({"type": "integer", "minimum": 1, "maximum": MOST}, "The rows of a page."),
    }
    return {
        name: {"name": name, "in": "query", "required": False, "description": description, "schema": schema}
        for name, (schema, description) in described.items()
    }
