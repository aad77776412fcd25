"""What a report is about, and the report as values that JSON can hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from treatygraph.validation.causes import Cause, causes
from treatygraph.validation.finding import Finding, Place, Report, Waiver, ordered


@dataclass(frozen=True, slots=True)
class About:
    """What was validated and when: the files given, or the graph where there are none; the release; the day."""

    files: tuple[str, ...] = ()
    release: str = ""
    coverage: str = ""
    day: str = ""


def told(report: Report, about: About) -> dict[str, Any]:
    """A report as values that JSON can hold, grouped by cause."""
    return {
        "conforms": report.conforms,
        **asdict(about),
        "counts": report.counted,
        "causes": [_cause(each) for each in causes(report.findings)],
    }


def _cause(cause: Cause) -> dict[str, Any]:
    first = cause.first
    return {
        "severity": first.severity,
        "shape": first.shape,
        "name": first.name,
        "component": first.component,
        "path": first.path,
        "culprit": cause.culprit,
        "fault": {language: first.fault(language) for language in ("en", "fr")},
        "cure": {language: first.cure(language) for language in ("en", "fr")},
        "basis": first.basis,
        "nearest": first.nearest,
        "waiver": asdict(first.waiver) if first.waiver else None,
        "results": [_result(found, first) for found in cause.findings],
    }


def _result(found: Finding, first: Finding) -> dict[str, Any]:
    """A finding, with its own words where they are not those of the cause."""
    said = {"message": found.message, "french": found.french} if found.message != first.message else {}
    place = asdict(found.place)
    return {"focus": found.focus, "value": found.value, "place": place, "nearest": found.nearest, **said}


def read(values: Mapping[str, Any]) -> tuple[Report, About]:
    """The report and what it is about, from what ``pack`` made."""
    about = About(**{**values["about"], "files": tuple(values["about"]["files"])})
    return ordered({_finding(each) for each in values["findings"]}), about


def pack(report: Report, about: About) -> dict[str, Any]:
    """The report as it is, as values that JSON can hold."""
    return {"about": asdict(about), "findings": [asdict(found) for found in report.findings]}


def _finding(values: Mapping[str, Any]) -> Finding:
    waiver = Waiver(**values["waiver"]) if values["waiver"] else None
    return Finding(**{**values, "place": Place(**values["place"]), "waiver": waiver})
