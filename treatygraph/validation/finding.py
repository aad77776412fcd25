"""Findings: results of a validation as people read them, and the report that they make up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from treatygraph.errors import Problem, ValidationError

#: Severities from the gravest; the first of them stops a build.
SEVERITIES = ("Violation", "Warning", "Info")

#: What a finding is called that no shape makes: a file that cannot be read as what it should be.
UNREADABLE = "Content"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in the data a finding comes from: a file, its row by RFC 7111, its line; 0 where it is not known."""

    file: str = ""
    row: int = 0
    line: int = 0

    def __str__(self) -> str:
        if self.row:
            return f"{self.file} row {self.row}"
        return f"{self.file} line {self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True, order=True)
class Waiver:
    """A decision to let the findings of a shape pass until a day, those of some things where it names any."""

    iri: str
    shape: str
    things: str
    until: str
    reason: str
    by: str


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One result of a validation.

    Attributes:
        severity: one of ``SEVERITIES``.
        shape: the IRI of the shape or of the query that found it; empty where a file cannot be read.
        focus: the node that it was found on.
        path: the property, where one is at fault.
        value: the value that is wrong, where one is.
        component: the constraint component.
        message: in English, what is wrong and after the first colon how to mend it.
        french: the same in French.
        place: where it comes from.
        basis: the article or convention that says so.
        nearest: the right value that is most like what was written, where there is one.
        waiver: the decision that lets it pass, where there is one.
    """

    severity: str
    shape: str
    focus: str
    path: str
    value: str
    component: str
    message: str
    french: str = ""
    place: Place = field(default=Place(), compare=False)
    basis: str = field(default="", compare=False)
    nearest: str = field(default="", compare=False)
    waiver: Waiver | None = field(default=None, compare=False)

    def fault(self, language: str = "en") -> str:
        """What is wrong."""
        return self._said(language).partition(": ")[0].strip()

    def cure(self, language: str = "en") -> str:
        """How to mend it."""
        _, _, cure = self._said(language).partition(": ")
        return cure or "mend the row, or the shape if it asks for too much."

    @property
    def name(self) -> str:
        """The name of the shape or of the query."""
        return self.shape.rpartition("/")[2] or UNREADABLE

    @property
    def problem(self) -> Problem:
        """The finding as a fault that stops a build."""
        found = f"found on {self.focus}" + (f", {self.value}" if self.value and self.value != self.focus else "")
        cure = self.cure() + (f" Did you mean {self.nearest}?" if self.nearest else "")
        return Problem(str(self.place) or self.focus, f"{self.fault()} (shape {self.name}, {found})", cure)

    def _said(self, language: str) -> str:
        return (self.french or self.message) if language == "fr" else self.message


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of a validation, gravest first, in an order that depends on nothing but what was validated."""

    findings: tuple[Finding, ...]

    def of(self, severity: str) -> list[Finding]:
        """The findings of one severity that no waiver lets pass."""
        return [found for found in self.findings if found.severity == severity and not found.waiver]

    @property
    def conforms(self) -> bool:
        """Whether the graph may be published: no finding that stands is a violation."""
        return not self.of(SEVERITIES[0])

    @property
    def counted(self) -> dict[str, int]:
        """How many findings there are of each severity, and how many are waived."""
        found = Counter("waived" if each.waiver else each.severity for each in self.findings)
        return {name: found[name] for name in (*SEVERITIES, "waived")}

    def require(self) -> None:
        """Raises ValidationError with every violation that stands, where there is one."""
        if not self.conforms:
            raise ValidationError([finding.problem for finding in self.of(SEVERITIES[0])])


def ordered(findings: set[Finding]) -> Report:
    """A report of some findings."""
    return Report(tuple(sorted(findings, key=lambda found: (SEVERITIES.index(found.severity), found))))
