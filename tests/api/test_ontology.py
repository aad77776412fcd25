"""The ontology over HTTP: every term with its definition, counts that are so, and the same triples in every syntax."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import httpx
import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, RdfFormat, Store, Triple, parse
from rdflib import Graph
from rdflib.compare import isomorphic

from treatygraph.content import Content
from treatygraph.engine import Engine
from treatygraph.graphs import add
from treatygraph.namespaces import OWL, RDF_TYPE, RDFS, SKOS, Names
from treatygraph.releases.publication import publish

PAGE = {"Accept": "text/html"}
FORMATS = {
    "ttl": ("text/turtle", "turtle"),
    "jsonld": ("application/ld+json", "json-ld"),
    "rdf": ("application/rdf+xml", "xml"),
    "nt": ("application/n-triples", "nt"),
}
ONTOLOGY = Path(__file__).parents[2] / "ontology"
NAMES = Names()
#: How many bytes a page may be.
LARGEST = 400_000


class Reader(HTMLParser):
    """Collects the ids, the links and the headings of a page, and the text of each section by its id."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.levels: list[int] = []
        self.sections: dict[str, str] = {}
        self._section = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if said.get("id"):
            self.ids.append(str(said["id"]))
        if tag == "a":
            self.links.append(str(said["href"]))
        if tag in ("h1", "h2", "h3", "h4"):
            self.levels.append(int(tag[1]))
        if tag == "section":
            self._section = str(said["id"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "section":
            self._section = ""

    def handle_data(self, data: str) -> None:
        if self._section:
            self.sections[self._section] = self.sections.get(self._section, "") + data


def declared() -> dict[str, dict[str, list[NamedNode | Literal]]]:
    """What the files say of each term of the ontology, by its local name and by property."""
    said: dict[str, dict[str, list[NamedNode | Literal]]] = {}
    for path in sorted(ONTOLOGY.glob("*.ttl")):
        for quad in parse(path.read_bytes(), RdfFormat.TURTLE):
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(NAMES.ontology):
                term = said.setdefault(quad.subject.value.removeprefix(NAMES.ontology), {})
                term.setdefault(quad.predicate.value, []).append(quad.object)
    return said


TERMS = declared()


@pytest.fixture(scope="module", params=["en", "fr"])
def language(request: pytest.FixtureRequest) -> str:
    """Each language of the page."""
    return str(request.param)


@pytest.fixture(scope="module")
def page(language: str, client: httpx.Client) -> str:
    """The page in a language."""
    response = client.get(f"/ontology?lang={language}", headers=PAGE)
    assert response.status_code == 200
    return response.text


# The page


def test_every_term_has_its_section_with_labels_and_definitions_in_both_languages(page: str) -> None:
    sections = {name: " ".join(text.split()) for name, text in Reader(page).sections.items()}
    missing = []
    for name, said in TERMS.items():
        told = [*said[RDFS + "label"], *said[SKOS + "definition"], *said[SKOS + "example"]]
        missing += [(name, each.value) for each in told if " ".join(each.value.split()) not in sections.get(name, "")]
    assert missing == []
    assert len(TERMS) > 300


def test_every_source_of_a_term_is_told(page: str) -> None:
    sections = Reader(page).sections
    source = NAMES.prefixes()["dcterms"] + "source"
    assert [name for name, said in TERMS.items() for each in said[source] if each.value not in sections[name]] == []


def test_anchors_are_unique_and_links_within_the_page_lead_somewhere(page: str) -> None:
    read = Reader(page)
    assert [each for each, number in Counter(read.ids).items() if number > 1] == []
    assert {link for link in read.links if link.startswith("#")} - {f"#{each}" for each in read.ids} == set()


def test_headings_follow_each_other_without_a_gap(page: str) -> None:
    levels = Reader(page).levels
    assert levels[0] == 1
    assert max(next_ - level for level, next_ in pairwise(levels)) <= 1


def test_links_to_other_pages_of_this_copy_lead_somewhere(client: httpx.Client) -> None:
    page = client.get("/ontology", headers=PAGE).text
    links = {link for link in Reader(page).links if link.startswith("/") and not link.endswith("/uses")}
    kinds = {link.partition("?")[0].split("/")[1] for link in links}
    assert {"doc", "queries", "ontology.ttl", "graph"} <= kinds
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    assert {link for link in links if client.head(link, headers=browser).status_code not in (200, 303)} == set()


def test_the_page_is_in_its_language_and_not_too_large(page: str, language: str) -> None:
    assert f'<html lang="{language}">' in page
    assert len(page.encode()) < LARGEST


def test_the_page_says_version_licence_prefixes_and_how_to_cite(page: str) -> None:
    ((citation,),) = [
        [quad.object.value for quad in parse(path.read_bytes(), RdfFormat.TURTLE) if "bibliographicCitation" in quad.predicate.value and isinstance(quad.object, Literal)]
        for path in [ONTOLOGY / "ontology.ttl"]
    ]  # fmt: skip
    for said in (
        citation,
        "0.1.0",
        "https://creativecommons.org/licenses/by/4.0/",
        NAMES.ontology,
        NAMES.prefixes()["skos"],
    ):
        assert said in page


def test_the_diagrams_have_a_title_a_description_and_a_box_for_each_class(page: str) -> None:
    tree, ladder = (part.partition("</svg>")[0] for part in page.split("<svg ")[1:])
    assert all("<title id=" in drawing and "<desc id=" in drawing for drawing in (tree, ladder))
    classes = {name for name, said in TERMS.items() if NamedNode(OWL + "Class") in said[RDF_TYPE.value]}
    assert {part.partition('"')[0] for part in tree.split('href="#')[1:]} == classes
    assert ladder.count("<path") > 0


# Counts


def test_the_counts_are_those_of_the_graph(release: Path, client: httpx.Client) -> None:
    # Of the release, which holds also what describes the graph: the schemes of concepts name individuals.
    store = Engine(release / "current").store
    sections = Reader(client.get("/ontology?lang=en", headers=PAGE).text).sections
    wrong = {}
    for name, said in TERMS.items():
        iri = NamedNode(NAMES.ontology + name)
        kinds = {kind.value.removeprefix(OWL) for kind in said[RDF_TYPE.value]}
        if "Class" in kinds:
            found = store.quads_for_pattern(None, RDF_TYPE, iri, DefaultGraph())
        elif "NamedIndividual" in kinds:
            found = store.quads_for_pattern(None, None, iri, DefaultGraph())
        else:
            found = store.quads_for_pattern(None, iri, None, DefaultGraph())
        counted = sum(1 for _ in found)
        told = sections[name].strip().splitlines()[-1].removeprefix("in this release").split()[0].replace(",", "")
        if told != (str(counted) if counted else "not"):
            wrong[name] = (told, counted)
    assert wrong == {}


@pytest.mark.parametrize("name", ["Ratification", "treaty", "coverageUntil", "party", "Verdict"])
def test_the_link_of_a_count_leads_to_the_query_that_lists_it(name: str, client: httpx.Client) -> None:
    text = Reader(client.get("/ontology", headers=PAGE).text).sections[name]
    counted = int(text.strip().splitlines()[-1].removeprefix("in this release").split()[0].replace(",", ""))
    response = client.get(f"/ontology/{name}/uses")
    assert response.status_code == 303
    rows = client.get(response.headers["location"], headers={"Accept": "text/csv"}).text.splitlines()[1:]
    assert len(rows) == counted > 0


def test_readers_are_the_rules_shapes_and_questions_that_name_a_term(client: httpx.Client) -> None:
    links = Reader(client.get("/ontology/party/readers", headers=PAGE).text).links
    assert {"/doc/rule/42-party", "/doc/rule/46-former-party", "/queries/parties"} <= set(links)
    assert any(
        link.endswith("#shape-StatusPeriod")
        for link in Reader(client.get("/ontology/status/readers", headers=PAGE).text).links
    )


@pytest.mark.parametrize(
    "path", ["/ontology/Nothing/uses", "/ontology/Nothing/readers", "/ontology/9.9.9", "/ontology.xls"]
)
def test_what_the_ontology_has_not_is_told(path: str, client: httpx.Client) -> None:
    response = client.get(path)
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")


def test_the_version_that_is_served_leads_to_the_ontology(client: httpx.Client) -> None:
    response = client.get("/ontology/0.1.0")
    assert (response.status_code, response.headers["location"]) == (303, "/ontology")


# Negotiation


# rdflib's reader of JSON-LD uses what rdflib deprecates.
@pytest.mark.filterwarnings("ignore:.* is deprecated, use Dataset:DeprecationWarning")
@pytest.mark.parametrize("suffix", FORMATS)
def test_each_syntax_holds_the_triples_of_the_files(suffix: str, client: httpx.Client) -> None:
    media_type, name = FORMATS[suffix]
    response = client.get(f"/ontology.{suffix}")
    assert response.headers["content-type"].partition(";")[0] == media_type
    read = Graph().parse(data=response.text, format=name)
    written = Graph()
    for path in sorted(ONTOLOGY.glob("*.ttl")):
        written.parse(path, format="turtle")
    assert isomorphic(read, written)


def test_json_ld_has_a_context_that_shortens_its_names(client: httpx.Client) -> None:
    document = json.loads(client.get("/ontology.jsonld").text)
    assert document["@context"]["tg"] == NAMES.ontology
    (treaty,) = [node for node in document["@graph"] if node["@id"] == "tg:Treaty"]
    assert treaty["@type"] == "owl:Class"
    assert treaty["rdfs:label"] == {"en": "treaty", "fr": "traité"}


def test_turtle_begins_with_the_ontology_and_uses_prefixes(client: httpx.Client) -> None:
    text = client.get("/ontology.ttl").text
    assert f"@prefix tg: <{NAMES.ontology}> ." in text
    (first, *_) = [line for line in text.splitlines() if line and not line.startswith("@prefix")]
    assert first.startswith(f"<{NAMES.base}ontology> ")


@pytest.mark.parametrize(
    ("accept", "expected", "place"),
    [
        ("text/html", "text/html", "/ontology.html?lang=en"),
        ("*/*", "text/html", "/ontology.html?lang=en"),
        ("text/turtle", "text/turtle", "/ontology.ttl"),
        ("text/html;q=0.5, application/rdf+xml", "application/rdf+xml", "/ontology.rdf"),
        ("application/ld+json;q=0.9, text/turtle;q=0.8", "application/ld+json", "/ontology.jsonld"),
        ("application/json", "application/ld+json", "/ontology.jsonld"),
        ("application/n-triples, */*;q=0.1", "application/n-triples", "/ontology.nt"),
    ],
)
def test_the_accept_header_decides_and_the_reply_says_where_it_is(
    accept: str, expected: str, place: str, client: httpx.Client
) -> None:
    response = client.get("/ontology", headers={"Accept": accept})
    assert response.headers["content-type"].partition(";")[0] == expected
    assert response.headers["content-location"] == place
    assert "Accept" in {part.strip() for part in response.headers["vary"].split(",")}
    told = client.get(place, headers={"Accept": "*/*"}).text
    # What stands on every page knows the address: it links to the same page in the other language.
    assert told.partition("<main")[2] or told == response.text
    assert (
        told.partition("<main")[2].partition("</main>")[0]
        == response.text.partition("<main")[2].partition("</main>")[0]
    )


def test_what_no_syntax_can_serve_is_refused(client: httpx.Client) -> None:
    assert client.get("/ontology", headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("fr", "fr"),
        ("fr-CA, en;q=0.5", "fr"),
        ("en-GB, fr;q=0.9", "en"),
        ("de, fr;q=0.2", "fr"),
        ("de", "en"),
        ("*", "en"),
        ("en;q=0, *", "fr"),
        ("", "en"),
    ],
)
def test_the_language_header_decides_where_no_language_is_named(
    asked: str, expected: str, client: httpx.Client
) -> None:
    headers = PAGE | {"Accept-Language": asked}
    response = client.get("/ontology", headers=headers)
    assert response.headers["content-language"] == expected
    assert client.get("/ontology?lang=en", headers=headers).headers["content-language"] == "en"


def test_each_language_has_a_tag_of_its_own(client: httpx.Client) -> None:
    french, english = (client.get("/ontology", headers=PAGE | {"Accept-Language": each}) for each in ("fr", "en"))
    assert french.headers["etag"] != english.headers["etag"]
    known = PAGE | {"If-None-Match": french.headers["etag"]}
    unchanged = client.get("/ontology", headers=known | {"Accept-Language": "fr"})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged.headers["content-location"] == "/ontology.html?lang=fr"
    assert client.get("/ontology", headers=known | {"Accept-Language": "en"}).status_code == 200


def test_a_language_that_the_page_has_not_is_told(client: httpx.Client) -> None:
    response = client.get("/ontology?lang=de")
    assert (response.status_code, response.headers["content-type"]) == (400, "application/problem+json")


def test_a_term_in_a_document_leads_to_its_place_in_the_ontology(client: httpx.Client) -> None:
    links = Reader(client.get("/doc/state/JPN?as=statements", headers=PAGE).text).links
    assert "/ontology#State" in links


# What the project's ontology has none of yet


@pytest.fixture(scope="module")
def altered(
    miniature: tuple[Content, Store], serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory
) -> Reader:
    """The page of a release whose ontology keeps a deprecated term and an equivalent class."""
    content, made = miniature
    store = Store()
    store.extend(made)
    replaced = NAMES.prefixes()["dcterms"] + "isReplacedBy"
    said = [
        Triple(NAMES.term("Approval"), NamedNode(OWL + "deprecated"), Literal(True)),
        Triple(NAMES.term("Approval"), NamedNode(replaced), NAMES.term("Acceptance")),
        Triple(NAMES.term("Approval"), NamedNode(OWL + "equivalentClass"), NamedNode("https://example.org/Approval")),
        Triple(NAMES.term("Protocol"), NamedNode(RDFS + "subClassOf"), NAMES.term("Instrument")),
    ]
    add(store, said, NAMES.graph("ontology"))
    out = tmp_path_factory.mktemp("altered")
    publish(store, content.names, content.fingerprint(), out)
    response = httpx.get(f"{serve(out)}/ontology", headers=PAGE, timeout=30)
    assert response.status_code == 200
    return Reader(response.text)


def test_a_deprecated_term_stays_and_is_marked_with_what_replaces_it(altered: Reader) -> None:
    assert "deprecated" in altered.sections["Approval"]
    assert "replaced by" in altered.sections["Approval"]
    assert "deprecated" not in altered.sections["Acceptance"]


def test_an_equivalent_class_elsewhere_is_a_match(altered: Reader) -> None:
    assert "https://example.org/Approval" in altered.links
    assert "example.org/Approval" in altered.sections["Approval"]


def test_a_class_of_two_parents_stands_once_in_the_tree_and_names_both(altered: Reader) -> None:
    assert "narrower thaninstrument, treaty" in altered.sections["Protocol"].replace("\n", "")
