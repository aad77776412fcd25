"""The checks of FOOPS!, the scanner of ontologies for the FAIR principles, by their names: https://w3id.org/foops/catalogue.

Each is judged as the scanner judges it, from what is served. What takes a registry or another host is left out: FIND2 and
FIND3 (prefix.cc, Linked Open Vocabularies), FIND_3_BIS (the same for metadata), of OM3 the DOI, and of OM4.2 whether
Creative Commons answers.
"""

from __future__ import annotations

import re

import httpx
import pytest
import rdflib
from rdflib.namespace import DCTERMS, FOAF, OWL, RDF, RDFS, SKOS

IRI = "https://w3id.org/treatygraph/ontology"
ONTOLOGY = rdflib.URIRef(IRI)
VANN = rdflib.Namespace("http://purl.org/vocab/vann/")
BIBO = rdflib.Namespace("http://purl.org/ontology/bibo/")
SYNTAXES = {
    "application/rdf+xml": "xml",
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/ld+json": "json-ld",
}


@pytest.fixture(scope="module")
def ontology(client: httpx.Client) -> rdflib.Graph:
    """The ontology as it is served."""
    return rdflib.Graph().parse(data=served(client, IRI, "text/turtle").text, format="turtle")


def served(client: httpx.Client, iri: str, accept: str) -> httpx.Response:
    """What this copy answers to who asks for an IRI of ours."""
    path = iri.removeprefix("https://w3id.org/treatygraph")
    return client.get(path, headers={"accept": accept}, follow_redirects=True)


def texts(graph: rdflib.Graph, subject: rdflib.term.Node, *predicates: rdflib.URIRef) -> list[str]:
    """The literals that any of some properties gives."""
    return [
        str(value) for each in predicates for value in graph.objects(subject, each) if isinstance(value, rdflib.Literal)
    ]


def terms(graph: rdflib.Graph) -> set[rdflib.URIRef]:
    """The classes and the object and datatype properties of the ontology's namespace, declared or only used."""
    declared = {
        term
        for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
        for term in graph.subjects(RDF.type, kind)
    }
    used = {
        term
        for edge in (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.inverseOf)
        for pair in graph.subject_objects(edge)
        for term in pair
    }
    return {term for term in declared | used if isinstance(term, rdflib.URIRef) and term.startswith(f"{IRI}#")}


# Findable


def test_purl1_the_iri_is_a_persistent_one(ontology: rdflib.Graph) -> None:
    (found,) = ontology.subjects(RDF.type, OWL.Ontology)
    assert re.match(r"https?://(w3id\.org|purl\.|doi\.org|www\.w3\.org)", str(found))


@pytest.mark.parametrize("accept", SYNTAXES)
def test_uri1_the_iri_resolves(accept: str, client: httpx.Client) -> None:
    assert served(client, IRI, accept).status_code == 200


def test_uri2_the_iri_asked_for_is_the_one_in_the_document(ontology: rdflib.Graph) -> None:
    assert list(ontology.subjects(RDF.type, OWL.Ontology)) == [ONTOLOGY]


def test_ver1_the_version_has_an_iri_of_its_own(ontology: rdflib.Graph) -> None:
    (version,) = ontology.objects(ONTOLOGY, OWL.versionIRI)
    assert version != ONTOLOGY
    assert str(version) == f"{IRI}/{ontology.value(ONTOLOGY, OWL.versionInfo)}"


@pytest.mark.parametrize("accept", [*SYNTAXES, "text/html"])
def test_ver2_the_iri_of_the_version_resolves(accept: str, ontology: rdflib.Graph, client: httpx.Client) -> None:
    response = served(client, str(ontology.value(ONTOLOGY, OWL.versionIRI)), accept)
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == accept


def test_om1_the_least_metadata_is_there(ontology: rdflib.Graph) -> None:
    # Title, description, licence, version IRI, author, namespace.
    assert texts(ontology, ONTOLOGY, DCTERMS.title)
    assert texts(ontology, ONTOLOGY, DCTERMS.abstract, DCTERMS.description, RDFS.comment)
    assert list(ontology.objects(ONTOLOGY, DCTERMS.license))
    assert list(ontology.objects(ONTOLOGY, OWL.versionIRI))
    assert list(ontology.objects(ONTOLOGY, DCTERMS.creator))
    assert texts(ontology, ONTOLOGY, VANN.preferredNamespaceUri) == [f"{IRI}#"]


