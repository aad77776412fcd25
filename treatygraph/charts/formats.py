"""The formats of a chart: the suffix and the media type of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from treatygraph.catalogue import Question

SPECIFICATION: Final = "application/vnd.vegalite.v6+json"

#: The media type of each suffix, in the order in which they are offered.
DRAWN: Final[Mapping[str, str]] = {"svg": "image/svg+xml", "png": "image/png", "vl.json": SPECIFICATION}


def drawn(question: Question) -> Mapping[str, str]:
    """The formats of a question's chart by suffix; none where it has no chart."""
    return DRAWN if question.chart else {}
