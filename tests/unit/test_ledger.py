"""The ledger of claims: the known errors of documents are found by asking, and a changed claim changes the verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from treatygraph.claims.findings import COMPARISONS, Finding, compare, implied
from treatygraph.claims.ledger import judge
from treatygraph.content import Content
from treatygraph.errors import ContentError
from treatygraph.graphs import text
from treatygraph.namespaces import RDF_TYPE

Verdict = Mapping[str, set[str]]
Change = Callable[..., Store]

COLUMN = ["value"]
VALUES = st.sets(st.sampled_from("ABCDEFGHIJ"), max_size=8)


def verdict(store: Store, content: Content, about: str, link: str = "verdict") -> Verdict:
    """What the graph says of the verdict on a claim or discrepancy, by the local names of the properties."""
    names = content.names
    (linked,) = store.quads_for_pattern(names.thing(about), names.term(link), None, DefaultGraph())
    assert isinstance(linked.object, NamedNode)
    said: dict[str, set[str]] = {}
    for quad in store.quads_for_pattern(linked.object, None, None, DefaultGraph()):
        value = text(quad.object).removeprefix(names.ontology).removeprefix(names.thing("").value)
        said.setdefault(quad.predicate.value.removeprefix(names.ontology), set()).add(value)
    return said


@pytest.fixture(scope="module")
def judged(project: Content, real: Store) -> Callable[..., Verdict]:
    """The verdict on a claim in the project's graph."""
    return lambda about, link="verdict": verdict(real, project, about, link)


@pytest.fixture
def changed(miniature: tuple[Content, Store]) -> Change:
    """Judges the miniature anew with other cells in the row of one claim, named as the properties are."""
    content, store = miniature
    names = content.names

    def put(about: str, **cells: str | None) -> Store:
        copy = Store()
        copy.extend(store)
        for quad in list(copy.quads_for_pattern(None, None, None, names.graph("claims"))):
            copy.remove(quad)
            copy.remove(Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()))
        for name, cell in cells.items():
            for quad in list(copy.quads_for_pattern(names.thing(about), names.term(name), None, None)):
                copy.remove(quad)
            if cell is not None:
                thing = names.thing(cell) if name == "enumerates" else names.term(cell)
                value = thing if name in ("enumerates", "comparison") else Literal(cell)
                copy.add(Quad(names.thing(about), names.term(name), value, DefaultGraph()))
        judge(copy, content)
        return copy

    return put


# The project's graph


def test_twelve_states_that_one_document_lists_as_having_ratified_were_only_invited(
    judged: Callable[..., Verdict],
) -> None:
    found = judged("claim/C14")
    assert found["outcome"] == {"contradiction"}
    assert found["surplus"] == {"GTM", "KAZ", "KEN", "KOR", "MEX", "MOZ", "MWI", "NZL", "PNG", "TLS", "TTO", "URY"}
    assert {act.split("/")[2] for act in found["decidedBy"]} == found["surplus"]
    assert {act.split("/")[3] for act in found["decidedBy"]} == {"invitation-to-accede"}


def test_eleven_of_them_are_too_many_and_the_list_does_not_add_up_to_the_total_of_its_own_document(
    judged: Callable[..., Verdict],
) -> None:
    found = judged("claim/C15")
    assert found["surplus"] == judged("claim/C14")["surplus"] - {"NZL"}
    assert (found["impliedNumber"], found["consistency"]) == ({"92"}, {"contradiction"})
    assert judged("claim/C13")["consistency"] == {"agreement"}


def test_a_list_announced_as_51_holds_49(judged: Callable[..., Verdict]) -> None:
    found = judged("claim/C32")
    assert (found["missing"], found.get("surplus")) == ({"JPN", "SRB"}, None)
    assert (found["impliedNumber"], found["consistency"]) == ({"49"}, {"contradiction"})


