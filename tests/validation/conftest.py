"""A small report of every kind of finding, and the miniature's release opened for submissions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Store
from reported import BASE, DAY, WAIVER, finding

from treatygraph.content import Content
from treatygraph.engine import Engine
from treatygraph.mapping import MAPPINGS
from treatygraph.releases.release import CURRENT
from treatygraph.reports import shacl
from treatygraph.reports.about import About
from treatygraph.scenarios.scenario import Rulebook, Scenarios
from treatygraph.validation.finding import Place, Report, ordered
from treatygraph.validation.submission import File, Submissions


@pytest.fixture
def report() -> Report:
    """Two violations of one cause, a warning that is waived, a warning and a remark without a file."""
    state = f"{BASE}id/state/CVI"
    told = "An act must have a known author (VCLT Art. 6): write a code that stands in data/states.csv."
    french = "Un acte doit avoir un auteur connu (CVDT art. 6) : inscrivez un code présent dans data/states.csv."
    rest = {"value": state, "french": french, "basis": "VCLT Art. 6", "nearest": "Côte d'Ivoire, CIV"}
    table = "data/treaties/mini-1/actions.csv"
    return ordered(
        {
            finding("Violation", "Author", "action/b", told, place=Place(table, 12, 14), **rest),
            finding("Violation", "Author", "action/a", told, place=Place(table, 3, 3), **rest),
            finding("Warning", "Late", "action/mini-1/c", "It is <late>, 50% so: hurry.", waiver=WAIVER),
            finding("Warning", "Odd", "treaty/mini-1", "It is odd: mend it.", place=Place("data/a,b.ttl", 0, 7)),
            finding("Info", "Plain", "treaty/mini-2", "It has no page: add one."),
        }
    )


@pytest.fixture
def about() -> About:
    """What the small report is about."""
    return About(("acts.csv",), "0123456789abcdef", "2026-02-01", DAY.isoformat())


@pytest.fixture(scope="session")
def submit(miniature: tuple[Content, Store], release: Path) -> Callable[..., Report]:
    """Validates files, each told as its name, its media type and its text, in the context of the miniature's release."""
    content = miniature[0]
    engine = Engine(release / CURRENT)
    scenarios = Scenarios(engine.store, engine.names, Rulebook.of(content))
    known = shacl.published(engine.store, engine.names)
    submissions = Submissions(engine.store, engine.names, scenarios, content.queries(MAPPINGS), known)
    return lambda *files: submissions.report([File(*file) for file in files], DAY)
