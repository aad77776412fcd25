"""The guide to the client tells the truth: what it shows is what comes out."""

from __future__ import annotations

import doctest
import io
import re
from pathlib import Path

import pytest

GUIDE = Path(__file__).parents[2] / "docs" / "client.md"


def test_what_the_guide_shows_comes_out(real_address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TREATYGRAPH_URL", real_address)
    blocks = re.findall(r"^```pycon\n(.*?)^```", GUIDE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    examples = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, GUIDE.name, str(GUIDE), 0)
    said = io.StringIO()
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    ran = doctest.DocTestRunner(verbose=False, optionflags=flags).run(examples, out=said.write)
    assert (ran.failed, said.getvalue()) == (0, "")
    assert ran.attempted > len(blocks)
