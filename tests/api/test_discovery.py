"""What programs look for before they read: the site map, robots.txt, security.txt, the JSON-LD context."""

from __future__ import annotations

import json
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest
import rdflib
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import ValidationError
from rdflib.compare import isomorphic

from api.discovery import context
from api.discovery import routes as discovery
from api.discovery.compaction import compact
from api.frame.pages import Pages
from treatygraph.answer import Formats
from treatygraph.catalogue import PAGES, questions
from treatygraph.content import Content
from treatygraph.engine import Engine
from treatygraph.namespaces import RDF, RDFS, Names
from treatygraph.settings import Settings

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
BASE = "https://w3id.org/treatygraph/"
LINK, LANGUAGE = RDFS + "Resource", RDF + "langString"


@pytest.fixture(scope="module")
def engine(release: Path) -> Engine:
    """The miniature's release, opened in the test's own process."""
    return Engine(release / "current")


@pytest.fixture(scope="module")
def defined(engine: Engine, project: Content) -> dict[str, object]:
    """The context of the miniature's release."""
    return context.of(engine, questions(project, PAGES)["context"])


def entries(client: httpx.Client, path: str, root: str, entry: str, **headers: str) -> dict[str, str]:
    """The days of last change by address that a site map or its index tells, checked as the protocol asks."""
    response = client.get(path, headers=headers)
    assert response.status_code == 200, path
    assert response.headers["content-type"].startswith("application/xml")
    tree = ElementTree.fromstring(response.content)
    assert tree.tag == SITEMAP + root
    assert {child.tag for child in tree} == {SITEMAP + entry}
    assert {tuple(each.tag for each in child) for child in tree} == {(f"{SITEMAP}loc", f"{SITEMAP}lastmod")}
    found = [(str(child.findtext(f"{SITEMAP}loc")), str(child.findtext(f"{SITEMAP}lastmod"))) for child in tree]
    assert len(dict(found)) == len(found) <= discovery.LARGEST
    assert all(len(place) < 2048 and place.isascii() for place, _ in found)
    return dict(found)


def paths(client: httpx.Client, part: str) -> list[str]:
    """The paths of a part of the site map."""
    root = str(client.base_url).rstrip("/")
    return [place.removeprefix(root) for place in entries(client, f"/sitemap/{part}.xml", "urlset", "url")]


# The site map


def test_the_site_map_leads_to_its_parts_and_they_to_documents_that_are_there(client: httpx.Client) -> None:
    root = str(client.base_url).rstrip("/")
    parts = entries(client, "/sitemap.xml", "sitemapindex", "sitemap")
    assert {"pages", "questions", "treaties", "states", "measures"} <= {Path(place).stem for place in parts}
    for place, told in parts.items():
        assert place.startswith(f"{root}/sitemap/")
        listed = entries(client, place.removeprefix(root), "urlset", "url")
        assert all(each.startswith(f"{root}/") for each in listed)
        assert set(listed.values()) == {told}
        chosen = list(listed) if place.endswith("/pages.xml") else [min(listed), max(listed)]
        for each in chosen:
            page = client.get(each, headers={"accept": "text/html"})
            assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8"), each


def test_the_day_of_last_change_is_the_one_that_the_document_itself_is_sent_with(client: httpx.Client) -> None:
    root = str(client.base_url).rstrip("/")
    for place, told in entries(client, "/sitemap/treaties.xml", "urlset", "url").items():
        sent = client.get(place.removeprefix(root), headers={"accept": "text/html"}).headers["last-modified"]
        assert datetime.fromisoformat(told) == parsedate_to_datetime(sent)


def test_every_treaty_and_state_and_question_is_in_the_site_map(client: httpx.Client, project: Content) -> None:
    def held(concept: str) -> set[str]:
        query = f"SELECT ?thing {{ ?thing a tg:{concept} }}"
        rows = client.post("/sparql", data={"query": query}).json()["results"]["bindings"]
        return {"/doc/" + row["thing"]["value"].removeprefix(f"{BASE}id/") for row in rows}

    assert held("Treaty") <= set(paths(client, "treaties"))
    assert held("Subject") == set(paths(client, "states"))
    assert paths(client, "questions") == [f"/queries/{slug}" for slug in questions(project)]


def test_the_site_map_speaks_of_the_host_that_was_asked(client: httpx.Client) -> None:
    for host in ("treaties.example", "treaties.example:8080", "[::1]:8080"):
        parts = entries(client, "/sitemap.xml", "sitemapindex", "sitemap", host=host)
        assert {place.split("/sitemap/")[0] for place in parts} == {f"http://{host}"}
        assert f"Sitemap: http://{host}/sitemap.xml" in client.get("/robots.txt", headers={"host": host}).text


