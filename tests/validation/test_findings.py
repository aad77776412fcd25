"""Where findings come from, what they suggest, and which are let pass."""

from __future__ import annotations

from datetime import date

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store
from reported import BASE, WAIVER, finding

from treatygraph.namespaces import SH, Names
from treatygraph.shacl.result import Result
from treatygraph.validation import waivers
from treatygraph.validation.finding import Finding, Place
from treatygraph.validation.nearest import Nearest
from treatygraph.validation.places import Places, subject_line

NAMES = Names()
TABLE = 'state,iso3,note\nA,AAA,"two\nlines"\nB,BBB,\n'
TURTLE = """@prefix tg: <https://w3id.org/treatygraph/ontology#> .
@prefix treaty: <https://w3id.org/treatygraph/id/treaty/> .

treaty:mini-12 a tg:Treaty .
treaty:mini-1 a tg:Treaty ;
    tg:related treaty:mini-3 .
<id/treaty/mini-2> a tg:Treaty .
"""
DATA = f"""
@prefix tg: <{BASE}ontology#> . @prefix prov: <http://www.w3.org/ns/prov#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@base <{BASE}> .
<id/action/x> prov:wasDerivedFrom <data/acts.csv#row=3>, <data/acts.csv#row=12> ; tg:actor <id/state/ATL> .
<id/treaty/mini-1> prov:wasDerivedFrom <data/treaty.ttl> .
<id/state/CIV> a tg:Subject ; skos:prefLabel "Côte d'Ivoire"@en, "Côte d'Ivoire"@fr ; tg:alpha3 "CIV" .
<id/state/JPN> a tg:Subject ; skos:prefLabel "Japan"@en, "Japon"@fr ; tg:alpha3 "JPN" .
<id/state/SPM> a tg:Subject ; skos:prefLabel "Saint Pierre and Miquelon"@en ; tg:alpha3 "SPM" .
"""
SHAPES = f"""
@prefix tg: <{BASE}ontology#> . @prefix sh: <http://www.w3.org/ns/shacl#> .
_:class sh:class tg:Subject . _:in sh:in ( "high" "medium" "low" ) . _:named tg:nearestAmong tg:Subject .
"""


@pytest.fixture
def store() -> Store:
    store = Store()
    store.load(DATA, RdfFormat.TURTLE)
    store.load(SHAPES, RdfFormat.TURTLE, to_graph=NAMES.graph("shapes"))
    return store


@pytest.fixture
def places(store: Store) -> Places:
    return Places(store, NAMES, {"data/acts.csv": TABLE, "data/treaty.ttl": TURTLE}.get)


def test_a_thing_comes_from_the_first_of_its_rows_in_the_order_of_their_numbers(places: Places) -> None:
    assert places.of([f"{BASE}id/action/x"]) == Place("data/acts.csv", 3, 4)


def test_a_thing_without_a_row_is_told_by_a_row_that_speaks_of_it(places: Places) -> None:
    assert places.of(["", "1999-01-01", f"{BASE}id/state/ATL"]) == Place("data/acts.csv", 3, 4)
    assert places.of([f"{BASE}id/state/ATL", f"{BASE}id/treaty/mini-1"]).file == "data/treaty.ttl"
    assert places.of([f"{BASE}id/state/NIL"]) == Place()


def test_a_row_after_a_cell_of_two_lines_is_told_its_own_line(places: Places) -> None:
    assert places.at(f"{BASE}data/acts.csv#row=2", "") == Place("data/acts.csv", 2, 2)
    assert places.at(f"{BASE}data/acts.csv#row=12", "") == Place("data/acts.csv", 12, 0)
    assert places.at(f"{BASE}data/unread.csv#row=3", "") == Place("data/unread.csv", 3, 0)


@pytest.mark.parametrize(
    ("thing", "line"), [("mini-1", 5), ("mini-12", 4), ("mini-2", 7), ("mini-3", 6), ("mini-4", 0)]
)
def test_a_thing_of_a_turtle_file_is_told_the_line_that_describes_it_or_else_names_it(thing: str, line: int) -> None:
    assert subject_line(TURTLE, f"{BASE}id/treaty/{thing}", BASE) == line


