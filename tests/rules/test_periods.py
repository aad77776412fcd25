"""Whatever acts one State is recorded to have done, the periods of its statuses are sane.

Days are known, known as windows or not known. Where acts come in an order that cannot be, the periods still have their
bounds in order; where they come in one that can, the periods also exclude each other as the law wants.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, RdfFormat, Store

from treatygraph.content import Content, QueryFile
from treatygraph.inference.rules import RULES, conclusions
from treatygraph.namespaces import CANONICAL_BASE

PROJECT = Path(__file__).parents[2]
TG = f"{CANONICAL_BASE}ontology#"
CONSENTS = ("Ratification", "Acceptance", "Approval", "Accession", "DefinitiveSignature", "Succession")
ABOVE = {
    **dict.fromkeys(CONSENTS, "ConsentToBeBound"),
    **dict.fromkeys(("Denunciation", "WithdrawalOfInstrument"), "Termination"),
}
KINDS = ("Signature", *CONSENTS, "Denunciation", "WithdrawalOfInstrument", "InvitationToAccede", "InvitationExtension")

#: How long a later consent and a denunciation take, and from when an invitation made lapses.
CLAUSES = {
    "by months": (
        '"P3M"^^xsd:duration ; tg:rounding tg:firstDayOfFollowingMonth',
        '"P3M"^^xsd:duration ; tg:rounding tg:firstDayOfFollowingMonth',
    ),
    "by days": ('"P30D"^^xsd:duration ; tg:rounding tg:exactDay', '"P1Y"^^xsd:duration ; tg:rounding tg:exactDay'),
}
HEAD = f"""
@base <{CANONICAL_BASE}id/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix tg: <{TG}> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
tg:depositaryRank tg:rankOrder 1 .
tg:unverifiedRank tg:rankOrder 7 .
<source/chart> tg:sourceRank tg:depositaryRank ; tg:knownBy "2012-12-31"^^xsd:date .
<row/1> dcterms:source <source/chart> .
<state/AUT> a tg:State .
<state/JPN> a tg:State .
<treaty/m-1> a tg:Treaty ; tg:openedOn "2000-05-10"^^xsd:date .
<clause/m-1/first> a tg:FirstEntryIntoForceClause ; tg:clauseOf <treaty/m-1> ; tg:requiredConsents 1 ;
    tg:waitingPeriod "P3M"^^xsd:duration ; tg:rounding tg:firstDayOfFollowingMonth .
<clause/m-1/invitation> a tg:InvitationClause ; tg:clauseOf <treaty/m-1> ;
    tg:validityPeriod "P5Y"^^xsd:duration ; tg:validityAppliesFrom "2004-01-01"^^xsd:date .
"""


@dataclass(frozen=True)
class Act:
    """One recorded act of the State: its kind, which of that kind, and what is known of its day."""

    kind: str
    number: int
    not_before: date | None
    not_after: date | None

    def turtle(self, state: str = "JPN") -> str:
        classes = ["TreatyAction", self.kind, *([ABOVE[self.kind]] if self.kind in ABOVE else [])]
        when = f"{self.not_before or ''}--{self.not_after or ''}"
        if self.not_before and self.not_before == self.not_after:
            dates = f'tg:date "{self.not_before}"^^xsd:date ; '
        else:
            dates = f'tg:notBefore "{self.not_before}"^^xsd:date ; ' if self.not_before else ""
            dates += f'tg:notAfter "{self.not_after}"^^xsd:date ; ' if self.not_after else ""
        below = "".join(f"tg:{name} rdfs:subClassOf tg:TreatyAction .\n" for name in classes[1:])
        return (
            f"<action/m-1/{state}/{self.kind.lower()}/{self.number}-{when}> a {', '.join('tg:' + name for name in classes)} ; "
            f"tg:treaty <treaty/m-1> ; tg:actor <state/{state}> ; tg:actNumber {self.number} ; {dates}"
            f"dcterms:source <source/chart> ; prov:wasDerivedFrom <row/1> .\n{below}"
        )


@dataclass(frozen=True)
class Period:
    """One derived period, its bounds as ISO dates; an empty bound is not known."""

    status: str
    began: str
    earliest_from: str
    latest_from: str
    earliest_until: str
    latest_until: str

    @property
    def exact(self) -> bool:
        return self.earliest_from == self.latest_from and self.earliest_until == self.latest_until

    def overlaps(self, other: Period) -> bool:
        return self.earliest_from < (other.latest_until or "~") and other.earliest_from < (self.latest_until or "~")


@cache
def rules() -> list[QueryFile]:
    """The rules between the dates of acts and the statuses of States."""
    content = Content(PROJECT)
    return [rule for rule in content.queries(RULES) if "10" <= rule.name[:2] <= "47"]


def periods(acts: list[Act], clauses: str) -> list[Period]:
    """The periods of the State's statuses that follow from its acts, one founder having brought the treaty into force."""
    later, denunciation = CLAUSES[clauses]
    founder = Act("Ratification", 1, date(2001, 1, 15), date(2001, 1, 15))
    text = HEAD + "".join(act.turtle() for act in acts) + founder.turtle("AUT")
    text += f"<clause/m-1/later> a tg:SubsequentEntryIntoForceClause ; tg:clauseOf <treaty/m-1> ; tg:waitingPeriod {later} .\n"
    text += f"<clause/m-1/out> a tg:DenunciationClause ; tg:clauseOf <treaty/m-1> ; tg:waitingPeriod {denunciation} .\n"
    store = Store()
    store.load(text.encode(), format=RdfFormat.TURTLE)
    for rule in rules():
        store.extend(Quad(triple.subject, triple.predicate, triple.object) for triple in conclusions(store, rule))
    return sorted(_read(store), key=str)


