"""The parts of the world that a map can show alone: boxes of the map around spans of degrees."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from api.world.projection import HEIGHT, WIDTH, project
from treatygraph.errors import Problem, QuestionError, suggestion

#: The spans by the names of the parts, from the west to the east and from the south to the north.
SPANS: dict[str, dict[str, float]] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class View:
    """A part of the map: its name, empty for the whole, and its box in units of the map."""

    name: str = ""
    x: int = 0
    y: int = 0
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def box(self) -> str:
        """The box as SVG writes it."""
        return f"{self.x} {self.y} {self.width} {self.height}"

    @property
    def scale(self) -> float:
        """How wide the part is beside the whole."""
        return self.width / WIDTH

    @classmethod
    def of(cls, name: str) -> View:
        """The part of a name, in the proportions of the whole; the whole where there is no name.

        Raises:
            QuestionError: there is no such part.
        """
        if not name:
            return cls()
        if name not in SPANS:
            cure = suggestion(name, sorted(SPANS), f"write one of {', '.join(sorted(SPANS))}.")
            raise QuestionError([Problem("parameters", f"view={name} is no part of the map", cure)])
        span = SPANS[name]
        middle = (span["south"] + span["north"]) / 2
        latitudes = (span["south"], middle, span["north"])
        points = [project(span[side], latitude) for side in ("west", "east") for latitude in latitudes]
        (left, right), (top, bottom) = ((min(values), max(values)) for values in zip(*points, strict=True))
        width = max(right - left, (bottom - top) * WIDTH / HEIGHT)
        height = width * HEIGHT / WIDTH
        # Beyond its edges there is nothing to see.
        x = min(max((left + right - width) / 2, 0), WIDTH - width)
        y = min(max((top + bottom - height) / 2, 0), HEIGHT - height)
        return cls(name, round(x), round(y), round(width), round(height))
