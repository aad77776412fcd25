"""Causes: findings that one thing explains, so that a code misspelt in thirty rows is told once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from treatygraph.namespaces import SH
from treatygraph.validation.finding import SEVERITIES, Finding

#: The components whose value is what is wrong, whatever it is the value of.
_OF_VALUES = frozenset(
    f"{SH}{name}ConstraintComponent" for name in ("Class", "Datatype", "In", "NodeKind", "Pattern", "HasValue")
)


@dataclass(frozen=True, slots=True)
class Cause:
    """What explains some findings: one constraint, and where its value is at fault, one value."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The finding that stands for all."""
        return self.findings[0]

    @property
    def culprit(self) -> str:
        """The value that is at fault in all of them, or nothing."""
        return self.first.value if self.first.component in _OF_VALUES else ""


def causes(findings: Iterable[Finding]) -> list[Cause]:
    """The causes of some findings: what stands before what is waived, the gravest first, then the most frequent."""
    groups: defaultdict[tuple[object, ...], list[Finding]] = defaultdict(list)
    for found in findings:
        culprit = found.value if found.component in _OF_VALUES else ""
        waiver = found.waiver.iri if found.waiver else ""
        said = "" if found.shape else found.message
        groups[waiver, found.severity, found.shape, found.component, found.path, culprit, said].append(found)
    told = [Cause(tuple(sorted(group, key=lambda found: (found.place, found)))) for group in groups.values()]
    return sorted(told, key=_order)


def _order(cause: Cause) -> tuple[object, ...]:
    first = cause.first
    return (bool(first.waiver), SEVERITIES.index(first.severity), -len(cause.findings), first.place, first)
