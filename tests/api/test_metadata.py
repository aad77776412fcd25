"""The description of the dataset: VoID counted against the store, DCAT as registries want it, SKOS, schema.org."""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx
import pyshacl
import pytest
import rdflib
from rdflib.namespace import DCTERMS, RDF, SKOS, VOID, XSD

BASE = "https://w3id.org/treatygraph/"
DATASET = rdflib.URIRef(BASE + "id/dataset")
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
SCHEMA = rdflib.Namespace("https://schema.org/")
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
SHAPES = Path(__file__).parent / "catalog.shapes.ttl"


def rows(client: httpx.Client, pattern: str, wanted: str = "*") -> list[dict[str, str]]:
    """The rows of a query, each cell as text."""
    response = client.post("/sparql", data={"query": f"SELECT {wanted} {{ {pattern} }}"})
    assert response.status_code == 200, response.text
    return [{name: cell["value"] for name, cell in row.items()} for row in response.json()["results"]["bindings"]]


@pytest.fixture(scope="module")
def void(client: httpx.Client) -> rdflib.Graph:
    """What the dataset's description says."""
    return rdflib.Graph().parse(data=client.get("/.well-known/void").text, format="turtle")


@pytest.fixture(scope="module")
def catalog(client: httpx.Client) -> rdflib.Graph:
    """What a registry reads."""
    return rdflib.Graph().parse(data=client.get("/catalog.ttl").text, format="turtle")


# VoID


def test_each_class_is_partitioned_by_the_properties_that_its_instances_have(
    client: httpx.Client, void: rdflib.Graph
) -> None:
    described = "GRAPH ?g { ?s ?p ?o } FILTER(?g NOT IN (graph:void, graph:concepts, graph:examples))"
    counted = {
        (row["c"], row["p"]): int(row["n"])
        for row in rows(
            client,
            f"{{ SELECT ?c ?p (COUNT(*) AS ?n) {{ {{ SELECT DISTINCT ?s ?p ?o {{ {described} }} }} ?s a ?c }} GROUP BY ?c ?p }}"
            " FILTER(STRSTARTS(STR(?c), STR(tg:)) && ?p != rdf:type)",
        )
    }
    told = {
        (str(found), str(void.value(part, VOID.property))): int(void.value(part, VOID.triples))
        for partition, found in void.subject_objects(VOID["class"])
        for part in void.objects(partition, VOID.propertyPartition)
    }
    assert told == counted
    assert len(told) > 500


def test_what_is_counted_of_the_dataset_is_so(client: httpx.Client, void: rdflib.Graph) -> None:
    graphs = "GRAPH ?g { ?s ?p ?o } FILTER(?g NOT IN (graph:void, graph:concepts, graph:examples, graph:shapes, graph:report))"
    (found,) = rows(
        client,
        f"{{ SELECT DISTINCT ?s ?p ?o {{ {graphs} }} }}",
        "(COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?distinctSubjects) (COUNT(DISTINCT ?p) AS ?properties)",
    )
    assert found == {name: str(void.value(DATASET, VOID[name])) for name in found}
    assert len(set(void.objects(DATASET, VOID.propertyPartition))) == int(found["properties"])


def test_each_linkset_counts_the_links_that_lead_to_its_target(client: httpx.Client, void: rdflib.Graph) -> None:
    matches = "skos:exactMatch, skos:closeMatch, skos:broadMatch, skos:narrowMatch, skos:relatedMatch"
    abroad = [
        (row["p"], row["o"])
        for row in rows(
            client,
            f'{{ SELECT DISTINCT ?s ?p ?o {{ ?s ?p ?o FILTER(?p IN ({matches}) && isIRI(?o) && !STRSTARTS(STR(?o), "{BASE}")) }} }}',
        )
    ]
    assert abroad
    told = 0
    for linkset in void.subjects(RDF.type, VOID.Linkset):
        target = void.value(linkset, VOID.objectsTarget)
        space, predicate = str(void.value(target, VOID.uriSpace)), str(void.value(linkset, VOID.linkPredicate))
        number = int(void.value(linkset, VOID.triples))
        assert void.value(linkset, VOID.subjectsTarget) == DATASET
        assert (DATASET, VOID.subset, linkset) in void
        assert (target, RDF.type, VOID.Dataset) in void
        # A space within another counts for the narrower one only.
        assert 0 < number <= sum(1 for p, o in abroad if p == predicate and o.startswith(space))
        told += number
    assert told == len(abroad)


