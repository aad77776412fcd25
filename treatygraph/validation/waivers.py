"""Waivers: findings that are known and let pass until a day. One that has ended, or lets nothing pass, is a finding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from pyoxigraph import DefaultGraph, NamedNode, Store

from treatygraph.graphs import text
from treatygraph.namespaces import RDF_TYPE, Names
from treatygraph.validation.finding import Finding, Waiver

#: What is said of a waiver that has ended, and of one that is idle, in English and in French.
_ENDED = (
    "A waiver ended on {until} and lets nothing pass: mend what it waived, or decide anew in data/waivers.csv.",
    "Une dérogation a pris fin le {until} et ne laisse plus rien passer : corrigez ce qu'elle visait, "
    "ou décidez à nouveau dans data/waivers.csv.",
)
_IDLE = (
    "A waiver lets nothing pass, since nothing that it waives is found: remove its row from data/waivers.csv.",
    "Une dérogation ne laisse rien passer, faute de constatation à laquelle elle s'applique : "
    "retirez sa ligne de data/waivers.csv.",
)


def read(store: Store, names: Names) -> list[Waiver]:
    """The waivers of a graph, in order."""

    def said(waiver: NamedNode, name: str) -> str:
        found = store.quads_for_pattern(waiver, names.term(name), None, DefaultGraph())
        return min((text(quad.object) for quad in found), default="")

    known = store.quads_for_pattern(None, RDF_TYPE, names.term("Waiver"), DefaultGraph())
    return sorted(
        Waiver(
            iri.value,
            *(said(iri, name) for name in ("waives", "waivedThings", "waivedUntil", "reason", "decidedFor")),
        )
        for iri in (quad.subject for quad in known)
        if isinstance(iri, NamedNode)
    )


def apply(
    findings: Iterable[Finding], waivers: Sequence[Waiver], day: date, names: Names, whole: bool = True
) -> set[Finding]:
    """The findings, those marked that a waiver lets pass on a day, and what is wrong with the waivers.

    Args:
        findings: what was found.
        waivers: the waivers of the graph.
        day: the day on which the graph is validated.
        names: the graph's names.
        whole: whether all of the graph was validated, so that a waiver that waives nothing is idle.
    """
    valid = [waiver for waiver in waivers if waiver.until >= day.isoformat()]
    told = {_waived(finding, valid, names) for finding in findings}
    used = {found.waiver for found in told}
    told |= {_finding("Warning", waiver, _ENDED) for waiver in waivers if waiver not in valid}
    if whole:
        told |= {_finding("Info", waiver, _IDLE) for waiver in valid if waiver not in used}
    return told


def _waived(finding: Finding, waivers: Sequence[Waiver], names: Names) -> Finding:
    nodes = [node for node in (finding.focus, finding.value) if node]
    things = [node.removeprefix(stem) for node in nodes for stem in (names.thing("").value, names.base)]
    for waiver in waivers:
        if waiver.shape == finding.shape and any(thing.startswith(waiver.things) for thing in things):
            return replace(finding, waiver=waiver)
    return finding


def _finding(severity: str, waiver: Waiver, said: tuple[str, str]) -> Finding:
    english, french = (each.format(until=waiver.until) for each in said)
    return Finding(severity, waiver.shape, waiver.iri, "", "", "", english, french)
