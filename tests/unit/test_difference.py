"""What differs between two releases is told in words, as JSON and as RDF, and a release's hash is what it says it is."""

from __future__ import annotations

import hashlib
import json
import random
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import rdflib
from projects import Copies, Ran, copy_miniature, run
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from treatygraph import pipeline
from treatygraph.changes import difference, history, revision
from treatygraph.content import Content
from treatygraph.description import describe, of_release
from treatygraph.errors import ContentError, ReleaseError
from treatygraph.graphs import add
from treatygraph.namespaces import DCTERMS, PROV, RDF_TYPE, Names
from treatygraph.releases import publication
from treatygraph.releases.canonical import canonical
from treatygraph.releases.release import CURRENT, DESCRIPTION, QUADS, made_with, read

NAMES = Names()
SPAIN = """
Acts
    + Spain ratified MINI 1 on 2026-03-02 (coe-chart-2026-03)
        ~ Spain: signatory to MINI 1 from 2000-05-10 → Spain: signatory to MINI 1 from 2000-05-10 until 2026-03-02
        + Spain: Contracting State to MINI 1 from 2026-03-02
        + Spain: Party to MINI 1 from 2026-07-01
        + Spain: entitled to signature of MINI 2 from 2026-03-02
Sources
    + “Chart of signatures”, Council of Europe, 2026-03-05, depositary rank, https://www.coe.int (coe-chart-2026-03)
"""


@pytest.fixture(scope="module")
def two(copies: Copies, long_runs: dict[str, Ran], built: Path) -> tuple[Path, Path]:
    """The release of the miniature, and that of the miniature with the line that CONTRIBUTING adds."""
    ran = long_runs["build contributed"]
    assert ran.code == 0, ran.err
    return (built / CURRENT).resolve(), (copies.contributed / "build" / CURRENT).resolve()


@pytest.fixture(scope="module")
def told(two: tuple[Path, Path], project: Content) -> dict[str, Any]:
    """What differs from the one to the other."""
    old, new = (difference.opened(str(folder), folder.parent, NAMES) for folder in two)
    return difference.difference(old, new, difference.listings(project))


def published(store: Store, out: Path) -> difference.Side:
    """A graph as a release to compare."""
    release = publication.publish(store, NAMES, "content", out)
    return difference.opened(str(release), out, NAMES)


# The words


def test_an_act_is_told_with_its_source_and_below_it_what_follows_from_it(
    two: tuple[Path, Path], copies: Copies
) -> None:
    ran = run(copies.good, "diff", str(two[0]), str(two[1]))
    assert (ran.code, ran.err) == (0, "")
    *words, total = ran.out.splitlines()
    assert sorted(words) == sorted(SPAIN.strip().splitlines())
    assert words[:2] == SPAIN.strip().splitlines()[:2]
    assert re.fullmatch(rf"\d+ quads added and \d+ removed in all, from {two[0].name} to {two[1].name}", total)


def test_the_other_way_round_the_same_is_removed(two: tuple[Path, Path], copies: Copies) -> None:
    ran = run(copies.good, "diff", str(two[1]), str(two[0]))
    assert "    - Spain ratified MINI 1 on 2026-03-02 (coe-chart-2026-03)\n" in ran.out
    assert "        - Spain: Party to MINI 1 from 2026-07-01\n" in ran.out
    assert not re.search(r"^ +\+", ran.out, re.MULTILINE)


def test_a_release_does_not_differ_from_itself_however_it_is_named(two: tuple[Path, Path], copies: Copies) -> None:
    name = two[0].name
    for words in ([name, CURRENT], [str(two[0] / QUADS), name], [name]):
        ran = run(copies.good, "diff", *words)
        assert (ran.code, ran.out) == (0, f"0 quads added and 0 removed in all, from {name} to {name}\n"), ran.err


def test_json_and_lines_tell_the_same(two: tuple[Path, Path], copies: Copies, told: dict[str, Any]) -> None:
    ran = run(copies.good, "diff", *map(str, two), "-f", "json")
    assert json.loads(ran.out) == told
    assert told["quads"]["added"] > 5
    (act,) = told["groups"][0]["changes"]
    assert act["after"]["thing"] == NAMES.thing("action/mini-1/ESP/ratification/2026-03-02").value
    assert act["before"] is None


