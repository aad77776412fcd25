"""The report as a page of its own, which needs no server: its style is within it."""

from __future__ import annotations

from pathlib import Path

from treatygraph.namespaces import Names
from treatygraph.reports.about import About, told
from treatygraph.validation.finding import Report

#: Where the templates are that pages of a server show reports with too.
TEMPLATES = Path(__file__).parent / "templates"


def written(report: Report, about: About, names: Names) -> str:
    """The report in HTML."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415  (workers never write pages)

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    # The words of the report are in English here; a server has the others.
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    environment.globals |= {"language": "en", "both": True}
    environment.filters["day"] = str
    environment.filters["short"] = names.shorten
    # A file of its own knows no server: things are linked by their own names.
    environment.filters["local"] = lambda iri: iri if iri.startswith(("http://", "https://")) else ""
    return str(environment.get_template("report.html").render(told=told(report, about)))
