"""Every IRI dereferences (https://www.w3.org/TR/cooluris/), in every format, and says what it is and where it is from."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
import rdflib
from pyoxigraph import NamedNode, RdfFormat, Store, parse, serialize
from rdflib.namespace import DCTERMS, FOAF, RDF, RDFS, SKOS

from treatygraph.catalogue import PAGES, bind, questions
from treatygraph.content import Content
from treatygraph.graphs import select

PROJECT = Path(__file__).parents[2]
BASE = "https://w3id.org/treatygraph/"
TG = rdflib.Namespace(f"{BASE}ontology#")
STATE = rdflib.Namespace(f"{BASE}id/state/")
HTTP = rdflib.Namespace("http://www.w3.org/2011/http#")
HYDRA = rdflib.Namespace("http://www.w3.org/ns/hydra/core#")
VOID = rdflib.Namespace("http://rdfs.org/ns/void#")
HTML, TURTLE, PROBLEM = "text/html", "text/turtle", "application/problem+json"

FORMATS = {
    "html": HTML,
    "ttl": TURTLE,
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "json": "application/json",
}
SYNTAXES = {"ttl": "turtle", "nt": "nt", "jsonld": "json-ld", "rdf": "xml", "json": "json-ld"}

#: Odd identifiers, each by an address of its document; an IRI may hold what is percent-encoded as it is or encoded.
ODD = [
    ("body/%C3%A9t%C3%A9", "body/été"),
    ("body/notes.ttl", "body/notes.ttl"),
    ("body/notes.ttl.ttl", "body/notes.ttl"),
    ("body/a%20b", "body/a%20b"),
    ("body/(c)+d", "body/(c)+d"),
    ("body/%28c%29%2Bd", "body/(c)+d"),
]

#: Things of each kind whose pages are looked at, with the heading of each.
PAGES_OF = {
    "state/JPN": "Japan",
    "treaty/mini-1": "First miniature convention",
    "source/mini-a": "Chart of the miniature treaties",
    "rule/42-party": "Party",
    "example/parties": "example: parties",
    "dataset": "treatygraph: the open knowledge graph of international cybercrime treaties",
}


def graph(response: httpx.Response, syntax: str = "turtle") -> rdflib.Graph:
    assert response.status_code == 200, (response.url, response.text[:300])
    return read(response.text, syntax)


def read(text: str, syntax: str) -> rdflib.Graph:
    if syntax == "json-ld":
        # Read by the store: the reader of rdflib warns of itself.
        triples = [quad.triple for quad in parse(text, format=RdfFormat.JSON_LD)]
        text, syntax = (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode(), "nt"
    return rdflib.Graph().parse(data=text, format=syntax)


def links(response: httpx.Response) -> dict[str, list[str]]:
    """The targets of a Link header by relation."""
    found: dict[str, list[str]] = {}
    for target, parameters in re.findall(r"<([^>]*)>((?:;[^,<]*(?:\"[^\"]*\")?)*)", response.headers.get("link", "")):
        for relation in re.search(r'rel="([^"]*)"', parameters)[1].split():  # type: ignore[index]
            found.setdefault(relation, []).append(target)
    return found


#: By what a page varies that other formats do not: the language of its reader.
SPOKEN = {"Accept-Language", "Cookie"}


def vary(response: httpx.Response) -> set[str]:
    return {name.strip() for name in response.headers.get("vary", "").split(",") if name.strip()}


# A copy under a base of its own


@pytest.fixture(scope="module")
def copy(miniature: tuple[Content, Store], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A build whose base is the address that it is served on: the base, and its folder of releases.

    It is the miniature with odd identifiers and a term that is deprecated.
    """
    root, out = tmp_path_factory.mktemp("copy") / "project", tmp_path_factory.mktemp("copies")
    shutil.copytree(miniature[0].root, root, symlinks=True)
    _make_odd(root)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}/"
    settings = {"TREATYGRAPH_BASE": base, "TREATYGRAPH_ROOT": str(root), "TREATYGRAPH_OUT": str(out)}
    limits = {"TREATYGRAPH_WORKERS": "2", "TREATYGRAPH_SECONDS": "60"}
    process = subprocess.Popen(
        [sys.executable, "-m", "treatygraph", "serve", "--port", str(port)],
        env={**os.environ, **settings, **limits},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if "serves release" in line:
            break
    assert base.rstrip("/") in said, said
    yield base, out / "current"
    process.terminate()
    process.wait(60)
    process.stdout.close()


def _make_odd(root: Path) -> None:
    """Gives a copy of the miniature what it has no reason to have."""
    (root / "ontology").unlink()
    shutil.copytree(PROJECT / "ontology", root / "ontology")
    with (root / "data" / "bodies.ttl").open("a", encoding="utf-8") as bodies:
        for path in sorted({iri for _, iri in ODD}):
            said = f'<{SKOS.prefLabel}> "{path}"@en , "{path}"@fr ; <{DCTERMS.source}> <{BASE}id/source/mini-a>'
            bodies.write(
                f"\n<{BASE}id/{path}> a <{TG.Body}> ; <{TG.bodyOf}> <{BASE}id/organisation/mini-org> ; {said} .\n"
            )
    with (root / "ontology" / "party.ttl").open("a", encoding="utf-8") as ontology:
        ontology.write(
            '\ntg:OldBody a owl:Class ; owl:deprecated true ; dcterms:isReplacedBy tg:Body ; rdfs:label "old body"@en , "ancien organe"@fr ;'
            ' skos:definition "A body, as it was once called."@en , "Organe, sous son ancien nom."@fr ; skos:example "A committee."@en ;'
            f' dcterms:source "VCLT" ; rdfs:isDefinedBy <{BASE}ontology> .\n'
        )


def named(folder: Path, base: str) -> list[str]:
    """Every IRI of a release that is ours."""
    found: set[str] = set()
    for quad in parse(path=folder / "treatygraph.nq", format=RdfFormat.N_QUADS):
        terms = (quad.subject, quad.predicate, quad.object, quad.graph_name)
        found |= {term.value for term in terms if isinstance(term, NamedNode) and term.value.startswith(base)}
    return sorted(found)


def mentioned(response: httpx.Response) -> set[str]:
    """The IRIs that a reply in Turtle has as subject or object; none of a reply in anything else."""
    if not response.headers.get("content-type", "").startswith(TURTLE):
        return set()
    terms = (term for quad in parse(response.content, format=RdfFormat.TURTLE) for term in (quad.subject, quad.object))
    return {term.value for term in terms if isinstance(term, NamedNode)}


def test_every_iri_of_a_release_dereferences_where_it_says(copy: tuple[str, Path]) -> None:
    base, folder = copy
    iris = named(folder, base)
    kinds = {re.split(r"[/#]", iri.removeprefix(base))[0] for iri in iris}
    assert {"id", "ontology", "graph", "shape", "data"} <= kinds
    told: dict[str, tuple[httpx.Response, set[str]]] = {}
    failed = []
    with httpx.Client(follow_redirects=True, headers={"Accept": f"{TURTLE}, */*;q=0.1"}, timeout=60) as client:
        described = mentioned(client.get(f"{base}sparql", headers={"Accept": TURTLE}))
        for iri in iris:
            address = iri.partition("#")[0]
            if address not in told:
                response = client.get(address)
                told[address] = (response, mentioned(response))
            response, terms = told[address]
            retired = response.status_code == 410 and NamedNode(f"{base}ontology#RetiredIdentifier").value in terms
            # A graph is what it holds: the description of the service, to which it links, says what it is.
            graph = address.startswith(f"{base}graph/") and "</sparql>" in response.headers["link"]
            # What is no RDF says by itself what it is: a page, the description of the interface, an image.
            itself = not response.headers["content-type"].startswith(TURTLE) and "/id/" not in address
            says = iri in terms or str(response.url) in terms or (graph and (iri in described or not terms)) or itself
            if not (response.status_code == 200 or retired) or not says:
                failed.append((iri, response.status_code))
    assert failed == []
    assert len(told) > 500


def test_a_copy_links_to_itself(copy: tuple[str, Path]) -> None:
    base, _ = copy
    response = httpx.get(f"{base}id/state/JPN", headers={"Accept": TURTLE}, follow_redirects=True)
    assert links(response)["canonical"] == [f"{base}doc/state/JPN"]
    assert BASE not in response.text
    page = httpx.get(f"{base}doc/state/JPN.html").text
    assert BASE not in page
    assert f"<code>{base}id/state/JPN</code>" in page


def test_the_table_of_a_row_is_served_as_it_was_as_a_page_and_as_statements(copy: tuple[str, Path]) -> None:
    base, _ = copy
    address = f"{base}data/treaties/mini-1/actions.csv"
    table = httpx.get(address)
    assert table.headers["content-type"].startswith("text/csv")
    assert table.text.startswith("state,iso3,action,")
    page = httpx.get(address, headers={"Accept": HTML}).text
    assert '<tr id="row=2">' in page
    assert "<h1>data/treaties/mini-1/actions.csv</h1>" in page
    told = graph(httpx.get(address, headers={"Accept": TURTLE}))
    row = rdflib.URIRef(f"{address}#row=2")
    assert (row, rdflib.URIRef(f"{base}ontology#rowNumber"), rdflib.Literal(2)) in told
    made = set(told.subjects(rdflib.PROV.wasDerivedFrom, row))
    assert made
    assert all(str(thing) in page.replace('href="/doc/', f'href="{base}id/') for thing in made)


def test_every_thing_of_the_real_graph_is_known_to_its_document(real: Store, project: Content) -> None:
    asked = questions(project, PAGES)["document-known"]
    things = {
        term.value
        for quad in real
        for term in (quad.subject, quad.object)
        if isinstance(term, NamedNode) and term.value.startswith((f"{BASE}id/", f"{BASE}shape/"))
    }
    assert len(things) > 8000
    known: set[str] = set()
    ordered = sorted(things)
    for start in range(0, len(ordered), 500):
        given = {"things": " ".join(ordered[start : start + 500])}
        known |= {row["thing"].value for row in select(real, bind(asked, given, project.names, ""))}
    assert sorted(things - known) == []


# Formats


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_suffix_names_the_format_and_the_header_does_not_matter(suffix: str, client: httpx.Client) -> None:
    for accept in ("*/*", "image/png", HTML):
        response = client.get(f"/doc/state/JPN.{suffix}", headers={"Accept": accept})
        assert response.headers["content-type"].partition(";")[0] == FORMATS[suffix]
        assert response.headers["content-location"] == f"/doc/state/JPN.{suffix}"
        assert vary(response) == {"Accept-Datetime", "Accept-Encoding"} | (SPOKEN if suffix == "html" else set())
    if suffix != "html":
        assert (STATE.JPN, TG.alpha3, rdflib.Literal("JPN")) in graph(response, SYNTAXES[suffix])


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        (f"{TURTLE}, {HTML};q=0.9", "ttl"),
        (f"{TURTLE};q=0.5, application/rdf+xml;q=0.6", "rdf"),
        ("application/ld+json", "jsonld"),
        ("application/json", "json"),
        ("application/n-triples, */*;q=0.1", "nt"),
        (f"{TURTLE};q=0, text/*", "html"),
        ("*/*", "html"),
    ],
)
def test_the_header_names_the_format(accept: str, suffix: str, client: httpx.Client) -> None:
    response = client.get("/doc/state/JPN", headers={"Accept": accept})
    assert response.headers["content-type"].partition(";")[0] == FORMATS[suffix]
    assert response.headers["content-location"] == f"/doc/state/JPN.{suffix}"
    assert vary(response) == {"Accept", "Accept-Datetime", "Accept-Encoding"} | (SPOKEN if suffix == "html" else set())


