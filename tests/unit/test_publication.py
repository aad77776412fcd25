"""Publication: what a release offers is told in its manifest, and a release is replaced whole or left alone."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad, Store

from treatygraph.content import Content
from treatygraph.downloads.distributions import terms
from treatygraph.downloads.offer import Offer
from treatygraph.engine import Engine
from treatygraph.errors import ContentError
from treatygraph.namespaces import Names
from treatygraph.releases import placing, publication
from treatygraph.releases.draft import Draft
from treatygraph.releases.release import CURRENT, DRAFT, QUADS, STORE, offered, read

DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
NAMES = Names()


class Offered(Offer):
    """An offer of one file, whose text is given."""

    def __init__(self, text: str) -> None:
        self._text = text

    def about(self, place: str) -> dict[str, Any]:
        """The same of every file."""
        return {"media-type": "text/plain", "title": {"en": place, "fr": place}, "for": {"en": "", "fr": ""}}

    def write(self, draft: Draft, store: Store, manifest: Mapping[str, Any]) -> None:
        """One file in a folder."""
        draft.write("folder/text.txt", self._text.encode())


class Broken(Offered):
    """An offer that fails after its first file."""

    def write(self, draft: Draft, store: Store, manifest: Mapping[str, Any]) -> None:
        """One file, and then a fault."""
        super().write(draft, store, manifest)
        raise ContentError([])


def graph(value: str) -> Store:
    """A graph of one quad."""
    store = Store()
    store.add(Quad(NamedNode("http://s"), NamedNode("http://p"), Literal(value), NAMES.graph("source/a")))
    return store


def inodes(folder: Path) -> dict[str, int]:
    """The files of a folder, and which each is."""
    return {path.name: path.stat().st_ino for path in folder.iterdir()}


def test_a_release_has_the_name_of_its_graph_whatever_it_offers(tmp_path: Path) -> None:
    names = {
        publication.publish(graph("same"), NAMES, "content", tmp_path / str(number), offer=offer).name
        for number, offer in enumerate((None, Offered("one"), Offered("two")))
    }
    assert len(names) == 1


def test_the_same_graph_with_other_files_takes_the_place_of_the_release_and_keeps_its_store(tmp_path: Path) -> None:
    made = publication.publish(graph("same"), NAMES, "content", tmp_path, offer=Offered("one"))
    store = inodes(made / STORE)
    engine = Engine(tmp_path / CURRENT)
    again = publication.publish(graph("same"), NAMES, "content", tmp_path, offer=Offered("two"))
    assert again == made
    assert (made / "folder/text.txt").read_text("utf-8") == "two"
    assert read(tmp_path / CURRENT)[1]["files"]["folder/text.txt"]["sha256"] == hashlib.sha256(b"two").hexdigest()
    assert inodes(made / STORE) == store
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([CURRENT, made.name])
    for opened in (engine, Engine(tmp_path / CURRENT)):
        assert opened.rows("SELECT ?o { ?s ?p ?o }")[1][0][0].value == "same"


def test_the_same_graph_with_the_same_files_is_left_alone(tmp_path: Path) -> None:
    made = publication.publish(graph("same"), NAMES, "content", tmp_path, offer=Offered("one"))
    before = {**inodes(made / STORE), **inodes(made / "folder"), QUADS: (made / QUADS).stat().st_ino}
    publication.publish(graph("same"), NAMES, "another", tmp_path, offer=Offered("one"))
    assert {**inodes(made / STORE), **inodes(made / "folder"), QUADS: (made / QUADS).stat().st_ino} == before
    assert read(made)[1]["content"] == "another"


def test_a_file_that_is_gone_or_cut_off_is_put_back(tmp_path: Path) -> None:
    made = publication.publish(graph("same"), NAMES, "content", tmp_path, offer=Offered("one"))
    (made / "folder/text.txt").write_text("o", "utf-8")
    publication.publish(graph("same"), NAMES, "content", tmp_path, offer=Offered("one"))
    assert (made / "folder/text.txt").read_text("utf-8") == "one"
    (made / "folder/text.txt").unlink()
    publication.publish(graph("same"), NAMES, "content", tmp_path, offer=Offered("one"))
    assert (made / "folder/text.txt").read_text("utf-8") == "one"


@pytest.mark.parametrize("value", ["old", "new"], ids=["of the same graph", "of another graph"])
def test_an_offer_that_fails_leaves_the_release_as_it_was_and_no_draft(value: str, tmp_path: Path) -> None:
    publication.publish(graph("old"), NAMES, "content", tmp_path, offer=Offered("one"))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(ContentError):
        publication.publish(graph(value), NAMES, "content", tmp_path, offer=Broken("two"))
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert not list(tmp_path.glob(f"{DRAFT}*"))


def test_a_release_that_cannot_take_its_name_gives_it_back_to_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = publication.publish(graph("same"), NAMES, "content", tmp_path, offer=Offered("one"))
    rename = Path.rename

    def failing(path: Path, target: Path) -> Path:
        if target == made and not path.name.endswith("-before"):
            raise OSError("no space left")
        return rename(path, target)

    monkeypatch.setattr(placing, "exchange", lambda *_: False)
    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError, match="no space left"):
        publication.publish(graph("same"), NAMES, "content", tmp_path, offer=Offered("two"))
    assert (made / "folder/text.txt").read_text("utf-8") == "one"
    assert not list(tmp_path.glob(f"{DRAFT}*"))


def test_two_publications_of_the_miniature_are_the_same_file_by_file(
    miniature: tuple[Content, Store], release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The store has names of its own in each folder, and is not compared.
    monkeypatch.setattr(publication, "_fill", lambda folder, *_: folder.mkdir())
    store = Store.read_only(str(release / CURRENT / STORE))
    made = [
        publication.publish(store, miniature[0].names, "content", tmp_path / name, offer=Offer(miniature[0]))
        for name in ("here", "there")
    ]
    here, there = (
        {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and STORE not in path.relative_to(folder).parts
        }
        for folder in made
    )
    assert here.keys() == there.keys()
    assert [place for place in here if here[place] != there[place]] == []
    assert made[0].name == (release / CURRENT).resolve().name


def test_a_release_made_before_anything_was_offered_still_opens(tmp_path: Path) -> None:
    publication.publish(graph("old"), NAMES, "content", tmp_path)
    engine = Engine(tmp_path / CURRENT)
    assert list(engine.files) == [QUADS]
    assert offered(engine.folder, {}) == {}
    assert offered(engine.folder, {"files": {"gone.txt": {"sha256": "", "bytes": 0}}}) == {}


# The description of the release


def test_each_file_that_holds_the_whole_is_a_distribution_with_what_catalogues_ask_for(release: Path) -> None:
    folder, manifest = read(release / CURRENT)
    told = rdflib.Graph().parse(folder / "release.ttl", format="turtle")
    version = rdflib.URIRef(f"{NAMES.base}release/{folder.name}")
    whole = {place: file for place, file in manifest["files"].items() if "part-of" not in file} | {}
    del whole["release.ttl"]
    found = {str(node).partition("#")[2]: node for node in told.objects(version, DCAT.distribution)}
    assert found.keys() == whole.keys()
    types = "https://www.iana.org/assignments/media-types/"
    for place, file in whole.items():
        node = found[place]
        assert (node, rdflib.RDF.type, DCAT.Distribution) in told
        assert told.value(node, DCAT.downloadURL) == rdflib.URIRef(f"{version}/{place}")
        assert told.value(node, DCAT.accessURL) == version
        assert int(str(told.value(node, DCAT.byteSize))) == file["bytes"]
        assert str(told.value(node, DCAT.mediaType)) == types + file["media-type"]
        for key, relation in (("compress-format", DCAT.compressFormat), ("package-format", DCAT.packageFormat)):
            assert told.value(node, relation) == (rdflib.URIRef(types + file[key]) if key in file else None)
        checksum = told.value(told.value(node, SPDX.checksum), SPDX.checksumValue)
        assert checksum == rdflib.Literal(file["sha256"], datatype=rdflib.XSD.hexBinary)
        assert {str(standard) for standard in told.objects(node, rdflib.DCTERMS.conformsTo)} == set(file.get("conforms-to", ()))  # fmt: skip
        assert told.value(node, rdflib.DCTERMS.license) == rdflib.URIRef(file["licence"])
        titles = {title.language: str(title) for title in told.objects(node, rdflib.DCTERMS.title)}
        assert titles == file["title"]
    dump = told.value(version, rdflib.VOID.dataDump)
    assert dump == rdflib.URIRef(f"{version}/{QUADS}")


def test_what_a_manifest_does_not_say_stays_open_in_the_description() -> None:
    manifest = {"release": "0123", "coverage": "2020-06-30", "files": {'a"b': {"sha256": "ff", "bytes": 3}}}
    assert terms(manifest)["files"] == '("a\\"b" "ff" "3"^^<http://www.w3.org/2001/XMLSchema#integer> UNDEF UNDEF UNDEF UNDEF UNDEF)'  # fmt: skip
    assert terms(manifest)["standards"] == ""
