"""Whatever is edited, the mirror is the graph that a build gives: quad by quad, in every graph."""

from __future__ import annotations

import csv
import random
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Store

from treatygraph.claims.ledger import judge
from treatygraph.content import Content
from treatygraph.description import describe
from treatygraph.errors import ContentError, TreatygraphError
from treatygraph.graphs import add
from treatygraph.increments.mirror import Mirror
from treatygraph.increments.remembered import Remembered
from treatygraph.inference.reasoning import materialise
from treatygraph.sources import load
from treatygraph.validation.finding import Report
from treatygraph.validation.hygiene import described

ROUNDS, EDITS = 4, 4


def named(store: Store) -> set[Quad]:
    """The quads that are the same wherever their file is read."""
    return {quad for quad in store if not {type(quad.subject), type(quad.object)} & {BlankNode}}


def built(root: Path) -> Store:
    """What a build materialises of the content, before it speaks of it."""
    content = Content(root)
    store = load(content)
    add(store, described(content), content.names.graph("provenance"))
    materialise(store, content)
    return store


def silent(mirror: Mirror) -> set[Quad]:
    """The mirror's quads but for those that speak of the graph, and that are only in the default graph for them."""
    spoken = {
        NamedNode(f"https://w3id.org/treatygraph/graph/{name}") for name in ("claims", "void", "concepts", "examples")
    }
    kept = {quad for quad in named(mirror.store) if quad.graph_name not in spoken}
    triples = {quad.triple for quad in kept if not isinstance(quad.graph_name, DefaultGraph)}
    return {quad for quad in kept if not isinstance(quad.graph_name, DefaultGraph) or quad.triple in triples}


@pytest.fixture
def mirror(editable: Path, miniature: tuple[Content, Store]) -> Mirror:
    return Mirror(Remembered(editable), miniature[1])


def edit(root: Path, dice: random.Random) -> str:
    """Adds, removes or changes a row of some table, or a number of some treaty's clauses; gives the file's place."""
    tables = sorted(path for path in (root / "data").rglob("*.csv") if "claims" not in path.name)
    clauses = sorted((root / "data").rglob("treaty.ttl"))
    path = dice.choice([*tables, *clauses])
    if path.suffix == ".ttl":
        numbers = list(re.finditer(r"requiredConsents (\d+)|\"P(\d+)[MY]\"", path.read_text("utf-8")))
        if numbers:
            found = dice.choice(numbers)
            digits = next(group for group in (1, 2) if found[group])
            text = path.read_text("utf-8")
            new = str(int(found[digits]) + dice.choice([-1, 1, 2]))
            path.write_text(text[: found.start(digits)] + new + text[found.end(digits) :], encoding="utf-8")
    else:
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        if rows:
            row = list(dice.choice(rows))
            kind = dice.choice(["add", "remove", "change"])
            if kind != "add":
                rows.remove(row)
            if kind != "remove":
                rows.append([changed(cell, rows, column, dice) for column, cell in enumerate(row)])
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows([header, *rows])
    return path.relative_to(root).as_posix()