@pytest.mark.parametrize(
    ("claim", "answer", "decided"),
    [
        ("C08", "3", "action/ets-185/SWE/signature/2001-11-23"),
        ("C16", "5", "clause/ets-185/first-entry-into-force"),
        ("C22", "2003-01-28", "treaty/ets-189"),
        ("C60", "2022-11-30", "action/ets-185/BRA/accession/2022-11-30"),
        ("C61", "eligible;invited", "action/ets-185/BRA/invitation-to-accede/2019-12-11"),
        ("C23", "CAN;JPN;USA;ZAF", "action/ets-185/PHL/accession/2018-03-28"),
        ("C71", "ETS 189", "treaty/ets-189"),
    ],
    ids=[
        "four signatories that had not ratified, and not three",
        "three ratifications to enter into force, and not five",
        "opened on the 23rd of January 2003, and not the 28th",
        "Brazil’s ratification of 2023",
        "Brazil declined",
        "the Philippines took part in the elaboration",
        "a number of the wrong series",
    ],
)
def test_a_known_error_is_found_with_the_act_that_decides_it(
    claim: str, answer: str, decided: str, judged: Callable[..., Verdict]
) -> None:
    found = judged(f"claim/{claim}")
    assert (found["outcome"], found["graphAnswer"]) == ({"contradiction"}, {answer})
    assert decided in found["decidedBy"]


def test_a_count_of_parties_is_judged_by_both_readings(judged: Callable[..., Verdict]) -> None:
    by_deposit, in_force = (judged("claim/C03", link) for link in ("verdict", "otherVerdict"))
    assert (by_deposit["outcome"], by_deposit["graphAnswer"]) == ({"agreement"}, {"80"})
    assert (in_force["outcome"], in_force["graphAnswer"]) == ({"contradiction"}, {"78"})


def test_a_number_within_the_window_of_one_deposit_is_undecided_by_that_deposit(
    judged: Callable[..., Verdict],
) -> None:
    found = judged("claim/C01")
    assert (found["outcome"], found["graphAnswer"], found["doubtful"]) == ({"undecided"}, {"76..77"}, {"ECU"})
    assert [act.split("/")[2] for act in found["decidedBy"]] == ["ECU"]


def test_a_day_after_what_the_graph_covers_is_undecided(judged: Callable[..., Verdict]) -> None:
    assert judged("claim/C44")["outcome"] == {"undecided"}


def test_every_claim_and_every_disagreement_has_a_verdict(project: Content, real: Store) -> None:
    names = project.names
    for kind in ("Claim", "Discrepancy"):
        nodes = {quad.subject for quad in real.quads_for_pattern(None, RDF_TYPE, names.term(kind), DefaultGraph())}
        linked = {quad.subject for quad in real.quads_for_pattern(None, names.term("verdict"), None, DefaultGraph())}
        assert nodes
        assert sorted(str(node) for node in nodes - linked) == []


def test_the_same_graph_is_judged_the_same(miniature: tuple[Content, Store], changed: Change) -> None:
    graph = miniature[0].names.graph("claims")
    first, second = (
        set(store.quads_for_pattern(None, None, None, graph)) for store in (miniature[1], changed("claim/C01"))
    )
    assert first == second != set()


# A changed claim


@pytest.mark.parametrize(
    ("claim", "cells", "outcome"),
    [
        ("C01", {"claimedAnswer": "9"}, "contradiction"),
        ("C01", {"claimedAnswer": "11"}, "contradiction"),
        ("C03", {"claimedAnswer": "2"}, "agreement"),
        ("C04", {"claimedAnswer": "5"}, "undecided"),
        ("C04", {"claimedAnswer": "4"}, "contradiction"),
        ("C04", {"claimedAnswer": "7"}, "contradiction"),
        ("C04", {"claimedAnswer": "6", "parameters": "treaty=mini-1&on=2004-02-29"}, "agreement"),
        ("C05", {"claimedAnswer": "AUT;BEL;CAN;CHE;JPN"}, "agreement"),
        ("C06", {"claimedAnswer": "5"}, "agreement"),
        ("C08", {"claimedAnswer": "JPN;AUT"}, "agreement"),
        ("C09", {"parameters": "treaty=mini-1&on=2003-12-31"}, "contradiction"),
        ("C09", {"parameters": "treaty=mini-1&on=2004-02-29"}, "agreement"),
        ("C10", {"claimedAnswer": "AUT"}, "agreement"),
        ("C10", {"claimedAnswer": "AUT;URY"}, "undecided"),
        ("C11", {"parameters": "treaty=mini-1&on=2020-06-30"}, "agreement"),
        ("C12", {"claimedAnswer": "2002-01-02"}, "contradiction"),
        ("C13", {"claimedAnswer": "2004"}, "agreement"),
        ("C14", {"claimedAnswer": "2004-03"}, "contradiction"),
        ("C14", {"comparison": "valueComparison", "claimedAnswer": "2004-02-29"}, "undecided"),
        ("C14", {"question": None}, "unanswerable"),
    ],
)
def test_the_verdict_follows_the_row(
    claim: str, cells: dict[str, str | None], outcome: str, miniature: tuple[Content, Store], changed: Change
) -> None:
    store = changed(f"claim/{claim}", **cells)
    assert verdict(store, miniature[0], f"claim/{claim}")["outcome"] == {outcome}


