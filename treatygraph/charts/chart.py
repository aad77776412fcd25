"""A question's chart: a specification (Vega-Lite) beside its file that holds neither data nor words nor colours.

What it lacks is put in when it is served. A string ``@name`` stands for a colour of the theme; the address of data is a
question with its parameters, ``$name`` standing for what was asked; an encoding that has no title takes the column's.
Expressions may use ``titles`` (of columns), ``words`` (what values are called), ``asked``, ``coverage`` and ``narrow``.

https://vega.github.io/vega-lite/docs/spec.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from treatygraph.content import Content
from treatygraph.errors import ContentError, Problem
from treatygraph.fields import Field

#: Where the colours, the words and the habits of all charts stand.
FOLDER: Final = "queries/charts"

THEMES: Final = ("light", "dark", "print")
LANGUAGES: Final = ("en", "fr")

#: What may be asked of how a chart looks, with what each may be, the usual first; the language is asked of any format.
LOOKS: Final[Mapping[str, tuple[str, ...]]] = {
    "theme": THEMES,
    "shape": ("wide", "narrow"),
    "title": ("yes", "no"),
}
SUFFIX: Final = ".vl.json"

#: How many rows a chart shows where its ``usermeta`` does not say.
USUAL: Final = 500

_TITLE = re.compile(r"\btitles\.(\w+)")


@dataclass(frozen=True, slots=True)
class House:
    """What all charts have in common.

    Attributes:
        config: the configuration of Vega-Lite, its colours by their names.
        colours: the colours of each theme by their names.
        habits: by language how numbers and days are written, the sentences that tell a chart, and the words of values.
    """

    config: Mapping[str, Any]
    colours: Mapping[str, Mapping[str, str]]
    habits: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(cls, content: Content) -> House:
        """The house of a project.

        Raises:
            ContentError: a file is missing, or is no JSON object.
        """
        return cls(
            _object(content, f"{FOLDER}/base.json"),
            {theme: _object(content, f"{FOLDER}/{theme}.json") for theme in THEMES},
            {language: _object(content, f"{FOLDER}/{language}.json") for language in LANGUAGES},
        )


@dataclass(frozen=True, slots=True)
class Chart:
    """The chart of one question.

    Attributes:
        place: the specification's file.
        specification: what it says.
        titles: by language, the titles of the columns that it may name.
        house: what it shares with other charts.
    """

    place: str
    specification: Mapping[str, Any]
    titles: Mapping[str, Mapping[str, str]]
    house: House

    @property
    def most(self) -> int:
        """How many rows it can show."""
        return int(self.told.get("most", USUAL))

    @property
    def told(self) -> Mapping[str, Any]:
        """What the specification says of itself: how it is told in words, how many rows it takes."""
        found: Mapping[str, Any] = self.specification.get("usermeta", {})
        return found


def beside(
    content: Content, place: str, fields: Sequence[Field], known: Mapping[str, Field], house: House
) -> Chart | None:
    """The chart that stands beside the file of a question, or None.

    Args:
        content: the content.
        place: the question's file.
        fields: the question's columns.
        known: every column that the glossary explains.
        house: what charts have in common.

    Raises:
        ContentError: the specification is no JSON object, or names the title of a column that is not explained.
    """
    at = place.removesuffix(".rq") + SUFFIX
    if content.text_of(at) is None:
        return None
    specification = _object(content, at)
    columns = {**known, **{field.name: field for field in fields}}
    named = {*_TITLE.findall(json.dumps(specification)), *(field.name for field in fields)}
    strange = sorted(named - set(columns))
    if strange:
        cure = "name a column of the question or of queries/fields.yaml."
        raise ContentError([Problem(at, f"titles.{name} is the title of no column", cure) for name in strange])
    titles = {language: {name: columns[name].title[language] for name in sorted(named)} for language in LANGUAGES}
    return Chart(at, specification, titles, house)


def _object(content: Content, place: str) -> Mapping[str, Any]:
    try:
        said = json.loads(content.text_of(place) or "")
    except json.JSONDecodeError as error:
        fault = f"line {error.lineno}: {error.msg}" if content.text_of(place) else "there is no such file"
        raise ContentError([Problem(place, fault, "write a JSON object; any neighbour shows how.")]) from error
    if not isinstance(said, dict):
        raise ContentError([Problem(place, "it is no JSON object", "see any neighbour.")])
    return said
