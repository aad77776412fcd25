"""Pages: Jinja2 templates in the reader's language, every value escaped, links kept within this copy."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from fastapi import Request, Response
from jinja2 import BytecodeCache, Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from pyoxigraph import QueryBoolean, QueryResultsFormat, parse_query_results

from api.frame.notice import Notice
from api.frame.words import words
from api.http.negotiation import CHOICE, LANGUAGES, PAGE, reader
from treatygraph.engine import Engine
from treatygraph.reports.page import TEMPLATES

_FOLDER = Path(__file__).parents[1] / "templates"
_STATIC = Path(__file__).parents[1] / "static"

#: A year in seconds: how long a browser keeps the language that its reader chose.
_KEPT = 365 * 24 * 60 * 60

#: Gives the address of an installed file by its name, or nothing.
Installed = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer of the endpoint as a page shows it: rows, true or false, a graph as text, or what went wrong."""

    status: int
    media_type: str
    body: bytes

    @property
    def fault(self) -> dict[str, Any] | None:
        """The problem document, where there is one."""
        return json.loads(self.body) if self.media_type == "application/problem+json" else None

    @property
    def result(self) -> Any:
        """The rows, or the truth."""
        return parse_query_results(self.body, QueryResultsFormat.JSON)

    @property
    def is_graph(self) -> bool:
        """Whether the answer is a graph."""
        return self.media_type == "text/turtle"

    @property
    def is_truth(self) -> bool:
        """Whether the answer is true or false."""
        return isinstance(self.result, QueryBoolean)

    @property
    def text(self) -> str:
        """The answer as text."""
        return self.body.decode("utf-8")


class Pages:
    """Renders the templates for one release, for each language by an environment of its own.

    Args:
        engine: the release.
        notice: what stands on every page, where there is something.
    """

    def __init__(self, engine: Engine, notice: Notice | None = None) -> None:
        self._engine = engine
        self._templates = {language: self._environment(language) for language in LANGUAGES}
        self.know(notice=notice, languages=LANGUAGES, static=static, vendor=_nothing)

    def render(
        self, template: str, request: Request, headers: dict[str, str] | None = None, status: int = 200, **values: Any
    ) -> Response:
        """A page as a response, in the language of its reader; an address that names the language is remembered.

        Args:
            template: the template's name.
            request: the request.
            headers: the reply's headers besides those of the language.
            status: the reply's status.
            values: what the template shows; ``language`` among them takes the place of the reader's.
        """
        language = values.pop("language", None) or reader(request)
        pairs = parse_qsl(request.url.query, keep_blank_values=True)

        def here(**changed: Any) -> str:
            """The address of this page with some parameters changed; one that becomes empty is left out."""
            kept = [(name, value) for name, value in pairs if name not in changed]
            told = urlencode([*kept, *((name, value) for name, value in changed.items() if value not in ("", None))])
            return f"{request.url.path}?{told}" if told else request.url.path

        beside = {"query_string": request.url.query, "path": request.url.path, "here": here, "language": language}
        page = self._templates[language].get_template(template).render(engine=self._engine, **beside, **values)
        told = {**(headers or {}), "Content-Language": language}
        told["Vary"] = ", ".join(filter(None, (told.get("Vary"), "Accept-Language, Cookie")))
        response = Response(page, status, told, f"{PAGE}; charset=utf-8")
        if dict(pairs).get(CHOICE) == language:
            response.set_cookie(CHOICE, language, max_age=_KEPT, samesite="lax", httponly=True)
        return response

    def know(self, **values: Any) -> None:
        """Gives every page some values."""
        for environment in self._templates.values():
            environment.globals.update(values)

    def written(self, template: str, media_type: str, **values: Any) -> Response:
        """What is not a page as a response, made from a template alike."""
        return Response(self._templates[LANGUAGES[0]].get_template(template).render(**values), media_type=media_type)

    def _environment(self, language: str) -> Environment:
        made = Environment(
            loader=FileSystemLoader([_FOLDER, TEMPLATES]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
            bytecode_cache=_compiled(),
        )
        told = words(language)
        made.install_gettext_callables(told.gettext, told.ngettext, newstyle=True)  # type: ignore[attr-defined]
        made.policies["ext.i18n.trimmed"] = True
        made.filters |= {"day": told.day, "number": told.number}
        made.filters |= {"short": self._engine.names.shorten, "local": self._local}
        return made

    def _local(self, iri: str) -> str:
        """The address of a thing in this copy: its document or its place on a page where it is ours, else its IRI."""
        base = self._engine.names.base
        if f"{iri}#".startswith(self._engine.names.ontology):
            return iri.replace(base, "/", 1)
        if iri.startswith(f"{base}id/"):
            return "/doc/" + iri.removeprefix(f"{base}id/")
        if iri.startswith(base):
            return "/" + iri.removeprefix(base)
        return iri if iri.startswith(("http://", "https://")) else ""


def static(name: str) -> str:
    """The address of a file that pages are made with; it changes with the file, so that the file is kept for good."""
    return f"/static/{name}?v={sha256((_STATIC / name).read_bytes()).hexdigest()[:12]}"


def statics() -> frozenset[str]:
    """The addresses of all files that pages are made with."""
    return frozenset(static(path.relative_to(_STATIC).as_posix()) for path in _STATIC.rglob("*") if path.is_file())


def _compiled() -> BytecodeCache | None:
    """Where compiled templates are kept from one start to the next, as far as there is a place for files of ours."""
    try:
        return FileSystemBytecodeCache()
    except (OSError, RuntimeError):
        return None


def _nothing(_: str) -> str:
    """No file is installed."""
    return ""
