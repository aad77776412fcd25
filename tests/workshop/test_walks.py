"""CONTRIBUTING is true: each of its walks, carried out in a copy, gives what it says, and none of them needs Python."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator

import pytest
from walks import CONTRIBUTING, PROJECT, Walks, commands, sections

from treatygraph.engine import Engine
from treatygraph.releases.release import CURRENT

COMMANDS = commands()


@pytest.fixture(scope="module")
def address(walks: Walks) -> Iterator[str]:
    """The address of a server of the project in which the walks were carried out."""
    process = subprocess.Popen(
        [sys.executable, "-m", "treatygraph", "serve", "--port", "0"],
        cwd=walks.root,
        env={name: value for name, value in os.environ.items() if not name.startswith("TREATYGRAPH_")},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        found = re.search(r"http://\S+", said)
        assert found, said
        yield found[0].rstrip("/")
    finally:
        process.terminate()
        process.communicate(timeout=60)


def answer(address: str, path: str, media_type: str) -> str:
    request = urllib.request.Request(address + path, headers={"Accept": media_type})
    with urllib.request.urlopen(request, timeout=30) as reply:
        return str(reply.read().decode("utf-8"))


def test_there_is_a_walk_for_each_thing_that_new_makes() -> None:
    made = {command.split()[1] for _, command in COMMANDS if command.startswith("new ")}
    assert made == {"source", "treaty", "state", "act", "rule", "shape", "question"}


@pytest.mark.parametrize(("section", "command"), sorted(set(COMMANDS)), ids=lambda word: word[:60])
def test_each_command_of_a_walk_succeeds(section: str, command: str, walks: Walks) -> None:
    (step,) = {step.told: step for step in walks.steps if (step.section, step.command) == (section, command)}.values()
    assert step.code == 0, step.told


@pytest.mark.parametrize("name", [words.split()[1] for _, words in COMMANDS if words.startswith("check ")])
def test_at_the_end_of_a_walk_nothing_is_missing(name: str, walks: Walks) -> None:
    assert walks.told("Add", f"check {name}").strip() == "nothing is missing"


def test_no_walk_writes_python() -> None:
    assert {language for blocks in sections().values() for language, _ in blocks} == {
        "sh",
        "csv",
        "turtle",
        "sparql",
        "yaml",
    }


def test_the_entry_into_force_of_the_new_treaty_is_worked_out(walks: Walks) -> None:
    written = (walks.root / "data/treaties/cets-999/treaty.ttl").read_text("utf-8")
    assert "2026-06-01" not in written
    (row,) = [line.split() for line in walks.told("Add a treaty", "query").splitlines() if line.startswith("cets-999")]
    assert "2026-06-01" in row
    assert "on\n2026-06-01, the treaty enters into force" in CONTRIBUTING


def test_the_new_state_has_its_status_from_what_it_did(walks: Walks) -> None:
    told = walks.told("Add a State", "query")
    assert re.search(r"tg:party .*2026-07-01", told), told
    assert "is a Party on 2026-07-01" in CONTRIBUTING


def test_the_acts_stand_in_their_order_under_the_names_of_the_table_of_states(walks: Walks) -> None:
    with (walks.root / "data/treaties/cets-999/actions.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["state"], row["action"], row["date"]) for row in csv.DictReader(file)]
    assert rows == [
        ("Austria", "ratification", "2026-01-20"),
        ("Austria", "signature", "2026-01-15"),
        ("Belgium", "ratification", "2026-02-10"),
        ("Belgium", "signature", "2026-01-15"),
        ("Ruritania", "ratification", "2026-03-02"),
        ("Ruritania", "signature", "2026-03-02"),
    ]


def test_the_new_rule_concludes_and_its_conclusion_is_in_the_release(walks: Walks) -> None:
    assert re.search(r"\b3 passed\b", walks.told("Add a rule", ".venv/bin/pytest"))
    _, rows = Engine(walks.root / "build" / CURRENT).rows("SELECT ?s { ?s tg:consentedOnSigning treaty:cets-999 }")
    assert [state.value.rpartition("/")[2] for (state,) in rows] == ["XRU"]


def test_the_new_shape_finds_what_breaks_it(walks: Walks) -> None:
    assert re.search(r"\b2 passed\b", walks.told("Add a shape", ".venv/bin/pytest"))
    told = walks.told("Add a shape", "validate")
    assert "AuthenticLanguage" in told
    assert "data/treaties/cets-999/treaty.ttl" in told[told.index("AuthenticLanguage") :]


def test_the_new_question_is_answered_and_has_its_page(walks: Walks, address: str) -> None:
    assert re.search(r"\b2 passed\b", walks.told("Add a question", ".venv/bin/pytest"))
    assert re.search(r"treaty:cets-999 +XRU +Ruritania", walks.told("Add a question", "query"))
    page = answer(address, "/queries/consents-on-signing?treaty=cets-999", "text/html")
    assert "Which States consented to be bound on the very day on which they signed?" in page
    assert "Ruritania" in page
    rows = answer(address, "/queries/consents-on-signing.csv?treaty=cets-999", "*/*").split()
    assert [row.rpartition("/")[2] for row in rows] == ["treaty,iso3,name", "cets-999,XRU,Ruritania"]


def test_the_form_of_every_table_is_kept(walks: Walks) -> None:
    assert walks.told("Add a treaty", "format").splitlines() == ["formatted data/organisations.csv"]
    assert (PROJECT / "data/organisations.csv").exists()
