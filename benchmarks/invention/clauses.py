"""The description of an invented treaty in Turtle, with its final clauses, and the provisions that they rest on."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from benchmarks.invention.calendar import LAST, Period
from benchmarks.invention.subjects import Subjects
from benchmarks.invention.tables import Tables
from benchmarks.invention.treaties import Treaty

_PREFIXES = """\
@prefix tg: <https://w3id.org/treatygraph/ontology#> .
@prefix treaty: <https://w3id.org/treatygraph/id/treaty/> .
@prefix clause: <https://w3id.org/treatygraph/id/clause/{id}/> .
@prefix provision: <https://w3id.org/treatygraph/id/provision/{id}/> .
@prefix org: <https://w3id.org/treatygraph/id/organisation/> .
@prefix source: <https://w3id.org/treatygraph/id/source/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

#: The articles that final clauses rest on, after those on offences and powers, with their paragraphs.
_FINAL = (
    ("signature", "Signature", 2),
    ("entry", "Entry into force", 2),
    ("accession", "Accession", 2),
    ("territories", "Territories", 1),
    ("reservations", "Reservations", 1),
    ("declarations", "Declarations", 1),
    ("denunciation", "Denunciation", 1),
)


def numbers(treaty: Treaty) -> dict[str, int]:
    """The number of each final article."""
    return {name: treaty.articles + place for place, (name, _, _) in enumerate(_FINAL, start=2)}


def write(treaty: Treaty, subjects: Subjects, chance: Random, tables: Tables) -> str:
    """The text of the treaty's ``treaty.ttl``; its provisions and measures are added to tables."""
    _provisions(treaty, chance, tables)
    source = f"source:{treaty.id}-chart"
    said = [
        f"treaty:{treaty.id} a {'tg:Protocol' if treaty.parent else 'tg:Treaty'}",
        f"skos:prefLabel {_text(treaty.title['en'], 'en')} , {_text(treaty.title['fr'], 'fr')}",
        f'tg:seriesNumber "INV {treaty.number}"',
        f'tg:openedOn "{treaty.opened}"^^xsd:date',
        "tg:depositary org:registry",
        f'tg:coverageUntil "{LAST}"^^xsd:date',
    ]
    if treaty.parent:
        said += [f"tg:protocolTo treaty:{treaty.parent.id}", f"tg:supplements treaty:{treaty.parent.id}"]
    paragraphs = [_PREFIXES.format(id=treaty.id), _paragraph([*said, f"dcterms:source {source}"])]
    for name, label, facts in _clauses(treaty, subjects, chance):
        kind, *rest = facts
        told = [
            f"clause:{name} a tg:{kind}",
            f"rdfs:label {_text(f'INV {treaty.number}: {label}', 'en')}",
            f"tg:clauseOf treaty:{treaty.id}",
        ]
        paragraphs.append(_paragraph([*told, *rest, f"dcterms:source {source}"]))
    return "\n".join(paragraphs)


def _clauses(treaty: Treaty, subjects: Subjects, chance: Random) -> Iterator[tuple[str, str, list[str]]]:
    """The final clauses: the name, the label, and the class with what else is said."""
    article = numbers(treaty)

    def based(name: str, paragraph: int = 0) -> str:
        return f"tg:basedOn provision:art-{article[name]}" + (f"-{paragraph}" if paragraph else "")

    first = ["FirstEntryIntoForceClause", f"tg:requiredConsents {treaty.consents}", *_runs(treaty.first)]
    if treaty.quota:
        first += [f"tg:requiredMembers {treaty.quota}", f"tg:quotaOrganisation org:{treaty.organisation}"]
    yield "first-entry-into-force", "first entry into force", [*first, based("entry", 1)]
    later = ["SubsequentEntryIntoForceClause", *_runs(treaty.later), based("entry", 2)]
    yield "subsequent-entry-into-force", "later entry into force", later
    leaving = ["DenunciationClause", *_runs(treaty.notice), based("denunciation")]
    if treaty.parent:
        leaving.append(f"tg:followsDenunciationOf treaty:{treaty.parent.id}")
    yield "denunciation", "denunciation", leaving
    yield from _openings(treaty, based("signature", 1), based("accession", 1), based("accession", 2))
    yield "territories", "territories", ["TerritorialClause", *_runs(treaty.later), based("territories")]
    listed = ["ReservationClause", "tg:permitsReservationTo provision:art-2-2 , provision:art-3-2"]
    yield "reservations", "closed list of reservations", [*listed, based("reservations")]
    allowed = ["DeclarationClause", "tg:permitsDeclarationOn provision:art-4", based("declarations")]
    yield "declarations", "closed list of declarations", allowed
    if treaty.parent:
        power = f"<https://w3id.org/treatygraph/id/power/{treaty.parent.id}/Power{chance.randrange(2, 4)}>"
        reached = ["ExtensionClause", f"tg:extendsMeasure {power}", based("territories")]
        yield "extension", "measures that reach the Protocol", reached