@pytest.mark.parametrize(
    ("place", "told"),
    [(Place("a.csv", 3, 4), "a.csv row 3"), (Place("a.ttl", 0, 4), "a.ttl line 4"), (Place("a.ttl"), "a.ttl")],
)
def test_a_place_is_told_by_its_row_or_its_line(place: Place, told: str) -> None:
    assert str(place) == told


def node(store: Store, predicate: NamedNode) -> BlankNode:
    """The nameless shape that has a property."""
    (found,) = [quad.subject for quad in store.quads_for_pattern(None, predicate, None, NAMES.graph("shapes"))]
    assert isinstance(found, BlankNode)
    return found


@pytest.mark.parametrize(
    ("word", "nearest"),
    [("CVI", "Côte d'Ivoire, CIV"), ("JPM", "Japan, JPN"), ("cote-divoire", "Côte d'Ivoire, CIV"), ("QQQ", "")],
)
def test_a_thing_of_the_wrong_class_is_told_the_nearest_of_the_class(store: Store, word: str, nearest: str) -> None:
    shape = node(store, NamedNode(f"{SH}class"))
    assert Nearest(store, NAMES).to(result(shape, value=NamedNode(f"{BASE}id/state/{word}"))) == nearest


@pytest.mark.parametrize(("word", "nearest"), [("hihg", "high"), ("Medium", "medium"), ("none", "")])
def test_a_value_that_is_not_listed_is_told_the_nearest_that_is(store: Store, word: str, nearest: str) -> None:
    assert Nearest(store, NAMES).to(result(node(store, NamedNode(f"{SH}in")), value=Literal(word))) == nearest


def test_what_a_row_writes_is_told_the_nearest_name(store: Store) -> None:
    constraint = node(store, NAMES.term("nearestAmong"))
    found = result(NamedNode(f"{BASE}shape/S"), constraint=constraint, bindings={"written": Literal("Cote dIvoire")})
    assert Nearest(store, NAMES).to(found) == "Côte d'Ivoire, CIV"


def result(shape: NamedNode | BlankNode, **rest: object) -> Result:
    """A result on a thing."""
    component = NamedNode(f"{SH}ClassConstraintComponent")
    focus = NamedNode(f"{BASE}id/action/x")
    return Result(focus, shape, None, component, NamedNode(f"{SH}Violation"), **rest)  # type: ignore[arg-type]


LATE = finding("Violation", "Late", "action/mini-1/c", "It is late: hurry.")


def applied(day: str, *found: Finding, whole: bool = True) -> dict[str, Finding]:
    """What is told on a day of some findings under the one waiver, by severity and what is told of it."""
    told = waivers.apply(found, [WAIVER], date.fromisoformat(day), NAMES, whole)
    return {f"{each.severity} {each.message.partition(':')[0]}": each for each in told}


def test_a_waiver_lets_pass_what_it_names_until_its_last_day() -> None:
    (told,) = applied("2026-12-31", LATE).values()
    assert told.waiver == WAIVER


def test_a_waiver_that_has_ended_lets_nothing_pass_and_is_warned_of() -> None:
    told = applied("2027-01-01", LATE)
    assert told["Violation It is late"].waiver is None
    assert set(told) == {
        "Violation It is late",
        "Warning A waiver ended on 2026-12-31 and lets nothing pass",
    }


def test_a_waiver_says_nothing_of_other_things_and_other_shapes() -> None:
    other = finding("Violation", "Late", "action/mini-2/c", "It is late: hurry.")
    another = finding("Violation", "Odd", "action/mini-1/c", "It is odd: mend it.")
    told = applied("2026-01-01", other, another)
    assert not any(each.waiver for each in told.values())
    (idle,) = [each for name, each in told.items() if name.startswith("Info A waiver lets nothing pass")]
    assert idle.focus == WAIVER.iri


def test_a_waiver_may_be_idle_where_a_part_of_the_graph_is_validated() -> None:
    assert applied("2026-01-01", whole=False) == {}


def test_waivers_are_read_from_the_graph(store: Store) -> None:
    store.load(
        f"@prefix tg: <{BASE}ontology#> . <{WAIVER.iri}> a tg:Waiver ; tg:waives <{WAIVER.shape}> ; "
        f'tg:waivedThings "action/mini-1/" ; tg:waivedUntil "2026-12-31" ; tg:reason "It is looked into." ; '
        'tg:decidedFor "us" .',
        RdfFormat.TURTLE,
    )
    assert waivers.read(store, NAMES) == [WAIVER]
