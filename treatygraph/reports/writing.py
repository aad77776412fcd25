"""The forms of a report, by the names that commands and addresses use."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from pyoxigraph import RdfFormat

from treatygraph.namespaces import Names
from treatygraph.reports import github, junit, page, sarif, shacl, sheet, text
from treatygraph.reports.about import About, told
from treatygraph.validation.finding import Report


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a report: its media type, and what writes it."""

    media_type: str
    write: Callable[[Report, About, Names], str]


#: Every form, the first being what a program is given that asks for nothing.
FORMS: dict[str, Form] = {
    "json": Form("application/json", lambda report, about, _: _json(report, about)),
    "turtle": Form("text/turtle", lambda report, _, names: shacl.written(report, names, RdfFormat.TURTLE)),
    "jsonld": Form("application/ld+json", lambda report, _, names: shacl.written(report, names, RdfFormat.JSON_LD)),
    "html": Form("text/html", page.written),
    "text": Form("text/plain", text.written),
    "csv": Form("text/csv", lambda report, about, _: sheet.written(report, about)),
    "junit": Form("application/xml", lambda report, about, _: junit.written(report, about)),
    "sarif": Form("application/sarif+json", lambda report, about, _: sarif.written(report, about)),
    "github": Form("text/x-github-annotations", lambda report, about, _: github.written(report, about)),
}


def written(report: Report, about: About, names: Names, form: str) -> str:
    """The report in one of ``FORMS``, by its name."""
    return FORMS[form].write(report, about, names)


def _json(report: Report, about: About) -> str:
    return json.dumps(told(report, about), ensure_ascii=False, indent=2) + "\n"
