"""Tables: every fault names the file, the row and the cure, and a table has one written form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from treatygraph import tables
from treatygraph.content import Content
from treatygraph.errors import ContentError
from treatygraph.sources import tables_of

PLACE = "data/treaties/mini-1/actions.csv"
TERMS = {"TreatyAction": {"accession": "A", "ratification": "R", "signature": "S"}}
TABLE = tables.describe(
    "data/mappings/actions.rq",
    {
        "tables": "treaties/*/actions.csv",
        "sort": ["iso3", "article"],
        "columns": {
            "iso3": {"required": True, "format": "[A-Z]{3}"},
            "action": {"required": True, "term": "TreatyAction"},
            "act": {"datatype": "integer"},
            "date": {"datatype": "date"},
            "article": {"separator": ";"},
            "note": {},
        },
    },
)
HEADER = "iso3,action,act,date,article,note\n"


def problems_of(text: str) -> list[str]:
    with pytest.raises(ContentError) as caught:
        tables.read(text, PLACE, TABLE, TERMS)
    return [str(problem) for problem in caught.value.problems]


def test_a_sound_table_gives_its_rows_numbered_as_an_editor_shows_them() -> None:
    rows = tables.read(HEADER + 'AUT,signature,,2000-05-10,,\nBEL,ratification,2,,4(2);9,"a, b"\n', PLACE, TABLE, TERMS)
    assert [row.number for row in rows] == [2, 3]
    assert rows[1].cells == {
        "iso3": "BEL",
        "action": "ratification",
        "act": "2",
        "date": "",
        "article": "4(2);9",
        "note": "a, b",
    }


@pytest.mark.parametrize(
    ("row", "fault", "cure"),
    [
        ("Aut,signature,,,,", "`iso3` “Aut” is not of the form [A-Z]{3}", "mend the cell."),
        (",signature,,,,", "`iso3` is empty", "fill it in."),
        ("AUT,ratificaton,,,,", "`action` “ratificaton” is not the label of a term below tg:TreatyAction", "did you mean “ratification”?"),
        ("AUT,dance,,,,", "`action` “dance” is not the label of a term below tg:TreatyAction", "write one of: accession, ratification, signature."),
        ("AUT,signature,two,,,", "`act` “two” is not a whole number", "write digits only."),
        ("AUT,signature,,2001-02-30,,", "`date` “2001-02-30” is not a date", "write it as YYYY-MM-DD; leave the cell empty where the day is not known."),
        ("AUT,signature,,20010228,,", "`date` “20010228” is not a date", "write it as YYYY-MM-DD; leave the cell empty where the day is not known."),
        ("AUT,signature,,2001-02,,", "`date` “2001-02” is not a date", "write it as YYYY-MM-DD; leave the cell empty where the day is not known."),
        ("AUT,signature,,,4; 9,", "`article` “ 9” begins or ends with a blank", "remove the blank."),
        ("AUT,signature", "it has 2 cells, not 6", "put a comma for each empty cell, and double quotes around a cell that holds a comma."),
        ("AUT,signature,,,,a, b", "it has 7 cells, not 6", "put a comma for each empty cell, and double quotes around a cell that holds a comma."),
    ],
)  # fmt: skip
def test_a_fault_names_the_file_the_row_and_the_cure(row: str, fault: str, cure: str) -> None:
    assert problems_of(f"{HEADER}AUT,signature,,2000-05-10,,\n{row}\n") == [f"{PLACE} row 3: {fault}\n    {cure}"]


def test_all_faults_are_told_at_once() -> None:
    found = problems_of(f"{HEADER}aut,sign,x,yesterday,,\nBEL\n")
    assert [problem.partition(": ")[0].removeprefix(PLACE) for problem in found] == [" row 3", *[" row 2"] * 4]


@pytest.mark.parametrize("text", ["iso3,action\nAUT,signature\n", "", "﻿" + HEADER])
def test_another_header_is_refused_with_the_one_to_write(text: str) -> None:
    (problem,) = problems_of(text)
    assert problem.startswith(f"{PLACE} row 1: the header is ")
    assert problem.endswith(f"write the header {HEADER.strip()}")


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"tables": "x.csv"},
        {"columns": {"a": {}}},
        {"tables": "x.csv", "columns": ["a"]},
        {"tables": "x.csv", "columns": {"a": {"requird": True}}},
    ],
)
def test_a_mapping_that_describes_no_table_is_refused(header: dict[str, Any]) -> None:
    with pytest.raises(ContentError) as caught:
        tables.describe("data/mappings/x.rq", header)
    assert caught.value.problems[0].place == "data/mappings/x.rq"


def test_a_table_is_written_sorted_distinct_and_with_the_least_quotes() -> None:
    text = HEADER + 'BEL,signature,,,10,\n"BEL","signature",,,9,\nAUT,signature,,,,"say ""x"", y"\nBEL,signature,,,9,\n'
    rows = tables.read(text, PLACE, TABLE, TERMS)
    written = tables.write(rows, TABLE)
    assert written == HEADER + 'AUT,signature,,,,"say ""x"", y"\nBEL,signature,,,9,\nBEL,signature,,,10,\n'
    assert tables.write(tables.read(written, PLACE, TABLE, TERMS), TABLE) == written


def test_every_table_of_the_project_and_of_the_miniature_comes_back_to_the_same_bytes(
    project: Content, miniature: tuple[Content, Any]
) -> None:
    changed: list[Path] = []
    for content in (project, miniature[0]):
        for mapping, table, path in tables_of(content):
            rows, problems = tables.parse(content.text(path), mapping.place, table)
            if problems or tables.write(rows, table) != content.text(path):
                changed.append(path)
    assert changed == []
