"""Findings as workflow commands, which annotate the lines of a pull request on GitHub.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
"""

from __future__ import annotations

from treatygraph.reports.about import About
from treatygraph.validation.causes import causes
from treatygraph.validation.finding import Finding, Report

_COMMANDS = {"Violation": "error", "Warning": "warning", "Info": "notice"}


def written(report: Report, _: About) -> str:
    """A command for each finding that no waiver lets pass, those of one cause after another."""
    lines = [_command(found) for cause in causes(report.findings) for found in cause.findings if not found.waiver]
    return "".join(f"{line}\n" for line in lines)


def _command(found: Finding) -> str:
    properties = {"title": f"{found.name} ({found.basis})" if found.basis else found.name}
    if found.place.file:
        properties = {"file": found.place.file, "line": str(found.place.line or found.place.row or 1), **properties}
    told = ",".join(f"{name}={_escaped(value, ',:')}" for name, value in properties.items())
    near = f"\nDid you mean {found.nearest}?" if found.nearest else ""
    said = f"{found.fault()}\n{found.cure()}{near}"
    return f"::{_COMMANDS[found.severity]} {told}::{_escaped(said)}"


def _escaped(text: str, more: str = "") -> str:
    """A text with the signs written as codes that end a command, or a property of one."""
    for sign in f"%\r\n{more}":
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text
