"""The pipeline: the same content gives the same bytes, what is wrong is told and never published, the old release stays."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from projects import PROJECT, Copies, append, copy_miniature
from pyoxigraph import Literal, NamedNode, Quad, Store

from treatygraph import pipeline
from treatygraph.content import Content
from treatygraph.engine import Engine
from treatygraph.errors import ContentError, ReleaseError, ValidationError
from treatygraph.namespaces import CANONICAL_BASE, Names
from treatygraph.releases import publication
from treatygraph.releases.release import CURRENT, MANIFEST, QUADS, is_current, read

ACTIONS = "data/treaties/mini-1/actions.csv"
COUNT = "SELECT (COUNT(*) AS ?n) { ?state a tg:State }"
LOCAL = "http://localhost:8000/"
TODAY = date(2026, 2, 5)


@pytest.fixture
def copy(tmp_path: Path) -> Content:
    """A copy of the miniature to write to."""
    return Content(copy_miniature(tmp_path / "copy"))


@pytest.fixture(scope="module")
def elsewhere(copies: Copies, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the miniature under another base."""
    release, _ = pipeline.build(
        Content(copies.good, LOCAL), tmp_path_factory.mktemp("elsewhere"), lambda step, seconds: None, TODAY
    )
    return release


def drafts(out: Path) -> list[Path]:
    """What a build left behind besides releases and the link."""
    return sorted(out.glob(".*"))


def refused(content: Content, tmp_path: Path) -> str:
    """What a build tells of content that cannot be read; nothing is published."""
    out = tmp_path / "out"
    with pytest.raises(ContentError) as caught:
        pipeline.build(content, out, lambda step, seconds: None, TODAY)
    assert not out.exists()
    return str(caught.value)


def small(*values: str) -> Store:
    """A graph that is quick to publish."""
    store = Store()
    for value in values:
        subject = NamedNode("https://example.org/a")
        store.add(Quad(subject, NamedNode("https://example.org/b"), Literal(value), Names().graph("source/a")))
    return store


