"""The commands that ask for reasons: why something holds, and why something does not."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from treatygraph.commands.terminal import out
from treatygraph.content import Content
from treatygraph.releases.release import CURRENT
from treatygraph.settings import Settings

if TYPE_CHECKING:
    from treatygraph.proofs.explanation import Explanations


class Telling(StrEnum):
    """How an account is written."""

    text = "text"
    json = "json"
    turtle = "turtle"


class Shortcoming(StrEnum):
    """How what is missing is written."""

    text = "text"
    json = "json"


_SUBJECT = typer.Argument(help="A State's code, a treaty's identifier, a path below id/, a prefixed name or an IRI.")
_PREDICATE = typer.Argument(help="A term of the ontology: a property (partyTo) or a status (eligible).")
_OBJECT = typer.Argument(help="As the first, or a day; for a property it may be left out.")
_LANGUAGE = typer.Option("--lang", help="en or fr.")


def why(
    subject: Annotated[str, _SUBJECT],
    predicate: Annotated[str, _PREDICATE],
    value: Annotated[str, _OBJECT] = "",
    language: Annotated[str, _LANGUAGE] = "en",
    depth: Annotated[int | None, typer.Option(help="How many steps deep; as deep as there is room without.")] = None,
    form: Annotated[Telling, typer.Option("--format", "-f", help="How to write the account.")] = Telling.text,
) -> None:
    """Tell why something holds: by which rules, from which facts, with their sources."""
    from treatygraph.proofs.explanation import Asked  # noqa: PLC0415
    from treatygraph.proofs.telling import lines  # noqa: PLC0415

    asked = Asked(subject, predicate, value, language, depth)
    known = _explanations()
    if form is Telling.turtle:
        sys.stdout.buffer.write(known.why_written(asked))
    elif form is Telling.json:
        _print(known.why_told(asked))
    else:
        node, words = known.why(asked)
        for line in lines(node, words):
            out.print(line, soft_wrap=True)


def why_not(
    subject: Annotated[str, _SUBJECT],
    predicate: Annotated[str, _PREDICATE],
    value: Annotated[str, _OBJECT] = "",
    language: Annotated[str, _LANGUAGE] = "en",
    form: Annotated[Shortcoming, typer.Option("--format", "-f", help="How to write it.")] = Shortcoming.text,
) -> None:
    """Tell why something does not hold: what the nearest rules lack."""
    from treatygraph.proofs.explanation import Asked  # noqa: PLC0415
    from treatygraph.proofs.telling import shortfall_lines  # noqa: PLC0415

    told = _explanations().why_not_told(Asked(subject, predicate, value, language))
    if form is Shortcoming.json:
        _print(told)
    else:
        for reason in told["because"]:
            out.print(f"because {reason}", style="bold", soft_wrap=True)
        for shortfall in told["rules"]:
            for line in shortfall_lines(shortfall):
                out.print(line, soft_wrap=True)


def _explanations() -> Explanations:
    from treatygraph.engine import Engine  # noqa: PLC0415
    from treatygraph.proofs.explanation import Explanations, packed  # noqa: PLC0415

    settings = Settings()
    engine = Engine(settings.out / CURRENT)
    content = Content(settings.root, engine.names.base)
    return Explanations(engine.store, engine.names, packed(content), engine.coverage)


def _print(told: object) -> None:
    sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