def test_the_links_to_wikidata_have_their_linkset_by_name(client: httpx.Client, void: rdflib.Graph) -> None:
    target = rdflib.URIRef(BASE + "id/dataset/target/wikidata")
    assert {value.language for value in void.objects(target, DCTERMS.title)} == {"en", "fr"}
    (linkset,) = [
        each for each in void.subjects(VOID.objectsTarget, target)
        if void.value(each, VOID.linkPredicate) == SKOS.exactMatch
    ]  # fmt: skip
    entity = 'FILTER(STRSTARTS(STR(?q), "http://www.wikidata.org/entity/"))'
    assert int(void.value(linkset, VOID.triples)) == len(
        rows(client, f"?s skos:exactMatch ?q {entity}", "DISTINCT ?s ?q")
    )


def test_the_formats_and_the_entry_points_are_told(client: httpx.Client, void: rdflib.Graph) -> None:
    assert {str(each).rpartition("/")[2] for each in void.objects(DATASET, VOID.feature)} == {
        "Turtle", "N-Triples", "JSON-LD", "RDF_XML", "N-Quads", "TriG",
    }  # fmt: skip
    roots = {str(each) for each in void.objects(DATASET, VOID.rootResource)}
    assert roots == {row["treaty"] for row in rows(client, "?treaty a tg:Treaty")}


# DCAT


def test_the_catalogue_has_what_a_registry_requires(catalog: rdflib.Graph) -> None:
    shapes = rdflib.Graph().parse(SHAPES)
    conforms, _, said = pyshacl.validate(catalog, shacl_graph=shapes, inference="none", advanced=False)
    assert conforms, said
    for kind in (DCAT.Catalog, DCAT.Dataset, DCAT.DatasetSeries, DCAT.Distribution, DCAT.DataService):
        assert (None, RDF.type, kind) in catalog, kind


@pytest.mark.parametrize(
    "lacking", [DCTERMS.title, DCTERMS.publisher, DCAT.accessURL, DCAT.endpointURL, DCAT.dataset, DCAT.startDate]
)
def test_the_shapes_miss_what_is_taken_away(catalog: rdflib.Graph, lacking: rdflib.URIRef) -> None:
    torn = rdflib.Graph()
    for triple in catalog:
        if triple[1] != lacking:
            torn.add(triple)
    conforms, *_ = pyshacl.validate(torn, shacl_graph=rdflib.Graph().parse(SHAPES), inference="none")
    assert not conforms


def test_every_title_and_description_is_in_both_languages(catalog: rdflib.Graph) -> None:
    for subject, predicate in {(s, p) for s, p, _ in catalog if p in (DCTERMS.title, DCTERMS.description)}:
        told = {value.language for value in catalog.objects(subject, predicate)}
        # The names of files and of the datasets of others are the same in every language.
        assert told in ({"en", "fr"}, {None}), (subject, told)


def test_the_tables_of_each_treaty_are_a_member_of_the_series_with_each_file_as_a_distribution(
    client: httpx.Client, catalog: rdflib.Graph
) -> None:
    files = {row["file"] for row in rows(client, "?row tg:file ?file", "DISTINCT ?file")}
    told = {str(each).removeprefix(BASE + "data/") for each in catalog.objects(None, DCAT.downloadURL)}
    assert files <= told
    members = {str(each).rpartition("/")[2] for each in catalog.subjects(DCAT.inSeries)}
    assert members == {each.split("/")[1] if each.startswith("treaties/") else "all" for each in files}
    for member in catalog.subjects(DCAT.inSeries):
        assert (rdflib.URIRef(BASE + "id/catalog"), DCAT.dataset, member) in catalog


