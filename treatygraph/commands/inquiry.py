"""The commands that ask the current release: query, cite, chart, what-if, why, why-not and stats."""

from __future__ import annotations

import asyncio
import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from treatygraph.catalogue import Question, questions
from treatygraph.commands import reasons
from treatygraph.commands.terminal import out, short, show
from treatygraph.content import Content
from treatygraph.errors import Problem, QuestionError, ReleaseError
from treatygraph.releases.release import CURRENT
from treatygraph.scenarios.scenario import Rulebook, Scenarios
from treatygraph.scenarios.view import View, Views
from treatygraph.settings import Settings

if TYPE_CHECKING:
    from treatygraph.engine import Engine


class Form(StrEnum):
    """How a command writes what would change."""

    table = "table"
    csv = "csv"
    json = "json"


class Written(StrEnum):
    """How a command writes the rows of a question; any query can be written as table, csv, tsv, srj and srx."""

    table = "table"
    csv = "csv"
    tsv = "tsv"
    json = "json"
    jsonld = "jsonld"
    xlsx = "xlsx"
    geojson = "geojson"
    srj = "srj"
    srx = "srx"


class Style(StrEnum):
    """How references are written."""

    text = "text"
    bibtex = "bibtex"
    csl = "csl"


def register(app: typer.Typer) -> None:
    """Makes the functions of this module commands of the command line."""
    for command in (query, cite, chart, stats, what_if, reasons.why, reasons.why_not):
        app.command()(command)


def query(
    what: Annotated[str, typer.Argument(help="A question's name, or a file with SPARQL, or - for standard input.")],
    param: Annotated[list[str] | None, typer.Option("--param", "-p", help="name=value, once for each.")] = None,
    form: Annotated[Written, typer.Option("--format", "-f", help="How to write the rows.")] = Written.table,
    into: Annotated[str, typer.Option("--output", "-o", help="The file to write, or - for standard output.")] = "-",
    known_at: Annotated[str, typer.Option(help="Count only what a document published by this day reports.")] = "",
    rank: Annotated[str, typer.Option(help="Count only records of this rank or above: government.")] = "",
) -> None:
    """Ask the current release a question of the catalogue, or any SELECT query."""
    from treatygraph.answer import Formats  # noqa: PLC0415
    from treatygraph.remote.engine import opened  # noqa: PLC0415
    from treatygraph.rows.formats import SUFFIXES, is_plain  # noqa: PLC0415
    from treatygraph.rows.local import answered  # noqa: PLC0415

    settings = Settings()
    engine = opened(settings)
    content = Content(settings.root, engine.names.base)
    view = View(known_at, rank)
    store = Views(_scenarios(engine, settings)).store(view, ()) if view else None
    own = what == "-" or Path(what).is_file()
    if own:
        asked = sys.stdin.read() if what == "-" else Path(what).read_text(encoding="utf-8")
    else:
        question, given = _question(questions(content), what), _parameters(param or [])
        asked = engine.ask(question, given)
    if form is Written.table:
        names, rows = engine.rows(asked, store)
        show(names, [["" if term is None else short(engine.names, term.value) for term in row] for row in rows])
    elif not own:
        _write(into, answered(engine, content, question, given, form, view, store))
    elif is_plain(SUFFIXES[form]):
        _write(into, engine.answer(asked, Formats(solutions=SUFFIXES[form]), store=store).body)
    else:
        cure = "write -f srj, or put the query into the catalogue."
        raise QuestionError([Problem(what, f"only the columns of the catalogue are explained for {form}", cure)])


def cite(
    what: Annotated[str, typer.Argument(help="A question's name.")],
    param: Annotated[list[str] | None, typer.Option("--param", "-p", help="name=value, once for each.")] = None,
    row: Annotated[int | None, typer.Option(help="The number of a row; all rows if it is left out.", min=1)] = None,
    form: Annotated[Style, typer.Option("--format", "-f", help="How to write the references.")] = Style.text,
) -> None:
    """Cite the documents behind the rows of a question, and the release."""
    from treatygraph.citations import citation  # noqa: PLC0415
    from treatygraph.engine import Engine  # noqa: PLC0415

    settings = Settings()
    engine = Engine(settings.out / CURRENT)
    content = Content(settings.root, engine.names.base)
    question = _question(questions(content), what)

    async def ask(text: str) -> tuple[list[str], list[list[Any]]]:
        return engine.rows(text)

    found = citation.cite(ask, citation.Citing.of(content), engine, question, _parameters(param or []), row)
    sys.stdout.write(citation.written(asyncio.run(found), citation.STYLES[form]))