@pytest.mark.parametrize("host", ['a"b', "a<b>", "a b", "a/../b", "user@a", "-x", "a&b=c"])
def test_what_is_no_host_is_never_repeated(client: httpx.Client, host: str) -> None:
    for path in ("/sitemap.xml", "/robots.txt"):
        response = client.get(path, headers={"host": host})
        assert response.headers["content-type"] == "application/problem+json" or host not in response.text


def test_a_part_that_is_not_there_is_refused_with_a_cure(client: httpx.Client) -> None:
    response = client.get("/sitemap/none.xml")
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")
    assert "/sitemap.xml" in response.json()["detail"]


def test_a_part_holds_no_more_than_the_protocol_allows() -> None:
    parts = discovery.split({"small": ["/a"], "large": [f"/{number}" for number in range(7)]}, 3)
    assert {name: len(held) for name, held in parts.items()} == {"small": 1, "large": 3, "large-2": 3, "large-3": 1}
    assert [path for name in ("large", "large-2", "large-3") for path in parts[name]] == [
        f"/{each}" for each in range(7)
    ]


# robots.txt


def may(text: str, path: str) -> bool:
    """Whether a crawler may read an address: the longest rule decides, and allows where two are as long (RFC 9309)."""
    rules = [line.split(": ") for line in text.splitlines() if line.startswith(("Allow: ", "Disallow: "))]
    patterns = [(kind, rule, re.escape(rule).replace(r"\*", ".*")) for kind, rule in rules]
    met = [(len(rule), kind == "Allow") for kind, rule, pattern in patterns if re.match(pattern, path)]
    return max(met, default=(0, True))[1]


@pytest.mark.parametrize(
    "path", ["/", "/queries", "/queries/parties", "/sparql", "/ontology?lang=fr", "/doc/state/JPN", "/release/x.nq"]
)
def test_crawlers_may_read_what_has_an_address_of_its_own(client: httpx.Client, path: str) -> None:
    assert may(client.get("/robots.txt").text, path)


@pytest.mark.parametrize(
    "path",
    [
        "/sparql?query=x",
        "/what-if",
        "/what-if?x",
        "/why",
        "/why-not?s=x",
        "/queries/parties?on=2020-01-01",
        "/doc/state/JPN?page=2",
        "/validate",
    ],
)
def test_crawlers_are_kept_off_what_is_computed_for_each_asker(client: httpx.Client, path: str) -> None:
    assert not may(client.get("/robots.txt").text, path)


# security.txt


@pytest.fixture(scope="module")
def written(engine: Engine, project: Content) -> TestClient:
    """A client of the routes of discovery alone, on a copy that names whom to write to."""
    asked = questions(project, PAGES)
    app = FastAPI()
    app.include_router(discovery.router(engine, None, asked, (), Pages(engine), "mailto:security@example.org"))  # type: ignore[arg-type]
    return TestClient(app, base_url="https://treaties.example")


def test_security_txt_has_what_the_standard_requires(written: TestClient, engine: Engine) -> None:
    response = written.get("/.well-known/security.txt")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in response.text.splitlines())
    assert fields["Contact"] == "mailto:security@example.org"
    assert fields["Canonical"] == "https://treaties.example/.well-known/security.txt"
    assert fields["Preferred-Languages"] == "en, fr"
    assert 0 < datetime.fromisoformat(fields["Expires"]).timestamp() - engine.made < 365 * 86_400


def test_without_a_contact_there_is_no_security_txt_and_the_cure_is_told(client: httpx.Client) -> None:
    response = client.get("/.well-known/security.txt")
    assert response.status_code == 404
    assert "TREATYGRAPH_CONTACT" in response.json()["detail"]


@pytest.mark.parametrize("contact", ["nobody", "mailto:", "http://example.org", "mailto:a@b\nExpires: never", "tel:12"])
def test_a_contact_that_is_no_address_to_write_to_is_refused(contact: str) -> None:
    with pytest.raises(ValidationError, match="begin it with mailto:"):
        Settings(contact=contact)


# The JSON-LD context


def test_the_context_is_served_by_its_version_and_as_it_is_now(
    client: httpx.Client, defined: dict[str, object]
) -> None:
    for path in ("/context.jsonld", "/context/0.1.0.jsonld"):
        response = client.get(path)
        assert response.headers["content-type"] == "application/ld+json"
        assert response.json() == {"@context": defined}
    absent = client.get("/context/0.0.9.jsonld")
    assert absent.status_code == 404
    assert "/context/0.1.0.jsonld" in absent.json()["detail"]