def test_the_period_runs_from_the_first_act_to_the_end_of_what_is_covered(
    client: httpx.Client, catalog: rdflib.Graph
) -> None:
    period = catalog.value(DATASET, DCTERMS.temporal)
    (days,) = rows(client, "?act tg:date ?day", "(MIN(?day) AS ?first)")
    assert catalog.value(period, DCAT.startDate) == rdflib.Literal(days["first"], datatype=XSD.date)
    assert str(catalog.value(period, DCAT.endDate)) == client.get("/health").json()["coverage"]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_the_catalogue_is_written_in_every_format_alike(client: httpx.Client, catalog: rdflib.Graph) -> None:
    for suffix, form in (("jsonld", "json-ld"), ("nt", "nt"), ("rdf", "xml")):
        response = client.get(f"/catalog.{suffix}")
        assert set(rdflib.Graph().parse(data=response.text, format=form)) == set(catalog), suffix
        accepted = client.get("/catalog", headers={"accept": response.headers["content-type"]})
        assert (accepted.content, accepted.headers["vary"]) == (response.content, "Accept, Accept-Encoding")
    page = client.get("/catalog", headers={"accept": "text/html"})
    assert (page.status_code, page.headers["location"]) == (303, "/doc/catalog")
    assert client.get("/catalog", headers={"accept": "image/png"}).status_code == 406
    assert client.get("/catalog.csv").status_code == 404


# SKOS


def test_no_scheme_is_a_concept(client: httpx.Client) -> None:
    # SKOS Reference, S9.
    assert rows(client, "?each a skos:ConceptScheme , skos:Concept") == []


def test_no_label_is_preferred_and_another_at_once(client: httpx.Client) -> None:
    # S13.
    both = "?each skos:prefLabel ?label ; skos:altLabel|skos:hiddenLabel ?label"
    assert rows(client, f"?each a skos:Concept . {both}") == []
    assert rows(client, "?each a skos:Concept ; skos:altLabel ?label ; skos:hiddenLabel ?label") == []


def test_no_concept_or_scheme_has_two_preferred_labels_in_a_language(client: httpx.Client) -> None:
    # S14.
    pattern = "?each a ?kind ; skos:prefLabel ?one , ?two FILTER(?kind IN (skos:Concept, skos:ConceptScheme) && LANG(?one) = LANG(?two) && STR(?one) < STR(?two))"
    assert rows(client, pattern) == []


def test_nothing_is_related_to_what_is_broader(client: httpx.Client) -> None:
    # S27.
    assert rows(client, "?each skos:related ?other ; (skos:broader|^skos:narrower)+ ?other") == []


def test_no_concept_is_a_collection(client: httpx.Client) -> None:
    # S37.
    assert rows(client, "?each a skos:Concept ; a skos:Collection") == []


def test_no_exact_match_is_a_broad_or_related_match_too(client: httpx.Client) -> None:
    # S46, with the directions in which matches run both ways.
    other = "(skos:broadMatch|^skos:broadMatch|skos:narrowMatch|^skos:narrowMatch|skos:relatedMatch|^skos:relatedMatch)"
    assert rows(client, f"?each skos:exactMatch|^skos:exactMatch ?other ; {other} ?other") == []


def test_every_concept_is_called_by_its_name_in_both_languages_and_stands_in_a_scheme(client: httpx.Client) -> None:
    concepts = {row["each"] for row in rows(client, "?each a skos:Concept")}
    for language in ("en", "fr"):
        named = f'?each a skos:Concept ; skos:prefLabel ?label FILTER(LANG(?label) = "{language}")'
        assert {row["each"] for row in rows(client, named)} == concepts
    assert {
        row["each"] for row in rows(client, "?each skos:inScheme ?scheme . ?scheme a skos:ConceptScheme")
    } == concepts
    assert len(concepts) > 50


def test_schemes_lead_to_their_top_and_from_there_down_to_every_concept(client: httpx.Client) -> None:
    down = {(row["s"], row["c"]) for row in rows(client, "?s skos:hasTopConcept/skos:narrower* ?c")}
    assert down == {(row["s"], row["c"]) for row in rows(client, "?c skos:inScheme ?s")}
    top = {(row["s"], row["c"]) for row in rows(client, "?s skos:hasTopConcept ?c")}
    assert top == {(row["s"], row["c"]) for row in rows(client, "?c skos:topConceptOf ?s")}
    for scheme in (
        "Action",
        "Offence",
        "Power",
        "Status",
        "Role",
        "Rounding",
        "SourceRank",
        "Outcome",
        "Comparison",
    ):
        assert f"{BASE}ontology#{scheme}Scheme" in {each for each, _ in top}, scheme