def test_two_builds_give_the_same_bytes_and_tell_each_step(
    copies: Copies,
    built: Path,
    miniature: tuple[Content, Store],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The other build ran in a process of its own, so that no order of a hash is shared. This one takes up the graph
    # that all tests share, which was loaded and materialised from the same content in this process.
    def take_up(_: Content, listener: pipeline.Listener) -> Store:
        copy = Store()
        copy.extend(miniature[1])
        listener("load", 0.0)
        return copy

    monkeypatch.setattr(pipeline, "materialise", take_up)
    steps: list[tuple[str, float]] = []
    release, report = pipeline.build(Content(copies.good), tmp_path, lambda *step: steps.append(step), TODAY)
    other = (built / CURRENT).resolve()
    assert release.name == other.name
    for name in (QUADS, MANIFEST):
        assert (release / name).read_bytes() == (other / name).read_bytes(), name
    assert report.conforms
    told = [step for step, _ in steps]
    assert told[0] == "load"
    assert told.index("validate") < told.index("publish: canonical form") < told.index("publish: store")
    assert all(seconds >= 0 for _, seconds in steps)
    assert drafts(tmp_path) == []
    assert drafts(built) == []


def test_a_release_is_named_by_its_content_and_its_manifest_tells_the_hash_of_the_dump(built: Path) -> None:
    release, manifest = read(built / CURRENT)
    dump = (release / QUADS).read_bytes()
    assert manifest["release"] == release.name == hashlib.sha256(dump).hexdigest()[: len(release.name)]
    described = manifest["files"][QUADS]
    assert (described["sha256"], described["bytes"]) == (hashlib.sha256(dump).hexdigest(), len(dump))
    assert dump.splitlines() == sorted(set(dump.splitlines()))
    assert str(PROJECT).encode() not in dump
    assert str(built.parent) not in json.dumps(manifest)


def test_a_graph_that_breaks_shapes_is_not_published_and_the_old_release_stays(
    copies: Copies, built: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(built, out, symlinks=True)
    before = sorted(out.rglob("*"))
    with pytest.raises(ValidationError) as caught:
        pipeline.build(Content(copies.wrong), out, lambda step, seconds: None, TODAY)
    told = str(caught.value)
    first = copies.wrong_row
    assert re.search(
        rf"^{ACTIONS} row {first}: A fact must have a source, .*mini-z\)\n    give the row a source that stands in data/sources.csv",
        told,
        re.MULTILINE,
    )
    assert re.search(
        rf"^{ACTIONS} row {first + 3}: Signature of 2004-07-09, after the consent of 2003-02-01 .*\n    correct the date",
        told,
        re.MULTILINE,
    )
    assert re.search(r"state/ATL.*\n    write its code as it stands in data/states.csv", told)
    assert sorted(out.rglob("*")) == before
    engine = Engine(out / CURRENT)
    assert engine.release == (built / CURRENT).resolve().name
    _, ((number,),) = engine.rows(COUNT)
    assert number.value == "13"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "Kenya,KEN,signature,,2001-02-30,,,,,,mini-a,",
            "`date` “2001-02-30” is not a date\n    write it as YYYY-MM-DD; leave the cell empty where the day is not known.",
        ),
        (
            "Kenya,KEN,ratifcation,,2001-02-03,,,,,,mini-a,",
            "`action` “ratifcation” is not the label of a term below tg:TreatyAction\n    did you mean “ratification”?",
        ),
        (
            "Kenya,ken,signature,,2001-02-03,,,,,,mini-a,",
            "`iso3` “ken” is not of the form [A-Z]{3}\n    mend the cell.",
        ),
        ("Kenya,KEN,signature,,2001-02-03,,,,,,,", "`source` is empty\n    fill it in."),
        (
            "Kenya,KEN,signature,two,2001-02-03,,,,,,mini-a,",
            "`act` “two” is not a whole number\n    write digits only.",
        ),
        (
            "Kenya,KEN,signature,,2001-02-03,,,,,,mini-a, seen",
            "`note` “ seen” begins or ends with a blank\n    remove the blank.",
        ),
        (
            "Kenya,KEN,signature,,2001-02-03,,,,,mini-a,",
            "it has 11 cells, not 12\n    put a comma for each empty cell, and double quotes around a cell that holds a comma.",
        ),
    ],
    ids=[
        "a day that is not in the calendar",
        "a misspelt act",
        "a code in small letters",
        "no source",
        "a number in words",
        "a blank",
        "a comma too few",
    ],
)
def test_a_wrong_row_is_told_with_file_row_column_and_cure(line: str, told: str, copy: Content, tmp_path: Path) -> None:
    number = append(copy.root / ACTIONS, line)
    assert refused(copy, tmp_path) == f"{ACTIONS} row {number}: {told}"


def test_all_faults_of_a_table_are_told_at_once(copy: Content, tmp_path: Path) -> None:
    number = append(copy.root / ACTIONS, ",KEN,signature,,x,,,,,,mini-a,", "Kenya,KEN,signature,,y,,,,,,mini-a,")
    places = [line.partition(" “")[0] for line in refused(copy, tmp_path).splitlines() if not line.startswith(" ")]
    first, second = (f"{ACTIONS} row {row}" for row in (number, number + 1))
    assert places == [f"{first}: `state` is empty", f"{first}: `date`", f"{second}: `date`"]


def test_a_wrong_header_is_told_with_the_right_one(copy: Content, tmp_path: Path) -> None:
    table = copy.root / "data/memberships.csv"
    table.write_text(table.read_text("utf-8").replace("since", "from"), "utf-8")
    right = "organisation,alpha3,since,until,source,confidence,note"
    assert refused(copy, tmp_path) == (
        f"data/memberships.csv row 1: the header is {right.replace('since', 'from')}\n    write the header {right}"
    )


