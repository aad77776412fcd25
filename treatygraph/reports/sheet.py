"""Findings as CSV (RFC 4180), a row for each."""

from __future__ import annotations

import csv
import io

from treatygraph.reports.about import About
from treatygraph.validation.finding import Report

COLUMNS = (
    "severity",
    "file",
    "row",
    "line",
    "fault",
    "cure",
    "fault_fr",
    "cure_fr",
    "basis",
    "nearest",
    "shape",
    "component",
    "focus",
    "path",
    "value",
    "waived_until",
    "waiver_reason",
)


def written(report: Report, _: About) -> str:
    """The findings in their order."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for found in report.findings:
        place, waiver = found.place, found.waiver
        writer.writerow(
            [
                found.severity,
                place.file,
                place.row or "",
                place.line or "",
                found.fault(),
                found.cure(),
                found.fault("fr"),
                found.cure("fr"),
                found.basis,
                found.nearest,
                found.shape,
                found.component,
                found.focus,
                found.path,
                found.value,
                waiver.until if waiver else "",
                waiver.reason if waiver else "",
            ]
        )
    return out.getvalue()