def test_find1_a_prefix_is_declared(ontology: rdflib.Graph, client: httpx.Client) -> None:
    assert texts(ontology, ONTOLOGY, VANN.preferredNamespacePrefix) == ["tg"]
    assert f"@prefix tg: <{IRI}#> ." in served(client, IRI, "text/turtle").text


# Accessible


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
@pytest.mark.parametrize("accept", SYNTAXES)
def test_cn1_content_is_negotiated(accept: str, ontology: rdflib.Graph, client: httpx.Client) -> None:
    response = served(client, IRI, accept)
    assert response.headers["content-type"].partition(";")[0] == accept
    assert "accept" in response.headers["vary"].lower()
    read = rdflib.Graph().parse(data=response.text, format=SYNTAXES[accept])
    assert len(read) == len(ontology)


def test_http1_the_protocol_is_open() -> None:
    assert IRI.startswith(("http://", "https://"))


# Interoperable


@pytest.mark.parametrize("accept", SYNTAXES)
def test_rdf1_there_is_an_rdf_document(accept: str, client: httpx.Client) -> None:
    assert len(served(client, IRI, accept).content) > 1000


def test_voc1_metadata_is_told_in_the_words_of_others(ontology: rdflib.Graph) -> None:
    namespaces = {
        str(each).rpartition("#")[0] or str(each).rpartition("/")[0] for each in ontology.predicates(ONTOLOGY)
    }
    assert {"http://purl.org/dc/terms", "http://purl.org/vocab/vann", "http://purl.org/ontology/bibo"} <= namespaces


def test_voc2_terms_of_other_vocabularies_are_extended(ontology: rdflib.Graph) -> None:
    above = {str(up) for down, up in ontology.subject_objects(RDFS.subClassOf) if str(down).startswith(f"{IRI}#")}
    assert any(each.startswith("http://www.w3.org/ns/prov#") for each in above)
    assert list(ontology.objects(ONTOLOGY, OWL.imports)) == []


# Reusable


def test_doc1_there_is_a_page_for_people(client: httpx.Client) -> None:
    response = served(client, IRI, "text/html")
    assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "<h1" in response.text


def test_om2_the_recommended_metadata_is_there(ontology: rdflib.Graph) -> None:
    # Prefix, version, day of creation, citation; a contributor costs nothing.
    for predicate in (
        VANN.preferredNamespacePrefix,
        OWL.versionInfo,
        DCTERMS.created,
        DCTERMS.bibliographicCitation,
        DCTERMS.contributor,
    ):
        assert texts(ontology, ONTOLOGY, predicate), predicate


def test_om3_the_detailed_metadata_is_there_but_for_a_doi(ontology: rdflib.Graph, client: httpx.Client) -> None:
    for predicate in (DCTERMS.publisher, BIBO.status, DCTERMS.source, DCTERMS.issued, DCTERMS.modified, FOAF.logo):
        assert list(ontology.objects(ONTOLOGY, predicate)), predicate
    logo = served(client, str(ontology.value(ONTOLOGY, FOAF.logo)), "*/*")
    assert logo.headers["content-type"].startswith("image/svg+xml")


def test_om4_1_a_licence_is_given(ontology: rdflib.Graph) -> None:
    assert list(ontology.objects(ONTOLOGY, DCTERMS.license))
    assert texts(ontology, ONTOLOGY, DCTERMS.rights)


def test_om4_2_the_licence_is_an_address(ontology: rdflib.Graph) -> None:
    (licence,) = ontology.objects(ONTOLOGY, DCTERMS.license)
    assert isinstance(licence, rdflib.URIRef)
    assert re.fullmatch(r"https://creativecommons\.org/licenses/[a-z-]+/\d\.\d/", licence)


def test_om5_1_who_made_it_and_when_is_told(ontology: rdflib.Graph) -> None:
    for predicate in (DCTERMS.creator, DCTERMS.created):
        assert texts(ontology, ONTOLOGY, predicate)


def test_om5_2_who_published_it_and_when_is_told(ontology: rdflib.Graph) -> None:
    for predicate in (DCTERMS.issued, DCTERMS.publisher):
        assert texts(ontology, ONTOLOGY, predicate)


def test_voc3_every_term_has_a_label(ontology: rdflib.Graph) -> None:
    found = terms(ontology)
    assert {term for term in found if not texts(ontology, term, RDFS.label, SKOS.prefLabel)} == set()
    assert len(found) > 250


def test_voc4_every_term_has_a_description(ontology: rdflib.Graph) -> None:
    assert {term for term in terms(ontology) if not texts(ontology, term, RDFS.comment, SKOS.definition)} == set()
