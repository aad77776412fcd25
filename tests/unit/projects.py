"""Copies of the miniature project, commands run over them, and tables read without the machinery."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from treatygraph.content import Content

PROJECT = Path(__file__).parents[2]

#: What must not enter the graph: a source and a State that do not exist, and a signature after the ratification.
VIOLATIONS = (
    "Japan,JPN,signature,2,2011-01-03,,,,,,mini-z,",
    "Atlantis,ATL,signature,,2000-06-03,,,,,,mini-a,",
    "Uruguay,URY,ratification,,2003-02-01,,,,,,mini-a,",
    "Uruguay,URY,signature,,2004-07-09,,,,,,mini-a,",
)

#: What lets the one warning of the miniature pass.
WAIVERS = """shape,things,until,reason,by,source
PermittedReservation,,2999-12-31,The reservation is there to be warned of.,the tests,mini-a
"""

#: The source of the line that CONTRIBUTING shows.
SOURCE = "coe-chart-2026-03,Chart of signatures,Council of Europe,https://www.coe.int,2026-03-05,depositary,whole document read,"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table as the csv module reads it, its number counted from the header, which is row 1."""

    file: str
    number: int
    cells: dict[str, str]

    @property
    def treaty(self) -> str:
        """The treaty in whose folder the table stands."""
        return Path(self.file).parent.name


def rows(project: Content, pattern: str) -> list[Row]:
    """The rows of some tables below data/, read without the machinery."""
    found = []
    for path in project.files(f"data/{pattern}"):
        with path.open(encoding="utf-8", newline="") as file:
            place = path.relative_to(project.root).as_posix()
            found += [Row(place, number, cells) for number, cells in enumerate(csv.DictReader(file), start=2)]
    return found


def copy_miniature(root: Path) -> Path:
    """A project of its own: the miniature's data under the project's words, rules, shapes, questions and mappings."""
    for folder in ("ontology", "shapes", "queries"):
        shutil.copytree(PROJECT / folder, root / folder)
    shutil.copytree(PROJECT / "tests" / "miniature" / "data", root / "data")
    shutil.copytree(PROJECT / "data" / "mappings", root / "data" / "mappings")
    return root


def append(path: Path, *lines: str) -> int:
    """Adds lines to a table and gives the number of the first."""
    written = path.read_text("utf-8")
    path.write_text(written + "".join(f"{line}\n" for line in lines), "utf-8")
    return len(written.splitlines()) + 1


def run(root: Path, *words: str, stdin: str = "", **settings: str) -> Ran:
    """Runs a command in a project's folder."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TREATYGRAPH_")}
    done = subprocess.run(
        [sys.executable, "-m", "treatygraph", *words],
        cwd=root,
        env={**inherited, "COLUMNS": "200", **settings},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@dataclass(frozen=True, slots=True)
class Copies:
    """Copies of the miniature: as it is, with what breaks shapes, and with the line that CONTRIBUTING adds."""

    good: Path
    wrong: Path
    contributed: Path

    #: The first row of the lines that break shapes.
    wrong_row: int
