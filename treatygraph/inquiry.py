"""The commands that ask the current release: query, chart and stats."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from treatygraph.catalogue import Question, questions
from treatygraph.content import Content
from treatygraph.errors import Problem, QuestionError
from treatygraph.graphs import text
from treatygraph.release import CURRENT
from treatygraph.settings import Settings
from treatygraph.terminal import out, short, show


class Form(StrEnum):
    """How a command writes rows."""

    table = "table"
    csv = "csv"
    json = "json"


def register(app: typer.Typer) -> None:
    """Makes the functions of this module commands of the command line."""
    for command in (query, chart, stats):
        app.command()(command)


def query(
    what: Annotated[str, typer.Argument(help="A question's name, or a file with SPARQL, or - for standard input.")],
    param: Annotated[list[str] | None, typer.Option("--param", "-p", help="name=value, once for each.")] = None,
    form: Annotated[Form, typer.Option("--format", "-f", help="How to write the rows.")] = Form.table,
) -> None:
    """Ask the current release a question of the catalogue, or any SELECT query."""
    from treatygraph.engine import Engine, Formats  # noqa: PLC0415

    settings = Settings()
    engine = Engine(settings.out / CURRENT)
    known = questions(Content(settings.root, engine.names.base))
    if what == "-" or Path(what).is_file():
        asked = sys.stdin.read() if what == "-" else Path(what).read_text(encoding="utf-8")
    else:
        asked = engine.ask(_question(known, what), _parameters(param or []))
    if form is Form.table:
        names, rows = engine.rows(asked)
        show(names, [["" if term is None else short(engine.names, term.value) for term in row] for row in rows])
    else:
        media_type = "text/csv" if form is Form.csv else "application/sparql-results+json"
        sys.stdout.buffer.write(engine.answer(asked, Formats(solutions=media_type)).body)


def chart(
    what: Annotated[str, typer.Argument(help="A question's name.")],
    spec: Annotated[Path, typer.Argument(help="A Vega-Lite specification without data.")],
    picture: Annotated[Path, typer.Argument(help="The SVG file to write.")],
    param: Annotated[list[str] | None, typer.Option("--param", "-p", help="name=value, once for each.")] = None,
) -> None:
    """Draw the rows of a question as a chart (needs the extra ``charts``)."""
    import vl_convert  # noqa: PLC0415

    from treatygraph.engine import Engine  # noqa: PLC0415

    settings = Settings()
    engine = Engine(settings.out / CURRENT)
    known = questions(Content(settings.root, engine.names.base))
    names, rows = engine.rows(engine.ask(_question(known, what), _parameters(param or [])))
    values = [{name: text(term) for name, term in zip(names, row, strict=True)} for row in rows]
    drawn = vl_convert.vegalite_to_svg({**json.loads(spec.read_text(encoding="utf-8")), "data": {"values": values}})
    picture.write_text(drawn, encoding="utf-8")


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
