"""The command line, run as a person runs it, over a copy of the miniature."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import socket
from pathlib import Path

import openpyxl
import pytest
from projects import Copies, Ran, append, copy_miniature, run

QUERY = "SELECT ?name { ?state a tg:State ; skos:prefLabel ?name FILTER(LANG(?name) = 'fr') } ORDER BY ?name LIMIT 2"
COUNT = ("query", "count-parties", "-p", "treaty=mini-1", "-p", "on=2004-02-01")


@pytest.fixture
def copy(copies: Copies, built: Path, tmp_path: Path) -> Path:
    """A copy of the miniature with its release, to write to."""
    root = copy_miniature(tmp_path / "copy")
    shutil.copytree(built, root / "build", symlinks=True)
    return root


def test_build_tells_each_step_with_its_seconds_and_then_the_release(long_runs: dict[str, Ran], built: Path) -> None:
    ran = long_runs["build"]
    steps = re.findall(r"^  (\S.*?) +(\d+\.\d\d) s$", ran.err, re.MULTILINE)
    told = [step for step, _ in steps]
    assert told[0] == "load"
    assert "reason: closure" in told
    assert "validate" in told
    assert told[-1] == "in all"
    assert float(steps[-1][1]) >= sum(float(seconds) for _, seconds in steps[:-1]) - 0.1
    assert f"release {(built / 'current').resolve().name} (" in ran.err
    assert ran.out == ""


def test_build_again_says_that_nothing_has_changed_and_leaves_the_release_alone(copies: Copies, built: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in built.rglob("*")}
    ran = run(copies.good, "build")
    assert (ran.code, ran.out, ran.err) == (0, "", "nothing has changed since the current release\n")
    assert {path: path.stat().st_mtime_ns for path in built.rglob("*")} == before


def test_a_question_is_answered_as_a_table(copies: Copies, built: Path) -> None:
    ran = run(copies.good, *COUNT)
    assert ran.code == 0, ran.err
    assert [line.split() for line in ran.out.splitlines()] == [["definite", "possible"], ["5", "1"], ["1", "row"]]


def test_a_question_is_answered_as_csv(copies: Copies, built: Path) -> None:
    ran = run(copies.good, *COUNT, "-f", "csv")
    assert (ran.code, list(csv.reader(io.StringIO(ran.out)))) == (0, [["definite", "possible"], ["5", "1"]])


def test_a_question_is_answered_as_json(copies: Copies, built: Path) -> None:
    ran = run(copies.good, *COUNT, "-f", "json")
    told = json.loads(ran.out)
    assert (ran.code, told["rows"]) == (0, [{"definite": 5, "possible": 1}])
    assert told["asked"] == {"treaty": "mini-1", "on": "2004-02-01", "reading": "contracting"}


def test_a_question_is_answered_as_the_json_of_sparql(copies: Copies, built: Path) -> None:
    ran = run(copies.good, *COUNT, "-f", "srj")
    (row,) = json.loads(ran.out)["results"]["bindings"]
    assert (ran.code, row["definite"]["value"], row["possible"]["value"]) == (0, "5", "1")


@pytest.mark.parametrize("form", ["xlsx", "geojson", "jsonld", "tsv", "srx"])
def test_a_question_is_written_to_a_file_in_any_format(form: str, copies: Copies, built: Path, tmp_path: Path) -> None:
    file = tmp_path / f"parties.{form}"
    ran = run(copies.good, "query", "parties", "-p", "treaty=mini-1", "-f", form, "-o", str(file))
    assert (ran.code, ran.out) == (0, ""), ran.err
    written = file.read_bytes()
    if form == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(written)).worksheets[0]
        assert "AUT" in [row[1] for row in sheet.iter_rows(values_only=True)]
    else:
        assert b"AUT" in written


def test_an_answer_that_cannot_be_written_is_told_with_its_cure(copies: Copies, built: Path, tmp_path: Path) -> None:
    ran = run(copies.good, *COUNT, "-f", "csv", "-o", str(tmp_path / "none" / "a.csv"))
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.endswith(
        "it cannot be written: No such file or directory\n    name a file in a folder that exists.\n"
    )


def test_only_what_the_engine_writes_holds_the_rows_of_a_query_of_ones_own(copies: Copies, built: Path) -> None:
    ran = run(copies.good, "query", "-", "-f", "json", stdin=QUERY)
    assert (ran.code, ran.out) == (1, "")
    assert "write -f srj, or put the query into the catalogue." in ran.err


def test_a_query_is_read_from_a_file_and_from_standard_input(copies: Copies, built: Path, tmp_path: Path) -> None:
    file = tmp_path / "names.rq"
    file.write_text(QUERY, "utf-8")
    from_file = run(copies.good, "query", str(file), "-f", "csv")
    assert (from_file.code, from_file.out.split()) == (0, ["name", "Autriche", "Belgique"]), from_file.err
    assert run(copies.good, "query", "-", "-f", "csv", stdin=QUERY) == from_file


def test_stats_tell_the_release_its_size_its_classes_and_its_graphs(copies: Copies, built: Path) -> None:
    manifest = json.loads((built / "current" / "manifest.json").read_text("utf-8"))
    ran = run(copies.good, "stats")
    assert ran.code == 0, ran.err
    first, *rest = ran.out.splitlines()
    assert first == f"release {manifest['release']}, {manifest['triples']} triples, knows up to 2020-06-30"
    told = {words[0]: words[1] for words in map(str.split, rest) if len(words) == 2}
    assert (told["tg:Treaty"], told["tg:State"], told["tg:Source"]) == ("3", "13", "4")
    assert {"class", "graph"} <= told.keys()
    assert any(name.endswith("graph/source/mini-a") for name in told)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["query", "count-partys"], "count-partys: there is no such question\n    it is none of accession-progress,"),
        (
            ["query", "count-parties", "-p", "traety=mini-1", "-p", "treaty=mini-1"],
            "question count-parties: it has no parameter traety\n    did you mean treaty?\n",
        ),
        (
            ["query", "count-parties", "-p", "treaty=mini-11"],
            "question count-parties: treaty: the graph has no treaty mini-11\n    did you mean mini-1?\n",
        ),
        (
            ["query", "count-parties", "-p", "treaty=mini-1", "-p", "on=2004-02-30"],
            "question count-parties: on=2004-02-30 is not a date\n    write it as YYYY-MM-DD.\n",
        ),
        (["query", "count-parties", "-p", "mini-1"], "mini-1: it is not a parameter\n    write name=value.\n"),
        (["query", "-"], "query: it is not SPARQL 1.1 Query: "),
    ],
    ids=[
        "an unknown question",
        "an unknown parameter",
        "an unknown treaty",
        "a day that is not in the calendar",
        "a parameter without a name",
        "a text that is not SPARQL",
    ],
)
def test_what_cannot_be_asked_is_told_with_its_cure_and_exit_code_1(
    words: list[str], said: str, copies: Copies, built: Path
) -> None:
    ran = run(copies.good, *words, stdin="SELECT")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(said)
    assert "Traceback" not in ran.err


def test_without_a_release_a_question_is_answered_with_the_command_that_makes_one(
    copies: Copies, tmp_path: Path
) -> None:
    ran = run(copies.good, "query", "treaties", TREATYGRAPH_OUT=str(tmp_path))
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"{tmp_path}/current: there is no release\n    run `treatygraph build`.\n"


def test_outside_a_project_the_missing_folders_are_named(tmp_path: Path) -> None:
    ran = run(tmp_path, "build")
    assert (ran.code, ran.out) == (1, "")
    assert "there is no folder ontology, data, shapes, queries" in ran.err
    assert "Traceback" not in ran.err


def test_a_command_that_does_not_exist_is_exit_code_2(tmp_path: Path) -> None:
    assert run(tmp_path, "bild").code == 2


def test_validate_tells_what_warns_with_its_law_and_its_cure_and_lets_it_pass(
    long_runs: dict[str, Ran],
) -> None:
    ran = long_runs["validate"]
    assert ran.code == 0, ran.err
    told = ran.out.splitlines()
    (number,) = [
        number for number, line in enumerate(told) if line.startswith("Warning PermittedReservation (VCLT Art. 19")
    ]
    assert told[number + 1].startswith("    mend: check kind and article")
    assert told[number + 2].startswith("    data/treaties/mini-1/declarations.csv row 8  id/clause/mini-1/")
    assert "Violation" not in ran.out
    assert re.fullmatch(r"the content conforms: \d+ Warning(, \d+ Info)?", told[-1]), told[-1]


def test_validate_refuses_what_breaks_a_shape_naming_row_fault_and_cure(
    copies: Copies, long_runs: dict[str, Ran]
) -> None:
    ran = long_runs["validate wrong"]
    assert ran.code == 1
    assert "Traceback" not in ran.err
    heads = r"^Violation \S+ \((.+)\): (.+)\n    mend: (.+)\n((?:    .+\n)+)"
    told = re.findall(heads, ran.out, re.MULTILINE)
    table = "data/treaties/mini-1/actions.csv"

    def cause(row: int, starts: str) -> tuple[str, str, str]:
        ((law, fault, cure, _),) = [
            each for each in told if f"{table} row {row} " in each[3] and each[1].startswith(starts)
        ]
        return law, fault, cure

    law, fault, cure = cause(copies.wrong_row, "A fact must have a source")
    assert law.startswith("VCLT Arts 77, 80")
    assert fault == "A fact must have a source, and every source that it names must be known"
    assert cure == "give the row a source that stands in data/sources.csv, or add the source there."
    law, fault, cure = cause(copies.wrong_row + 3, "Signature of 2004-07-09")
    assert fault == "Signature of 2004-07-09, after the consent of 2003-02-01 by the same State (VCLT Art. 14)"
    assert cure == "correct the date of the wrong row, or number a second act in act."
    assert any("id/state/ATL" in places and "data/states.csv" in cure for _, _, cure, places in told)
    assert re.search(
        rf"Warning RecordedName .+The row names Atlantis.*\n.*\n    {table} row {copies.wrong_row + 1} ", ran.out
    )
    assert re.search(r"does not conform: \d+ Violation", ran.out)


def test_format_check_names_the_table_and_the_command_that_mends_it(copy: Path) -> None:
    table = copy / "data/states.csv"
    formed = table.read_text("utf-8")
    header, first, second, *rest = formed.splitlines(keepends=True)
    table.write_text("".join([header, second, first, *rest]), "utf-8")

    checked = run(copy, "format", "--check")
    assert (checked.code, checked.out) == (1, "")
    assert checked.err == "data/states.csv: it is not in the form\n    run `treatygraph format`.\n"
    assert table.read_text("utf-8") != formed

    mended = run(copy, "format")
    assert (mended.code, mended.out, mended.err) == (0, "formatted data/states.csv\n", "")
    assert table.read_text("utf-8") == formed
    assert run(copy, "format", "--check") == Ran(0, "", "")


def test_format_leaves_a_table_that_it_cannot_read_and_names_its_row(copy: Path) -> None:
    table = copy / "data/memberships.csv"
    written = table.read_text("utf-8") + "mini-org,FIN\n"
    table.write_text(written, "utf-8")
    ran = run(copy, "format")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("data/memberships.csv row 8: it has 2 cells, not 7\n    put a comma for each empty cell")
    assert table.read_text("utf-8") == written


def test_serving_on_a_port_that_is_taken_says_so_and_how_to_choose_another(copies: Copies, built: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = run(copies.good, "serve", "--port", str(port))
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"127.0.0.1:{port}: it cannot be listened on: ")
    assert ran.err.endswith("choose another with PORT= (or --port).\n")
    assert "Traceback" not in ran.err


def test_brackets_in_a_cell_are_shown_as_they_are(copies: Copies, built: Path) -> None:
    ran = run(copies.good, "query", "-", stdin='SELECT ("[a-z]+ [/b] :smile:" AS ?a) {}')
    assert "[a-z]+ [/b] :smile:" in ran.out


def test_a_pattern_in_a_fault_is_shown_whole(copy: Path) -> None:
    append(copy / "data/organisations.csv", "MINI,office,A,B,,mini-a,")
    assert "is not of the form [a-z0-9-]+" in run(copy, "validate").out


def test_format_names_a_file_that_is_not_utf_8(copy: Path) -> None:
    (copy / "data/memberships.csv").write_bytes(b"organisation\xe9\n")
    assert run(copy, "format").err.startswith("data/memberships.csv: byte 13 is not UTF-8")
