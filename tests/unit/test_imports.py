"""The house rules that a reader of the code relies on: who imports whom, how long a module is, where content stands."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
PACKAGE = sorted((PROJECT / "treatygraph").glob("**/*.py"))
API = sorted((PROJECT / "api").glob("**/*.py"))
MODULES = PACKAGE + API
PACKAGES = {path.parent.relative_to(PROJECT).as_posix().replace("/", ".") for path in PACKAGE}
NAMES = [path.relative_to(PROJECT).as_posix() for path in MODULES]
STAGES = {"sources", "reasoning", "closure", "ledger", "validation", "publication"}

#: The one stage that may call another: the closure is the first step of reasoning.
ALLOWED = {("reasoning", "closure")}

#: What a server of answers needs: the query engine with its workers and its guard, the views, the questions, the
#: citations, the names, the errors; and of validation, which workers do, what files are read and how reports are written;
#: and what columns mean, with the formats that rows are written in, and charts with what draws them.
SERVED = (
    {"answer", "engine", "pool", "view", "guard", "catalogue", "citation", "reference", "namespaces", "errors"}
    | {
        "page",
        "submission",
        "writing",
    }
    | {
        "fields",
        "formats",
        "geography",
        "head",
        "page",
        "parameters",
        "solutions",
        "typed",
        "workbook",
    }
    | {"chart", "naming", "specification", "studio", "telling"}
)


def ours(path: Path) -> set[str]:
    """The modules of treatygraph that a file imports, wherever in the file it does."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively"
            found |= (
                {f"treatygraph.{alias.name}" for alias in node.names}
                if node.module == "treatygraph"
                else {f"{node.module}.{alias.name}" for alias in node.names}
                if node.module in PACKAGES
                else {str(node.module)}
            )
    return {name.split(".")[-1] for name in found if name.startswith("treatygraph.")}


def test_no_stage_imports_another() -> None:
    crossed = {
        (path.stem, name)
        for path in PACKAGE
        if path.stem in STAGES
        for name in ours(path) & STAGES
        if name != path.stem
    }
    assert crossed - ALLOWED == set()


def test_only_the_pipeline_and_what_stands_above_it_know_the_stages() -> None:
    # What keeps a graph up to date goes through the stages as the pipeline does; what is sent is validated apart.
    above = {"pipeline", "cli", "mirror", "submission"} | STAGES
    assert {(path.stem, name) for path in PACKAGE if path.stem not in above for name in ours(path) & STAGES} == set()
    assert STAGES - {"closure"} <= ours(PROJECT / "treatygraph" / "pipeline.py")


def test_nothing_but_commands_and_the_builder_import_the_pipeline_and_nothing_the_command_line() -> None:
    assert {path.stem for path in PACKAGE if "pipeline" in ours(path)} <= {"cli", "inspection", "builder"}
    assert {path.stem for path in MODULES if "cli" in ours(path)} <= {"__main__"}


@pytest.mark.parametrize("path", API, ids=[path.relative_to(PROJECT).as_posix() for path in API])
def test_the_api_imports_only_what_a_server_of_answers_needs(path: Path) -> None:
    assert ours(path) - SERVED == set()


#: The rooms of the API that the others stand on, and what each of them may import of the API.
GROUND = {"http": {"http"}, "frame": {"http", "frame"}}


@pytest.mark.parametrize("room", GROUND)
def test_the_ground_rooms_of_the_api_import_one_way(room: str) -> None:
    pattern = re.compile(r"^\s*(?:from|import) api\.(\w+)", re.MULTILINE)
    named = {
        name for path in (PROJECT / "api" / room).glob("*.py") for name in pattern.findall(path.read_text("utf-8"))
    }
    assert named <= GROUND[room]


def test_routes_do_not_know_what_stands_before_them() -> None:
    pattern = re.compile(r"^\s*(?:from|import) api\.serving\b", re.MULTILINE)
    named = {path.parent.name for path in API if pattern.search(path.read_text("utf-8"))}
    assert named <= {"serving", "api"}


def test_the_machinery_does_not_import_the_api() -> None:
    pattern = re.compile(r"^\s*(from|import) api\b", re.MULTILINE)
    named = {path.name for path in PACKAGE if pattern.search(path.read_text("utf-8"))}
    assert named <= {"cli.py"}


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_no_module_is_longer_than_250_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 250


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_no_module_names_a_treaty(path: Path) -> None:
    # A treaty's number is content; it stands in data/ only.
    assert re.findall(r"\b(?:185|189|224)\b", path.read_text("utf-8")) == []


@pytest.mark.parametrize("folder", ["ontology", "data", "shapes", "queries"])
def test_the_content_folders_hold_no_python(folder: str) -> None:
    assert [path.name for path in (PROJECT / folder).rglob("*.py")] == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert {path.stem for path in MODULES} & {
        "utils",
        "util",
        "helpers",
        "manager",
        "services",
        "common",
        "misc",
    } == set()
