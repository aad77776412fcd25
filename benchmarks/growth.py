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
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks import growth_report
from benchmarks.generate import generate
from benchmarks.servers import oxigraph
from treatygraph.release import CURRENT

SIZES = (25_000, 100_000, 700_000)
GROUPS = ("build", "open", "follow", "ours")

#: Other engines, and the size up to which they are measured.
OTHERS = {"rdflib": 700_000, "owlrl": 25_000, "pyshacl": 25_000}

#: Seconds of the processor that one group of stages may use; what is not done by then is left out.
PATIENCE = 900

#: What the server binary is asked, a hundred times one after the other.
_STATE = "<https://w3id.org/treatygraph/id/state/XAB>"
_POINT = f"SELECT ?label {{ {_STATE} <http://www.w3.org/2004/02/skos/core#prefLabel> ?label }}"


def main() -> None:
    """Measures, and writes the figures, the page and the plots."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="about how many triples each world has")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--work", type=Path, help="a folder for the worlds; one that is removed, where none is given")
    options.add_argument("--out", type=Path, default=Path(), help="the folder that has benchmarks/ and docs/")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        found = measure(asked.sizes, asked.seed, asked.work or Path(scratch))
    growth_report.write(found, asked.out)


def measure(sizes: Sequence[int], seed: int, work: Path) -> dict[str, Any]:
    """The figures of every step, by size."""
    worlds = [_world(size, seed, work) for size in sorted(sizes)]
    return {
        "machine": {
            "cores": len(os.sched_getaffinity(0)),
            "load": round(os.getloadavg()[0], 1),
            "python": platform.python_version(),
            **{tool: version(tool) for tool in ("pyoxigraph", "owlrl", "rdflib", "pyshacl")},
        },
        "seed": seed,
        "worlds": worlds,
    }


def _world(size: int, seed: int, work: Path) -> dict[str, Any]:
    root, out = work / f"world-{size}", work / f"releases-{size}"
    for folder in (root, out):
        shutil.rmtree(folder, ignore_errors=True)
    generate(root, size, seed)
    found: dict[str, Any] = {"asked": size}
    for group in GROUPS:
        found[group] = list(_steps(group, root, out))
    found |= {name: list(_steps(name, root, out)) for name, most in OTHERS.items() if size <= most}
    found["oxigraph"] = _served(out / CURRENT, work / f"oxigraph-{size}.log")
    built = found["build"][-1]
    return {"triples": built["triples"], "quads": built["quads"], **found}


def _steps(group: str, root: Path, out: Path) -> Iterator[dict[str, Any]]:
    """What one group of stages tells, step by step."""
    command = [sys.executable, "-m", "benchmarks.growth_stages", group, str(root), str(out)]
    with subprocess.Popen(["prlimit", f"--cpu={PATIENCE}", *command], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(f"{root.name} {group}: {line}", end="", flush=True)
            yield json.loads(line)
    if process.returncode not in (0, -signal.SIGKILL, -signal.SIGXCPU):
        raise subprocess.CalledProcessError(process.returncode, command)


def _served(release: Path, log: Path) -> dict[str, Any]:
    """What the server binary holds and uses for a hundred answers, on the same store."""
    if not (Path(sys.executable).parent / "oxigraph").exists():
        return {}
    with oxigraph(release.resolve(), log) as server:
        since = server.processor()
        for _ in range(100):
            server.ask(_POINT)
        return {"each": (server.processor() - since) * 10, "memory": server.memory()["rss"]}


if __name__ == "__main__":
    main()
