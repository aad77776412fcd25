"""A treaty of another formula, added by data files alone: its entry into force, quota, denunciations and successions follow."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from pyoxigraph import Store

from treatygraph.content import Content
from treatygraph.inference.reasoning import materialise
from treatygraph.sources import load
from treatygraph.validation.validation import validate

HERE = Path(__file__).parent
CASES = yaml.safe_load((HERE / "answers.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def extended(miniature: tuple[Content, Store], tmp_path_factory: pytest.TempPathFactory) -> tuple[Content, Store]:
    """The miniature with the folders of two more treaties laid beside those it has."""
    root = tmp_path_factory.mktemp("extended")
    shutil.copytree(miniature[0].root, root, symlinks=True, dirs_exist_ok=True)
    shutil.copytree(HERE / "data", root / "data", dirs_exist_ok=True)
    content = Content(root)
    store = load(content)
    materialise(store, content)
    return content, store


@pytest.mark.parametrize("case", CASES, ids=[f"{number} {case['question']}" for number, case in enumerate(CASES)])
def test_the_law_of_the_new_treaties_follows_from_their_data(
    case: Mapping[str, Any],
    extended: tuple[Content, Store],
    ask: Callable[..., list[dict[str, str]]],
    parse_rows: Callable[[str], list[dict[str, str]]],
) -> None:
    expected = parse_rows(case["rows"])
    columns = case["rows"].splitlines()[0].split(",")
    found = [
        {column: row[column] for column in columns}
        for row in ask(*extended, case["question"], case["ask"])
        if all(row[column] == value for column, value in case.get("where", {}).items())
    ]
    assert sorted(map(str, found)) == sorted(map(str, expected))


def test_the_new_treaties_break_no_shape(extended: tuple[Content, Store]) -> None:
    content, store = extended
    assert validate(store, content.names, date(2026, 2, 5)).of("Violation") == []


def test_nothing_but_data_was_added() -> None:
    assert {path.suffix for path in (HERE / "data").rglob("*") if path.is_file()} == {".csv", ".ttl"}
