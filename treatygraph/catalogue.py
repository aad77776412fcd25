"""The catalogue: each question is a file, and the file is its page, its REST route, its documentation and its test.

A question's parameters stand in its text as ``$name``, as SHACL writes pre-bound variables; asking puts a term in the
place of each before the query is parsed, so that the engine can plan for it. An optional parameter that is not given
stays a variable.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from pyoxigraph import DefaultGraph, QuerySolutions, Store

from treatygraph.charts.chart import Chart, House, beside
from treatygraph.content import Content, QueryFile
from treatygraph.errors import ContentError, Problem, QuestionError
from treatygraph.fields import Field, described, glossary, overridden
from treatygraph.graphs import text
from treatygraph.namespaces import RDF_TYPE, Names
from treatygraph.parameters import IDENTIFIED, Parameter, near, of_header, term
from treatygraph.tokens import placeholders, substitute

CATALOGUE = "queries/catalogue"

#: Questions that pages ask on a reader's behalf; they have no page of their own.
PAGES = "queries/pages"


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
    fields: tuple[Field, ...] = ()
    chart: Chart | None = None

    def example(self) -> dict[str, str]:
        """The parameters of the question's example."""
        return {parameter.name: parameter.example for parameter in self.parameters if parameter.example is not None}


def questions(content: Content, folder: str = CATALOGUE) -> dict[str, Question]:
    """Every question of a folder by its slug; those of the catalogue with what their columns mean, and their charts.

    Raises:
        ContentError: a header lacks what a question needs, a column of the catalogue is not explained, or a chart is no
            specification.
    """
    if folder != CATALOGUE:
        return {file.name: describe(file) for file in content.queries(folder)}
    known = glossary(content)
    found = [describe(file, known) for file in content.queries(folder)]
    if not found:
        return {}
    house = House.of(content)
    return {each.slug: replace(each, chart=beside(content, each.place, each.fields, known, house)) for each in found}


def describe(file: QueryFile, explained: Mapping[str, Field] | None = None) -> Question:
    """The question that a file holds.

    Args:
        file: the file.
        explained: what columns mean, by name; without it the question has no fields.

    Raises:
        ContentError: its header lacks a wording in English and French, a parameter has a type that does not exist, or a
            column is not explained.
    """
    header = file.header
    problems = [
        Problem(file.place, f"its header has no {key} in English and French", f"add `{key}: {{en: …, fr: …}}`.")
        for key in ("title", "question")
        if not isinstance(header.get(key), dict) or set(header[key]) != {"en", "fr"}
    ]
    parameters = tuple(of_header(file, name, rest, problems) for name, rest in (header.get("parameters") or {}).items())
    used = placeholders(file.text)
    for name in sorted(used ^ {parameter.name for parameter in parameters}):
        known = "the text has no $" if name not in used else "the header has no parameter "
        problems.append(Problem(file.place, f"{known}{name}", "name it in both."))
    if problems:
        raise ContentError(problems)
    description = " ".join(str(header.get("description", "")).split())
    audience = str(header.get("audience", "researcher"))
    fields: tuple[Field, ...] = ()
    if explained is not None:
        fields = described(columns(file), overridden(explained, header.get("fields"), file.place), file.place)
    words = header["title"], header["question"], description, audience
    return Question(file.name, file.place, *words, parameters, file.text, fields)


def columns(file: QueryFile) -> tuple[str, ...]:
    """The columns that a query answers with, in their order, as the engine reads them.

    Raises:
        ContentError: the query is not SPARQL, or is not a SELECT query.
    """
    # Any term will do in the place of a parameter: what a query projects does not depend on it.
    filled = substitute(file.text, dict.fromkeys(placeholders(file.text), "<urn:x>"))
    try:
        answer = Store().query(filled, prefixes=Names().prefixes())
    except SyntaxError as error:
        raise ContentError([Problem(file.place, f"it is not SPARQL: {error}", "mend that line.")]) from error
    if not isinstance(answer, QuerySolutions):
        raise ContentError([Problem(file.place, "it is not a SELECT query", "a question answers with rows.")])
    return tuple(variable.value for variable in answer.variables)


def asked(question: Question, given: Mapping[str, str], today: str) -> dict[str, str | None]:
    """What each parameter of a question stands for: the value given, else its default, else nothing.

    Args:
        question: the question.
        given: the values as people write them.
        today: the day that stands for a date which is neither given nor has a default: the graph's coverage.
    """
    return {
        parameter.name: given.get(parameter.name) or parameter.default or (today if parameter.type == "date" else None)
        for parameter in question.parameters
    }


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
        Problem(place, f"it has no parameter {name}", near(name, expected)) for name in given if name not in expected
    ]
    terms: dict[str, str] = {}
    values = asked(question, given, today)
    for parameter in question.parameters:
        value = values[parameter.name]
        if value is None:
            if parameter.required:
                cure = f"add {parameter.name}={parameter.example or '…'}."
                problems.append(Problem(place, f"the parameter {parameter.name} is missing", cure))
            continue
        found = term(parameter, value, names, (known or {}).get(parameter.type))
        if isinstance(found, Problem):
            problems.append(Problem(place, found.fault, found.cure))
        else:
            terms[parameter.name] = found
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
