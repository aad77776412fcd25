"""The report as SARIF 2.1.0, which editors and code scanning read: https://docs.oasis-open.org/sarif/sarif/v2.1.0/."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from treatygraph.reports.about import About
from treatygraph.validation.finding import Finding, Report

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"Violation": "error", "Warning": "warning", "Info": "note"}


def written(report: Report, about: About) -> str:
    """One run: a rule for each shape that finds anything, a result for each finding, a suppression for each waiver."""
    rules: dict[str, Finding] = {}
    for found in report.findings:
        rules.setdefault(found.name, found)
    order = {name: number for number, name in enumerate(sorted(rules))}
    driver = {
        "name": "treatygraph",
        "informationUri": "https://w3id.org/treatygraph/",
        "rules": [_rule(name, rules[name]) for name in order],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(found, order) for found in report.findings],
        "properties": {"release": about.release, "coverage": about.coverage, "day": about.day},
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _rule(name: str, found: Finding) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": name, "defaultConfiguration": {"level": _LEVELS[found.severity]}}
    if found.shape:
        rule["helpUri"] = found.shape
    if found.basis:
        rule["shortDescription"] = {"text": found.basis}
    return rule


def _result(found: Finding, order: dict[str, int]) -> dict[str, Any]:
    near = f" Did you mean {found.nearest}?" if found.nearest else ""
    result: dict[str, Any] = {
        "ruleId": found.name,
        "ruleIndex": order[found.name],
        "level": _LEVELS[found.severity],
        "message": {"text": f"{found.fault()}: {found.cure()}{near}"},
        "properties": {"focus": found.focus, "path": found.path, "value": found.value},
    }
    if found.place.file:
        artifact = {"uri": quote(found.place.file)}
        line = found.place.line or found.place.row
        physical: dict[str, Any] = {"artifactLocation": artifact, **({"region": {"startLine": line}} if line else {})}
        result["locations"] = [{"physicalLocation": physical}]
    if found.waiver:
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": found.waiver.reason}]
    return result
