"""Pages: Jinja2 templates, every value escaped, links kept within this copy."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pyoxigraph import QueryBoolean, QueryResultsFormat, parse_query_results

from api.notice import Notice
from treatygraph.engine import Engine
from treatygraph.reports.page import TEMPLATES

_FOLDER = Path(__file__).parent / "templates"


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
    """Renders the templates for one release; a notice, where there is one, stands on every page."""

    def __init__(self, engine: Engine, notice: Notice | None = None) -> None:
        self._engine = engine
        self._templates = Environment(
            loader=FileSystemLoader([_FOLDER, TEMPLATES]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["short"] = engine.names.shorten
        self._templates.filters["local"] = self._local
        self._templates.globals["notice"] = notice

    def render(
        self, template: str, request: Request, headers: dict[str, str] | None = None, status: int = 200, **values: Any
    ) -> Response:
        """A page as a response."""
        page = self._templates.get_template(template).render(
            query_string=request.url.query, engine=self._engine, **values
        )
        return Response(page, status, headers, "text/html; charset=utf-8")

    def know(self, **values: Any) -> None:
        """Gives every page some values."""
        self._templates.globals.update(values)

    def written(self, template: str, media_type: str, **values: Any) -> Response:
        """What is not a page as a response, made from a template alike."""
        return Response(self._templates.get_template(template).render(**values), media_type=media_type)

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
