"""The questions of the catalogue as functions: their signatures and documentation come from the server."""

from __future__ import annotations

import difflib
import inspect
import keyword
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from numbers import Integral
from typing import Any

import numpy as np
import pandas as pd

from treatygraph.client import frames
from treatygraph.client.connection import Connection
from treatygraph.client.errors import FrameError

#: What every question takes beside its own parameters: the name in Python, the name in an address, what it says.
ALWAYS = {
    "known_at": ("knownAt", "a day: what one could know on it, from the documents that there were"),
    "rank": ("rank", "the least standing of the documents that are believed, such as depositary"),
}

#: Asks a question of the catalogue with some values.
Ask = Callable[..., pd.DataFrame]


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the server lists it."""

    slug: str
    title: str
    wording: str
    description: str
    audience: str
    parameters: Sequence[Mapping[str, Any]]
    fields: Sequence[Mapping[str, Any]]

    @property
    def name(self) -> str:
        """The name that it has as a method."""
        return named(self.slug)

    @property
    def signature(self) -> inspect.Signature:
        """How it is called: what is required first."""
        own = sorted(self.parameters, key=lambda parameter: not parameter.get("required"))
        parameters = [
            inspect.Parameter(
                named(str(parameter["name"])),
                inspect.Parameter.POSITIONAL_OR_KEYWORD,
                default=inspect.Parameter.empty if parameter.get("required") else parameter.get("default"),
            )
            for parameter in own
        ]
        parameters += [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None) for name in ALWAYS]
        return inspect.Signature(parameters, return_annotation=pd.DataFrame)

    @property
    def documentation(self) -> str:
        """What it asks, takes and answers, for ``help``."""
        lines = [self.wording, ""]
        if self.description:
            lines += [self.description, ""]
        lines.append("Args:")
        for parameter in self.parameters:
            remarks = [str(parameter.get("type", ""))]
            if parameter.get("values"):
                remarks.append(" or ".join(map(str, parameter["values"])))
            if parameter.get("default"):
                remarks.append(f"{parameter['default']} where not given")
            if parameter.get("example"):
                remarks.append(f"for example {parameter['example']}")
            lines.append(f"    {named(str(parameter['name']))}: {'; '.join(remarks)}.")
        lines += [f"    {name}: {said}." for name, (_, said) in ALWAYS.items()]
        if self.fields:
            lines += ["", "Returns: a DataFrame with the columns"]
            lines += [f"    {each['name']} ({each['type']}): {each['description']}." for each in self.fields]
        return "\n".join(lines)

    def asked_by(self, ask: Ask) -> Ask:
        """The question as a function.

        Args:
            ask: takes the slug and the values by the names of the parameters.
        """
        signature = self.signature
        slug = self.slug

        def method(*given: Any, **also: Any) -> pd.DataFrame:
            try:
                # What is written wrongly is told before what is missing for it.
                signature.bind_partial(*given, **also)
                bound = signature.bind(*given, **also)
            except TypeError as error:
                raise TypeError(f"{error}; it is {method.__name__}{_called(signature)}") from None
            return ask(slug, **bound.arguments)

        method.__name__ = method.__qualname__ = self.name
        method.__doc__ = self.documentation
        # What inspect.signature, and so help and Tab, read (PEP 362).
        method.__signature__ = signature  # type: ignore[attr-defined]
        return method


class Catalogue:
    """The catalogue of one server; it is asked for when it is first needed, and again when a name is not in it.

    Args:
        connection: asks the server.
        language: of titles, wordings and descriptions: en or fr.
    """

    def __init__(self, connection: Connection, language: str) -> None:
        self._connection = connection
        self._language = language
        self._questions: dict[str, Question] = {}

    def names(self) -> list[str]:
        """The names of the questions as methods."""
        return sorted(self._known())

    def named(self, name: str) -> Question:
        """The question with a name.

        Raises:
            AttributeError: there is none, as Python has it for methods.
        """
        question = self._known().get(name) or self._known(anew=True).get(name)
        if question is None:
            near = difflib.get_close_matches(name, self._known(), 1)
            cure = f"did you mean {near[0]}?" if near else "questions() lists them."
            raise AttributeError(f"the client has no question {name}; {cure}", name=name)
        return question

    def frame(self) -> pd.DataFrame:
        """A row for each question, by its slug: title, wording, audience, parameters, columns, description."""
        rows = [
            {
                "question": question.slug,
                "title": question.title,
                "wording": question.wording,
                "audience": question.audience,
                "parameters": _called(question.signature),
                "columns": ", ".join(str(field["name"]) for field in question.fields),
                "description": question.description,
            }
            for question in self._known(anew=True).values()
        ]
        kinds = dict.fromkeys(
            ("question", "title", "wording", "audience", "parameters", "columns", "description"), "string"
        )
        return frames.frame(kinds, rows).set_index("question")

    def _known(self, anew: bool = False) -> dict[str, Question]:
        if anew or not self._questions:
            listed = self._connection.get("queries.json").document("questions")["questions"]
            self._questions = {named(each["slug"]): self._read(each) for each in listed}
        return self._questions

    def _read(self, told: Mapping[str, Any]) -> Question:
        fields = [
            {"name": field["name"], "type": field["type"], "description": field["description"][self._language]}
            for field in told["fields"]
        ]
        title, wording = told["title"][self._language], told["wording"][self._language]
        return Question(told["slug"], title, wording, told["description"], told["audience"], told["parameters"], fields)


def named(name: str) -> str:
    """A slug or parameter as a name of Python: ``parties_over_time``, ``from_``."""
    written = name.replace("-", "_")
    return f"{written}_" if keyword.iskeyword(written) else written


def values(given: Mapping[str, Any]) -> dict[str, str]:
    """Values as an address has them, by the names that the server knows; None is not given.

    Raises:
        FrameError: a value is neither text nor a day, a number or a truth value.
    """
    written: dict[str, str] = {}
    for name, value in given.items():
        if value is None:
            continue
        asked = ALWAYS[name][0] if name in ALWAYS else name.removesuffix("_")
        written[asked] = _value(name, value)
    return written


def _called(signature: inspect.Signature) -> str:
    return str(signature.replace(return_annotation=inspect.Signature.empty))


def _value(name: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, np.datetime64):
        value = pd.Timestamp(value)
    if value is pd.NaT or value is pd.NA:
        raise FrameError(f"{name} is missing", f"give {name} a value, or leave it out.")
    if isinstance(value, date):
        return (value.date() if isinstance(value, datetime) else value).isoformat()
    if isinstance(value, Integral):
        return str(int(value))
    raise FrameError(f"{name} is a {type(value).__name__}", "give one value: text, a date or a whole number.")