def chart(
    what: Annotated[str, typer.Argument(help="A question's name.")],
    picture: Annotated[Path, typer.Argument(help="The file to write: .svg, .png, or .vl.json for the specification.")],
    param: Annotated[list[str] | None, typer.Option("--param", "-p", help="name=value, once for each.")] = None,
    lang: Annotated[str, typer.Option(help="The language of the words: en or fr.")] = "",
    theme: Annotated[str, typer.Option(help="The colours: light, dark or print.")] = "",
) -> None:
    """Draw the rows of a question as the chart that stands beside it."""
    from treatygraph.charts.drawing import draw  # noqa: PLC0415
    from treatygraph.charts.local import charted  # noqa: PLC0415
    from treatygraph.charts.specification import Look  # noqa: PLC0415
    from treatygraph.engine import Engine  # noqa: PLC0415

    settings = Settings()
    engine = Engine(settings.out / CURRENT)
    content = Content(settings.root, engine.names.base)
    known = questions(content)
    question = _question(known, what)
    if question.chart is None:
        cure = f"draw one of {', '.join(each.slug for each in known.values() if each.chart)}."
        raise QuestionError([Problem(what, "it has no chart", cure)])
    if picture.suffix not in (".svg", ".png", ".json"):
        raise QuestionError([Problem(str(picture), "a chart is no such file", "write .svg, .png or .vl.json.")])
    look = Look.of({"lang": lang, "theme": theme})
    whole = charted(engine, content, question, question.chart, _parameters(param or []), look)
    if picture.suffix == ".json":
        picture.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    else:
        picture.write_bytes(draw(whole, picture.suffix.removeprefix(".")))


def what_if(
    file: Annotated[
        str, typer.Argument(help="A CSV file of acts (treaty,iso3,action,date,…), or - for standard input.")
    ],
    form: Annotated[Form, typer.Option("--format", "-f", help="How to write what would change.")] = Form.table,
) -> None:
    """Tell what some supposed acts would change, without recording them."""
    from treatygraph.engine import Engine  # noqa: PLC0415
    from treatygraph.scenarios.comparison import tabulated, written  # noqa: PLC0415

    settings = Settings()
    engine = Engine(settings.out / CURRENT)
    scenarios = _scenarios(engine, settings)
    told = scenarios.answer(_acts(file), engine.release, engine.coverage)
    if form is Form.csv:
        sys.stdout.write(written(told))
    elif form is Form.json:
        json.dump(told, sys.stdout, ensure_ascii=False, indent=2)
    else:
        out.print(f"hypothetical, over release {told['release']}, which knows up to {told['coverage']}")
        for each in told["answers"]:
            if each["changes"]:
                out.print(f"\n{each['title']['en']}", style="bold")
                show(*tabulated(each["changes"]))


def stats() -> None:
    """Say what the current release holds: its size, its things by class, its graphs."""
    from treatygraph.engine import Engine  # noqa: PLC0415

    engine = Engine(Settings().out / CURRENT)
    out.print(f"release {engine.release}, {engine.manifest['triples']} triples, knows up to {engine.coverage}")
    for heading, counting in (
        ("class", "SELECT ?it (COUNT(*) AS ?n) { ?s a ?it } GROUP BY ?it ORDER BY DESC(?n) ?it"),
        ("graph", "SELECT ?it (COUNT(*) AS ?n) { GRAPH ?it { ?s ?p ?o } } GROUP BY ?it ORDER BY DESC(?n) ?it"),
    ):
        _, rows = engine.rows(counting)
        show([heading, "number"], [[short(engine.names, term.value), number.value] for term, number in rows])


def _write(into: str, body: bytes) -> None:
    if into == "-":
        sys.stdout.buffer.write(body)
        return
    try:
        Path(into).write_bytes(body)
    except OSError as error:
        cure = "name a file in a folder that exists."
        raise QuestionError([Problem(into, f"it cannot be written: {error.strerror}", cure)]) from error


def _scenarios(engine: Engine, settings: Settings) -> Scenarios:
    """What works out what would hold; the rules of the content must be those that the release was made by."""
    content = Content(settings.root, engine.names.base)
    if engine.manifest["content"] != content.fingerprint():
        cure = "run `treatygraph build`."
        raise ReleaseError([Problem(f"release {engine.release}", "the content has changed since it was built", cure)])
    return Scenarios(engine.store, engine.names, Rulebook.of(content))


def _acts(file: str) -> str:
    try:
        return (sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()).decode("utf-8")
    except OSError as error:
        raise QuestionError([Problem(file, f"it cannot be read: {error.strerror}", "name a CSV file.")]) from error
    except UnicodeDecodeError as error:
        fault = f"byte {error.start + 1} is not UTF-8"
        raise QuestionError([Problem(file, fault, "save the file as UTF-8.")]) from error


def _question(known: dict[str, Question], slug: str) -> Question:
    if slug in known:
        return known[slug]
    cure = f"it is none of {', '.join(known)}, and no file of that name exists."
    raise QuestionError([Problem(slug, "there is no such question", cure)])


def _parameters(given: list[str]) -> dict[str, str]:
    wrong = [text for text in given if "=" not in text]
    if wrong:
        raise QuestionError([Problem(text, "it is not a parameter", "write name=value.") for text in wrong])
    return dict(text.split("=", 1) for text in given)
