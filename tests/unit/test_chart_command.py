"""The command that draws the chart of a question from the release that is here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyoxigraph import Store

from treatygraph.commands.inquiry import chart
from treatygraph.content import Content
from treatygraph.errors import QuestionError


@pytest.fixture(autouse=True)
def here(miniature: tuple[Content, Store], release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command is run in the project of the miniature."""
    monkeypatch.setenv("TREATYGRAPH_ROOT", str(miniature[0].root))
    monkeypatch.setenv("TREATYGRAPH_OUT", str(release))


def test_a_chart_is_drawn_as_a_picture_in_a_language_and_a_theme(tmp_path: Path) -> None:
    chart("treaties", tmp_path / "a.svg", lang="fr", theme="print")
    text = (tmp_path / "a.svg").read_text("utf-8")
    assert text.startswith("<svg")
    assert "Traités du graphe" in text
    chart("parties-over-time", tmp_path / "a.png", ["treaty=mini-1", "reading=party"])
    assert (tmp_path / "a.png").read_bytes()[1:4] == b"PNG"


def test_a_specification_is_written_with_its_rows(tmp_path: Path) -> None:
    chart("accessions-per-year", tmp_path / "a.vl.json", ["treaty=mini-1"])
    whole = json.loads((tmp_path / "a.vl.json").read_text("utf-8"))
    assert whole["title"]["text"] == ["Accessions and other consents per year"]
    assert whole["data"]["values"][0].keys() == {"year", "accessions", "other_consents", "all"}


@pytest.mark.parametrize(
    ("what", "name", "fault"),
    [
        ("parties", "a.svg", "has no chart"),
        ("treaties", "a.pdf", "no such file"),
        ("no-such-question", "a.svg", "no such question"),
    ],
)
def test_what_cannot_be_drawn_says_why(tmp_path: Path, what: str, name: str, fault: str) -> None:
    with pytest.raises(QuestionError, match=fault):
        chart(what, tmp_path / name)
    assert list(tmp_path.iterdir()) == []
