"""Measures how the cost of a graph grows with it: every stage of a build, opening, questions, one more row.

Run as a module (``python -m benchmarks.growth``). Worlds of several sizes are made from a seed
(``benchmarks/generate.py``), and each group of stages is measured in a process of its own, so that the memory of one is
not counted to another. Other engines do the same in the same run, up to the size that they can bear.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks import growth_elsewhere, growth_report
from benchmarks.generate import generate
from treatygraph.releases.release import CURRENT

SIZES = (25_000, 100_000, 700_000)
GROUPS = ("build", "open", "workers", "follow", "ours")

#: Other engines, and the size up to which they are measured; the servers, up to theirs.
OTHERS = {"rdflib": 700_000, "owlrl": 25_000, "pyshacl": 25_000}
SERVED = 700_000

#: The size up to which edits are followed: a mirror holds the graph in objects of Python, some 5 kB for each triple.
FOLLOWED = 700_000

#: Seconds of the processor that one group of stages may use; what is not done by then is left out.
PATIENCE = 900
_PATIENCE = "seconds of the processor that one group of stages may use; what is not done by then is left out"


def main() -> None:
    """Measures, and writes the figures, the page and the plots."""
    options = argparse.ArgumentParser(description=__doc__)
    sizes = "about how many triples each world has; with 7000000 among them, --patience 7200, 16 GB and some hours"
    kept = "keep what was measured of worlds of other sizes in an earlier run"
    options.add_argument("--sizes", type=int, nargs="+", default=SIZES, help=sizes)
    options.add_argument("--patience", type=int, default=PATIENCE, help=_PATIENCE)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--keep", action="store_true", help=kept)
    options.add_argument("--work", type=Path, help="a folder for the worlds; one that is removed, where none is given")
    options.add_argument("--out", type=Path, default=Path(), help="the folder that has benchmarks/ and docs/")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        worlds = [_world(size, asked.seed, asked.work or Path(scratch), asked.patience) for size in sorted(asked.sizes)]
    if asked.keep:
        known = json.loads((asked.out / growth_report.FIGURES).read_text(encoding="utf-8"))["worlds"]
        worlds += [world for world in known if world["asked"] not in asked.sizes]
    growth_report.write({"worlds": sorted(worlds, key=lambda world: int(world["asked"]))}, asked.out)


def _world(size: int, seed: int, work: Path, patience: int) -> dict[str, Any]:
    root, out = work / f"world-{size}", work / f"releases-{size}"
    for folder in (root, out):
        shutil.rmtree(folder, ignore_errors=True)
    generate(root, size, seed)
    found: dict[str, Any] = {"asked": size, "seed": seed, "machine": _machine()}
    for group in GROUPS if size <= FOLLOWED else [group for group in GROUPS if group != "follow"]:
        found[group] = list(_steps(group, root, out, patience))
        if "triples" not in found["build"][-1]:
            raise SystemExit(f"the build of {size:,} triples is not done: allow it more with --patience.")
    found |= {name: list(_steps(name, root, out, patience)) for name, most in OTHERS.items() if size <= most}
    if size <= SERVED:
        found["served"] = growth_elsewhere.measure((out / CURRENT).resolve(), work)
    built = found["build"][-1]
    return {"triples": built["triples"], "quads": built["quads"], **found}


def _machine() -> dict[str, Any]:
    return {
        "day": date.today().isoformat(),
        "cores": len(os.sched_getaffinity(0)),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        **{tool: version(tool) for tool in ("pyoxigraph", "owlrl", "rdflib", "pyshacl")},
    }


def _steps(group: str, root: Path, out: Path, patience: int) -> Iterator[dict[str, Any]]:
    """What one group of stages tells, step by step."""
    module = ["benchmarks.growth_workers"] if group == "workers" else ["benchmarks.growth_stages", group]
    command = [sys.executable, "-m", *module, str(root), str(out)]
    with subprocess.Popen(["prlimit", f"--cpu={patience}", *command], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(f"{root.name} {group}: {line}", end="", flush=True)
            yield json.loads(line)
    if process.returncode not in (0, -signal.SIGKILL, -signal.SIGXCPU):
        raise subprocess.CalledProcessError(process.returncode, command)


if __name__ == "__main__":
    main()
