"""The report as JUnit XML, which build servers show: a test case for each shape that finds anything, and one for all.

A violation is a failure; a waived one is skipped; what warns or informs is told in the output of its case.
"""

from __future__ import annotations

import re
from collections import defaultdict
from xml.etree import ElementTree as ET

from treatygraph.reports.about import About
from treatygraph.validation.finding import SEVERITIES, Finding, Report

#: What XML 1.0 cannot hold, in whatever form.
_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def written(report: Report, about: About) -> str:
    """The report, a case a shape."""
    groups: defaultdict[str, list[Finding]] = defaultdict(list)
    for found in report.findings:
        groups[found.name].append(found)
    failed = {found.name for found in report.of(SEVERITIES[0])}
    skipped = {name for name, group in groups.items() if name not in failed and all(each.waiver for each in group)}
    counts = {"tests": len(groups) + 1, "failures": len(failed), "errors": 0, "skipped": len(skipped)}
    attributes = {"name": "treatygraph validate", **{name: str(count) for name, count in counts.items()}}
    root = ET.Element("testsuites", attributes)
    suite = ET.SubElement(root, "testsuite", attributes)
    _case(suite, "everything that was validated can be read" if about.files else "the graph was validated")
    for name, group in sorted(groups.items()):
        case = _case(suite, name, group[0].place.file)
        lines = "\n".join(map(_line, group))
        if name in failed:
            stands = [found for found in group if found.severity == SEVERITIES[0] and not found.waiver]
            ET.SubElement(case, "failure", message=_clean(stands[0].fault()), type=name).text = lines
        elif name in skipped and group[0].waiver:
            ET.SubElement(case, "skipped", message=_clean(f"until {group[0].waiver.until}: {group[0].waiver.reason}"))
        else:
            ET.SubElement(case, "system-out").text = lines
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _case(suite: ET.Element, name: str, file: str = "") -> ET.Element:
    attributes = {"name": name, "classname": "treatygraph"}
    return ET.SubElement(suite, "testcase", {**attributes, "file": file} if file else attributes)


def _line(found: Finding) -> str:
    near = f" Did you mean {found.nearest}?" if found.nearest else ""
    return _clean(f"{found.severity} {found.place or found.focus}: {found.fault()}: {found.cure()}{near}")


def _clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
