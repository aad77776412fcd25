"""The walks of CONTRIBUTING, carried out once; copies of the miniature as a project to write to."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pytest
from walks import Walks, carry_out, project

from treatygraph.commands.terminal import out
from treatygraph.content import Content


@pytest.fixture(scope="session")
def walks(tmp_path_factory: pytest.TempPathFactory) -> Walks:
    """The project in which every walk has been carried out."""
    root = project(tmp_path_factory.mktemp("walks"))
    with pytest.MonkeyPatch.context() as patch, contextlib.chdir(root):
        for name in [name for name in os.environ if name.startswith("TREATYGRAPH_")]:
            patch.delenv(name)
        # A width that the environment had when the console was made would hold.
        patch.setattr(out, "width", 400)
        return carry_out(root)


@pytest.fixture
def workshop(tmp_path: Path) -> Content:
    """A project to write to."""
    return Content(project(tmp_path))