def _read(store: Store) -> Iterator[Period]:
    holder = NamedNode(f"{CANONICAL_BASE}id/state/JPN")
    for found in store.quads_for_pattern(None, NamedNode(TG + "holder"), holder):
        values = []
        for name in ("status", "beganWith", "earliestFrom", "latestFrom", "earliestUntil", "latestUntil"):
            given = [
                str(each.object.value) for each in store.quads_for_pattern(found.subject, NamedNode(TG + name), None)
            ]
            values.append(" ".join(sorted(given)).removeprefix(TG))
        yield Period(*values)


DAY = timedelta(days=1)
DAY_ONE = date(2005, 1, 10)


@st.composite
def acts_at(draw: st.DrawFn, kind: str, number: int, day: date) -> Act:
    """A record of an act done on a day: of the day, of a window round it, or of no date at all."""
    known = draw(st.sampled_from(("day", "day", "day", "window", "nothing")))
    if known == "nothing":
        return Act(kind, number, None, None)
    before, after = (draw(st.integers(0, 200)), draw(st.integers(0, 200))) if known == "window" else (0, 0)
    return Act(kind, number, max(day - before * DAY, date(2000, 5, 10)), day + after * DAY)


@st.composite
def jumbles(draw: st.DrawFn) -> list[Act]:
    """Acts of one State in any order, as a table full of errors may hold them; each kind of act at most twice."""
    acts: dict[tuple[str, int], Act] = {}
    for _ in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(KINDS))
        number = draw(st.integers(1, 2))
        day = date(2000, 6, 1) + 15 * draw(st.integers(0, 280)) * DAY
        # A State consents once under one number, however the act is called.
        acts.setdefault((ABOVE[kind] if kind in CONSENTS else kind, number), draw(acts_at(kind, number, day)))
    return list(acts.values())


@st.composite
def histories(draw: st.DrawFn) -> list[Act]:
    """Acts of one State in an order in which it can do them: it leaves after it came and comes back after it left."""
    day = date(2000, 6, 1) + draw(st.integers(0, 1500)) * DAY
    acts = []
    if draw(st.booleans()):
        acts.append(draw(acts_at("InvitationToAccede", 1, day)))
        if draw(st.booleans()):
            day += draw(st.integers(1, 2200)) * DAY
            acts.append(draw(acts_at("InvitationExtension", 1, day)))
    elif draw(st.booleans()):
        acts.append(draw(acts_at("Signature", 1, day)))
    for number in range(1, 1 + draw(st.integers(0, 2))):
        day += draw(st.integers(0 if number == 1 else 1, 500)) * DAY
        acts.append(draw(acts_at(draw(st.sampled_from(CONSENTS)), number, day)))
        if number == 1 or draw(st.booleans()):
            leaves = draw(st.sampled_from(("Denunciation", "WithdrawalOfInstrument")))
            day += draw(st.integers(1, 500 if leaves == "Denunciation" else 25)) * DAY
            acts.append(draw(acts_at(leaves, number, day)))
    return acts


