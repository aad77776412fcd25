"""Questions over HTTP: each in every format, page by page, as their own documentation tells it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import openpyxl
import pytest
import rdflib
import yaml
from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from treatygraph.catalogue import Question, questions
from treatygraph.content import Content
from treatygraph.rows.formats import SUFFIXES, offered

ASKED = "/queries/parties.{}?treaty=mini-1&on=2004-02-01"
HTML = "text/html"
CASES = Path(__file__).parents[1] / "queries"
COUNT = 6


@pytest.fixture(scope="module")
def catalogue(miniature: tuple[Content, Any]) -> dict[str, Question]:
    """Every question by its slug."""
    return questions(miniature[0])


@pytest.fixture(scope="module")
def document(client: httpx.Client) -> dict[str, Any]:
    """The description of the interface."""
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


@pytest.fixture(scope="module")
def examples(
    client: httpx.Client, catalogue: Mapping[str, Question]
) -> dict[str, tuple[dict[str, str], httpx.Response]]:
    """A case of each question that has rows, and the typed answer to it."""
    found = {}
    for slug in catalogue:
        cases = yaml.load((CASES / f"{slug}.yaml").read_text("utf-8"), yaml.BaseLoader)
        given = next(case["ask"] for case in cases if len(case["rows"].splitlines()) > 1) or {}
        found[slug] = given, client.get(f"/queries/{slug}.json", params=given)
    return found


def links(response: httpx.Response) -> dict[str, list[tuple[str, str]]]:
    """The addresses of a Link header by relation, each with its type."""
    found: dict[str, list[tuple[str, str]]] = {}
    for target, relation, kind in re.findall(
        r'<([^>]*)>; rel="([^"]+)"(?:; type="([^"]+)")?', response.headers["link"]
    ):
        found.setdefault(relation, []).append((target, kind))
    return found


def rows(response: httpx.Response, suffix: str) -> list[Any]:
    """The rows of an answer in a format."""
    if suffix in ("csv", "tsv"):
        return list(csv.reader(io.StringIO(response.text), delimiter="," if suffix == "csv" else "\t"))[1:]
    if suffix in ("srj", "srx"):
        found = parse_query_results(
            response.content, {"srj": QueryResultsFormat.JSON, "srx": QueryResultsFormat.XML}[suffix]
        )
        assert isinstance(found, QuerySolutions)
        return [str(row) for row in found]
    if suffix == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
        return list(sheet.iter_rows(min_row=2, values_only=True))
    told = response.json()
    if suffix == "jsonld":
        return [node for node in told["@graph"] if "#row=" in node["@id"]]
    return [feature["properties"] for feature in told["features"]] if suffix == "geojson" else told["rows"]


class TestFormats:
    @pytest.mark.parametrize("suffix", SUFFIXES)
    def test_a_suffix_and_an_accept_header_give_the_same(self, client: httpx.Client, suffix: str) -> None:
        named = client.get(ASKED.format(suffix))
        chosen = client.get(ASKED.format("").replace(".?", "?"), headers={"accept": SUFFIXES[suffix]})
        assert named.status_code == chosen.status_code == 200, named.text
        assert named.content == chosen.content
        assert named.headers["content-type"].partition(";")[0] == SUFFIXES[suffix]
        assert "Treatygraph-Total" in named.headers["access-control-expose-headers"]
        for response in (named, chosen):
            assert response.headers["content-location"] == ASKED.format(suffix)
            assert response.headers["vary"].startswith("Accept")
            assert response.headers["treatygraph-total"] == str(COUNT)
        assert len(rows(named, suffix)) == COUNT

    @pytest.mark.parametrize("suffix", ["html", *SUFFIXES])
    def test_every_format_names_the_others_that_can_hold_the_answer(self, client: httpx.Client, suffix: str) -> None:
        told = links(client.get(ASKED.format(suffix)))
        others = {ASKED.format(other): kind for other, kind in {"html": HTML, **SUFFIXES}.items() if other != suffix}
        assert dict(told["alternate"]) == others
        assert all(client.head(address).status_code == 200 for address in others)
        assert {"describedby", "license"} <= told.keys()

    def test_what_names_no_states_is_not_put_on_a_map(self, client: httpx.Client) -> None:
        response = client.get("/queries/count-parties.geojson?treaty=mini-1")
        assert (response.status_code, response.headers["content-type"]) == (406, "application/problem+json")
        assert response.json()["cure"] == "ask for .json or .csv."
        assert "geojson" not in client.get("/queries/count-parties.json?treaty=mini-1").json()["links"]
        accept = {"accept": "application/geo+json"}
        assert client.get("/queries/count-parties?treaty=mini-1", headers=accept).status_code == 406

    def test_json_is_typed_and_that_of_sparql_has_its_own_suffix(self, client: httpx.Client) -> None:
        told = client.get("/queries/count-parties.json?treaty=mini-1&on=2004-02-01").json()
        assert told["rows"] == [{"definite": 5, "possible": 1}]
        assert told["asked"] == {"treaty": "mini-1", "on": "2004-02-01", "reading": "contracting"}
        plain = client.get("/queries/count-parties.srj?treaty=mini-1&on=2004-02-01").json()
        assert plain["results"]["bindings"][0]["definite"]["value"] == "5"
        assert plain["head"]["link"]

    def test_a_view_is_told_among_what_was_asked(self, client: httpx.Client) -> None:
        told = client.get(f"{ASKED.format('json')}&rank=government").json()
        assert told["asked"]["rank"] == "government"
        assert "knownAt" not in told["asked"]

    def test_a_workbook_says_what_stands_behind_its_rows(self, client: httpx.Client) -> None:
        book = openpyxl.load_workbook(io.BytesIO(client.get(ASKED.format("xlsx")).content))
        said = "\n".join(str(row[0]) for row in book["Sources"].iter_rows(values_only=True))
        assert said.strip() == client.get(ASKED.format("cite.txt")).text.strip()

    def test_features_lie_where_the_graph_places_their_states(self, client: httpx.Client) -> None:
        query = "SELECT ?iso3 ?long ?lat { ?state tg:alpha3 ?iso3 ; <%slong> ?long ; <%slat> ?lat }"
        space = "http://www.w3.org/2003/01/geo/wgs84_pos#"
        placed = client.post("/sparql", data={"query": query % (space, space)}).json()["results"]["bindings"]
        places = {row["iso3"]["value"]: [float(row[name]["value"]) for name in ("long", "lat")] for row in placed}
        features = client.get(ASKED.format("geojson")).json()["features"]
        for feature in features:
            point = feature["geometry"]
            assert (point["coordinates"] if point else None) == places.get(feature["properties"]["iso3"])
        assert any(feature["geometry"] for feature in features)


class TestPages:
    @pytest.mark.parametrize("suffix", SUFFIXES)
    def test_pages_of_every_format_make_up_the_whole(self, client: httpx.Client, suffix: str) -> None:
        whole = rows(client.get(ASKED.format(suffix)), suffix)
        found, address = [], f"{ASKED.format(suffix)}&size=4"
        while address:
            response = client.get(address)
            assert response.headers["treatygraph-total"] == str(COUNT)
            found += rows(response, suffix)
            address = dict(links(response).get("next", [])) and links(response)["next"][0][0]
        assert len(found) == len(whole) == COUNT
        if suffix != "jsonld":
            assert found == whole

    def test_pages_of_every_question_make_up_the_whole(
        self, client: httpx.Client, examples: Mapping[str, tuple[dict[str, str], httpx.Response]]
    ) -> None:
        several = 0
        for slug, (given, response) in examples.items():
            assert response.status_code == 200, (slug, response.text)
            whole = response.json()
            assert (whole["total"], whole["pages"], whole["size"]) == (len(whole["rows"]), 1, len(whole["rows"]))
            size = max(whole["total"] // 2, 1)
            found: list[Any] = []
            address = f"/queries/{slug}.json?{httpx.QueryParams({**given, 'size': size})}"
            while address:
                page = client.get(address).json()
                found += page["rows"]
                address = page["links"].get("next", "")
                several += page["page"] > 1
            assert found == whole["rows"], slug
        assert several > 40

    def test_a_page_beyond_the_last_is_a_problem_with_its_cure(self, client: httpx.Client) -> None:
        for suffix in ("html", *SUFFIXES):
            response = client.get(f"{ASKED.format(suffix)}&size=4&page=3")
            assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")
            assert response.json()["detail"] == "question parties: its answer has no page 3"
            assert response.json()["cure"] == "its 6 rows end on page 2, at 4 a page."

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ("size=0", "size=0 is not a number that it may be"),
            ("size=10001", "size=10001 is not"),
            ("page=x", "page=x is not"),
            ("lang=de", "lang=de is not a language"),
            ("page=1&page=2", "page is given twice"),
            ("row=1", "it has no parameter row"),
        ],
    )
    def test_what_is_wrong_is_told(self, client: httpx.Client, wrong: str, told: str) -> None:
        response = client.get(f"{ASKED.format('csv')}&{wrong}")
        assert response.status_code == 400
        assert told in response.json()["detail"]
        assert response.json()["cure"]

    def test_the_page_for_people_shows_where_it_is_and_turns(self, client: httpx.Client) -> None:
        text = client.get(f"{ASKED.format('html')}&size=4").text
        assert "<strong>6</strong> rows (1–4)" in text
        assert 'rel="next" href="/queries/parties.html?treaty=mini-1&amp;on=2004-02-01&amp;size=4&amp;page=2"' in text

    def test_a_page_says_what_its_columns_mean_in_both_languages(self, client: httpx.Client) -> None:
        english, french = (client.get(f"{ASKED.format('html')}&lang={language}").text for language in ("en", "fr"))
        assert '<html lang="en">' in english
        assert '<html lang="fr">' in french
        assert ">Possibly since</th>" in english
        assert ">Peut-être depuis</th>" in french
        assert '<dt id="possibly_since">' in english
        assert "Ce que signifient les colonnes" in french


class TestCatalogue:
    def test_the_catalogue_lists_every_question_with_parameters_and_fields(
        self, client: httpx.Client, catalogue: Mapping[str, Question]
    ) -> None:
        told = client.get("/queries.json").json()["questions"]
        assert [each["slug"] for each in told] == list(catalogue)
        parties = next(each for each in told if each["slug"] == "parties")
        assert parties["parameters"][2] == {
            "name": "reading",
            "type": "choice",
            "required": False,
            "default": "contracting",
            "values": ["contracting", "party"],
            "example": None,
        }
        assert [each["name"] for each in parties["fields"]] == [each.name for each in catalogue["parties"].fields]
        assert parties["links"] == {each: f"/queries/parties.{each}" for each in ("html", *SUFFIXES)}

    def test_the_catalogue_is_negotiated(self, client: httpx.Client) -> None:
        told = client.get("/queries", headers={"accept": "application/json"})
        assert told.content == client.get("/queries.json").content
        assert client.get("/queries").headers["content-type"].startswith("text/html")
        assert client.get("/queries", headers={"accept": "text/turtle"}).status_code == 406


class TestDocumentation:
    def test_it_is_a_page_as_well_that_names_every_operation(
        self, client: httpx.Client, document: dict[str, Any]
    ) -> None:
        text = client.get("/api").text
        for path, methods in document["paths"].items():
            for method in methods:
                assert f"<code>{method.upper()} {path}</code>" in text

    def test_it_is_openapi(self, document: dict[str, Any]) -> None:
        assert document["openapi"].startswith("3.1")
        OPENAPI_31_VALIDATOR.validate(document)

    def test_every_reference_in_it_leads_somewhere(self, document: dict[str, Any]) -> None:
        named = set(re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(document)))
        assert named != set()
        for name in named:
            found: Any = document
            for part in name.split("/"):
                found = found[part]

    def test_every_question_has_an_operation_with_its_parameters_and_its_columns(
        self, document: dict[str, Any], catalogue: Mapping[str, Question]
    ) -> None:
        named = [operation["operationId"] for path in document["paths"].values() for operation in path.values()]
        assert len(named) == len(set(named))
        for slug, question in catalogue.items():
            operation = document["paths"][f"/queries/{slug}.json"]["get"]
            assert operation["summary"] == question.title["en"]
            own = {each["name"]: each for each in operation["parameters"] if "name" in each}
            assert list(own) == [each.name for each in question.parameters]
            assert [name for name, each in own.items() if each["required"]] == [
                each.name for each in question.parameters if each.required
            ]
            answer = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
            row = document["components"]["schemas"][answer.removesuffix("Answer") + "Row"]
            assert list(row["properties"]) == row["required"] == [each.name for each in question.fields]
            assert all(each["description"] for each in row["properties"].values())

    def test_examples_and_defaults_are_what_their_schemas_say(self, document: dict[str, Any]) -> None:
        for path in document["paths"].values():
            for each in path.get("get", {}).get("parameters", []):
                for value in (each.get("example"), each.get("schema", {}).get("default")):
                    if value is not None:
                        jsonschema.validate(value, each["schema"], format_checker=jsonschema.FormatChecker())

    def test_every_answer_is_what_its_schema_says(
        self, document: dict[str, Any], examples: Mapping[str, tuple[dict[str, str], httpx.Response]]
    ) -> None:
        for slug, (_, response) in examples.items():
            told = document["paths"][f"/queries/{slug}.json"]["get"]["responses"]["200"]["content"]["application/json"]
            schema = {**told["schema"], "components": document["components"]}
            checker = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
            assert list(checker.iter_errors(response.json())) == [], slug

    def test_a_problem_is_what_its_schema_says(self, document: dict[str, Any], client: httpx.Client) -> None:
        schema = {**document["components"]["schemas"]["Problem"], "components": document["components"]}
        jsonschema.validate(client.get("/queries/parties.json").json(), schema)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_every_answer_as_linked_data_has_its_rows_and_its_columns(
    client: httpx.Client,
    catalogue: Mapping[str, Question],
    examples: Mapping[str, tuple[dict[str, str], httpx.Response]],
) -> None:
    for slug, (given, response) in examples.items():
        text = client.get(f"/queries/{slug}.jsonld", params=given).text
        graph = rdflib.Graph().parse(data=text, format="json-ld")
        assert len(set(graph.objects(None, rdflib.PROV.hadMember))) == response.json()["total"]
        told = sum(value is not None for row in response.json()["rows"] for value in row.values())
        columns = {
            rdflib.URIRef(f"https://w3id.org/treatygraph/queries/{slug}#{each.name}") for each in catalogue[slug].fields
        }
        assert set(graph.subjects(rdflib.RDF.type, rdflib.RDF.Property)) == columns
        assert sum(len(list(graph.subject_objects(column))) for column in columns) == told, slug


def test_geography_is_offered_for_exactly_the_questions_whose_rows_name_states(
    client: httpx.Client,
    catalogue: Mapping[str, Question],
    examples: Mapping[str, tuple[dict[str, str], httpx.Response]],
) -> None:
    for slug, (given, response) in examples.items():
        found = client.get(f"/queries/{slug}.geojson", params=given)
        if "geojson" in offered(catalogue[slug]):
            assert len(found.json()["features"]) == response.json()["total"]
        else:
            assert found.status_code == 406