def test_the_context_has_every_term_of_the_ontology_once(engine: Engine, defined: dict[str, object]) -> None:
    graph = rdflib.Graph().parse(
        data=engine.answer(
            "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH graph:ontology { ?s ?p ?o } }", Formats(graph="application/n-triples")
        ).body,
        format="nt",
    )
    declared = {str(term) for term in graph.subjects(rdflib.RDFS.isDefinedBy, rdflib.URIRef(BASE + "ontology"))}
    ids = [value["@id"] if isinstance(value, dict) else str(value) for value in defined.values()]
    assert len(ids) == len(set(ids))
    assert {BASE + "ontology#" + each.removeprefix("tg:") for each in ids if each.startswith("tg:")} == declared
    for prefix, namespace in engine.names.prefixes().items():
        assert defined[prefix] == namespace


def test_what_a_value_is_taken_for_follows_from_the_ontology() -> None:
    names = Names()
    terms = {
        BASE + "ontology#actor": LINK,
        BASE + "ontology#date": "http://www.w3.org/2001/XMLSchema#date",
        BASE + "ontology#treaty": LINK,
        "http://www.w3.org/2004/02/skos/core#prefLabel": LANGUAGE,
    }
    built = context.build(terms, names)
    assert built["actor"] == {"@id": "tg:actor", "@type": "@id"}
    assert built["date"] == {"@id": "tg:date", "@type": "xsd:date"}
    assert built["skos:prefLabel"] == {"@id": "skos:prefLabel", "@container": "@language"}
    # The prefix of that name stays what it is.
    assert built["treaty"] == BASE + "id/treaty/"
    assert built["tg:treaty"] == {"@id": "tg:treaty", "@type": "@id"}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_a_document_written_with_the_context_says_the_same_triples(engine: Engine, defined: dict[str, object]) -> None:
    whole = {"@context": defined}
    for graph in ("ontology", "void", "concepts", "examples", "owl-rl", "provenance", "claims"):
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH graph:{graph} {{ ?s ?p ?o }} }}"
        plain = rdflib.Graph().parse(
            data=engine.answer(query, Formats(graph="application/n-triples")).body, format="nt"
        )
        document = compact(json.loads(engine.answer(query, Formats(graph="application/ld+json")).body), defined)
        assert len(plain) > 0
        carried = rdflib.Graph().parse(data=json.dumps(document), format="json-ld")
        assert isomorphic(carried, plain), graph
        assert all(defined[name] == meaning for name, meaning in document["@context"].items())
        # Under the whole context, which a reader may have fetched once, it says them as well.
        again = rdflib.Graph().parse(data=json.dumps({**document, **whole}), format="json-ld")
        assert isomorphic(again, plain), graph


ODD = [
    {"http://www.w3.org/2004/02/skos/core#prefLabel": [{"@value": "a", "@language": "en"}, {"@value": "b", "@language": "en"}, {"@value": "c"}]},
    {"http://www.w3.org/2004/02/skos/core#prefLabel": [{"@value": "a", "@language": "en"}, {"@id": "http://example.org/x"}]},
    {"http://www.w3.org/2004/02/skos/core#prefLabel": [{"@value": "2020-01-01", "@type": "http://www.w3.org/2001/XMLSchema#date"}]},
    {BASE + "ontology#date": [{"@value": "2020"}, {"@value": "2020", "@type": "http://www.w3.org/2001/XMLSchema#gYear"}]},
    {BASE + "ontology#date": [{"@id": BASE + "id/state/JPN"}, {"@value": "hier", "@language": "fr"}]},
    {BASE + "ontology#actor": [{"@value": "Japan"}, {"@value": "Japon", "@language": "fr"}, {"@id": BASE + "id/state/JPN"}]},
    {BASE + "ontology#actNumber": [{"@value": value, "@type": "http://www.w3.org/2001/XMLSchema#integer"} for value in ("2", "02", "+2", "-3", "1e3", "-0")]},
    {BASE + "ontology#unknown": [{"@id": "_:b0"}, {"@value": "x"}], "@type": [BASE + "ontology#Unknown", BASE + "ontology#State"]},
    {"urn:x:y": [{"@id": BASE + "id/state/"}, {"@id": BASE + "id/state//x"}, {"@id": "mailto:a@example.org"}]},
]  # fmt: skip


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
@pytest.mark.parametrize("said", ODD, ids=range(len(ODD)))
def test_odd_values_survive_being_written_short(said: dict[str, list[object]], defined: dict[str, object]) -> None:
    typed = {"http://www.w3.org/1999/02/22-rdf-syntax-ns#type": [{"@id": each} for each in said.get("@type", [])]}
    node = {
        "@id": BASE + "id/thing",
        **{name: values for name, values in said.items() if name != "@type"},
        **{name: values for name, values in typed.items() if values},
    }
    plain = rdflib.Graph().parse(data=json.dumps([{"@id": BASE + "id/thing", **said}]), format="json-ld")
    carried = rdflib.Graph().parse(data=json.dumps(compact([node], defined)), format="json-ld")
    assert len(plain) > 0
    assert isomorphic(carried, plain)