@pytest.mark.parametrize(
    ("place", "text", "told"),
    [
        ("data/treaties/mini-1/treaty.ttl", "treaty:mini-1 a tg:Treaty", "it is not Turtle: "),
        ("ontology/status.ttl", "tg:x tg:y .", "it is not Turtle: "),
        ("shapes/status.ttl", "]", "it is not Turtle: "),
        ("ontology/rules/10-act-bounds.rq", "}", "it cannot be run: "),
        ("data/mappings/actions.rq", "}", "it cannot be run: "),
        ("data/bodies.ttl", "<https://example.org/a> a <https://example.org/B> .", "<https://example.org/a> names no source"),
        ("data/bodies.ttl", "[] <http://purl.org/dc/terms/source> <https://w3id.org/treatygraph/id/source/mini-a> .", "it has a blank node"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_as_what_it_is_is_named_with_its_fault(
    place: str, text: str, told: str, copy: Content, tmp_path: Path
) -> None:
    path = copy.root / place
    path.write_text(f"{path.read_text('utf-8')}\n{text}\n", "utf-8")
    said = refused(copy, tmp_path)
    assert re.match(rf"{re.escape(place)}( line \d+)?: {re.escape(told)}", said), said
    assert "\n    " in said


def test_a_syntax_error_in_turtle_is_told_with_its_line(copy: Content, tmp_path: Path) -> None:
    path = copy.root / "data/bodies.ttl"
    line = len(path.read_text("utf-8").splitlines()) + 1
    append(path, "wrong .")
    assert f"line {line}" in refused(copy, tmp_path)


def test_a_release_is_current_until_its_content_changes(copies: Copies, built: Path, copy: Content) -> None:
    assert is_current(copy, built)
    assert is_current(Content(copies.good), built)
    (copy.root / "build").mkdir()
    assert is_current(copy, built)


@pytest.mark.parametrize(
    "change",
    [
        lambda root: append(root / "ontology/rules/10-act-bounds.rq", "# another word"),
        lambda root: append(root / ACTIONS, "Kenya,KEN,signature,,2001-02-03,,,,,,mini-a,"),
        lambda root: append(root / "shapes/status.ttl", "# another word"),
        lambda root: append(root / "data/mappings/actions.rq", "# another word"),
        lambda root: (root / "data/treaties/mini-3/provisions.csv").unlink(),
        lambda root: (root / "queries/catalogue/rank.rq").rename(root / "queries/catalogue/ranking.rq"),
    ],
    ids=["a rule", "a line of a table", "a shape", "a mapping", "a file that is gone", "a file of another name"],
)
def test_a_release_is_stale_once_its_content_has_changed(
    change: Callable[[Path], object], built: Path, copy: Content
) -> None:
    change(copy.root)
    assert not is_current(copy, built)


def test_a_release_is_stale_for_another_base_and_for_other_tools(
    built: Path, copy: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not is_current(Content(copy.root, LOCAL), built)
    monkeypatch.setattr("treatygraph.releases.release.version", lambda tool: "0")
    assert not is_current(copy, built)


@pytest.mark.parametrize(
    "tear",
    [
        lambda text: "",
        lambda text: text[: len(text) // 2],
        lambda text: "[]",
        lambda text: text.replace('"release": "', '"release": "0'),
        None,
    ],
    ids=["empty", "cut off", "no manifest at all", "of another release", "gone"],
)
def test_a_torn_manifest_is_refused_with_the_command_that_mends_it(
    tear: Callable[[str], str] | None, built: Path, copy: Content, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(built, out, symlinks=True)
    manifest = out / CURRENT / MANIFEST
    if tear:
        manifest.write_text(tear(manifest.read_text("utf-8")), "utf-8")
    else:
        manifest.unlink()
    with pytest.raises(ReleaseError) as caught:
        Engine(out / CURRENT)
    assert str(caught.value).startswith(f"{(out / CURRENT).resolve()}: its manifest ")
    assert str(caught.value).endswith("\n    run `treatygraph build`.")
    assert not is_current(copy, out)


def test_a_release_under_another_base_has_no_iri_of_the_canonical_one(elsewhere: Path) -> None:
    dump = (elsewhere / QUADS).read_text("utf-8")
    assert f"<{CANONICAL_BASE}" not in dump
    assert f"<{LOCAL}id/state/AUT>" in dump
    engine = Engine(elsewhere)
    assert engine.names.base == LOCAL
    _, ((number,),) = engine.rows(COUNT)
    assert number.value == "13"
    _, strange = engine.rows(
        f"""SELECT ?s ?p ?o {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }}
            FILTER(STRSTARTS(STR(?s), "{CANONICAL_BASE}") || STRSTARTS(STR(?p), "{CANONICAL_BASE}") || (isIRI(?o) && STRSTARTS(STR(?o), "{CANONICAL_BASE}"))) }}"""
    )
    assert strange == []


def test_a_release_under_another_base_says_the_same_of_the_same_things(elsewhere: Path, built: Path) -> None:
    # Left out: nodes without a name and the partitions of the description, for both are called by a hash over names.
    here, there = (
        {
            line
            for line in (release / QUADS).read_text("utf-8").splitlines()
            if not re.search(r"_:|/graph/void> \.$", line)
        }
        for release in (built / CURRENT, elsewhere)
    )
    assert {line.replace(LOCAL, CANONICAL_BASE) for line in there} == here


def test_a_publication_that_fails_leaves_no_draft_and_the_old_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publication.publish(small("old"), Names(), "content", tmp_path)
    before = sorted(tmp_path.rglob("*"))

    def fail(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(publication, "describe", fail)
    with pytest.raises(OSError, match="no space left"):
        publication.publish(small("new"), Names(), "content", tmp_path)
    assert drafts(tmp_path) == []
    assert sorted(tmp_path.rglob("*")) == before
    _, ((value,),) = Engine(tmp_path / CURRENT).rows("SELECT ?o { ?s ?p ?o }")
    assert value.value == "old"


def test_the_release_before_stays_and_older_ones_go(tmp_path: Path) -> None:
    made = [publication.publish(small(value), Names(), value, tmp_path) for value in ("first", "second", "third")]
    assert (tmp_path / CURRENT).resolve() == made[2]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([CURRENT, made[1].name, made[2].name])
    _, ((value,),) = Engine(made[1]).rows("SELECT ?o { ?s ?p ?o }")
    assert value.value == "second"


def test_publishing_what_is_current_leaves_its_store_alone(tmp_path: Path) -> None:
    def files(release: Path) -> dict[str, int]:
        return {path.name: path.stat().st_ino for path in (release / "store").iterdir()}

    made = publication.publish(small("same"), Names(), "content", tmp_path)
    before = files(made)
    assert publication.publish(small("same"), Names(), "changed", tmp_path) == made
    assert files(made) == before
    assert read(tmp_path / CURRENT)[1]["content"] == "changed"


def test_a_build_leaves_the_draft_of_another_build_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    describe = publication.describe

    def meanwhile(*given: Any) -> Any:
        monkeypatch.setattr(publication, "describe", describe)
        publication.publish(small("other"), Names(), "other", tmp_path)
        return describe(*given)

    monkeypatch.setattr(publication, "describe", meanwhile)
    publication.publish(small("mine"), Names(), "mine", tmp_path)


@pytest.mark.parametrize("cells", ['mini-org,"A"B,2001-01-01,,mini-a,,', 'mini-org,"AUT,2001-01-01,,mini-a,,'])
def test_a_wrong_quote_is_told_with_file_and_row(cells: str, copy: Content, tmp_path: Path) -> None:
    number = append(copy.root / "data/memberships.csv", cells)
    assert refused(copy, tmp_path).startswith(f"data/memberships.csv row {number}: ")


def test_a_manifest_without_what_the_engine_needs_is_refused(built: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(built, out, symlinks=True)
    manifest = out / CURRENT / MANIFEST
    manifest.write_text(json.dumps({"release": manifest.resolve().parent.name}))
    with pytest.raises(ReleaseError):
        Engine(out / CURRENT)


def test_a_release_without_its_store_is_refused_and_not_current(built: Path, copy: Content, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(built, out, symlinks=True)
    shutil.rmtree(out / CURRENT / "store")
    assert not is_current(copy, out)
    with pytest.raises(ReleaseError):
        Engine(out / CURRENT)
