"""The catalogue: each question is a file, and the file is its page, its REST route, its documentation and its test.

A question's parameters stand in its text as ``$name``, as SHACL writes pre-bound variables; asking puts a term in the
place of each before the query is parsed, so that the engine can plan for it. An optional parameter that is not given
stays a variable.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import DefaultGraph, Store

from treatygraph.content import Content, QueryFile
from treatygraph.errors import ContentError, Problem, QuestionError, suggestion
from treatygraph.graphs import text
from treatygraph.namespaces import RDF_TYPE, XSD, Names
from treatygraph.tables import is_date

CATALOGUE = "queries/catalogue"

#: Questions that pages ask on a reader's behalf; they have no page of their own.
PAGES = "queries/pages"


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

#: A day, a span of time (ISO 8601), one of some words, any IRI.
PLAIN = ("date", "duration", "choice", "iri")

_TOKEN = re.compile(
    r"""(?P<skip>\#[^\n]*|<[^<>"{}|^`\\\x00-\x20]*>|\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
    |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|\$(?P<name>[A-Za-z_]\w*)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question asks for before it can be asked."""

    name: str
    type: str
    required: bool = False
    default: str | None = None
    example: str | None = None
    values: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the catalogue."""

    slug: str
    place: str
    title: Mapping[str, str]
    wording: Mapping[str, str]
    description: str
    audience: str
    parameters: tuple[Parameter, ...]
    text: str

    def example(self) -> dict[str, str]:
        """The parameters of the question's example."""
        return {parameter.name: parameter.example for parameter in self.parameters if parameter.example is not None}


def questions(content: Content, folder: str = CATALOGUE) -> dict[str, Question]:
    """Every question of a folder by its slug.

    Raises:
        ContentError: a header lacks what a question needs.
    """
    return {file.name: describe(file) for file in content.queries(folder)}


def describe(file: QueryFile) -> Question:
    """The question that a file holds.

    Raises:
        ContentError: its header lacks a wording in English and French, or a parameter has a type that does not exist.
    """
    header = file.header
    problems = [
        Problem(file.place, f"its header has no {key} in English and French", f"add `{key}: {{en: …, fr: …}}`.")
        for key in ("title", "question")
        if not isinstance(header.get(key), dict) or set(header[key]) != {"en", "fr"}
    ]
    parameters = tuple(
        _parameter(file, name, rest, problems) for name, rest in (header.get("parameters") or {}).items()
    )
    used = {match["name"] for match in _TOKEN.finditer(file.text) if match["name"]}
    for name in sorted(used ^ {parameter.name for parameter in parameters}):
        known = "the text has no $" if name not in used else "the header has no parameter "
        problems.append(Problem(file.place, f"{known}{name}", "name it in both."))
    if problems:
        raise ContentError(problems)
    description = " ".join(str(header.get("description", "")).split())
    audience = str(header.get("audience", "researcher"))
    return Question(
        file.name, file.place, header["title"], header["question"], description, audience, parameters, file.text
    )


def bind(
    question: Question,
    given: Mapping[str, str],
    names: Names,
    today: str,
    known: Mapping[str, Collection[str]] | None = None,
) -> str:
    """The SPARQL text that asks a question with some values.

    Args:
        question: the question.
        given: the values as people write them: ``{"on": "2025-07-09", "reading": "party"}``.
        names: the graph's names.
        today: the day that stands for a date which is neither given nor has a default: the graph's coverage.
        known: the identifiers that the graph has, by type: ``{"state": {"JPN", …}}``; without it none is checked.

    Raises:
        QuestionError: with every parameter that is unknown, missing or wrong.
    """
    place = f"question {question.slug}"
    expected = sorted(parameter.name for parameter in question.parameters)
    problems = [
        Problem(place, f"it has no parameter {name}", _near(name, expected)) for name in given if name not in expected
    ]
    terms: dict[str, str] = {}
    for parameter in question.parameters:
        value = given.get(parameter.name) or parameter.default
        if value is None and parameter.type == "date":
            value = today
        if value is None:
            if parameter.required:
                cure = f"add {parameter.name}={parameter.example or '…'}."
                problems.append(Problem(place, f"the parameter {parameter.name} is missing", cure))
            continue
        term = _term(parameter, value, names, (known or {}).get(parameter.type))
        if isinstance(term, Problem):
            problems.append(Problem(place, term.fault, term.cure))
        else:
            terms[parameter.name] = term
    if problems:
        raise QuestionError(problems)
    return substitute(question.text, terms)


def identifiers(store: Store, names: Names, kind: str) -> frozenset[str]:
    """What a parameter of a type of ``IDENTIFIED`` may be: the things of its class, as people write them."""
    identified = IDENTIFIED[kind]
    stem = names.thing(identified.stem).value
    things = store.quads_for_pattern(None, RDF_TYPE, names.term(identified.concept), DefaultGraph())
    return frozenset(text(thing.subject).removeprefix(stem) for thing in things)


def treaties(question: Question, given: Mapping[str, str], names: Names) -> list[str]:
    """The treaties, by IRI, that a question is bound to by the values it is given."""
    named = [parameter.name for parameter in question.parameters if parameter.type == "treaty"]
    return [names.thing(f"{IDENTIFIED['treaty'].stem}{given[name]}").value for name in named if given.get(name)]


def substitute(text: str, terms: Mapping[str, str]) -> str:
    """The text with a term in the place of each ``$name``, outside comments, IRIs and strings."""
    return _TOKEN.sub(lambda match: match[0] if match["skip"] else terms.get(match["name"], match[0]), text)


def _term(parameter: Parameter, value: str, names: Names, known: Collection[str] | None) -> str | Problem:
    """The SPARQL term for a value, or what is wrong with it."""
    if parameter.type in IDENTIFIED:
        if known is not None and value not in known:
            fault = f"the graph has no {parameter.type} {value}"
            return Problem("", f"{parameter.name}: {fault}", _near(value, sorted(known)))
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
        if re.fullmatch(r"P(?=\d)(\d{1,4}Y)?(\d{1,4}M)?(\d{1,5}D)?", value):
            return f'"{value}"^^<{XSD}duration>'
        return Problem("", f"{parameter.name}={value} is not a span of time", "write it like P6M, P90D or P1Y6M.")
    if parameter.type == "iri":
        if re.fullmatch(r"[a-z][a-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]+", value):
            return f"<{value}>"
        return Problem("", f"{parameter.name}={value} is not an IRI", "write it in full.")
    values = parameter.values or {}
    if value in values:
        return str(values[value])
    return Problem("", f"{parameter.name}={value} is not one of {', '.join(values)}", f"write {' or '.join(values)}.")


def _parameter(file: QueryFile, name: str, rest: Mapping[str, Any], problems: list[Problem]) -> Parameter:
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


def _near(word: str, known: Sequence[str]) -> str:
    return suggestion(word, known, f"it knows {', '.join(known) or 'none'}.")
