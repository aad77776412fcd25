"""The real graph gives the numbers, dates and lists that documents published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from pyoxigraph import Store

from treatygraph.content import Content

HERE = Path(__file__).parent
EXPECTED = yaml.safe_load((HERE / "real.yaml").read_text("utf-8"))
CASES = [pytest.param(case, id=case["name"]) for case in EXPECTED["cases"]]
TREATIES = sorted(path.parent.name for path in (HERE.parents[1] / "data" / "treaties").glob("[!_]*/actions.csv"))

Rows = list[dict[str, str]]


@pytest.mark.parametrize("case", CASES)
def test_the_real_graph_answers_as_the_documents_do(
    case: Mapping[str, Any],
    project: Content,
    real: Store,
    ask: Callable[..., Rows],
    parse_rows: Callable[[str], Rows],
) -> None:
    picked = case.get("where", {})
    rows = [row for row in ask(project, real, case["question"], case["ask"]) if picked.items() <= row.items()]
    if column := case.get("tally"):
        rows = [
            {column: value, "number": str(number)} for value, number in Counter(row[column] for row in rows).items()
        ]
    columns = case["rows"].splitlines()[0].split(",")
    found = [{column: row[column] for column in columns} for row in rows]
    assert sorted(found, key=str) == sorted(parse_rows(case["rows"]), key=str)


@pytest.mark.parametrize("treaty", TREATIES)
def test_the_clauses_of_a_treaty_give_every_published_entry_into_force(
    treaty: str, project: Content, real: Store, ask: Callable[..., Rows]
) -> None:
    rows = ask(project, real, "entry-into-force", {"treaty": treaty})
    excepted = EXPECTED["disagreements"].get(treaty, {})
    assert [row for row in rows if row["agrees"] == "no" and row["iso3"] not in excepted] == []


@pytest.mark.parametrize("day", ["2022-05-12", "2025-07-08", "2025-07-09", "2025-08-31"])
def test_every_contracting_state_of_the_convention_that_has_not_signed_the_protocol_may_sign_it(
    day: str, project: Content, real: Store, ask: Callable[..., Rows]
) -> None:
    bound = {row["iso3"] for row in ask(project, real, "parties", {"treaty": "ets-185", "on": day})}
    may = {row["iso3"] for row in ask(project, real, "eligible", {"treaty": "cets-224", "on": day})}
    outstanding = {
        row["iso3"] for row in ask(project, real, "eligible", {"treaty": "cets-224", "on": day, "outstanding": "yes"})
    }
    signed = {
        row["iso3"]
        for row in ask(project, real, "actions", {"treaty": "cets-224", "to": day})
        if row["kind"] == "signature"
    }
    assert bound == may
    assert bound - signed == outstanding