@pytest.mark.parametrize(("claim", "outcome"), [("C01", "agreement"), ("C03", "contradiction"), ("C04", "undecided")])
def test_before_a_row_is_changed_the_verdict_is_another(
    claim: str, outcome: str, miniature: tuple[Content, Store]
) -> None:
    assert verdict(miniature[1], miniature[0], f"claim/{claim}")["outcome"] == {outcome}


def test_a_list_that_has_its_announced_length_is_consistent(miniature: tuple[Content, Store], changed: Change) -> None:
    store = changed("claim/C06", claimedAnswer="5")
    assert verdict(store, miniature[0], "claim/C05")["consistency"] == {"agreement"}
    assert verdict(miniature[1], miniature[0], "claim/C05")["consistency"] == {"contradiction"}


# A claim that cannot be judged


@pytest.mark.parametrize(
    ("claim", "cells", "fault", "cure"),
    [
        ("C01", {"question": "count-partys"}, "`question` count-partys is not in the catalogue", "did you mean count-parties?"),
        ("C01", {"parameters": "treaty=mini-9"}, "`parameters` treaty: the graph has no treaty mini-9", "did you mean mini-"),
        ("C01", {"parameters": "treaty=mini-1&day=2020-06-30"}, "`parameters` it has no parameter day", "it knows on, reading, treaty."),
        ("C01", {"parameters": "mini-1"}, "`parameters` mini-1 cannot be read", "write name=value"),
        ("C01", {"otherParameters": "reading=both"}, "`parameters` reading=both is not one of", "write contracting or party."),
        ("C01", {"answerColumn": "number"}, "`answer` number is no column", "the question count-parties has definite, possible."),
        ("C03", {"rowFilter": "code=ESP"}, "`where` code is no column", "the question signatories-not-parties has state, iso3"),
        ("C12", {"decisiveColumn": "act"}, "`by` act is no column", "the question threshold has state"),
        ("C01", {"claimedAnswer": "ten"}, "it cannot be compared: “ten” is not a whole number", "mend `claimed`"),
        ("C01", {"comparison": None, "answerColumn": None}, "it names a question and leaves out `answer`, `compare`", "say how the answer is read"),
        ("C03", {"comparison": "numberComparison"}, "it cannot be compared: the question gives 2 rows where one number is compared", "say in `where`"),
        ("C05", {"enumerates": "claim/C99"}, "`of` C99 is no claim", "write the id of another row."),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_judged_is_named_with_its_cure(
    claim: str, cells: dict[str, str | None], fault: str, cure: str, changed: Change
) -> None:
    with pytest.raises(ContentError) as caught:
        changed(f"claim/{claim}", **cells)
    (problem,) = caught.value.problems
    assert problem.place == f"data/claims.csv row {int(claim[1:]) + 1}"
    assert problem.fault.startswith(fault)
    assert cure in problem.cure


# Comparisons


def rows(sure: set[str], possible: set[str]) -> list[dict[str, str]]:
    """Rows that hold some values for certain and others possibly; a value may be both."""
    marked = [(value, "certain") for value in sorted(sure)] + [(value, "possible") for value in sorted(possible)]
    return [{"value": value, "certainty": certainty} for value, certainty in marked]


def test_every_comparison_of_the_ontology_can_be_made(project: Content, real: Store) -> None:
    kind = project.names.term("Comparison")
    named = {
        text(quad.subject).removeprefix(project.names.ontology)
        for quad in real.quads_for_pattern(None, RDF_TYPE, kind, DefaultGraph())
    }
    assert named == set(COMPARISONS)


@given(VALUES, VALUES, st.integers(0, 20))
def test_a_number_agrees_with_one_count_only_and_with_none_where_a_value_is_in_doubt(
    sure: set[str], possible: set[str], number: int
) -> None:
    found = compare("numberOfValuesComparison", str(number), rows(sure, possible), COLUMN)
    low, high = len(sure), len(sure | possible)
    expected = "contradiction" if not low <= number <= high else "agreement" if low == high else "undecided"
    assert (found.outcome, found.counted) == (expected, (low, high))


@given(VALUES, VALUES, VALUES)
def test_a_list_lacks_and_exceeds_what_the_sets_say(sure: set[str], possible: set[str], claimed: set[str]) -> None:
    found = compare("setComparison", ";".join(claimed), rows(sure, possible), COLUMN)
    assert set(found.missing) == sure - claimed
    assert set(found.surplus) == claimed - sure - possible
    assert set(found.doubtful) == possible - sure
    assert (found.outcome == "agreement") == (claimed == sure and possible <= sure)


@given(VALUES, VALUES, VALUES)
def test_of_one_value_inclusion_and_exclusion_are_opposites(
    sure: set[str], possible: set[str], claimed: set[str]
) -> None:
    opposite = {"agreement": "contradiction", "contradiction": "agreement", "undecided": "undecided"}
    for value in claimed:
        found = [
            compare(f"{name}Comparison", value, rows(sure, possible), COLUMN) for name in ("inclusion", "exclusion")
        ]
        assert found[0].outcome == opposite[found[1].outcome]


@pytest.mark.parametrize(
    ("comparison", "claimed", "windows", "outcome", "answer"),
    [
        ("value", "5", [("5", "5")], "agreement", "5"),
        ("value", "5", [("4", "10")], "undecided", "4..10"),
        ("value", "11", [("4", "10")], "contradiction", "4..10"),
        ("value", "2004-07-01", [("2004-07-01", "")], "undecided", "2004-07-01.."),
        ("value", "2004-06-30", [("2004-07-01", "")], "contradiction", "2004-07-01.."),
        ("value", "b", [("a", "a"), ("b", "b")], "undecided", "a;b"),
        ("value", "b", [], "undecided", ""),
        ("value", "b", [("", "")], "undecided", ""),
        ("year", "2004", [("2004-07-01", "2004-07-31")], "agreement", "2004-07-01..2004-07-31"),
        ("year", "2004-08", [("2004-07-01", "2004-09-30")], "undecided", "2004-07-01..2004-09-30"),
        ("year", "2005", [("2004-07-01", "2004-09-30")], "contradiction", "2004-07-01..2004-09-30"),
    ],
)
def test_a_value_is_held_against_the_window_between_two_columns(
    comparison: str, claimed: str, windows: list[tuple[str, str]], outcome: str, answer: str
) -> None:
    answered = [{"first": first, "last": last} for first, last in windows]
    found = compare(f"{comparison}Comparison", claimed, answered, ["first", "last"])
    assert (found.outcome, found.answer) == (outcome, answer)


@pytest.mark.parametrize(
    ("part", "whole", "total"),
    [((36, 36), (81, 81), 47), ((51, 51), (51, 51), 2), ((36, 37), (81, 81), None), ((36, 36), (81, 82), None), (None, (81, 81), None)],
)  # fmt: skip
def test_the_total_that_a_list_implies_is_known_where_the_part_and_the_whole_are(
    part: tuple[int, int] | None, whole: tuple[int, int], total: int | None
) -> None:
    found = implied(Finding("contradiction", counted=part), "A;B", Finding("agreement", counted=whole))
    assert found == total