#: The same examples on every run, and few enough to be quick.
QUICKLY = settings(max_examples=80, deadline=None, derandomize=True, database=None)
ANY: dict[str, Any] = {"acts": st.one_of(jumbles(), histories()), "clauses": st.sampled_from(sorted(CLAUSES))}
POSSIBLE: dict[str, Any] = {"acts": histories(), "clauses": st.sampled_from(sorted(CLAUSES))}


#: A State that gave a year's notice changed its mind, and its new consent took effect before its denunciation did.
BACK_WITHIN_THE_NOTICE: dict[str, Any] = {
    "acts": [
        Act("Ratification", 1, date(2001, 6, 1), date(2001, 6, 1)),
        Act("Denunciation", 1, date(2005, 1, 10), date(2005, 1, 10)),
        Act("Accession", 2, date(2005, 3, 1), date(2005, 3, 1)),
    ],
    "clauses": "by days",
}
#: An invitation of 2006 was extended a month before it would have lapsed.
EXTENDED_BEFORE_THE_LAPSE: dict[str, Any] = {
    "acts": [
        Act("InvitationToAccede", 1, date(2006, 2, 1), date(2006, 2, 1)),
        Act("InvitationExtension", 1, date(2011, 1, 1), date(2011, 1, 1)),
    ],
    "clauses": "by days",
}


@QUICKLY
@given(**ANY)
@example(
    acts=[Act("Ratification", 1, DAY_ONE, DAY_ONE), Act("WithdrawalOfInstrument", 1, DAY_ONE, DAY_ONE)],
    clauses="by days",
)
def test_no_period_begins_or_ends_later_than_at_its_latest_or_ends_before_it_begins(
    acts: list[Act], clauses: str
) -> None:
    for period in periods(acts, clauses):
        assert not period.latest_from or period.earliest_from <= period.latest_from, period
        assert not (period.earliest_until and period.latest_until) or period.earliest_until <= period.latest_until, (
            period
        )
        assert not period.latest_until or period.earliest_from < period.latest_until, period


@pytest.mark.parametrize("status", ["invited", "signatory", "contractingState", "party", "formerParty"])
def test_a_state_never_holds_a_status_twice_at_once(status: str) -> None:
    @QUICKLY
    @given(**POSSIBLE)
    @example(**BACK_WITHIN_THE_NOTICE)
    @example(**EXTENDED_BEFORE_THE_LAPSE)
    def holds(acts: list[Act], clauses: str) -> None:
        found = [period for period in periods(acts, clauses) if period.exact and period.status == status]
        assert [(one, other) for one, other in combinations(found, 2) if one.overlaps(other)] == []

    holds()


@pytest.mark.parametrize(("one", "other"), [("signatory", "contractingState"), ("formerParty", "party")])
def test_some_statuses_exclude_each_other(one: str, other: str) -> None:
    @QUICKLY
    @given(**POSSIBLE)
    @example(**BACK_WITHIN_THE_NOTICE)
    def holds(acts: list[Act], clauses: str) -> None:
        exact = [period for period in periods(acts, clauses) if period.exact]
        ones = [period for period in exact if period.status == one]
        others = [period for period in exact if period.status == other]
        assert [(a, b) for a in ones for b in others if a.overlaps(b)] == []

    holds()


@QUICKLY
@given(**POSSIBLE)
def test_a_period_has_no_more_than_one_of_each_bound(acts: list[Act], clauses: str) -> None:
    assert [period for period in periods(acts, clauses) if " " in "".join(astuple(period))] == []


@QUICKLY
@given(**ANY)
def test_a_party_has_consented_before(acts: list[Act], clauses: str) -> None:
    found = periods(acts, clauses)
    consents = {period.began: period for period in found if period.status == "contractingState"}
    for party in (period for period in found if period.status == "party"):
        consent = consents[party.began]
        # A successor State may have been bound before it notified; at the latest it is with the notice.
        bound = party.latest_from or "~" if "/succession/" in party.began else party.earliest_from
        assert consent.earliest_from <= bound, (consent, party)
