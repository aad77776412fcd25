"""The command that validates: the content, or files in the context of the current release."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from treatygraph.commands.terminal import out, progress
from treatygraph.content import Content
from treatygraph.errors import ContentError, Problem, QuestionError, ReleaseError
from treatygraph.graphs import coverage
from treatygraph.mapping import MAPPINGS
from treatygraph.namespaces import Names
from treatygraph.releases.release import CURRENT, is_current
from treatygraph.reports import shacl, text
from treatygraph.reports.about import About
from treatygraph.reports.writing import FORMS, written
from treatygraph.settings import Settings
from treatygraph.validation.finding import SEVERITIES, Report, ordered
from treatygraph.validation.submission import SUFFIXES, File, Submissions, unreadable


class Form(StrEnum):
    """How a report is written."""

    text = "text"
    html = "html"
    turtle = "turtle"
    jsonld = "jsonld"
    json = "json"
    csv = "csv"
    junit = "junit"
    sarif = "sarif"
    github = "github"


class Language(StrEnum):
    """The language of a report as text."""

    en = "en"
    fr = "fr"


class Failing(StrEnum):
    """The least severity that makes the command fail."""

    violation = "violation"
    warning = "warning"
    info = "info"
    never = "never"


class Evaluator(StrEnum):
    """What evaluates shapes."""

    sparql = "sparql"
    pyshacl = "pyshacl"


def register(app: typer.Typer) -> None:
    """Makes ``validate`` a command of the command line."""
    app.command()(validate)


def validate(
    files: Annotated[
        list[str] | None, typer.Argument(help="Tables or RDF, - for standard input; without: all of the content.")
    ] = None,
    form: Annotated[Form, typer.Option("--format", "-f", help="How to print the report.")] = Form.text,
    reports: Annotated[
        list[str] | None, typer.Option("--report", "-r", help="FORMAT=FILE: write the report there too; repeatable.")
    ] = None,
    syntax: Annotated[str, typer.Option(help="The suffix that tells the syntax of standard input.")] = ".ttl",
    everything: Annotated[
        bool, typer.Option("--all", "-a", help="Tell Info, what is waived, and every place.")
    ] = False,
    language: Annotated[Language, typer.Option("--lang", help="The language of the text.")] = Language.en,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day by which waivers end.")] = None,
    fail_on: Annotated[
        Failing, typer.Option(help="The least severity that makes the command fail.")
    ] = Failing.violation,
    engine: Annotated[Evaluator, typer.Option(help="What evaluates the shapes.")] = Evaluator.sparql,
) -> None:
    """Tell what is wrong: each finding with its file and row, the article that says so, and how to mend it."""
    wanted = [_report(each) for each in reports or []]
    settings = Settings()
    content = Content(settings.root, settings.base)
    day = on.date() if on else date.today()
    report, about = (
        _of_files(files, syntax, content, settings, day) if files else _of_all(content, settings, day, engine)
    )
    for name, path in wanted:
        path.write_text(written(report, about, content.names, name), encoding="utf-8")
    if form is Form.text:
        for colour, head, rest in text.lines(report, about, content.names, language, everything):
            out.print(Text.assemble((head, colour), rest), soft_wrap=True)
    else:
        sys.stdout.write(written(report, about, content.names, form))
    if any(report.of(severity) for severity in SEVERITIES[: _rank(fail_on) + 1]):
        raise typer.Exit(1)


def _of_all(content: Content, settings: Settings, day: date, engine: str) -> tuple[Report, About]:
    """The report of all of the content: of the current release where it is made of it."""
    from treatygraph import pipeline  # noqa: PLC0415
    from treatygraph.engine import Engine  # noqa: PLC0415

    try:
        if is_current(content, settings.out):
            opened = Engine(settings.out / CURRENT)
            report = pipeline.validate(content, opened.store, day, engine)
            return report, About((), opened.release, opened.coverage, day.isoformat())
        with progress() as listener:
            store = pipeline.materialise(content, listener)
        return pipeline.validate(content, store, day, engine), _about(coverage(store, content.names), day)
    except ContentError as error:
        try:
            known = Engine(settings.out / CURRENT).store
        except ReleaseError:
            known = None
        return ordered(set(unreadable(error, known, content.names))), _about("", day)


def _of_files(
    files: Sequence[str], syntax: str, content: Content, settings: Settings, day: date
) -> tuple[Report, About]:
    """The report of files in the context of the current release."""
    from treatygraph.engine import Engine  # noqa: PLC0415
    from treatygraph.scenarios.scenario import Rulebook, Scenarios  # noqa: PLC0415

    given = [_file(each, syntax, content) for each in files]
    opened = Engine(settings.out / CURRENT)
    scenarios = Scenarios(opened.store, opened.names, Rulebook.of(content))
    known = shacl.published(opened.store, opened.names)
    submissions = Submissions(opened.store, opened.names, scenarios, content.queries(MAPPINGS), known)
    places = tuple(file.place for file in given)
    return submissions.report(given, day), About(places, opened.release, opened.coverage, day.isoformat())


def _file(name: str, syntax: str, content: Content) -> File:
    """A file that is named on the command line, called as content is where it stands in the project's folder.

    Raises:
        QuestionError: there is no such file, its name does not tell its syntax, or it is not UTF-8.
    """
    path = Path(name)
    media_type = SUFFIXES.get(syntax if name == "-" else path.suffix.lower())
    if media_type is None:
        raise QuestionError([Problem(name, "its name does not tell its syntax", f"end it in {', '.join(SUFFIXES)}.")])
    try:
        written = sys.stdin.read() if name == "-" else path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise QuestionError([Problem(name, "there is no such file", "correct the name.")]) from error
    except UnicodeDecodeError as error:
        fault = f"byte {error.start + 1} is not UTF-8"
        raise QuestionError([Problem(name, fault, "save the file as UTF-8.")]) from error
    root = content.root.resolve()
    inside = name != "-" and path.resolve().is_relative_to(root)
    place = path.resolve().relative_to(root).as_posix() if inside else name
    return File(place, media_type, written.replace(Names().base, content.names.base))


def _report(wanted: str) -> tuple[str, Path]:
    """A form and a file.

    Raises:
        QuestionError: it is not written as FORMAT=FILE, or there is no such form.
    """
    name, sign, path = wanted.partition("=")
    if not sign or not path or name not in FORMS:
        fault = "it is not FORMAT=FILE"
        raise QuestionError([Problem(f"--report {wanted}", fault, f"the formats are {', '.join(FORMS)}.")])
    return name, Path(path)


def _rank(severity: str) -> int:
    """The place of a severity among those from the gravest; -1 where there is none such."""
    return next((rank for rank, each in enumerate(SEVERITIES) if each.lower() == severity), -1)


def _about(covered: str, day: date) -> About:
    return About((), "", covered, day.isoformat())
