"""The forms of a report, each read back by what reads such files."""

from __future__ import annotations

import csv
import io
import json
import re
from xml.etree import ElementTree as ET

import junitparser
import pyshacl
import pytest
import sarif_pydantic
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import PROV, RDF, SH

from treatygraph.commands.inspection import Form
from treatygraph.namespaces import Names
from treatygraph.reports import text
from treatygraph.reports.about import About, pack, read
from treatygraph.reports.writing import FORMS, written
from treatygraph.validation.causes import causes
from treatygraph.validation.finding import Place, Report

NAMES = Names()


def test_the_command_offers_every_form_that_there_is() -> None:
    assert {form.value for form in Form} == set(FORMS)


def test_findings_that_one_value_explains_are_one_cause_and_what_is_waived_comes_last(report: Report) -> None:
    told = causes(report.findings)
    assert [(cause.first.name, len(cause.findings)) for cause in told] == [
        ("Author", 2),
        ("Odd", 1),
        ("Plain", 1),
        ("Late", 1),
    ]
    assert told[0].culprit.endswith("state/CVI")
    assert [found.place for found in told[0].findings] == [
        Place("data/treaties/mini-1/actions.csv", 3, 3),
        Place("data/treaties/mini-1/actions.csv", 12, 14),
    ]


def test_a_report_counts_what_stands_and_what_is_waived(report: Report) -> None:
    assert report.counted == {"Violation": 2, "Warning": 1, "Info": 1, "waived": 1}
    assert not report.conforms
    assert [found.name for found in report.of("Warning")] == ["Odd"]


def test_a_report_packed_as_json_is_read_back_whole(report: Report, about: About) -> None:
    again, of = read(json.loads(json.dumps(pack(report, about))))
    assert of == about
    assert again == report
    assert [(each.place, each.waiver) for each in again.findings] == [
        (each.place, each.waiver) for each in report.findings
    ]


def test_text_tells_law_cure_nearest_and_places_in_the_language_that_is_asked_for(report: Report, about: About) -> None:
    told = written(report, about, NAMES, "text").splitlines()
    assert told[0] == "Violation Author (VCLT Art. 6): An act must have a known author (VCLT Art. 6)"
    assert told[1] == "    mend: write a code that stands in data/states.csv."
    assert told[2] == (
        "    data/treaties/mini-1/actions.csv row 3  id/action/a → id/state/CVI  did you mean Côte d'Ivoire, CIV?"
    )
    assert told[-1] == "acts.csv does not conform: 2 Violation, 1 Warning, 1 Info, 1 waived"
    assert "    waived until 2026-12-31 by us: It is looked into." in told
    french = ["".join(line[1:]) for line in text.lines(report, about, NAMES, "fr", False)]
    assert french[1] == "    à faire: inscrivez un code présent dans data/states.csv."
    assert not any("Late" in line or "Plain" in line for line in french)