def changed(cell: str, rows: list[list[str]], column: int, dice: random.Random) -> str:
    """A cell with another day, or now and then what another row has there."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell):
        return (date.fromisoformat(cell) + timedelta(days=dice.randrange(-400, 400))).isoformat()
    return dice.choice(rows)[column] if rows and dice.random() < 0.2 else cell


def test_the_mirror_of_what_is_built_is_what_is_built(mirror: Mirror, editable: Path) -> None:
    assert mirror.is_local
    assert silent(mirror) == named(built(editable))


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_random_edits_leave_the_graph_that_a_build_of_them_gives(mirror: Mirror, editable: Path, seed: int) -> None:
    dice = random.Random(seed)
    done = 0
    while done < EDITS:
        before = {path: path.read_bytes() for path in (editable / "data").rglob("*.*") if path.is_file()}
        place = edit(editable, dice)
        if not mirror.changed():
            continue
        assert mirror.changed() == {place}
        try:
            mirror.update(mirror.changed())
            done += 1
        except TreatygraphError:
            # What cannot be built is put back.
            (editable / place).write_bytes(before[editable / place])
            mirror.update(mirror.changed())
    assert silent(mirror) == named(built(editable))


def test_a_treaty_that_is_removed_leaves_nothing(mirror: Mirror, editable: Path) -> None:
    for path in (editable / "data" / "treaties" / "mini-3").iterdir():
        path.unlink()
    mirror.update(mirror.changed())
    assert silent(mirror) == named(built(editable))


def test_what_speaks_of_the_graph_is_told_anew(mirror: Mirror, editable: Path) -> None:
    rows = editable / "data" / "treaties" / "mini-1" / "actions.csv"
    rows.write_text(rows.read_text("utf-8").replace("2001-02-15", "2001-02-20"), encoding="utf-8")
    mirror.update(mirror.changed())
    mirror.tell(lambda _: (Report(()), ()))
    content = Content(editable)
    store = built(editable)
    judge(store, content)
    describe(store, content)
    assert named(mirror.store) == named(store)


def test_a_faulty_file_changes_nothing_and_every_fault_is_told(mirror: Mirror, editable: Path) -> None:
    before = set(mirror.store)
    for treaty in ("mini-1", "mini-2"):
        rows = editable / "data" / "treaties" / treaty / "actions.csv"
        rows.write_text(rows.read_text("utf-8") + "Nowhere,XXX,ratification,,20-01-01,,,,,,mini-a,\n", encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        mirror.update(mirror.changed())
    assert [problem.place.partition(" ")[0] for problem in caught.value.problems] == [
        "data/treaties/mini-1/actions.csv",
        "data/treaties/mini-2/actions.csv",
    ]
    assert set(mirror.store) == before
    assert len(mirror.changed()) == 2


def test_what_all_reasoning_rests_on_is_out_of_reach(mirror: Mirror) -> None:
    assert mirror.reaches({"data/treaties/mini-1/actions.csv", "queries/catalogue/parties.rq"})
    for place in ("ontology/party.ttl", "ontology/rules/10-act-bounds.rq", "data/mappings/actions.rq"):
        assert not mirror.reaches({place})


def test_what_is_gained_and_lost_is_told_once(mirror: Mirror, editable: Path) -> None:
    rows = editable / "data" / "treaties" / "mini-1" / "actions.csv"
    written = rows.read_text("utf-8")
    before = set(mirror.store)
    rows.write_text(written.replace("2001-02-15", "2001-02-20"), encoding="utf-8")
    mirror.update(mirror.changed())
    delta = mirror.taken()
    assert delta.gained == set(mirror.store) - before
    assert delta.lost == before - set(mirror.store)
    rows.write_text(written, encoding="utf-8")
    mirror.update(mirror.changed())
    assert not mirror.taken().gained - delta.lost
    assert set(mirror.store) == before


def test_a_period_that_a_store_writes_otherwise_is_followed(editable: Path) -> None:
    clauses = editable / "data" / "treaties" / "mini-3" / "treaty.ttl"
    written = clauses.read_text("utf-8")
    clauses.write_text(written.replace('"P1Y"', '"P12M"'), encoding="utf-8")
    assert clauses.read_text("utf-8") != written
    assert Mirror(Remembered(editable), built(editable)).is_local


def test_a_row_that_is_added_at_the_end_is_followed_from_what_it_is_about(mirror: Mirror, editable: Path) -> None:
    rows = editable / "data" / "treaties" / "mini-3" / "actions.csv"
    rows.write_text(rows.read_text("utf-8") + "Japan,JPN,accession,,2015-05-05,,,,,,mini-a,\n", encoding="utf-8")
    clauses = editable / "data" / "treaties" / "mini-3" / "treaty.ttl"
    added = "clause:accession tg:requiresStatus tg:party ; tg:inTreaty treaty:mini-1 ; dcterms:source source:mini-a .\n"
    mirror.update(mirror.changed())
    assert silent(mirror) == named(built(editable))
    # A clause that refers to another treaty joins the two families.
    clauses.write_text(clauses.read_text("utf-8") + added, encoding="utf-8")
    mirror.update(mirror.changed())
    assert silent(mirror) == named(built(editable))