def test_kinds_of_act_stand_below_each_other_as_their_classes_do(client: httpx.Client) -> None:
    told = {(row["k"], row["b"]) for row in rows(client, "?k skos:broader ?b")}
    classes = "GRAPH graph:ontology { ?k rdfs:subClassOf ?b } ?b skos:inScheme tg:ActionScheme"
    assert told == {(row["k"], row["b"]) for row in rows(client, classes)}
    assert told == {(row["k"], row["b"]) for row in rows(client, "?b skos:narrower ?k")}
    word = "tg:DefinitiveSignature skos:notation ?word ; skos:prefLabel ?label ; skos:broader tg:ConsentToBeBound"
    assert {row["word"] for row in rows(client, word)} == {"definitive signature"}


def test_a_notation_is_the_word_that_parameters_of_questions_take(client: httpx.Client) -> None:
    found = rows(client, "?measure skos:inScheme tg:OffenceScheme ; skos:notation ?word")
    assert found
    assert all(row["measure"] == f"{BASE}id/{row['word']}" for row in found)
    scheme = "?each skos:inScheme ?scheme ; skos:notation ?word"
    assert rows(client, f"{scheme} . ?other skos:inScheme ?scheme ; skos:notation ?word FILTER(?each != ?other)") == []


# schema.org


def block(page: str) -> dict[str, object]:
    """The JSON-LD that a page carries."""
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert "<" not in text
    found = json.loads(text)
    assert isinstance(found, dict)
    return found


@pytest.fixture(scope="module", params=["/", "/release/current", "/downloads"])
def carried(request: pytest.FixtureRequest, client: httpx.Client) -> dict[str, object]:
    """What a page carries for search engines."""
    response = client.get(str(request.param), headers={"accept": "text/html"}, follow_redirects=True)
    assert response.status_code == 200
    return block(response.text)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_pages_carry_the_dataset_as_search_engines_of_data_read_it(
    carried: dict[str, object], client: httpx.Client
) -> None:
    read = rdflib.Graph().parse(data=json.dumps(carried), format="json-ld")
    turtle = client.get("/release/current", headers={"accept": "text/turtle"}, follow_redirects=True).text
    released = rdflib.Graph().parse(data=turtle, format="turtle")
    assert (DATASET, RDF.type, SCHEMA.Dataset) in read
    text = str(read.value(DATASET, SCHEMA.description))
    assert 50 <= len(text) <= 5000
    for name in ("name", "alternateName", "keywords", "license", "url", "identifier", "version", "creator", "publisher",
                 "temporalCoverage", "spatialCoverage", "isAccessibleForFree", "includedInDataCatalog", "distribution"):  # fmt: skip
        assert (DATASET, SCHEMA[name], None) in read, name
    assert str(read.value(DATASET, SCHEMA.version)) == client.get("/health").json()["release"]
    assert isinstance(read.value(DATASET, SCHEMA.license), rdflib.URIRef)
    for distribution in read.objects(DATASET, SCHEMA.distribution):
        assert (distribution, RDF.type, SCHEMA.DataDownload) in read
        for name in ("contentUrl", "contentSize", "sha256", "name"):
            assert (distribution, SCHEMA[name], None) in read, (distribution, name)
        formats = {str(each) for each in read.objects(distribution, SCHEMA.encodingFormat)}
        told = (DCAT.mediaType, DCAT.packageFormat, DCAT.compressFormat)
        assert {f"{MEDIA_TYPES}{each}" for each in formats} == {
            str(each) for predicate in told for each in released.objects(distribution, predicate)
        }
    assert {str(each) for each in read.predicates() if each != RDF.type} <= {str(SCHEMA[name]) for name in _WORDS}


#: The words of schema.org that stand on https://schema.org/Dataset, /DataCatalog, /DataDownload, /Organization, /Place.
_WORDS = frozenset(
    [
        "name",
        "alternateName",
        "description",
        "keywords",
        "url",
        "identifier",
        "license",
        "isAccessibleForFree",
        "inLanguage",
        "version",
        "temporalCoverage",
        "spatialCoverage",
        "creator",
        "publisher",
        "includedInDataCatalog",
        "distribution",
        "contentUrl",
        "encodingFormat",
        "contentSize",
        "sha256",
    ]
)


def test_what_pages_carry_is_what_the_description_says(carried: dict[str, object], catalog: rdflib.Graph) -> None:
    titles = {str(value) for value in catalog.objects(DATASET, DCTERMS.title) if value.language == "en"}
    assert carried["name"] in titles
    assert carried["license"] == str(catalog.value(DATASET, DCTERMS.license))