def test_what_is_altered_is_told_with_what_it_was(
    miniature: tuple[Content, Store], project: Content, tmp_path: Path
) -> None:
    old, new = Store(), Store()
    old.extend(miniature[1])
    new.extend(miniature[1])
    new.update(
        """PREFIX tg: <https://w3id.org/treatygraph/ontology#> PREFIX dcterms: <http://purl.org/dc/terms/>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX treaty: <https://w3id.org/treatygraph/id/treaty/>
        DELETE { GRAPH ?g { ?act skos:note ?note } } INSERT { GRAPH ?g { ?act skos:note "day seen"@en } }
          WHERE { GRAPH ?g { ?act tg:actNumber ?n ; tg:actor <https://w3id.org/treatygraph/id/state/DNK> ; skos:note ?note } } ;
        DELETE { GRAPH ?g { ?act dcterms:source <https://w3id.org/treatygraph/id/source/mini-b> } }
          WHERE { GRAPH ?g { ?act dcterms:source <https://w3id.org/treatygraph/id/source/mini-b> ; tg:actor <https://w3id.org/treatygraph/id/state/AUT> } } ;
        DELETE { GRAPH ?g { treaty:mini-1 tg:openedOn ?day } } INSERT { GRAPH ?g { treaty:mini-1 tg:openedOn "2000-05-09"^^<http://www.w3.org/2001/XMLSchema#date> } }
          WHERE { GRAPH ?g { treaty:mini-1 tg:openedOn ?day } } ;
        DELETE { GRAPH ?g { ?clause tg:requiredConsents 3 } } INSERT { GRAPH ?g { ?clause tg:requiredConsents 4 } }
          WHERE { GRAPH ?g { ?clause tg:clauseOf treaty:mini-1 ; tg:requiredConsents 3 } }"""
    )
    rebuilt = Store()
    for quad in new:
        if isinstance(quad.graph_name, NamedNode):
            add(rebuilt, [quad.triple], quad.graph_name)
    told = difference.difference(
        published(old, tmp_path / "old"), published(rebuilt, tmp_path / "new"), difference.listings(project)
    )
    found = {group["group"]: [change["text"] for change in group["changes"]] for group in told["groups"]}
    assert {change["sign"] for group in told["groups"] for change in group["changes"]} == {"~"}
    assert found["acts"] == [
        "Austria ratified MINI 1 on 2001-02-15; sources: mini-a mini-b → mini-a",
        "Denmark ratified MINI 1 between 2004-01-01 and 2004-02-29 (mini-b); note: day not seen → day seen",
    ]
    (treaty,) = found["treaties"]
    assert "opened on 2000-05-10, " in treaty.partition(" → ")[0]
    assert "opened on 2000-05-09, " in treaty.partition(" → ")[2]
    (clause,) = found["clauses"]
    assert "required consents 3" in clause.partition(" → ")[0]
    assert "required consents 4" in clause.partition(" → ")[2]
    assert told["quads"]["added"] == 3


def test_every_act_statement_clause_and_source_has_words(miniature: tuple[Content, Store], project: Content) -> None:
    for query in difference.listings(project):
        solutions: Any = miniature[1].query(query.text)
        rows = [[solution["words"], solution["thing"]] for solution in solutions]
        assert rows, query.place
        assert all(words is not None and words.value and thing is not None for words, thing in rows), query.place


# RDF


def test_as_rdf_the_new_release_is_a_revision_of_the_old_one(
    told: dict[str, Any], two: tuple[Path, Path], copies: Copies
) -> None:
    ran = run(copies.good, "diff", *map(str, two), "-f", "turtle")
    graph = rdflib.Graph().parse(data=ran.out, format="turtle")
    tg = rdflib.Namespace(NAMES.ontology)
    old, new = (rdflib.URIRef(f"{NAMES.base}release/{folder.name}") for folder in two)
    assert (new, rdflib.URIRef(PROV + "wasRevisionOf"), old) in graph
    subject = rdflib.URIRef(DCTERMS + "subject")
    (act,) = graph.subjects(subject, rdflib.URIRef(NAMES.thing("action/mini-1/ESP/ratification/2026-03-02").value))
    assert (act, rdflib.RDF.type, tg.Addition) in graph
    assert str(graph.value(act, rdflib.RDFS.label)) == "Spain ratified MINI 1 on 2026-03-02 (coe-chart-2026-03)"
    assert len(list(graph.subjects(tg.consequenceOf, act))) == 4
    assert len(list(graph.subjects(rdflib.RDF.type, tg.Alteration))) == 1
    changes = set(graph.subjects(subject, None))
    assert all((change, rdflib.URIRef(DCTERMS + "isPartOf"), new) in graph for change in changes)
    assert revision.turtle(told, NAMES).decode() == ran.out


# What cannot be compared


def test_a_release_that_does_not_exist_is_told_with_those_that_do(copies: Copies, built: Path) -> None:
    ran = run(copies.good, "diff", "0000")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("0000: there is no such release\n    name a folder or an .nq file; build holds ")
    assert (built / CURRENT).resolve().name in ran.err


