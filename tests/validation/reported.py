"""What the small reports of the tests are made of."""

from __future__ import annotations

from datetime import date

from treatygraph.validation.finding import Finding, Waiver

DAY = date(2026, 2, 5)
BASE = "https://w3id.org/treatygraph/"
WAIVER = Waiver(
    f"{BASE}id/waiver/Late", f"{BASE}shape/Late", "action/mini-1/", "2026-12-31", "It is looked into.", "us"
)
CLASS = "http://www.w3.org/ns/shacl#ClassConstraintComponent"


def finding(severity: str, shape: str, focus: str, message: str, **rest: object) -> Finding:
    """A finding on a thing of the miniature."""
    values = {"path": "", "value": "", "component": CLASS, **rest}
    return Finding(severity, f"{BASE}shape/{shape}", f"{BASE}id/{focus}", message=message, **values)  # type: ignore[arg-type]
