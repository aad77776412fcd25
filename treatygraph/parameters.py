"""What a question asks for before it can be asked: the types of parameters, and the terms that values stand for."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from treatygraph.content import QueryFile
from treatygraph.errors import Problem, suggestion
from treatygraph.namespaces import XSD, Names
from treatygraph.tables import is_date


@dataclass(frozen=True, slots=True)
class Identified:
    """A type of parameter whose values identify things of the graph: what they look like, where, of which class."""

    pattern: str
    stem: str
    concept: str


#: What a parameter may identify; the types that identify nothing are in ``PLAIN``.
IDENTIFIED = {
    "treaty": Identified(r"[a-z]+-[a-z0-9]+", "treaty/", "Treaty"),
    "state": Identified(r"[A-Z]{3}", "state/", "Subject"),
    "organisation": Identified(r"[a-z0-9]+(-[a-z0-9]+)*", "organisation/", "Organisation"),
    "source": Identified(r"[A-Za-z0-9_.-]+", "source/", "Source"),
    "measure": Identified(r"(offence|power)/[a-z]+-[a-z0-9]+/[A-Z][A-Za-z0-9]*", "", "Measure"),
}

#: A day, a span of time (ISO 8601), one of some words, any IRI, IRIs with blanks between them, a whole number.
PLAIN = ("date", "duration", "choice", "iri", "iris", "count")

#: What values look like, of the types that are told by their looks.
PATTERNS = {
    **{name: identified.pattern for name, identified in IDENTIFIED.items()},
    "duration": r"P(?=[0-9])([0-9]{1,4}Y)?([0-9]{1,4}M)?([0-9]{1,5}D)?",
    "iri": r"[a-z][a-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]+",
    "count": r"[0-9]{1,9}",
}
PATTERNS["iris"] = f"{PATTERNS['iri']}( {PATTERNS['iri']})*"


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question asks for before it can be asked."""

    name: str
    type: str
    required: bool = False
    default: str | None = None
    example: str | None = None
    values: Mapping[str, str] | None = None


def of_header(file: QueryFile, name: str, rest: Mapping[str, Any], problems: list[Problem]) -> Parameter:
    """The parameter that a header describes; what is wrong with it is added to the problems."""
    try:
        parameter = Parameter(name, **rest)
    except TypeError as error:
        problems.append(Problem(file.place, f"its parameter {name} is not described: {error}", "see a neighbour."))
        return Parameter(name, "date")
    known = (*IDENTIFIED, *PLAIN)
    if parameter.type not in known:
        fault = f"its parameter {name} has the type {parameter.type}"
        problems.append(Problem(file.place, fault, f"write one of {', '.join(known)}."))
    return parameter


def term(parameter: Parameter, value: str, names: Names, known: Collection[str] | None) -> str | Problem:
    """The SPARQL term for a value, or what is wrong with it."""
    if parameter.type in IDENTIFIED:
        if known is not None and value not in known:
            fault = f"the graph has no {parameter.type} {value}"
            return Problem("", f"{parameter.name}: {fault}", near(value, sorted(known)))
        identified = IDENTIFIED[parameter.type]
        if re.fullmatch(identified.pattern, value):
            return f"<{names.thing(identified.stem + value).value}>"
        cure = f"write it like {parameter.example}."
        return Problem("", f"{parameter.name}={value} is not a {parameter.type}", cure)
    if parameter.type == "date":
        if is_date(value):
            return f'"{value}"^^<{XSD}date>'
        return Problem("", f"{parameter.name}={value} is not a date", "write it as YYYY-MM-DD.")
    if parameter.type == "duration":
        if re.fullmatch(PATTERNS["duration"], value):
            return f'"{value}"^^<{XSD}duration>'
        return Problem("", f"{parameter.name}={value} is not a span of time", "write it like P6M, P90D or P1Y6M.")
    if parameter.type in ("iri", "iris"):
        if re.fullmatch(PATTERNS[parameter.type], value):
            return " ".join(f"<{each}>" for each in value.split(" "))
        return Problem("", f"{parameter.name}={value} is not an IRI", "write it in full.")
    if parameter.type == "count":
        if re.fullmatch(PATTERNS["count"], value):
            return value
        return Problem("", f"{parameter.name}={value} is not a whole number", "write digits only.")
    values = parameter.values or {}
    if value in values:
        return str(values[value])
    return Problem("", f"{parameter.name}={value} is not one of {', '.join(values)}", f"write {' or '.join(values)}.")


def near(word: str, known: Sequence[str]) -> str:
    """The cure for a word that is none of those that are known."""
    return suggestion(word, known, f"it knows {', '.join(known) or 'none'}.")