def test_a_file_that_is_no_release_is_refused(tmp_path: Path) -> None:
    (tmp_path / "torn.nq").write_text("<a> <b>", "utf-8")
    with pytest.raises(ReleaseError, match="it cannot be read"):
        difference.opened(str(tmp_path / "torn.nq"), tmp_path, NAMES)
    (tmp_path / "empty.nq").write_text("", "utf-8")
    with pytest.raises(ReleaseError, match="it holds no treaty under https://"):
        difference.opened(str(tmp_path / "empty.nq"), tmp_path, NAMES)


def test_a_release_under_another_base_is_refused_with_the_setting_that_reads_it(two: tuple[Path, Path]) -> None:
    with pytest.raises(ReleaseError, match="set TREATYGRAPH_BASE"):
        difference.opened(str(two[0]), two[0].parent, Names("http://localhost:8000/"))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?words ?thing { ?thing ?p ?words }",
        "#+ key: [thing]\nSELECT ?thing { ?thing ?p ?o }",
        "#+ key: [thing]\nASK {}",
        "#+ key: [thing]\nSELECT",
    ],
    ids=["no key", "no words", "no SELECT", "no SPARQL"],
)
def test_a_listing_that_cannot_be_compared_stops_before_anything_is_published(text: str, tmp_path: Path) -> None:
    content = Content(copy_miniature(tmp_path / "copy"))
    file = content.root / difference.FOLDER / "99-wrong.rq"
    file.write_text(f"#+ title: {{en: Wrong, fr: Faux}}\n{text}\n", "utf-8")
    with pytest.raises(ContentError, match=r"queries/differences/99-wrong\.rq: it cannot be compared"):
        difference.listings(content)


# The history


def test_a_build_remembers_what_changed_and_a_first_release_has_nothing_to_compare_with(
    two: tuple[Path, Path], project: Content, told: dict[str, Any], tmp_path: Path
) -> None:
    listings = difference.listings(project)
    first = pipeline.changes(None, two[0], NAMES, listings)
    assert (first["old"], first["quads"], first["groups"]) == (None, None, [])
    history.record(tmp_path, first)
    history.record(tmp_path, pipeline.changes(two[0], two[1], NAMES, listings))
    kept = {**told, "groups": [{**group, "more": 0} for group in told["groups"]]}
    assert history.read(tmp_path) == [first, kept]
    assert history.since(history.read(tmp_path), two[1].name) == [kept, first]
    assert history.since(history.read(tmp_path), two[0].name) == [first]
    assert history.since(history.read(tmp_path), "another") == []


def test_the_command_build_writes_the_history(two: tuple[Path, Path], built: Path) -> None:
    (step,) = history.read(built)
    assert (step["old"], step["new"]["release"]) == (None, two[0].name)


def test_the_history_keeps_its_latest_steps(tmp_path: Path) -> None:
    for number in range(25):
        history.record(tmp_path, {"new": {"release": str(number)}, "groups": []})
    assert [step["new"]["release"] for step in history.read(tmp_path)] == [str(number) for number in range(5, 25)]
    assert [path.name for path in tmp_path.iterdir()] == [history.HISTORY]


def test_a_step_with_very_many_changes_keeps_the_first_and_says_how_many_more_there_are(tmp_path: Path) -> None:
    history.record(tmp_path, {"new": {}, "groups": [{"group": "acts", "changes": list(range(501))}]})
    ((group,),) = (step["groups"] for step in history.read(tmp_path))
    assert (group["changes"], group["more"]) == (list(range(500)), 1)


@pytest.mark.parametrize("text", ["", "[]", '{"steps": 1}', '{"steps": [{"new'])
def test_a_torn_history_is_begun_anew(text: str, tmp_path: Path) -> None:
    (tmp_path / history.HISTORY).write_text(text, "utf-8")
    assert history.read(tmp_path) == []


def test_the_release_before_stays_where_the_folder_is_named_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    def publish(value: str) -> str:
        store = Store()
        add(store, [Quad(NamedNode("a:a"), NamedNode("a:b"), Literal(value)).triple], NAMES.graph("source/a"))
        return publication.publish(store, NAMES, value, Path("build")).name

    made = [publish(value) for value in ("first", "second", "third")]
    assert sorted(path.name for path in Path("build").iterdir()) == sorted([CURRENT, *made[1:]])


# The hash, the manifest and the description


def test_the_hash_does_not_depend_on_how_blank_nodes_are_called(two: tuple[Path, Path], tmp_path: Path) -> None:
    dump = (two[0] / QUADS).read_text("utf-8")
    called = sorted(set(re.findall(r"_:c14n\d+", dump)))
    shuffled = random.Random(1).sample(range(len(called)), len(called))
    names = dict(zip(called, (f"_:x{number}" for number in shuffled), strict=True))
    renamed = re.sub(r"_:c14n\d+", lambda found: names[found[0]], dump).splitlines(keepends=True)
    random.Random(2).shuffle(renamed)
    assert len(called) > 10
    store = Store()
    store.load("".join(renamed).encode(), format=difference.RdfFormat.N_QUADS)
    assert publication.publish(store, NAMES, "content", tmp_path).name == two[0].name


