"""The commands ``new`` and ``check`` as a person runs them."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from walks import append, invoke

from treatygraph.content import Content

CHART = "--source mini-a"


@pytest.fixture
def here(workshop: Content, monkeypatch: pytest.MonkeyPatch) -> Content:
    """A project whose folder is the current one."""
    for name in [name for name in os.environ if name.startswith("TREATYGRAPH_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(workshop.root)
    return workshop


def test_new_says_what_it_wrote_and_what_comes_next(here: Content) -> None:
    assert invoke("new question shared-acts") == (
        0,
        "wrote queries/catalogue/shared-acts.rq\n"
        "wrote tests/queries/shared-acts.yaml\n"
        "next: write the SELECT, build, and ask: treatygraph query shared-acts -p …\n"
        "then: treatygraph check shared-acts\n",
    )


def test_new_state_records_its_membership_too(here: Content) -> None:
    code, told = invoke(f"new state BRA --name-fr Brésil --member-of mini-org --since 2012-01-01 {CHART}")
    assert (code, told.splitlines()[:2]) == (0, ["wrote data/states.csv row 4", "wrote data/memberships.csv row 4"])


def test_new_act_takes_a_window_where_the_day_is_not_known(here: Content) -> None:
    code, told = invoke(
        f"new act mini-1 KEN signature --not-before 2000-05-10 --not-after 2000-06-30 --note Undated {CHART}"
    )
    assert code == 0, told
    rows = (here.root / "data/treaties/mini-1/actions.csv").read_text("utf-8").splitlines()
    assert "Kenya,KEN,signature,,,2000-05-10,2000-06-30,,,,mini-a,Undated" in rows


def test_check_fails_where_something_is_missing_and_says_how_much(here: Content) -> None:
    (here.root / "tests/queries/coverage.yaml").unlink()
    code, told = invoke("check coverage")
    assert code == 1
    assert told.splitlines()[0] == "tests/queries/coverage.yaml: the question coverage has no test"
    assert told.splitlines()[-1] == "1 missing"


def test_check_does_not_fail_on_what_is_only_advised(here: Content) -> None:
    (here.root / "data/treaties/mini-2/flags.csv").write_text("state,iso3,flag,on,source,note\n", "utf-8")
    code, told = invoke("check mini-2")
    assert (code, told.splitlines()[0]) == (0, "data/treaties/mini-2/flags.csv: it has no row")
    assert told.splitlines()[-1] == "0 missing, 2 advised"


def test_check_says_that_nothing_is_missing(here: Content) -> None:
    assert invoke("check mini-1") == (0, "nothing is missing\n")


def test_a_fault_is_told_with_its_place_and_its_cure_and_no_traceback(here: Content) -> None:
    append(here.root / "data/sources.csv", "half,a row")
    done = subprocess.run(
        [sys.executable, "-m", "treatygraph", "new", "source", "new", "--title", "A", "--rank", "copy"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("data/sources.csv row 6: it has 2 cells, not 8\n    put a comma")
    assert "Traceback" not in done.stderr
