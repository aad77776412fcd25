"""The generator of worlds: one seed gives one world, and it stands every check that the project's own content does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Store

from benchmarks.generate import generate
from treatygraph import pipeline
from treatygraph.content import Content
from treatygraph.graphs import add, ask, triples
from treatygraph.inference import reasoning, rules
from treatygraph.sources import load
from treatygraph.validation import validation

SMALL = 20_000


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Content, Store]:
    content = generate(tmp_path_factory.mktemp("world") / "project", SMALL, seed=7)
    return content, pipeline.materialise(content, lambda step, seconds: None)


def written(content: Content) -> dict[str, bytes]:
    folder = content.root / "data"
    own = [path for path in folder.rglob("*") if path.is_file() and "mappings" not in path.parts]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in own}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_gives_others(
    world: tuple[Content, Store], tmp_path: Path
) -> None:
    assert written(generate(tmp_path / "again", SMALL, seed=7)) == written(world[0])
    assert written(generate(tmp_path / "other", SMALL, seed=8)) != written(world[0])


def test_a_larger_world_begins_as_a_smaller_one(tmp_path: Path) -> None:
    few, many = (written(generate(tmp_path / str(size), size, seed=7)) for size in (SMALL, SMALL + 2000))
    names = [name for name in few if name.endswith("treaty.ttl")]
    assert names
    assert {name: many[name] for name in names} == {name: few[name] for name in names}


def test_a_folder_that_holds_a_project_is_left_alone(world: tuple[Content, Store]) -> None:
    with pytest.raises(FileExistsError):
        generate(world[0].root, SMALL, seed=7)


def test_a_world_has_about_as_many_triples_as_were_asked_for(world: tuple[Content, Store]) -> None:
    assert 0.7 < sum(1 for _ in triples(world[1], DefaultGraph())) / SMALL < 1.3


def test_a_world_breaks_no_shape(world: tuple[Content, Store]) -> None:
    content, store = world
    report = validation.validate(store, content.names, date(2021, 1, 1), reader=content.text_of)
    assert [finding for finding in report.findings if finding.severity == "Violation"] == []


@pytest.mark.parametrize("kind", ["Party", "Reservation", "Denunciation", "Discrepancy", "Verdict", "Participation"])
def test_a_world_has_something_of_every_kind(world: tuple[Content, Store], kind: str) -> None:
    words = {"Party": "?x tg:status tg:party"}
    pattern = words.get(kind, f"?x a tg:{kind}")
    assert ask(world[1], f"PREFIX tg: <{world[0].names.ontology}> ASK {{ {pattern} }}")


def test_what_the_engine_writes_is_what_each_rule_concludes(
    world: tuple[Content, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    content, store = world
    plain = load(content)
    monkeypatch.setattr(rules, "infer", lambda held, rule, graph: add(held, rules.conclusions(held, rule), graph))
    reasoning.materialise(plain, content)
    for rule in content.queries(rules.RULES):
        graph = rules.graph_of(rule, content.names)
        assert set(triples(store, graph)) == set(triples(plain, graph)), rule.name
