"""The notice on the pages of a server that follows its content: what has become of the last change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from treatygraph.errors import Problem


@dataclass(slots=True)
class Notice:
    """What has become of the last change of content, for people.

    Attributes:
        state: starting, following, working, checking, fault, or stopped.
        number: how often the notice has changed.
        changed: the files of the change, by place.
        counted: how many findings the report has of each severity; empty where there is none yet.
        problems: why nothing new is served.
        seconds: how long it took, by step.
        whole: whether everything is built anew, which takes its time.
    """

    state: str = "starting"
    number: int = 0
    changed: Sequence[str] = ()
    counted: Mapping[str, int] = field(default_factory=dict)
    problems: Sequence[Problem] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    whole: bool = False

    def tell(self, state: str, **told: Any) -> None:
        """Changes the notice; what is not told is as at the beginning."""
        fresh = {"changed": (), "counted": {}, "problems": (), "seconds": {}, "whole": False}
        self.state = state
        self.number += 1
        for name, value in (fresh | told).items():
            setattr(self, name, value)
