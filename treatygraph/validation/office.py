"""Where a server's workers validate: the report of the release, and those of files that are sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from treatygraph.content import QueryFile
from treatygraph.engine import Engine
from treatygraph.reports import shacl
from treatygraph.reports.about import About
from treatygraph.reports.writing import FORMS, written
from treatygraph.scenarios.scenario import Scenarios
from treatygraph.validation.finding import Report
from treatygraph.validation.submission import File, Submissions


class Office:
    """Validates in the context of one release; no file is opened.

    Args:
        engine: the release.
        scenarios: what works out what would follow from a file.
        mappings: the mappings of tables, as values that JSON can hold.
    """

    def __init__(self, engine: Engine, scenarios: Scenarios, mappings: Sequence[Mapping[str, Any]]) -> None:
        self._engine = engine
        self._scenarios = scenarios
        self._mappings = [QueryFile(**each) for each in mappings]

    @cached_property
    def _published(self) -> Report:
        return shacl.published(self._engine.store, self._engine.names)

    @cached_property
    def _submissions(self) -> Submissions:
        engine = self._engine
        return Submissions(engine.store, engine.names, self._scenarios, self._mappings, self._published)

    def report(self, files: Sequence[Mapping[str, str]], day: str, form: str) -> tuple[str, str]:
        """The media type and the text of the report of files, or of the release where there are none.

        Args:
            files: each with its ``place``, ``media_type`` and ``text``.
            day: the day by which waivers end, as YYYY-MM-DD.
            form: the name of a form of reports.
        """
        given = [File(**file) for file in files]
        report = self._submissions.report(given, date.fromisoformat(day)) if given else self._published
        about = About(tuple(file.place for file in given), self._engine.release, self._engine.coverage, day)
        return FORMS[form].media_type, written(report, about, self._engine.names, form)
