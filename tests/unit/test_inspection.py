"""The command ``validate`` as a person, a build server and a pull request run it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import yaml
from projects import PROJECT, Copies, Ran, append, copy_miniature, run

HEADER = "treaty,state,iso3,action,date,source\n"
LATE = HEADER + "mini-2,Uruguay,URY,ratification,2012-05-01,mini-a\nmini-2,Uruguay,URY,signature,2012-06-01,mini-a\n"
ODD = HEADER + "mini-2,Urugay,URY,ratification,2012-05-01,mini-a\n"
WORKFLOW = yaml.safe_load((PROJECT / ".github/workflows/validate.yml").read_text("utf-8"))


@pytest.fixture
def copy(copies: Copies, built: Path, tmp_path: Path) -> Path:
    """A copy of the miniature with its release, to write to."""
    root = copy_miniature(tmp_path / "copy")
    shutil.copytree(built, root / "build", symlinks=True)
    return root


def test_files_are_validated_in_the_context_of_the_release(copies: Copies, built: Path, tmp_path: Path) -> None:
    (tmp_path / "late.csv").write_text(LATE, "utf-8")
    ran = run(copies.good, "validate", str(tmp_path / "late.csv"))
    assert (ran.code, ran.err) == (1, "")
    told = ran.out.splitlines()
    assert told[0] == (
        "Violation SignatureBeforeConsent (VCLT Arts 14, 18(a)): "
        "Signature of 2012-06-01, after the consent of 2012-05-01 by the same State (VCLT Art. 14)"
    )
    assert told[1] == "    mend: correct the date of the wrong row, or number a second act in act."
    assert told[2].split("  ")[2:] == [
        f"{tmp_path}/late.csv row 3",
        "id/treaty/mini-2 → id/action/mini-2/URY/signature/2012-06-01",
    ]
    assert told[-1] == f"{tmp_path}/late.csv does not conform: 1 Violation, 1 Warning"


def test_standard_input_is_validated_in_the_syntax_that_is_told(copies: Copies, built: Path) -> None:
    ran = run(copies.good, "validate", "-", "--syntax", ".csv", "-f", "json", stdin=ODD)
    assert ran.code == 0, ran.err
    (cause,) = json.loads(ran.out)["causes"]
    assert (cause["name"], cause["nearest"]) == ("RecordedName", "Uruguay, URY")
    assert run(copies.good, "validate", "-", "--syntax", ".csv", "--fail-on", "warning", stdin=ODD).code == 1
    assert run(copies.good, "validate", "-", "--syntax", ".csv", "--fail-on", "never", stdin=LATE).code == 0


def test_a_file_of_the_content_that_is_being_edited_stands_for_itself(copy: Path) -> None:
    table = "data/treaties/mini-1/actions.csv"
    assert run(copy, "validate", table).code == 0
    number = append(
        copy / table,
        "Uruguay,URY,ratification,,2003-02-01,,,,,,mini-a,",
        "Uruguay,URY,signature,,2004-07-09,,,,,,mini-a,",
    )
    ran = run(copy, "validate", table, "--lang", "fr")
    assert ran.code == 1
    assert f"    {table} row {number + 1}  id/treaty/mini-1" in ran.out
    assert "à faire: corrigez la date" in ran.out


def test_reports_are_written_beside_what_is_printed(copies: Copies, built: Path, tmp_path: Path) -> None:
    (tmp_path / "late.csv").write_text(LATE, "utf-8")
    words = [each for name in ("junit", "sarif", "html") for each in ("--report", f"{name}={tmp_path / name}")]
    ran = run(copies.good, "validate", str(tmp_path / "late.csv"), "-f", "github", *words)
    assert ran.code == 1
    assert ran.out.startswith(f"::error file={tmp_path}/late.csv,line=3,title=SignatureBeforeConsent (VCLT Arts 14")
    assert len(ET.parse(tmp_path / "junit").findall(".//failure")) == 1
    assert json.loads((tmp_path / "sarif").read_text("utf-8"))["runs"][0]["results"]
    assert "Does not conform" in (tmp_path / "html").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["none.csv"], "none.csv: there is no such file"),
        (["README"], "README: its name does not tell its syntax"),
        (["-", "--syntax", ".doc"], "-: its name does not tell its syntax"),
        (["--report", "pdf=a.pdf"], "--report pdf=a.pdf: it is not FORMAT=FILE"),
    ],
)
def test_what_cannot_be_done_is_said_with_exit_code_1(copies: Copies, built: Path, words: list[str], told: str) -> None:
    ran = run(copies.good, "validate", *words)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(told)
    assert "Traceback" not in ran.err


def test_without_a_release_files_cannot_be_validated_and_it_says_what_to_do(copies: Copies, tmp_path: Path) -> None:
    ran = run(copies.good, "validate", "-", stdin="", TREATYGRAPH_OUT=str(tmp_path))
    assert ran.code == 1
    assert "there is no release\n    run `treatygraph build`." in ran.err


def test_both_engines_tell_the_same_of_the_release(copies: Copies, built: Path) -> None:
    told = [run(copies.good, "validate", "-f", "csv", "--engine", engine) for engine in ("sparql", "pyshacl")]
    assert told[0].code == told[1].code == 0, told
    assert told[0].out == told[1].out
    assert len(told[0].out.splitlines()) > 1


def test_every_fault_of_every_file_is_told_at_once_with_its_line(copy: Path) -> None:
    number = append(copy / "data/treaties/mini-1/actions.csv", "Uruguay,Urugay,signature,,2000-06-03,,,,,,mini-a,")
    line = append(copy / "data/treaties/mini-2/treaty.ttl", "this is not Turtle")
    ran = run(copy, "validate", "-f", "github")
    assert ran.code == 1
    first, second = sorted(ran.out.splitlines())
    assert first.startswith(
        f"::error file=data/treaties/mini-1/actions.csv,line={number},title=Content::`iso3` “Urugay”"
    )
    assert first.endswith("Did you mean Uruguay, URY?")
    assert second.startswith(
        f"::error file=data/treaties/mini-2/treaty.ttl,line={line},title=Content::It is not Turtle"
    )


def test_a_waiver_lets_a_warning_pass_and_is_counted(long_runs: dict[str, Ran]) -> None:
    told = long_runs["validate wrong"].out
    assert "Warning PermittedReservation" not in told
    assert re.search(r"the content does not conform: .*, 1 waived$", told.strip())


# The workflow for forks


def test_the_workflow_runs_commands_that_there_are(copy: Path) -> None:
    steps = WORKFLOW["jobs"]["validate"]["steps"]
    commands = [step["run"] for step in steps if "run" in step]
    assert commands[0] == "make .venv/.run"
    # YAML takes the key `on` for true.
    assert "pull_request" in WORKFLOW[True]
    append(copy / "data/treaties/mini-2/treaty.ttl", "this is not Turtle")
    ran = run(copy, *commands[2].removeprefix(".venv/bin/treatygraph ").split())
    assert ran.code == 1
    assert ran.out.startswith("::error file=data/treaties/mini-2/treaty.ttl,line=")
    kept = {path.name for path in copy.glob("findings.*")}
    assert kept == {"findings.sarif", "findings.xml", "findings.html"}
    assert run(copy, *commands[1].removeprefix(".venv/bin/treatygraph ").split()).code == 0
