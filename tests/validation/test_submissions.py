"""Files that are not in the release, validated as if they were: what is new is told, with its place, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pyoxigraph import RdfFormat, Store, parse, serialize

from treatygraph.content import Content
from treatygraph.validation.finding import Finding, Place, Report

Submit = Callable[..., Report]

HEADER = "treaty,state,iso3,action,date,source\n"
GOOD = HEADER + "mini-2,Belgium,BEL,ratification,2012-05-01,mini-a\n"
LATE = HEADER + "mini-2,Uruguay,URY,ratification,2012-05-01,mini-a\nmini-2,Uruguay,URY,signature,2012-06-01,mini-a\n"
ODD_NAME = HEADER + "mini-2,Belgum,BEL,ratification,2012-05-01,mini-a\n"
BASE = "https://w3id.org/treatygraph/"
ACT = f"""@prefix tg: <{BASE}ontology#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<{BASE}id/action/mini-2/BEL/ratification/2012-05-01> a tg:Ratification ;
    tg:treaty <{BASE}id/treaty/mini-2> ;
    tg:actor <{BASE}id/state/BLE> ;
    tg:date "2012-05-01"^^xsd:date ;
    <http://purl.org/dc/terms/source> <{BASE}id/source/mini-a> .
"""
SYNTAXES = {
    "text/turtle": RdfFormat.TURTLE,
    "application/trig": RdfFormat.TRIG,
    "application/n-quads": RdfFormat.N_QUADS,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
}


def told(report: Report, severity: str = "Violation") -> list[Finding]:
    return [found for found in report.findings if found.severity == severity]


def test_nothing_is_told_of_acts_with_which_nothing_is_wrong(submit: Submit) -> None:
    report = submit(("acts.csv", "text/csv", GOOD))
    assert report.findings == ()
    assert report.conforms


def test_an_act_that_contradicts_another_is_told_with_its_row_its_law_and_its_cure(submit: Submit) -> None:
    (found,) = told(submit(("acts.csv", "text/csv", LATE)))
    assert found.name == "SignatureBeforeConsent"
    assert found.place == Place("acts.csv", 3, 3)
    assert found.basis == "VCLT Arts 14, 18(a)"
    assert found.fault().startswith("Signature of 2012-06-01, after the consent of 2012-05-01")
    assert found.fault("fr").startswith("Signature du 2012-06-01")
    assert found.cure() == "correct the date of the wrong row, or number a second act in act."


def test_a_name_that_is_misspelt_is_told_the_nearest(submit: Submit) -> None:
    (found,) = told(submit(("acts.csv", "text/csv", ODD_NAME)), "Warning")
    assert (found.name, found.place, found.nearest) == ("RecordedName", Place("acts.csv", 2, 2), "Belgium, BEL")


@pytest.mark.parametrize(
    ("row", "fault", "cure"),
    [
        ("mini-2,Belgium,BLE,ratification,2012-05-01,mini-a", "`iso3` “BLE” is not in the graph", "BEL (Belgium)"),
        (
            "mini-2,Belgium,BEL,ratifcation,2012-05-01,mini-a",
            "`action` “ratifcation” is not",
            "did you mean ratification",
        ),
        ("mini-22,Belgium,BEL,ratification,2012-05-01,mini-a", "`treaty` “mini-22” is not", "mini-2"),
        ("mini-2,Belgium,BEL,ratification,2012-05-01,mini-z", "`source` “mini-z” is not", "did you mean"),
        ("mini-2,Belgium,BEL,ratification,2012-05-32,mini-a", "`date` “2012-05-32” is not a date", "YYYY-MM-DD"),
        ("mini-2,Belgium,BEL,ratification,2012-05-01", "It has 5 cells, not 6", "put a comma"),
    ],
)
def test_a_cell_that_cannot_be_right_is_told_with_its_row(submit: Submit, row: str, fault: str, cure: str) -> None:
    report = submit(("acts.csv", "text/csv", f"{GOOD}{row}\n"))
    assert not report.conforms
    (found,) = [each for each in report.findings if fault in each.fault()]
    assert found.place == Place("acts.csv", 3, 3)
    assert cure in found.cure()


@pytest.mark.parametrize("media_type", SYNTAXES)
def test_an_act_in_any_syntax_of_rdf_is_told_with_its_line(submit: Submit, media_type: str) -> None:
    text = serialize(parse(ACT, RdfFormat.TURTLE), format=SYNTAXES[media_type]) or b""
    found = told(submit(("act", media_type, text.decode())))
    assert {each.name for each in found} == {"TreatyAction"}
    assert {each.nearest for each in found} == {"Belgium, BEL"}
    assert {each.place.file for each in found} == {"act"}
    assert {each.place.line > 0 for each in found} == {True}


def test_a_file_that_is_not_what_its_name_says_is_told_with_the_line(submit: Submit) -> None:
    (found,) = submit(("a.ttl", "text/turtle", "\n\nnot turtle\n")).findings
    assert (found.name, found.place) == ("Content", Place("a.ttl", 0, 3))
    assert found.fault().startswith("It is not Turtle, ")
    assert found.cure() == "mend that line."


def test_a_table_of_which_nobody_knows_what_it_tells_is_told_so(submit: Submit) -> None:
    (found,) = submit(("names.csv", "text/csv", "name\nBelgium\n")).findings
    assert found.place == Place("names.csv")
    assert found.fault() == "It is not known which table this is"


def test_a_content_file_stands_for_itself(submit: Submit, miniature: tuple[Content, Store]) -> None:
    place = "data/treaties/mini-1/actions.csv"
    text = miniature[0].text(miniature[0].root / place)
    assert told(submit((place, "text/csv", text))) == []
    first, *rest = text.splitlines(keepends=True)
    wrong = "Belgium,BEL,signature,,2009-05-05,,,,,,mini-a,\n"
    changed = "".join([first, *(line for line in rest if ",BEL,signature," not in line), wrong])
    (found,) = told(submit((place, "text/csv", changed)))
    assert found.name == "SignatureBeforeConsent"
    assert found.place.row == len(changed.splitlines())


def test_a_treaty_described_in_turtle_stands_for_itself(submit: Submit, miniature: tuple[Content, Store]) -> None:
    place = "data/treaties/mini-2/treaty.ttl"
    text = miniature[0].text(miniature[0].root / place)
    assert told(submit((place, "text/turtle", text))) == []
    lines = text.splitlines(keepends=True)
    (number,) = [number for number, line in enumerate(lines) if "tg:depositary" in line]
    (found,) = told(submit((place, "text/turtle", "".join(line for line in lines if line != lines[number]))))
    assert (found.name, found.place.file) == ("Treaty", place)
    assert "depositary" in found.fault()


def test_files_are_validated_together(submit: Submit) -> None:
    ratified = ("one.csv", "text/csv", HEADER + "mini-2,Uruguay,URY,ratification,2012-05-01,mini-a\n")
    signed = ("two.csv", "text/csv", HEADER + "mini-2,Uruguay,URY,signature,2012-06-01,mini-a\n")
    assert told(submit(signed)) == []
    (found,) = told(submit(ratified, signed))
    assert found.place == Place("two.csv", 2, 2)
