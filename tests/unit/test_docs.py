"""The documents tell the truth: what they show is what comes out, and what they name exists."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml
from projects import PROJECT, Copies, Ran, run
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from treatygraph import tables
from treatygraph.content import Content
from treatygraph.engine import Engine
from treatygraph.graphs import text
from treatygraph.namespaces import RDF_TYPE, Names
from treatygraph.releases.release import CURRENT
from treatygraph.settings import Settings

NAMES = Names()
README = (PROJECT / "README.md").read_text("utf-8")
CONTRIBUTING = (PROJECT / "CONTRIBUTING.md").read_text("utf-8")
DOCUMENTS = [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *sorted((PROJECT / "docs").rglob("*.md"))]
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^    \.venv/bin/treatygraph (.+?)(?: +# .*)?$", re.MULTILINE)

#: Parts of a path that stand for any name.
ANY_NAME = re.compile(r"<\w+>|\bNN-[a-z-]+")

#: What a path in a document may end in.
SUFFIX = re.compile(r"\.(?:md|csv|ttl|rq|yaml|json|svg|toml|cff|py|txt)$")


def columns(folder: Path) -> dict[str, list[str]]:
    """The columns that the mappings declare, by the name of the table."""
    content = Content(folder)
    described = [tables.describe(mapping.place, mapping.header) for mapping in content.queries("data/mappings")]
    return {Path(table.pattern).name: table.header for table in described}


def paths(document: Path) -> set[str]:
    """The files and folders of the project that a document names."""
    written = FENCED.sub("", document.read_text("utf-8"))
    quoted = {word for word in re.findall(r"`([^`\s]+)`", written) if "?" not in word and not word.startswith("/")}
    named = {word for word in quoted if "/" in word or SUFFIX.search(word) or (word.isupper() and "_" not in word)}
    return named | {link for link in re.findall(r"\]\(([^)#]+)\)", written) if "://" not in link}


# README


def test_the_query_of_the_readme_gives_exactly_its_table(published: Path) -> None:
    ((query, table),) = re.findall(r"^```sparql\n(.*?)^```\n\n((?:\|[^\n]*\n)+)", README, re.MULTILINE | re.DOTALL)
    header, _, *shown = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    names, rows = Engine(published / CURRENT).rows(query)
    assert names == header
    assert [[text(term) for term in row] for row in rows] == shown
    assert len(shown) > 0


@pytest.mark.parametrize("command", [command for command in COMMAND.findall(README) if command != "validate"])
def test_each_command_of_the_readme_runs(command: str, published: Path) -> None:
    ran = run(PROJECT, *shlex.split(command), TREATYGRAPH_OUT=str(published))
    assert (ran.code, ran.err) == (0, "")
    assert len(ran.out.splitlines()) > 1


def test_the_readme_shows_validate_and_it_runs(long_runs: dict[str, Ran]) -> None:
    # It makes the whole graph, so it is run over the miniature.
    assert "validate" in COMMAND.findall(README)
    assert long_runs["validate"].code == 0


def test_the_readme_counts_the_parties_as_the_graph_does(published: Path) -> None:
    written = " ".join(README.split())
    ((contracting, in_force),) = re.findall(r"why (\d+) States are Parties .*? and (\d+) by the stricter", written)
    for reading, said in (("contracting", contracting), ("party", in_force)):
        words = ("-p", "treaty=ets-185", "-p", "on=2025-07-09", "-p", f"reading={reading}", "-f", "csv")
        ran = run(PROJECT, "query", "count-parties", *words, TREATYGRAPH_OUT=str(published))
        assert ran.out.split()[1].split(",")[0] == said


# CONTRIBUTING


def test_the_line_that_contributing_adds_is_put_in_its_place_and_accepted(
    copies: Copies, long_runs: dict[str, Ran]
) -> None:
    told = [long_runs["format"], long_runs["validate"], long_runs["build contributed"]]
    assert [ran.code for ran in told] == [0, 0, 0], told
    assert told[0].out.splitlines() == ["formatted data/treaties/mini-1/actions.csv", "formatted data/sources.csv"]
    lines = (copies.contributed / "data/treaties/mini-1/actions.csv").read_text("utf-8").splitlines()
    spanish = [line.split(",")[2] for line in lines if line.startswith("Spain,")]
    assert spanish == ["ratification", "signature", "signature"]


def test_the_line_that_contributing_adds_changes_the_count_from_its_day(
    copies: Copies, long_runs: dict[str, Ran], built: Path
) -> None:
    assert long_runs["build contributed"].code == 0

    def count(root: Path, day: str) -> str:
        words = ("-p", "treaty=mini-1", "-p", f"on={day}", "-f", "csv")
        return run(root, "query", "count-parties", *words).out.split()[1].split(",")[0]

    before = count(copies.good, "2026-03-02")
    assert count(copies.contributed, "2026-03-01") == before
    assert count(copies.contributed, "2026-03-02") == str(int(before) + 1)


def test_contributing_shows_the_header_of_the_table() -> None:
    (header,) = [line.strip() for line in CONTRIBUTING.splitlines() if line.strip().startswith("state,iso3,")]
    assert header.split(",") == columns(PROJECT)["actions.csv"]


@pytest.mark.parametrize("command", COMMAND.findall(CONTRIBUTING))
def test_each_command_of_contributing_exists(command: str) -> None:
    assert run(PROJECT, *shlex.split(command), "--help").code == 0


def test_the_template_of_a_treaty_has_every_table_with_its_columns() -> None:
    template = PROJECT / "data/treaties/_template"
    declared = columns(PROJECT)
    headers = {path.name: path.read_text("utf-8").strip().split(",") for path in template.glob("*.csv")}
    assert headers == {name: declared[name] for name in headers}
    used = {path.name for path in PROJECT.glob("data/treaties/*/*.csv")}
    assert set(headers) == used


def test_the_readme_names_every_setting() -> None:
    named = set(re.findall(r"`TREATYGRAPH_([A-Z]+)`", README))
    assert named == {name.upper() for name in Settings.model_fields}


# Every document


@pytest.mark.parametrize("document", DOCUMENTS, ids=[path.relative_to(PROJECT).as_posix() for path in DOCUMENTS])
def test_every_file_that_a_document_names_exists(document: Path) -> None:
    missing = []
    for name in sorted(paths(document)):
        pattern = ANY_NAME.sub("*", name).rstrip("/")
        beside = [document.parent, PROJECT]
        found = any(any(folder.glob(pattern)) for folder in beside) or any(PROJECT.glob(f"data/**/{pattern}"))
        if not found and not any(PROJECT.glob(f"tests/rules/**/{pattern}")):
            missing.append(name)
    assert missing == []


def test_the_documents_name_files_at_all() -> None:
    assert {"CONTRIBUTING.md", "CITATION.cff", "docs/decisions/", "docs/parties-over-time.svg"} <= paths(DOCUMENTS[0])
    assert {"data/treaties/<treaty>/actions.csv", "ontology/rules/NN-what-follows.rq"} <= paths(DOCUMENTS[1])


def test_every_make_target_that_a_document_names_exists() -> None:
    targets = set(re.findall(r"^([\w-]+):", (PROJECT / "Makefile").read_text("utf-8"), re.MULTILINE))
    written = "\n".join(path.read_text("utf-8") for path in DOCUMENTS)
    named = set(re.findall(r"(?:^    |`)make ([\w-]+)", written, re.MULTILINE))
    assert {"run", "test"} <= named <= targets


def test_every_question_that_the_readme_names_is_in_the_catalogue() -> None:
    asked = {shlex.split(command)[1] for command in COMMAND.findall(README) if command.startswith("query ")}
    assert asked != set()
    assert sorted(slug for slug in asked if not (PROJECT / f"queries/catalogue/{slug}.rq").is_file()) == []


def test_the_changelog_has_an_unreleased_section_with_a_line() -> None:
    changelog = (PROJECT / "CHANGELOG.md").read_text("utf-8")
    (section,) = re.findall(r"^## Unreleased\n(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    assert re.search(r"^\* \S", section, re.MULTILINE)


def test_the_citation_file_names_the_project_with_its_version_and_licence() -> None:
    cited = yaml.safe_load((PROJECT / "CITATION.cff").read_text("utf-8"))
    (version,) = re.findall(r'^version = "(.+)"$', (PROJECT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    assert cited["cff-version"]
    assert "treatygraph" in cited["title"]
    assert str(cited["version"]) == version


# The ontology


def ontology() -> dict[str, list[Triple]]:
    """What the ontology says of each of its terms."""
    said: dict[str, list[Triple]] = {}
    for path in sorted((PROJECT / "ontology").glob("*.ttl")):
        for quad in parse(path.read_bytes(), RdfFormat.TURTLE):
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(NAMES.ontology):
                said.setdefault(quad.subject.value, []).append(quad.triple)
    return dict(sorted(said.items()))


TERMS = ontology()
DECLARED = [term for term, triples in TERMS.items() if any(triple.predicate == RDF_TYPE for triple in triples)]


def test_every_term_that_a_file_uses_is_declared() -> None:
    known = {iri.removeprefix(NAMES.ontology) for iri in DECLARED}
    unknown = set()
    for folder in ("data", "ontology", "shapes", "queries"):
        for path in sorted((PROJECT / folder).rglob("*")):
            if path.suffix in (".ttl", ".rq"):
                used = re.findall(r"(?:\btg:|treatygraph/ontology#)([A-Za-z]\w*)", path.read_text("utf-8"))
                unknown |= {(path.relative_to(PROJECT).as_posix(), name) for name in used if name not in known}
    assert sorted(unknown) == []


def test_every_term_in_the_graph_is_declared(published: Path) -> None:
    _, rows = Engine(published / CURRENT).rows(
        "SELECT DISTINCT ?t { { ?s ?t ?o } UNION { ?t ?p ?o } UNION { ?s ?p ?t } FILTER(isIRI(?t) && STRSTARTS(STR(?t), STR(tg:))) }"
    )
    assert sorted({term.value for (term,) in rows} - set(DECLARED) - {NAMES.ontology}) == []


def test_every_term_that_the_machinery_names_is_declared() -> None:
    named = {
        name
        for folder in ("treatygraph", "api")
        for path in (PROJECT / folder).rglob("*.py")
        for name in re.findall(r'\.term\("(\w+)"\)|\btg:([A-Za-z]\w+)', path.read_text("utf-8"))
    }
    used = {name for pair in named for name in pair if name}
    assert used != set()
    assert sorted(used - {iri.removeprefix(NAMES.ontology) for iri in DECLARED}) == []
