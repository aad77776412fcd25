"""The history of the releases of one folder: which came after which, and what differed.

It stands beside the releases and in none of them, for a release is named by its content and knows of no other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from treatygraph.releases import placing

HISTORY = "history.json"

#: How many steps are kept, and how many changes of one kind in each; the releases themselves go sooner.
_STEPS, _CHANGES = 20, 500


def read(out: Path) -> list[dict[str, Any]]:
    """The steps from release to release, the oldest first; none where the file is missing or torn.

    Args:
        out: the folder of releases.

    Returns:
        What ``difference`` told at each step; the first release of a folder has ``old`` and ``groups`` empty.
    """
    try:
        steps = json.loads((out / HISTORY).read_text(encoding="utf-8"))["steps"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [step for step in steps if isinstance(step, dict)] if isinstance(steps, list) else []


def last(out: Path) -> str:
    """The release that the last step led to; empty where there is none."""
    steps = read(out)
    return str(steps[-1].get("new", {}).get("release", "")) if steps else ""


def record(out: Path, told: Mapping[str, Any]) -> None:
    """Adds a step to the history at once, and drops the oldest where there are more than are kept.

    Each group of changes gains ``more``: how many of its changes are left out.
    """
    groups = [
        {**group, "changes": group["changes"][:_CHANGES], "more": max(len(group["changes"]) - _CHANGES, 0)}
        for group in told["groups"]
    ]
    with placing.locked(out):
        steps = [*read(out), {**told, "groups": groups}][-_STEPS:]
        text = json.dumps({"steps": steps}, ensure_ascii=False, indent=1) + "\n"
        placing.write(out / HISTORY, text.encode("utf-8"))


def since(steps: list[dict[str, Any]], release: str) -> list[dict[str, Any]]:
    """The steps up to the last one that led to a release, the newest first."""
    last = max((number for number, step in enumerate(steps) if step["new"]["release"] == release), default=-1)
    return steps[last::-1] if last >= 0 else []
