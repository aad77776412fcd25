"""What the columns of questions and tables mean: their types, titles and descriptions, and the typed values of terms.

A glossary says it once for every name; a file whose column differs overrides what differs in its header.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import yaml
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from treatygraph.content import Content
from treatygraph.errors import ContentError, Problem, suggestion

GLOSSARY: Final = "queries/fields.yaml"

#: The types of columns; dates and durations are written as ISO 8601 writes them.
TYPES: Final = ("string", "iri", "date", "integer", "decimal", "boolean", "duration")

_LANGUAGES = {"en", "fr"}
_KEYS = ("type", "title", "description", "property", "names")


@dataclass(frozen=True, slots=True)
class Field:
    """A column: the type of its values, its title and what it means, in English and French.

    Attributes:
        name: the name of the variable.
        type: one of ``TYPES``.
        title: a few words by language.
        description: one sentence by language.
        property: the property that the column says of a row, as a prefixed name; empty where there is none.
        names: the class whose things the values name, by IRI or by code; empty where it matters to no format.
    """

    name: str
    type: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    property: str = ""
    names: str = ""


def glossary(content: Content) -> dict[str, Field]:
    """Every column that the glossary explains, by its name.

    Raises:
        ContentError: the glossary is missing or is not YAML, or an entry lacks something.
    """
    try:
        said = yaml.load(content.text_of(GLOSSARY) or "", yaml.CSafeLoader)
    except yaml.YAMLError as error:
        fault = f"it is not YAML: {' '.join(str(error).split())}"
        raise ContentError([Problem(GLOSSARY, fault, "mend the line it names.")]) from error
    if not isinstance(said, dict):
        raise ContentError([Problem(GLOSSARY, "it explains no column", "write `name: {type: …, title: …, …}`.")])
    return overridden({}, said, GLOSSARY)


def overridden(known: Mapping[str, Field], header: Any, place: str) -> dict[str, Field]:
    """The columns as a file means them, by name: the known ones with what its ``fields`` say otherwise.

    Args:
        known: what the glossary explains.
        header: the value of ``fields`` in the file's header, or nothing.
        place: the file, for the errors.

    Raises:
        ContentError: with every entry that lacks something, has a key or a type that does not exist.
    """
    problems: list[Problem] = []
    entries = header if isinstance(header, dict) else {}
    if header is not None and not isinstance(header, dict):
        problems.append(Problem(place, "its fields are not explained by name", "write `name: {type: …, …}`."))
    found = dict(known)
    for name, entry in entries.items():
        at = f"{place}: {name}"
        given = entry if isinstance(entry, dict) else {}
        if not isinstance(name, str):
            problems.append(Problem(at, "YAML does not read this name as text", "put it in quotation marks."))
        problems += [
            Problem(at, f"a field has no {key}", suggestion(str(key), _KEYS, f"it has {', '.join(_KEYS)}."))
            for key in given
            if key not in _KEYS
        ]
        base = known.get(str(name), Field(str(name), "", {}, {}))
        field = replace(base, **{key: value for key, value in given.items() if key in _KEYS})
        if field.type not in TYPES:
            cure = suggestion(str(field.type), TYPES, f"write one of {', '.join(TYPES)}.")
            problems.append(Problem(at, f"its type is {field.type or 'missing'}", cure))
        for key, words in (("title", field.title), ("description", field.description)):
            if not isinstance(words, dict) or set(words) != _LANGUAGES:
                problems.append(
                    Problem(at, f"it has no {key} in English and French", f"add `{key}: {{en: …, fr: …}}`.")
                )
        found[str(name)] = field
    if problems:
        raise ContentError(problems)
    return found


def described(columns: Sequence[str], known: Mapping[str, Field], place: str) -> tuple[Field, ...]:
    """The field of each column, in their order.

    Raises:
        ContentError: with every column that has no entry.
    """
    problems = [
        Problem(place, f"the column {name} is not explained", f"add it to {GLOSSARY} or under `#+ fields:`.")
        for name in columns
        if name not in known
    ]
    if problems:
        raise ContentError(problems)
    return tuple(known[name] for name in columns)


def value(field: Field, term: NamedNode | BlankNode | Literal | Triple | None) -> str | int | float | bool | None:
    """A term as the value that a column of its type holds; nothing for what is unbound."""
    if term is None:
        return None
    return typed(field, str(term) if isinstance(term, Triple) else term.value)


def typed(field: Field, said: str) -> str | int | float | bool:
    """A text as the value that a column of its type holds.

    A decimal number is a float where a float holds it exactly as written and text where none does, so that nothing is
    lost; what does not fit the type stays text.
    """
    if field.type == "integer":
        return int(said) if re.fullmatch(r"[+-]?[0-9]+", said) else said
    if field.type == "boolean":
        return {"true": True, "1": True, "false": False, "0": False}.get(said, said)
    if field.type == "decimal":
        return _decimal(said)
    return said


def _decimal(said: str) -> str | float:
    try:
        written, number = Decimal(said), float(said)
    except (InvalidOperation, ValueError):
        return said
    return number if math.isfinite(number) and Decimal(repr(number)) == written else said