def test_json_tells_each_cause_with_its_results(report: Report, about: About) -> None:
    told = json.loads(written(report, about, NAMES, "json"))
    assert (told["conforms"], told["files"], told["release"]) == (False, ["acts.csv"], "0123456789abcdef")
    first = told["causes"][0]
    assert first["fault"]["fr"] == "Un acte doit avoir un auteur connu (CVDT art. 6)"
    assert (first["nearest"], first["basis"]) == ("Côte d'Ivoire, CIV", "VCLT Art. 6")
    assert [result["place"]["line"] for result in first["results"]] == [3, 14]
    assert told["causes"][-1]["waiver"]["until"] == "2026-12-31"


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
@pytest.mark.parametrize(("form", "syntax"), [("turtle", "turtle"), ("jsonld", "json-ld")])
def test_the_shacl_report_is_one_by_the_shapes_of_shacl_itself(
    report: Report, about: About, form: str, syntax: str
) -> None:
    graph = Graph().parse(data=written(report, about, NAMES, form), format=syntax)
    (node,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(node, SH.conforms).toPython() is False  # type: ignore[union-attr]
    assert len(set(graph.objects(node, SH.result))) == 5
    for result in graph.objects(node, SH.result):
        for needed in (SH.focusNode, SH.resultSeverity, SH.sourceConstraintComponent):
            assert len(list(graph.objects(result, needed))) == 1
    rows = set(graph.objects(None, PROV.wasDerivedFrom))
    assert URIRef("https://w3id.org/treatygraph/data/treaties/mini-1/actions.csv#row=12") in rows
    # The reference implementation reads it as it reads its own.
    conforms, _, _ = pyshacl.validate(
        graph, shacl_graph=Graph().parse(data=_OF_REPORTS, format="turtle"), inference="none"
    )
    assert conforms


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_turtle_and_json_ld_say_the_same(report: Report, about: About) -> None:
    turtle = Graph().parse(data=written(report, about, NAMES, "turtle"), format="turtle")
    jsonld = Graph().parse(data=written(report, about, NAMES, "jsonld"), format="json-ld")
    assert isomorphic(turtle, jsonld)


def test_csv_has_a_row_for_each_finding(report: Report, about: About) -> None:
    rows = list(csv.DictReader(io.StringIO(written(report, about, NAMES, "csv"), newline=""), strict=True))
    assert [(row["severity"], row["file"], row["row"], row["line"]) for row in rows[:2]] == [
        ("Violation", "data/treaties/mini-1/actions.csv", "3", "3"),
        ("Violation", "data/treaties/mini-1/actions.csv", "12", "14"),
    ]
    assert {row["waived_until"] for row in rows} == {"", "2026-12-31"}
    assert rows[0]["cure_fr"] == "inscrivez un code présent dans data/states.csv."


def test_junit_fails_what_breaks_a_shape_and_skips_what_is_waived(report: Report, about: About) -> None:
    suites = junitparser.JUnitXml.fromstring(written(report, about, NAMES, "junit").encode())
    cases = {case.name: case for suite in suites for case in suite}
    assert {name: [type(each).__name__ for each in case.result] for name, case in cases.items()} == {
        "everything that was validated can be read": [],
        "Author": ["Failure"],
        "Late": ["Skipped"],
        "Odd": [],
        "Plain": [],
    }
    assert "row 12: An act must have a known author" in cases["Author"].result[0].text
    assert "until 2026-12-31" in cases["Late"].result[0].message
    assert (suites.tests, suites.failures, suites.skipped) == (5, 1, 1)


def test_junit_holds_no_sign_that_xml_does_not(about: About, report: Report) -> None:
    first = report.findings[0]
    odd = Report((first.__class__(**{**_values(first), "message": "A \x00\x1b\ufffe sign: mend."}),))
    assert "\ufffd" in (ET.fromstring(written(odd, about, NAMES, "junit")).findtext(".//failure") or "")


def test_sarif_has_a_rule_a_place_and_a_suppression(report: Report, about: About) -> None:
    said = json.loads(written(report, about, NAMES, "sarif"))
    log = sarif_pydantic.Sarif.model_validate(said)
    assert log.version == "2.1.0"
    (run,) = said["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [rules[result["ruleIndex"]] for result in run["results"]] == [each["ruleId"] for each in run["results"]]
    assert {each["level"] for each in run["results"]} == {"error", "warning", "note"}
    where = run["results"][1]["locations"][0]["physicalLocation"]
    assert where == {"artifactLocation": {"uri": "data/treaties/mini-1/actions.csv"}, "region": {"startLine": 14}}
    assert [each["suppressions"][0]["justification"] for each in run["results"] if "suppressions" in each] == [
        "It is looked into."
    ]


def test_github_annotates_each_line_and_escapes_what_ends_a_command(report: Report, about: About) -> None:
    lines = written(report, about, NAMES, "github").splitlines()
    assert len(lines) == 4
    assert lines[0] == (
        "::error file=data/treaties/mini-1/actions.csv,line=3,title=Author (VCLT Art. 6)::"
        "An act must have a known author (VCLT Art. 6)%0Awrite a code that stands in data/states.csv.%0A"
        "Did you mean Côte d'Ivoire, CIV?"
    )
    assert lines[2].startswith("::warning file=data/a%2Cb.ttl,line=7,title=Odd::")
    assert lines[3].startswith("::notice title=Plain::")
    assert not any("Late" in line for line in lines)


def test_html_is_a_page_of_its_own_that_escapes_what_it_tells(report: Report, about: About) -> None:
    page = written(report, about, NAMES, "html")
    assert "&lt;late&gt;" in page
    assert "<late>" not in page
    assert "Did you mean Côte d&#39;Ivoire, CIV?" in page
    assert not re.search(r"<(script|link|img)", page)
    assert "Waived until 2026-12-31" in page


def _values(found: object) -> dict[str, object]:
    return {name: getattr(found, name) for name in found.__dataclass_fields__}  # type: ignore[attr-defined]


#: What a validation report is made of, by section 3.6 of the specification.
_OF_REPORTS = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
[] a sh:NodeShape ; sh:targetClass sh:ValidationReport ;
  sh:property [ sh:path sh:conforms ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:boolean ] ;
  sh:property [ sh:path sh:result ; sh:class sh:ValidationResult ] .
[] a sh:NodeShape ; sh:targetClass sh:ValidationResult ;
  sh:property [ sh:path sh:focusNode ; sh:minCount 1 ; sh:maxCount 1 ] ;
  sh:property [ sh:path sh:resultSeverity ; sh:minCount 1 ; sh:maxCount 1 ; sh:in ( sh:Violation sh:Warning sh:Info ) ] ;
  sh:property [ sh:path sh:sourceConstraintComponent ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ;
  sh:property [ sh:path sh:resultMessage ; sh:uniqueLang true ] ;
  sh:property [ sh:path sh:resultPath ; sh:maxCount 1 ] ;
  sh:property [ sh:path sh:value ; sh:maxCount 1 ] .
"""
