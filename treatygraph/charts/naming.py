"""What things and values are called in a language: on charts, and where a reader chooses what to ask of."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from treatygraph.catalogue import Question
from treatygraph.charts.chart import Chart
from treatygraph.charts.telling import day
from treatygraph.namespaces import Names
from treatygraph.parameters import Parameter

#: The question of pages that names are looked up by, and the kind of those that are values of no parameter.
QUESTION: Final = "choices"
_WORD: Final = "word"


@dataclass(frozen=True, slots=True)
class Choice:
    """A thing that a question can be asked of.

    Attributes:
        id: the value of the parameter.
        name: what it is called.
        kin: what it is put together with; empty where that matters to nobody.
    """

    id: str
    name: str
    kin: str = ""


class Naming:
    """The names of one release.

    Args:
        rows: the answer to ``QUESTION``: ``kind``, ``id``, ``name`` (English), ``nom`` (French) and ``kin``.
        names: the graph's names; a word of the ontology is known by its prefixed name.
    """

    def __init__(self, rows: Iterable[Mapping[str, Any]], names: Names) -> None:
        self._called: dict[str, dict[str, dict[str, Choice]]] = {"en": {}, "fr": {}}
        self._words: dict[str, dict[str, str]] = {"en": {}, "fr": {}}
        for row in rows:
            thing = names.shorten(row["id"])
            for language, column in (("en", "name"), ("fr", "nom")):
                choice = Choice(thing, row[column], row["kin"] or "")
                self._called[language].setdefault(row["kind"], {}).setdefault(thing, choice)
                if row[column] != row["name"]:
                    self._words[language].setdefault(row["name"], row[column])
        self._sorted: dict[tuple[str, str], Sequence[Choice]] = {}

    def choices(self, parameter: Parameter, language: str) -> Sequence[Choice]:
        """What a parameter can be, side by side what belongs together; nothing where it can be anything."""
        if parameter.values:
            return [Choice(value, self.value(parameter, value, language)) for value in parameter.values]
        key = parameter.type, language
        if key not in self._sorted:
            known = self._called[language].get(parameter.type, {}).values()
            self._sorted[key] = sorted(known, key=lambda choice: (choice.kin, _plain(choice.name), choice.id))
        return self._sorted[key]

    def value(self, parameter: Parameter, value: str, language: str) -> str:
        """What a value of a parameter is called; itself where it has no name."""
        if not parameter.values:
            return self._name(parameter.type, value, language) or value
        return self._name(_WORD, parameter.values.get(value, value), language) or value

    def words(self, language: str) -> Mapping[str, str]:
        """What is called otherwise in a language than in English, by what English calls it."""
        return self._words[language]

    def said(self, chart: Chart, language: str, rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
        """What the values of rows are called on a chart, where it is not what they are."""
        own: Mapping[str, str] = chart.house.habits[language]["words"]
        known = self._words[language]
        found = {value for row in rows for value in row.values() if isinstance(value, str)}
        return {value: known[value] for value in sorted(found & set(known))} | dict(own)

    def about(self, question: Question, chart: Chart, asked: Mapping[str, str | None], language: str) -> list[str]:
        """What a question is asked of: the things on a line each, then the rest."""
        things, rest = [], []
        for parameter in question.parameters:
            value = asked[parameter.name]
            if not value or (parameter.type == "date" and value == parameter.default):
                continue
            if parameter.type == "date":
                rest.append(day(value, chart.house.habits[language]))
            elif parameter.values:
                name = self.value(parameter, value, language)
                rest.extend([name] if name != value else [])
            else:
                things.append(self.value(parameter, value, language))
        return [line for line in (*things, " · ".join(rest)) if line]

    def _name(self, kind: str, thing: str, language: str) -> str:
        found = self._called[language].get(kind, {}).get(thing)
        return found.name if found else ""


def _plain(name: str) -> str:
    """A name by which it is put in order: without accents or capitals."""
    return "".join(letter for letter in unicodedata.normalize("NFD", name) if not unicodedata.combining(letter)).lower()