def test_blank_nodes_are_named_as_rdfc_names_them() -> None:
    # https://www.w3.org/TR/rdf-canon/#ex-ca-uh: the node with the lesser hash of its quads is c14n0.
    p, q, r, s, t, u = (NamedNode(f"http://example.com/#{letter}") for letter in "pqrstu")
    one, other = BlankNode("e0"), BlankNode("e1")
    graph = NamedNode("http://example.com/g")
    store = Store()
    store.extend([Quad(p, q, one, graph), Quad(p, r, other, graph), Quad(one, s, u, graph), Quad(other, t, u, graph)])

    def first_degree(*quads: str) -> str:
        return hashlib.sha256(
            "".join(sorted(f"{quad} <http://example.com/g> .\n" for quad in quads)).encode()
        ).hexdigest()

    hashes = [first_degree(f"{p} {q} _:a", f"_:a {s} {u}"), first_degree(f"{p} {r} _:a", f"_:a {t} {u}")]
    found = {str(quad.predicate.value)[-1]: quad for quad in canonical(store)}
    expected = ["c14n0", "c14n1"] if hashes[0] < hashes[1] else ["c14n1", "c14n0"]
    assert [found["s"].subject, found["t"].subject] == [BlankNode(name) for name in expected]
    assert [found["q"].object, found["r"].object] == [BlankNode(name) for name in expected]


def test_the_manifest_names_its_hash_every_input_and_every_tool(copies: Copies, built: Path) -> None:
    release, manifest = read(built / CURRENT)
    dump = (release / QUADS).read_bytes()
    assert manifest["hash"]["canonicalization"] == "RDFC-1.0"
    assert manifest["hash"]["algorithm"] == "SHA-256"
    assert manifest["hash"]["value"] == hashlib.sha256(dump).hexdigest()
    inputs = {
        path.relative_to(copies.good).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in ("data", "ontology", "queries", "shapes")
        for path in (copies.good / folder).rglob("*")
        if path.is_file()
    }
    assert manifest["inputs"] == inputs
    assert manifest["made-with"] == made_with()
    tools = {"owlrl", "pyarrow", "pyoxigraph", "pyshacl", "python", "pyyaml", "rdflib", "sqlite", "xlsxwriter"}
    assert manifest["made-with"].keys() == {*tools, "treatygraph"}
    about = (release / DESCRIPTION).read_bytes()
    told = {"bytes": len(about), "sha256": hashlib.sha256(about).hexdigest()}
    assert told.items() <= manifest["files"][DESCRIPTION].items()


def test_a_release_describes_itself_as_a_version_of_the_dataset(built: Path) -> None:
    release, manifest = read(built / CURRENT)
    graph = rdflib.Graph().parse(release / DESCRIPTION, format="turtle")
    dcat, spdx = rdflib.Namespace("http://www.w3.org/ns/dcat#"), rdflib.Namespace("http://spdx.org/rdf/terms#")
    version = rdflib.URIRef(f"{NAMES.base}release/{release.name}")
    assert str(graph.value(version, dcat.version)) == release.name
    assert (version, dcat.isVersionOf, rdflib.URIRef(NAMES.thing("dataset").value)) in graph
    distribution = rdflib.URIRef(f"{version}#{QUADS}")
    assert (version, dcat.distribution, distribution) in graph
    assert int(str(graph.value(distribution, dcat.byteSize))) == manifest["files"][QUADS]["bytes"]
    checksum = graph.value(distribution, spdx.checksum)
    assert graph.value(checksum, spdx.checksumValue) == rdflib.Literal(
        manifest["files"][QUADS]["sha256"], datatype=rdflib.XSD.hexBinary
    )
    assert str(graph.value(graph.value(version, rdflib.DCTERMS.temporal), dcat.endDate)) == manifest["coverage"]


def test_a_second_description_of_the_release_is_refused(tmp_path: Path) -> None:
    content = Content(copy_miniature(tmp_path / "copy"))
    folder = content.root / "queries/descriptions"
    shutil.copy(folder / "release.rq", folder / "another.rq")
    with pytest.raises(ContentError, match="it describes the release, and so does"):
        of_release(content)


def test_the_dataset_is_described_for_catalogues_too(miniature: tuple[Content, Store]) -> None:
    store = Store()
    store.extend(miniature[1])
    describe(store, miniature[0])
    dataset = NAMES.thing("dataset")
    dcat = "http://www.w3.org/ns/dcat#"
    assert next(store.quads_for_pattern(dataset, RDF_TYPE, NamedNode(dcat + "Dataset")), None)
    assert next(store.quads_for_pattern(None, NamedNode(dcat + "servesDataset"), dataset), None)
