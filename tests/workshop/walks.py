"""The walks of CONTRIBUTING, read from its blocks and carried out in a project of their own."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from typer.testing import CliRunner

from treatygraph.cli import app

PROJECT = Path(__file__).parents[2]
CONTRIBUTING = (PROJECT / "CONTRIBUTING.md").read_text("utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TREATYGRAPH = ".venv/bin/treatygraph "
PYTEST = ".venv/bin/pytest "

#: What waits until everything is written, in this order, so that one build serves all walks.
LATE = ("validate", "build", "query", "pytest")


@dataclass
class Step:
    """A command of CONTRIBUTING under its heading, and what it did."""

    section: str
    command: str
    code: int = 0
    told: str = ""


@dataclass
class Walks:
    """The project in which every walk was carried out, and the commands that did it."""

    root: Path
    steps: list[Step] = field(default_factory=list)

    def told(self, section: str, command: str) -> str:
        """What the commands of a section that begin so printed."""
        found = [step for step in self.steps if step.section.startswith(section) and step.command.startswith(command)]
        assert found != [], (section, command)
        return "\n".join(step.told for step in found)


def sections() -> dict[str, list[tuple[str, str]]]:
    """The blocks of CONTRIBUTING, each with its language, by the heading that they stand under."""
    parts = re.split(r"^## (.+)$", CONTRIBUTING, flags=re.MULTILINE)[1:]
    return {title: BLOCK.findall(text) for title, text in zip(parts[::2], parts[1::2], strict=True)}


def commands() -> list[tuple[str, str]]:
    """The commands of CONTRIBUTING, each with its heading; what only deletes a file is none."""
    shell = [(title, text) for title, blocks in sections().items() for kind, text in blocks if kind == "sh"]
    return [
        (title, line.removeprefix(TREATYGRAPH))
        for title, text in shell
        for line in text.splitlines()
        if not line.startswith("rm ")
    ]


def project(root: Path) -> Path:
    """The miniature with what a project has beside it: templates, the tests of its content, a change log."""
    for folder in ("ontology", "shapes", "queries"):
        shutil.copytree(PROJECT / folder, root / folder)
    shutil.copytree(PROJECT / "tests/miniature/data", root / "data")
    for folder in ("data/mappings", "data/treaties/_template", "tests/miniature", "tests/rules", "tests/shapes"):
        shutil.copytree(PROJECT / folder, root / folder)
    shutil.copytree(
        PROJECT / "tests/queries", root / "tests/queries", ignore=shutil.ignore_patterns("tenth", "test_real.py")
    )
    for name in ("CHANGELOG.md", "pyproject.toml", "tests/conftest.py"):
        shutil.copy(PROJECT / name, root / name)
    append(
        root / "data/organisations.csv", "coe-secretary-general,office,Secretary General,Secrétaire Général,,mini-a,"
    )
    return root


def append(path: Path, *lines: str) -> None:
    """Adds lines to a file."""
    path.write_text(path.read_text("utf-8") + "".join(f"{line}\n" for line in lines), "utf-8")


def put(path: Path, block: str) -> None:
    """Puts a block into a file: rows at its end, a query whole, a paragraph in the place of the one that begins alike."""
    if path.suffix == ".csv":
        append(path, *block.splitlines())
    elif path.suffix in (".rq", ".yaml"):
        path.write_text(block, "utf-8")
    else:
        paragraphs = re.split(r"\n{2,}", path.read_text("utf-8").strip())
        for new in re.split(r"\n{2,}", block.strip()):
            places = {_beginning(each): number for number, each in enumerate(paragraphs)}
            number = places.get(_beginning(new), len(paragraphs))
            paragraphs[number : number + 1] = [new]
        path.write_text("\n\n".join(paragraphs) + "\n", "utf-8")


def _beginning(paragraph: str) -> str:
    """The subject that a paragraph of Turtle is about, or the first words of what is only a comment."""
    lines = [line for line in paragraph.splitlines() if not line.startswith("#")]
    return lines[0].split()[0] if lines else " ".join(paragraph.split()[:2])


def invoke(command: str) -> tuple[int, str]:
    """Runs a command of the command line in this process, and gives its exit code and what it printed."""
    ran = CliRunner().invoke(app, shlex.split(command))
    fault = "" if ran.exception is None or isinstance(ran.exception, SystemExit) else str(ran.exception)
    return ran.exit_code, ran.output + fault


def carry_out(root: Path) -> Walks:
    """Carries out every walk in a project, whose folder is the current one; what is late is run once."""
    walks, late = Walks(root), []
    for section, blocks in sections().items():
        for language, text in blocks:
            if language != "sh":
                name, _, block = text.partition("\n")
                put(root / name.removeprefix("# "), block)
                continue
            for line in text.splitlines():
                step = Step(section, line.removeprefix(TREATYGRAPH))
                if line.startswith("rm "):
                    for name in line.split()[1:]:
                        (root / name).unlink()
                elif _kind(step) in LATE:
                    late.append(step)
                else:
                    step.code, step.told = invoke(step.command)
                    walks.steps.append(step)
    late.sort(key=lambda step: LATE.index(_kind(step)))
    with ThreadPoolExecutor(max_workers=1) as beside:
        tests = {step.command: beside.submit(_tested, root, step) for step in late if _kind(step) == "pytest"}
        done: dict[str, tuple[int, str]] = {}
        for step in late:
            if step.command not in done:
                done[step.command] = tests[step.command].result() if step.command in tests else invoke(step.command)
            step.code, step.told = done[step.command]
            walks.steps.append(step)
    return walks


def _kind(step: Step) -> str:
    return "pytest" if step.command.startswith(PYTEST) else step.command.split()[0]


def _tested(root: Path, step: Step) -> tuple[int, str]:
    words = [sys.executable, "-m", "pytest", *shlex.split(step.command.removeprefix(PYTEST))]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, timeout=240, check=False)
    return done.returncode, done.stdout + done.stderr
