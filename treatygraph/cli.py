"""The command line: make, check, serve and ask the graph of cybercrime treaties.

Exit codes: 0 all is well; 1 the content, a question or the release is at fault, and what is printed says how to mend
it; 2 the command was not understood.
"""

from __future__ import annotations

import sys
from collections.abc import Collection
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import ValidationError

from treatygraph.catalogue import PAGES, Question, questions
from treatygraph.changes import commands as changes
from treatygraph.commands import custody, inquiry, inspection
from treatygraph.commands.terminal import err, out, progress, say
from treatygraph.content import Content
from treatygraph.errors import Problem, ReleaseError, TreatygraphError
from treatygraph.mapping import MAPPINGS
from treatygraph.releases import room
from treatygraph.releases.release import CURRENT, is_current
from treatygraph.remote import commands as remote
from treatygraph.settings import Settings
from treatygraph.workshop import commands as workshop

if TYPE_CHECKING:
    from treatygraph.pool import Limits


app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
inspection.register(app)
inquiry.register(app)
workshop.register(app)
remote.register(app)
changes.register(app)
custody.register(app)


def main() -> None:
    """Runs the command; a fault is printed as place, fault and cure, without a traceback."""
    try:
        with room.told("standard output", "make room there, or have it written elsewhere."):
            app()
    except TreatygraphError as error:
        for problem in error.problems:
            say(err, "red", problem.place, f"{problem.fault}\n    {problem.cure}")
        sys.exit(1)
    except ValidationError as error:
        for wrong in error.errors():
            say(err, "red", f"TREATYGRAPH_{str(wrong['loc'][0]).upper()}", f"{wrong['msg']}\n    mend the setting.")
        sys.exit(1)


@app.command()
def build(
    force: Annotated[bool, typer.Option(help="Build even when nothing has changed.")] = False,
) -> None:
    """Build a release from the content folders: load, reason, validate, publish."""
    settings = Settings()
    if not force and _is_current(settings):
        err.print("nothing has changed since the current release")
        return
    _build(settings)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.", min=0, max=65535)] = 8000,
    reload: Annotated[
        bool, typer.Option("--reload", help="Show what becomes of each change of a content file.")
    ] = False,
    unchanged: Annotated[
        bool, typer.Option("--no-build", help="Serve the current release as it is, whatever the content files say.")
    ] = False,
    grace: Annotated[
        float,
        typer.Option(help="Seconds to serve on after SIGTERM, while /ready says that this copy leaves.", min=0),
    ] = 0,
) -> None:
    """Build when something has changed, then serve the endpoint, the API and the pages, release after release."""
    settings = Settings()
    if not unchanged and not _is_current(settings):
        _build(settings)
    from api.app import Service, create  # noqa: PLC0415
    from api.frame.notice import Notice  # noqa: PLC0415
    from api.serving.edition import edition  # noqa: PLC0415
    from api.serving.following import Following  # noqa: PLC0415
    from api.serving.front import Front  # noqa: PLC0415
    from api.serving.reload import Reload  # noqa: PLC0415
    from api.serving.server import run  # noqa: PLC0415  (the web framework is loaded only where it serves)
    from api.serving.standing import Standing  # noqa: PLC0415
    from treatygraph.citations.citation import Citing  # noqa: PLC0415
    from treatygraph.engine import Engine  # noqa: PLC0415

    content = _content(settings)
    limits = _limits(settings)
    notice = Notice() if reload else None
    standing = Standing()

    def read() -> tuple[dict[str, Question], dict[str, Question], Service]:
        told = _told(content)
        service = Service(
            limits,
            told,
            Citing.of(content),
            rate=settings.rate,
            cache=settings.cache,
            notice=notice,
            contact=settings.contact,
            modules=settings.modules,
            endpoint=settings.endpoint,
            standing=standing,
            edition=edition(content.fingerprint(), settings.contact),
        )
        return questions(content), questions(content, PAGES), service

    parts = read()

    def made(folder: Path, changed: Collection[str]) -> Front:
        nonlocal parts
        if any(place.endswith((".rq", ".yaml")) for place in changed):
            parts = read()
        return create(Engine(folder, whole=unchanged and not changed), *parts)

    def renewed(folder: Path) -> Front:
        return create(Engine(folder, whole=True), *read())

    current = settings.out / CURRENT
    front = made(current, ())
    if notice is None:
        run(Following(front, renewed, current, standing), host, port, settings.log, standing, grace)
    else:
        watched = [str(settings.root), settings.base, str(current)]
        run(Reload(front, made, notice, watched), host, port, settings.log, standing, grace)