def test_what_is_not_written_is_refused(client: httpx.Client) -> None:
    response = client.get("/doc/state/JPN", headers={"Accept": "image/png"})
    assert (response.status_code, response.headers["content-type"]) == (406, PROBLEM)


def test_all_formats_say_the_same(client: httpx.Client) -> None:
    graphs = [graph(client.get(f"/doc/treaty/mini-1.{suffix}"), SYNTAXES[suffix]) for suffix in SYNTAXES]
    assert len({frozenset(found) for found in graphs}) == 1


def test_a_thing_leads_to_its_document_with_suffix_and_query(client: httpx.Client) -> None:
    for path in ("state/JPN", "state/JPN.ttl", "state/JPN?asOf=2010-01-01", "a%20b/%C3%A9"):
        response = client.get(f"/id/{path}")
        assert (response.status_code, response.headers["location"]) == (303, f"/doc/{path}")


def test_rdflib_reads_a_thing_by_its_address(address: str) -> None:
    found = rdflib.Graph().parse(f"{address}/id/state/JPN")
    assert (STATE.JPN, TG.alpha3, rdflib.Literal("JPN")) in found


def test_the_header_links_to_every_format_the_licence_and_the_description(client: httpx.Client) -> None:
    response = client.get("/doc/state/JPN", headers={"Accept": TURTLE})
    found = links(response)
    assert found["canonical"] == [f"{BASE}doc/state/JPN"]
    assert found["license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert found["alternate"] == [f"/doc/state/JPN.{suffix}" for suffix in FORMATS if suffix != "ttl"]
    for suffix, target in zip([each for each in FORMATS if each != "ttl"], found["alternate"], strict=True):
        assert client.get(target).headers["content-type"].partition(";")[0] == FORMATS[suffix]
        assert f'<{target}>; rel="alternate"; type="{FORMATS[suffix]}"' in response.headers["link"]
    assert client.get(found["describedby"][0]).status_code == 200


def test_what_a_client_has_already_is_not_sent_again(client: httpx.Client) -> None:
    for path in ("/doc/state/JPN.ttl", "/shape/Source", "/data/states.csv", "/graph/ontology"):
        first = client.get(path)
        again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        for name in ("etag", "vary", "cache-control", "content-location"):
            assert again.headers.get(name) == first.headers.get(name)


# What a document holds


def test_a_document_describes_itself(client: httpx.Client) -> None:
    response = client.get("/doc/state/JPN.ttl")
    found = graph(response)
    document = rdflib.URIRef(f"{BASE}doc/state/JPN")
    release = rdflib.URIRef(f"{BASE}release/{response.headers['treatygraph-release']}")
    said = {
        (RDF.type, FOAF.Document),
        (FOAF.primaryTopic, STATE.JPN),
        (DCTERMS.license, rdflib.URIRef("https://creativecommons.org/licenses/by/4.0/")),
        (DCTERMS.isPartOf, release),
        (VOID.inDataset, rdflib.URIRef(f"{BASE}id/dataset")),
    }
    assert said <= set(found.predicate_objects(document))
    dated = rdflib.URIRef(f"{document}?asOf=2010-01-01")
    assert (dated, DCTERMS.isVersionOf, document) in graph(client.get("/doc/state/JPN.ttl?asOf=2010-01-01"))


def test_a_document_names_what_it_names_in_both_languages(client: httpx.Client) -> None:
    found = graph(client.get("/doc/state/JPN.ttl"))
    treaty = rdflib.URIRef(f"{BASE}id/treaty/mini-1")
    assert {label.language for label in found.objects(treaty, RDFS.label)} >= {"en", "fr"}
    act = next(iter(found.subjects(TG.actor, STATE.JPN)))
    assert {label.language for label in found.objects(act, RDFS.label)} >= {"en", "fr"}


def test_a_document_tells_its_sources_in_rdf_and_on_the_page(client: httpx.Client) -> None:
    found = graph(client.get("/doc/treaty/mini-1.ttl"))
    page = client.get("/doc/treaty/mini-1.html?as=statements").text.partition('id="sources"')[2]
    sources = set(found.objects(rdflib.URIRef(f"{BASE}id/treaty/mini-1"), DCTERMS.source))
    assert sources
    for source in sources:
        assert str(found.value(source, DCTERMS.title)) in page
        assert found.value(source, TG.sourceRank)


def test_links_to_a_thing_come_page_by_page_and_none_is_lost(client: httpx.Client) -> None:
    treaty = rdflib.URIRef(f"{BASE}id/treaty/mini-1")
    path, seen, pages = "/doc/treaty/mini-1.ttl", set(), 0
    while path:
        response = client.get(path)
        found = graph(response)
        new = {(s, p) for s, p in found.subject_predicates(treaty) if str(p) != str(FOAF.primaryTopic)}
        total = int(next(iter(found.objects(None, HYDRA.totalItems))))  # type: ignore[arg-type]
        assert len(new) <= 100 + 1
        seen |= new
        pages += 1
        path = links(response).get("next", [""])[0]
    assert pages == -(-total // 100) > 1
    assert len(seen) >= total
    last = client.get(f"/doc/treaty/mini-1.html?page={pages}")
    assert "prev" in links(last)
    assert f"What points here ({total:,})" in last.text
    beyond = client.get(f"/doc/treaty/mini-1.ttl?page={pages + 1}")
    assert (beyond.status_code, f"the last is page={pages}" in beyond.json()["cure"]) == (400, True)


@pytest.mark.parametrize(("path", "heading"), PAGES_OF.items())
def test_a_page_is_headed_by_a_name_and_leads_to_the_other_formats(
    path: str, heading: str, client: httpx.Client
) -> None:
    response = client.get(f"/doc/{path}", headers={"Accept": HTML})
    assert f"<h1>{heading}</h1>" in response.text
    assert len(response.content) < 100_000
    for suffix in FORMATS:
        assert suffix == "html" or f'href="/doc/{path}.{suffix}"' in response.text
    assert not re.search(rf"<a [^>]*>{BASE}id/", response.text)


@pytest.mark.parametrize("path", ["treaty/mini-1", "state/JPN", "source/mini-a"])
def test_the_page_and_the_graph_point_to_the_same_things(path: str, client: httpx.Client) -> None:
    thing = rdflib.URIRef(f"{BASE}id/{path}")
    found = graph(client.get(f"/doc/{path}.ttl"))
    page = client.get(f"/doc/{path}.html?as=statements").text
    ours = {str(s) for s in found.subjects(None, thing)} | {str(o) for o in found.objects(thing) if "/id/" in str(o)}
    for iri in ours:
        if iri.startswith(f"{BASE}id/"):
            assert f'href="/doc/{iri.removeprefix(f"{BASE}id/")}"' in page, iri


def test_a_shape_is_told_with_all_that_it_contains(client: httpx.Client) -> None:
    found = graph(client.get("/shape/Source", headers={"Accept": TURTLE}))
    shape = rdflib.URIRef(f"{BASE}shape/Source")
    paths = {found.value(node, rdflib.SH.path) for node in found.objects(shape, rdflib.SH.property)}
    assert {DCTERMS.title, TG.sourceRank} <= paths
    ranks = next(node for node in found.objects(shape, rdflib.SH.property) if found.value(node, rdflib.SH["in"]))
    assert len(list(found.items(found.value(ranks, rdflib.SH["in"])))) == 7  # type: ignore[arg-type]
    page = client.get("/shape/Source", headers={"Accept": HTML}).text
    assert "<h1>source</h1>" in page


def test_a_graph_is_a_page_for_people_and_a_graph_for_programs(client: httpx.Client) -> None:
    page = client.get("/graph/source/mini-a", headers={"Accept": HTML})
    assert "<h1>Graph source/mini-a</h1>" in page.text
    assert client.get("/graph/source/mini-a").headers["content-type"].startswith(TURTLE)


# Days


def test_as_of_a_day_a_document_tells_the_statuses_of_that_day(client: httpx.Client) -> None:
    treaty = rdflib.URIRef(f"{BASE}id/treaty/mini-1")
    then = {
        day: graph(client.get(f"/doc/state/JPN.ttl?asOf={day}")) for day in ("2005-01-01", "2009-01-01", "2012-01-01")
    }
    assert {day: (STATE.JPN, TG.partyTo, treaty) in found for day, found in then.items()} == {
        "2005-01-01": True,
        "2009-01-01": False,
        "2012-01-01": True,
    }
    first = then["2005-01-01"]
    assert all(
        str(day) <= "2005-01-01"
        for act in first.subjects(TG.actor, STATE.JPN)
        for day in first.objects(act, TG.earliest)
    )
    page = client.get("/doc/state/JPN.html?asOf=2005-01-01&as=statements").text
    assert 'As matters stood on <time datetime="2005-01-01">' in page
    table = page.partition("Bound, by both readings of Party")[2].partition("</table>")[0]
    assert "2001-06-01" in table
    assert "2011-04-15" not in table


def test_a_thing_that_had_not_begun_is_not_there(client: httpx.Client) -> None:
    act = next(iter(graph(client.get("/doc/state/JPN.ttl")).subjects(TG.actor, STATE.JPN)))
    path = str(act).removeprefix(f"{BASE}id/")
    response = client.get(f"/doc/{path}.json?asOf=1950-01-01")
    assert response.status_code == 404
    assert "asOf=1950-01-01" in response.json()["detail"]


@pytest.mark.parametrize(
    ("query", "culprit"),
    [
        ("asOf=2020-13-01", "asOf=2020-13-01"),
        ("asOf=2020-02-30", "asOf=2020-02-30"),
        ("knownAt=yesterday", "knownAt=yesterday"),
        ("knownAt=2020-1-1", "knownAt=2020-1-1"),
        ('asOf=2020-01-01"%20}', "asOf="),
        ("page=0", "page=0"),
        ("page=-1", "page=-1"),
        ("page=99999", "page=99999"),
        ("page=two", "page=two"),
        (f"asOf={'9' * 5000}", "asOf=999"),
    ],
)
def test_what_is_no_day_or_page_is_refused_with_culprit_and_cure(
    query: str, culprit: str, client: httpx.Client
) -> None:
    response = client.get(f"/doc/state/JPN?{query}")
    assert (response.status_code, response.headers["content-type"]) == (400, PROBLEM)
    assert culprit in response.json()["detail"]
    assert response.json()["cure"]


# What is not there


@pytest.mark.parametrize("path", ["/doc/state/JPX", "/shape/Sorce", "/graph/source/mini-x", "/data/state.csv"])
def test_what_is_not_there_is_told_in_the_format_that_was_asked_for(path: str, client: httpx.Client) -> None:
    page = client.get(path, headers={"Accept": HTML})
    assert (page.status_code, 'role="alert"' in page.text) == (404, True)
    problem = client.get(path)
    assert (problem.status_code, problem.headers["content-type"]) == (404, PROBLEM)
    for suffix, syntax in SYNTAXES.items():
        if suffix != "json":
            response = client.get(path, headers={"Accept": FORMATS[suffix]})
            assert (response.status_code, response.headers["content-type"].partition(";")[0]) == (404, FORMATS[suffix])
            found = read(response.text, syntax)
            request = found.value(predicate=RDF.type, object=HTTP.Request)
            assert str(found.value(request, HTTP.absoluteURI)).endswith(path.rpartition("/")[2])
            answer = found.value(request, HTTP.resp)
            assert found.value(answer, HTTP.sc) == rdflib.URIRef("http://www.w3.org/2011/http-statusCodes#NotFound")


def test_the_nearest_identifiers_are_named(client: httpx.Client) -> None:
    assert client.get("/doc/state/JPX").json()["nearest"][0] == str(STATE.JPN)
    assert client.get("/doc/treaty/mini1").json()["nearest"][0] == f"{BASE}id/treaty/mini-1"
    assert 'href="/doc/state/JPN"' in client.get("/doc/state/JPX.html").text
    assert (STATE.JPX, RDFS.seeAlso, STATE.JPN) in rdflib.Graph().parse(data=client.get("/doc/state/JPX.ttl").text)


@pytest.mark.parametrize(
    ("path", "successor"), [("source/mini-chart", f"{BASE}id/source/mini-a"), ("treaty/mini-0", "")]
)
def test_a_retired_identifier_is_gone_and_tells_what_replaced_it(
    path: str, successor: str, client: httpx.Client
) -> None:
    problem = client.get(f"/id/{path}", follow_redirects=True)
    assert (problem.status_code, problem.headers["content-type"]) == (410, PROBLEM)
    assert problem.json().get("replacedBy", []) == ([successor] if successor else [])
    assert problem.json()["retiredOn"] in problem.json()["detail"]
    page = client.get(f"/doc/{path}.html")
    assert (page.status_code, "This identifier is retired" in page.text) == (410, True)
    turtle = client.get(f"/doc/{path}", headers={"Accept": TURTLE})
    assert turtle.status_code == 410
    found = rdflib.Graph().parse(data=turtle.text)
    thing = rdflib.URIRef(f"{BASE}id/{path}")
    assert (thing, RDF.type, TG.RetiredIdentifier) in found
    assert found.value(thing, SKOS.changeNote)
    assert {str(each) for each in found.objects(thing, DCTERMS.isReplacedBy)} == ({successor} if successor else set())


@pytest.mark.parametrize(
    "path",
    [
        "", "%", "%zz", "%zz.ttl", "%ff", "%00", "%0d%0aX-Evil:1", "a%20b", "a%22b", "%3Cscript%3E", "%EF%BF%BD", "state/%C3%89",
        "state/JPN%2F..%2FFRA", "%2e%2e/%2e%2e/etc/passwd", "//evil.example", "x" * 6000, "a/" * 900 + "b",
        "state/JPN%20", "state/jpn", ".ttl", "state/.ttl", "state/JPN.ttl.ttl", "état", "國家/日本", "%F0%9F%98%80", "state/JPN%23x",
    ],
)  # fmt: skip
@pytest.mark.parametrize("folder", ["doc", "shape", "data", "graph", "timemap/doc"])
def test_no_address_confuses_the_server(folder: str, path: str, client: httpx.Client) -> None:
    written = path if path.isascii() else quote(path)
    url = client.base_url.copy_with(raw_path=f"/{folder}/{written}".encode())
    for accept in ("*/*", HTML, TURTLE):
        response = client.get(url, headers={"Accept": accept})
        assert response.status_code in {308, 404, 406}, (accept, response.text[:200])
        assert accept != HTML or "<script>" not in response.text
        assert "X-Evil" not in response.headers
        if response.headers.get("content-type", "").startswith(TURTLE):
            list(parse(response.content, format=RdfFormat.TURTLE))


def test_a_last_slash_leads_to_the_document(client: httpx.Client) -> None:
    response = client.get("/doc/state/JPN/?asOf=2010-01-01")
    assert (response.status_code, response.headers["location"]) == (308, "/doc/state/JPN?asOf=2010-01-01")
    assert client.get("/id/state/JPN/", follow_redirects=True).status_code == 200


# Identifiers that are odd, and terms that are kept


@pytest.mark.parametrize(("path", "iri"), ODD)
def test_an_odd_identifier_has_its_document_like_any_other(path: str, iri: str, copy: tuple[str, Path]) -> None:
    base, _ = copy
    with httpx.Client(base_url=base, timeout=60) as client:
        response = client.get(f"/id/{path}", headers={"Accept": TURTLE}, follow_redirects=True)
        body = rdflib.URIRef(f"{base}ontology#Body")
        assert (rdflib.URIRef(f"{base}id/{iri}"), RDF.type, body) in graph(response)
        assert client.get(response.headers["content-location"]).text == response.text
        page = client.get(f"/doc/{quote(iri, safe='/%')}.html")
        assert f"<code>{base}id/{iri}</code>" in page.text


def test_a_deprecated_term_stays_in_the_ontology(copy: tuple[str, Path]) -> None:
    base, _ = copy
    found = graph(httpx.get(f"{base}ontology.ttl", timeout=60))
    old = rdflib.URIRef(f"{base}ontology#OldBody")
    assert (old, rdflib.OWL.deprecated, rdflib.Literal(True)) in found
    assert (old, DCTERMS.isReplacedBy, rdflib.URIRef(f"{base}ontology#Body")) in found
    assert 'id="OldBody"' in httpx.get(f"{base}ontology.html", timeout=60).text


# Where else the IRIs lead


def test_the_base_leads_programs_to_the_dataset(client: httpx.Client) -> None:
    response = client.get("/", headers={"Accept": TURTLE})
    assert (response.status_code, response.headers["location"]) == (303, "/doc/dataset")
    found = graph(client.get("/", headers={"Accept": TURTLE}, follow_redirects=True))
    assert (rdflib.URIRef(f"{BASE}id/dataset"), FOAF.homepage, rdflib.URIRef(BASE)) in found
    assert client.get("/", headers={"Accept": HTML}).status_code == 200


def test_json_is_json_ld_by_its_plain_name(client: httpx.Client) -> None:
    plain, linked = client.get("/doc/state/JPN.json"), client.get("/doc/state/JPN.jsonld")
    assert json.loads(plain.text)["@context"] == json.loads(linked.text)["@context"]
    nodes = [{json.dumps(node, sort_keys=True) for node in json.loads(each.text)["@graph"]} for each in (plain, linked)]
    assert {len(each) for each in nodes} == {len(nodes[0])}