def _openings(treaty: Treaty, signature: str, accession: str, invitation: str) -> Iterator[tuple[str, str, list[str]]]:
    """The clauses on who may sign and accede."""
    late = "tg:afterEntryIntoForce true"
    if treaty.parent:
        for act, basis in (("Signature", signature), ("Accession", accession)):
            asked = ["tg:requiresStatus tg:contractingState", f"tg:inTreaty treaty:{treaty.parent.id}"]
            facts = ["ParticipationClause", f"tg:opensAct tg:{act}", *asked, basis]
            yield act.lower(), f"{act.lower()} by its Parties", facts
    elif treaty.organisation:
        for act, basis in (("Signature", signature), ("Accession", accession)):
            member = f"tg:requiresMembershipOf org:{treaty.organisation}"
            facts = ["ParticipationClause", f"tg:opensAct tg:{act}", member, basis]
            yield act.lower(), f"{act.lower()} by members", facts
        asked = ["tg:requiresStatus tg:invited", f"tg:inTreaty treaty:{treaty.id}", late]
        invited = ["ParticipationClause", "tg:opensAct tg:Accession", *asked, invitation]
        yield "accession-on-invitation", "accession on invitation", invited
        validity = ['tg:validityPeriod "P5Y"^^xsd:duration', 'tg:validityAppliesFrom "1950-01-01"^^xsd:date']
        yield "invitation", "validity of an invitation", ["InvitationClause", *validity, invitation]
    else:
        for act, basis in (("Signature", signature), ("Accession", accession)):
            facts = ["ParticipationClause", f"tg:opensAct tg:{act}", "tg:admitsAllStates true", basis]
            yield act.lower(), f"{act.lower()} by all States", facts


def _provisions(treaty: Treaty, chance: Random, tables: Tables) -> None:
    folder, source = f"treaties/{treaty.id}", f"{treaty.id}-text"
    terms = {"title": "Terms", "section": "Chapter I", "kind": "definition"}
    tables.add(f"{folder}/provisions.csv", article="1", source=source, **terms)
    for number in range(2, treaty.articles + 2):
        is_offence = chance.random() < 0.5 and number > 3  # noqa: PLR2004
        name = f"{'Offence' if is_offence else 'Power'}{number}"
        label = {"label_en": f"{name} of INV {treaty.number}", "label_fr": f"{name} de INV {treaty.number}"}
        kind = {"section": "Chapter II", "kind": "offence" if is_offence else "cooperation", "source": source}
        tables.add(f"{folder}/provisions.csv", article=str(number), title=name, **kind)
        tables.add(f"{folder}/provisions.csv", article=str(number), paragraph="(2)", title=f"Limits of {name}", **kind)
        if is_offence:
            tables.add(f"{folder}/offences.csv", article=str(number), id=name, source=source, **label)
        else:
            group = chance.choice(("domestic power", "cooperation", "cooperation", "safeguard"))
            tables.add(f"{folder}/powers.csv", article=str(number), id=name, group=group, source=source, **label)
    for name, title, paragraphs in _FINAL:
        article, kind = str(numbers(treaty)[name]), {"section": "Chapter III", "kind": "final clause", "source": source}
        tables.add(f"{folder}/provisions.csv", article=article, title=title, **kind)
        for number in range(1, paragraphs + 1 if paragraphs > 1 else 1):
            part = f"({number})"
            tables.add(f"{folder}/provisions.csv", article=article, paragraph=part, title=f"{title} {part}", **kind)


def _runs(period: Period) -> list[str]:
    return [f'tg:waitingPeriod "{period.duration}"^^xsd:duration', f"tg:rounding tg:{period.rounding}"]


def _paragraph(said: list[str]) -> str:
    return " ;\n    ".join(said) + " .\n"


def _text(words: str, language: str) -> str:
    return f'"{words}"@{language}'