@app.command()
def mcp(
    port: Annotated[
        int | None,
        typer.Option(help="Serve HTTP on this port of loopback, not standard input and output.", min=0, max=65535),
    ] = None,
) -> None:
    """Build when something has changed, then serve an assistant by the Model Context Protocol (extra ``mcp``)."""
    try:
        from api.assistant.desk import FOLDER  # noqa: PLC0415
        from api.assistant.serving import run  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "mcp_types"):
            raise
        cure = "install the extra: pip install 'treatygraph[mcp]', or `.venv/bin/pip install -e '.[mcp]'` in a copy."
        raise TreatygraphError([Problem("treatygraph mcp", "the package mcp is not installed", cure)]) from error
    from treatygraph.citations.citation import Citing  # noqa: PLC0415
    from treatygraph.engine import Engine  # noqa: PLC0415

    settings = Settings()
    if not _is_current(settings):
        _build(settings)
    content = _content(settings)
    asked = {**questions(content, PAGES), **questions(content, FOLDER)}
    engine = Engine(settings.out / CURRENT)
    run(port, engine, _limits(settings), _told(content), questions(content), asked, Citing.of(content))


@app.command("format")
def format_(
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; fail where a table is not in the form.")
    ] = False,
) -> None:
    """Write each table of data/ in its one form: sorted, least quoting, LF."""
    from treatygraph.sources import tables_of  # noqa: PLC0415
    from treatygraph.tables import parse, write  # noqa: PLC0415

    content = _content(Settings())
    problems = []
    for _, table, path in tables_of(content):
        written = content.written(path)
        rows, faults = parse(written, content.place(path), table)
        problems += faults
        formatted = write(rows, table)
        if not faults and formatted != written:
            if check:
                cure = "run `treatygraph format`."
                problems.append(Problem(content.place(path), "it is not in the form", cure))
            else:
                path.write_bytes(formatted.encode("utf-8"))
                out.print(f"formatted {content.place(path)}")
    if problems:
        raise TreatygraphError(problems)


def _content(settings: Settings) -> Content:
    return Content(settings.root, settings.base)


def _limits(settings: Settings) -> Limits:
    from treatygraph.pool import Limits  # noqa: PLC0415

    return Limits(settings.seconds, settings.memory, settings.answer, settings.workers, settings.waiting)


def _told(content: Content) -> dict[str, Any]:
    """What workers are told of the content, whose files they cannot read."""
    from treatygraph.proofs.explanation import packed  # noqa: PLC0415
    from treatygraph.scenarios.scenario import Rulebook  # noqa: PLC0415

    mappings = [asdict(mapping) for mapping in content.queries(MAPPINGS)]
    return {"rulebook": Rulebook.of(content).pack(), "rules": packed(content), "mappings": mappings}


def _is_current(settings: Settings) -> bool:
    def torn(error: ReleaseError) -> None:
        for problem in error.problems:
            say(err, "yellow", problem.place, f"{problem.fault}\n    the release is built anew.")

    return is_current(_content(settings), settings.out, torn)


def _build(settings: Settings) -> None:
    from treatygraph import pipeline  # noqa: PLC0415

    cure = "make room there, or let TREATYGRAPH_OUT name a folder on another disk; nothing is left of what was begun."
    with room.told(settings.out, cure), progress() as listener:
        release, report = pipeline.build(_content(settings), settings.out, listener, date.today())
    said = ", ".join(f"{number} {each}" for each, number in report.counted.items() if number) or "nothing to remark"
    err.print(f"release {release.name} ({said}; `treatygraph validate` lists them)")
