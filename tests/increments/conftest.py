"""A copy of the miniature's data that a test may edit, and what a build of it would give."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pyoxigraph import Store

from treatygraph.content import Content

PROJECT = Path(__file__).parents[2]


@pytest.fixture
def editable(miniature: tuple[Content, Store], tmp_path: Path) -> Path:
    """The folder of a project of its own."""
    root = tmp_path / "project"
    root.mkdir()
    for folder in ("ontology", "shapes", "queries"):
        (root / folder).symlink_to(PROJECT / folder, target_is_directory=True)
    shutil.copytree(miniature[0].root / "data", root / "data", symlinks=True)
    return root
