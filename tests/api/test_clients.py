"""Clients that people use, as they use them: SPARQLWrapper, rdflib, curl and Comunica."""

from __future__ import annotations

import functools
import http.server
import json
import shutil
import subprocess
import sys
import threading
import urllib.request
import xml.dom.minidom
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple, parse
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, GET, JSON, JSONLD, N3, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, URLENCODED, XML
from SPARQLWrapper import SPARQLWrapper as Wrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from treatygraph.content import Content
from treatygraph.graphs import add
from treatygraph.releases.publication import publish

PROJECT = Path(__file__).parents[2]
BASE = "https://w3id.org/treatygraph/"
TG = rdflib.Namespace(f"{BASE}ontology#")
STATE = rdflib.Namespace(f"{BASE}id/state/")
GRAPH = rdflib.Namespace(f"{BASE}graph/")

#: The first three States of the miniature by code.
SELECT = """SELECT ?iso3 ?name { ?state tg:alpha3 ?iso3 ; skos:prefLabel ?name FILTER(LANG(?name) = "en") } ORDER BY ?iso3 LIMIT 3"""
ROWS = [("AUT", "Austria"), ("BEL", "Belgium"), ("CAN", "Canada")]
ACCENTS = "SELECT ?iso3 { ?state tg:alpha3 ?iso3 ; skos:prefLabel 'Monténégro'@fr FILTER('+ & %25 é' != '') }"
CONSTRUCT = "CONSTRUCT { ?state tg:alpha3 ?iso3 } { ?state tg:alpha3 ?iso3 }"
STATES = 14


class TestSparqlWrapper:
    """https://sparqlwrapper.readthedocs.io/"""

    @pytest.fixture
    def ask(self, address: str) -> Callable[..., object]:
        def ask(query: str, answer: str, method: str = GET, sending: str = URLENCODED) -> object:
            wrapper = Wrapper(f"{address}/sparql")
            wrapper.setQuery(query)
            wrapper.setReturnFormat(answer)
            wrapper.setMethod(method)
            wrapper.setRequestMethod(sending)
            found = wrapper.query()
            try:
                return found.convert()
            finally:
                found.response.close()

        return ask

    @pytest.mark.parametrize(("method", "sending"), [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)])
    def test_it_reads_rows_as_json_however_it_sends_the_query(
        self, ask: Callable[..., object], method: str, sending: str
    ) -> None:
        answer = ask(SELECT, JSON, method, sending)
        assert isinstance(answer, dict)
        assert answer["head"]["vars"] == ["iso3", "name"]
        rows = [(row["iso3"]["value"], row["name"]["value"]) for row in answer["results"]["bindings"]]
        assert rows == ROWS
        assert answer["results"]["bindings"][0]["name"]["xml:lang"] == "en"

    @pytest.mark.parametrize(("method", "sending"), [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)])
    def test_accents_and_reserved_characters_survive(
        self, ask: Callable[..., object], method: str, sending: str
    ) -> None:
        answer = ask(ACCENTS, JSON, method, sending)
        assert isinstance(answer, dict)
        assert [row["iso3"]["value"] for row in answer["results"]["bindings"]] == ["MNE"]

    def test_it_reads_rows_as_xml(self, ask: Callable[..., object]) -> None:
        answer = ask(SELECT, XML)
        assert isinstance(answer, xml.dom.minidom.Document)
        texts = [node.firstChild.nodeValue for node in answer.getElementsByTagName("literal") if node.firstChild]
        assert texts == [text for row in ROWS for text in row]

    @pytest.mark.parametrize(("answer", "separator"), [(CSV, ","), (TSV, "\t")])
    def test_it_reads_rows_as_a_table(self, ask: Callable[..., object], answer: str, separator: str) -> None:
        table = ask(SELECT, answer)
        assert isinstance(table, bytes)
        lines = table.decode().splitlines()
        assert len(lines) == 1 + len(ROWS)
        assert [cell.lstrip("?") for cell in lines[0].split(separator)] == ["iso3", "name"]
        assert "Austria" in lines[1].split(separator)[1]

    @pytest.mark.parametrize("answer", [JSON, XML])
    def test_it_reads_yes_or_no(self, ask: Callable[..., object], answer: str) -> None:
        found = ask("ASK { ?state a tg:State }", answer)
        if isinstance(found, xml.dom.minidom.Document):
            assert found.getElementsByTagName("boolean")[0].firstChild.nodeValue == "true"
        else:
            assert isinstance(found, dict)
            assert found["boolean"] is True

    @pytest.mark.parametrize(
        ("answer", "syntax"),
        [
            (TURTLE, RdfFormat.TURTLE),
            (N3, RdfFormat.TURTLE),
            (RDFXML, RdfFormat.RDF_XML),
            (XML, RdfFormat.RDF_XML),
            (JSONLD, RdfFormat.JSON_LD),
        ],
    )
    def test_it_reads_a_graph(self, address: str, answer: str, syntax: RdfFormat) -> None:
        wrapper = Wrapper(f"{address}/sparql")
        wrapper.setQuery(CONSTRUCT)
        wrapper.setReturnFormat(answer)
        with wrapper.query().response as response:
            triples = {quad.triple for quad in parse(response.read(), format=syntax)}
        assert len(triples) == STATES
        assert Triple(NamedNode(STATE.AUT), NamedNode(TG.alpha3), Literal("AUT")) in triples

    def test_it_is_told_that_a_query_is_badly_formed(self, ask: Callable[..., object]) -> None:
        with pytest.raises(QueryBadFormed, match="it is not SPARQL") as raised:
            ask("SELECT ?x { ?? }", JSON)
        raised.value.__context__.close()  # type: ignore[union-attr]

    def test_it_may_name_the_graphs_by_the_protocol(self, address: str) -> None:
        wrapper = Wrapper(f"{address}/sparql")
        answers = []
        for graph in (GRAPH.ontology, GRAPH.provenance):
            wrapper.resetQuery()
            wrapper.setReturnFormat(JSON)
            wrapper.setQuery("ASK { tg:State a owl:Class }")
            wrapper.addDefaultGraph(str(graph))
            found = wrapper.query()
            answers.append(found.convert()["boolean"])
            found.response.close()
        assert answers == [True, False]


class TestRdflib:
    """https://rdflib.readthedocs.io/, a remote graph by SPARQLStore."""

    @pytest.fixture(params=["GET", "POST", "POST_FORM"])
    def graph(self, request: pytest.FixtureRequest, address: str) -> rdflib.Graph:
        return rdflib.Graph(SPARQLStore(f"{address}/sparql", method=request.param))

    def test_a_query_with_names_of_its_own_gives_rows(self, graph: rdflib.Graph) -> None:
        query = "SELECT ?iso3 { ?state t:alpha3 ?iso3 ; label:prefLabel 'Monténégro'@fr }"
        rows = graph.query(query, initNs={"t": TG, "label": rdflib.SKOS})
        assert [str(row[0]) for row in rows] == ["MNE"]

    def test_a_value_bound_beforehand_restricts_the_rows(self, graph: rdflib.Graph) -> None:
        query = "SELECT ?iso3 { ?state <https://w3id.org/treatygraph/ontology#alpha3> ?iso3 }"
        rows = graph.query(query, initBindings={"state": STATE.JPN})
        assert [str(row.iso3) for row in rows] == ["JPN"]  # type: ignore[union-attr]

    def test_triples_are_found_by_pattern(self, graph: rdflib.Graph) -> None:
        assert set(graph.triples((None, TG.alpha3, rdflib.Literal("JPN")))) == {
            (STATE.JPN, TG.alpha3, rdflib.Literal("JPN"))
        }
        assert len(list(graph.triples((None, TG.alpha3, None)))) == STATES
        assert graph.value(STATE.JPN, TG.alpha3) == rdflib.Literal("JPN")
        assert (STATE.JPN, TG.alpha3, rdflib.Literal("XXX")) not in graph

    def test_the_length_of_the_graph_is_its_number_of_triples(self, graph: rdflib.Graph) -> None:
        rows = list(graph.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))
        assert len(graph) == int(rows[0][0])  # type: ignore[index,arg-type]

    def test_from_names_the_graph_that_is_asked(self, graph: rdflib.Graph) -> None:
        names = {"tg": TG, "owl": rdflib.OWL, "graph": GRAPH}
        assert graph.query("ASK FROM graph:ontology { tg:State a owl:Class }", initNs=names).askAnswer is True
        assert graph.query("ASK FROM graph:provenance { tg:State a owl:Class }", initNs=names).askAnswer is False

    def test_a_named_graph_of_the_remote_dataset_is_a_graph(self, address: str) -> None:
        store = SPARQLStore(f"{address}/sparql", context_aware=True)
        ontology = rdflib.Graph(store, identifier=GRAPH.ontology)
        provenance = rdflib.Graph(store, identifier=GRAPH.provenance)
        assert (TG.State, rdflib.RDF.type, rdflib.OWL.Class) in ontology
        assert (TG.State, rdflib.RDF.type, rdflib.OWL.Class) not in provenance

    def test_a_constructed_graph_is_a_graph(self, graph: rdflib.Graph) -> None:
        constructed = graph.query(CONSTRUCT.replace("tg:alpha3", TG.alpha3.n3())).graph
        assert constructed is not None
        assert len(constructed) == STATES


class TestCurl:
    """https://curl.se/docs/manpage.html"""

    @pytest.fixture
    def curl(self, address: str) -> Callable[..., tuple[str, dict[str, str], str]]:
        """Runs curl on a path and gives the status, the headers of the last reply and the body."""
        program = shutil.which("curl")
        assert program, "curl is not installed: `apt-get install curl`"

        def run(path: str, *options: str) -> tuple[str, dict[str, str], str]:
            command = [program, "--silent", "--show-error", "--max-time", "20", "--dump-header", "-", *options]
            done = subprocess.run([*command, f"{address}{path}"], capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
            head, _, body = done.stdout.partition("\n\n")
            while head.startswith("HTTP/1.1 100"):
                head, _, body = body.partition("\n\n")
            first, *fields = head.splitlines()
            headers = {name.lower(): value.strip() for name, _, value in (field.partition(":") for field in fields)}
            return first.split()[1], headers, body

        return run

    def test_get_with_the_query_encoded_by_curl(self, curl: Callable[..., tuple[str, dict[str, str], str]]) -> None:
        status, headers, body = curl(
            "/sparql", "--get", "--data-urlencode", f"query={ACCENTS}", "-H", "Accept: text/csv"
        )
        assert (status, headers["content-type"].partition(";")[0]) == ("200", "text/csv")
        assert body.split() == ["iso3", "MNE"]

    def test_post_as_a_form(self, curl: Callable[..., tuple[str, dict[str, str], str]]) -> None:
        status, _, body = curl("/sparql", "--data-urlencode", f"query={ACCENTS}", "-H", "Accept: text/csv")
        assert status == "200"
        assert body.split() == ["iso3", "MNE"]

    def test_post_of_a_file_as_it_is(
        self, curl: Callable[..., tuple[str, dict[str, str], str]], tmp_path: Path
    ) -> None:
        file = tmp_path / "question.rq"
        # Larger than what curl sends without asking first by `Expect: 100-continue`.
        file.write_text(ACCENTS + "\n#" + "x" * 80_000, encoding="utf-8")
        kind = "Content-Type: application/sparql-query"
        status, _, body = curl("/sparql", "--data-binary", f"@{file}", "-H", kind, "-H", "Accept: text/csv")
        assert status == "200"
        assert body.split() == ["iso3", "MNE"]

    def test_a_body_that_curl_announces_first_is_read(
        self, curl: Callable[..., tuple[str, dict[str, str], str]]
    ) -> None:
        kind = "Content-Type: application/sparql-query"
        status, _, body = curl("/sparql", "--data-binary", "ASK {}", "-H", kind, "-H", "Expect: 100-continue")
        assert status == "200"
        assert json.loads(body)["boolean"] is True

    def test_head_has_the_headers_of_get_and_no_body(
        self, curl: Callable[..., tuple[str, dict[str, str], str]]
    ) -> None:
        path = f"/sparql?query={quote(SELECT)}"
        _, got, body = curl(path)
        status, headed, nothing = curl(path, "--head", "--output", "/dev/null")
        assert (status, nothing) == ("200", "")
        assert headed["content-length"] == got["content-length"] == str(len(body.encode()))
        assert headed["content-type"] == got["content-type"]

    @pytest.mark.parametrize(
        "path", [f"/sparql?query={quote(SELECT)}", "/queries/parties.csv?treaty=mini-1", "/doc/treaty/mini-1.ttl", "/"]
    )
    def test_what_curl_has_already_is_not_sent_again(
        self, curl: Callable[..., tuple[str, dict[str, str], str]], path: str
    ) -> None:
        status, headers, body = curl(path)
        assert (status, bool(body)) == ("200", True)
        status, again, nothing = curl(path, "-H", f"If-None-Match: {headers['etag']}")
        assert (status, nothing, again["etag"]) == ("304", "", headers["etag"])
        assert curl(path, "-H", 'If-None-Match: "another"')[0] == "200"
        assert curl(path, "-H", "If-None-Match: *")[0] == "304"

    def test_each_format_has_a_tag_of_its_own(self, curl: Callable[..., tuple[str, dict[str, str], str]]) -> None:
        path = f"/sparql?query={quote(SELECT)}"
        tags = {curl(path, "-H", f"Accept: {kind}")[1]["etag"] for kind in ("text/csv", "application/json")}
        assert len(tags) == 2

    def test_it_follows_a_thing_to_its_document(self, curl: Callable[..., tuple[str, dict[str, str], str]]) -> None:
        assert curl("/id/state/JPN")[0] == "303"
        status, headers, body = curl("/doc/state/JPN", "-H", "Accept: text/turtle")
        assert (status, headers["content-type"].partition(";")[0]) == ("200", "text/turtle")
        assert (STATE.JPN, TG.alpha3, rdflib.Literal("JPN")) in rdflib.Graph().parse(data=body, format="turtle")

    def test_a_fault_makes_curl_fail_where_it_is_told_to(self, address: str) -> None:
        done = subprocess.run(
            ["curl", "--silent", "--fail", f"{address}/sparql?query=SELEC"], capture_output=True, check=False
        )
        assert (done.returncode, done.stdout) == (22, b"")


CITIES = "https://example.org/city/"
CAPITALS = {"AUT": "Vienna", "BEL": "Brussels", "JPN": "Tokyo", "XXX": "Atlantis"}
JOINED = {("Austria", "Vienna"), ("Belgium", "Brussels"), ("Japan", "Tokyo")}
NAMES = f"PREFIX tg: <{TG}> PREFIX skos: <{rdflib.SKOS}> PREFIX city: <{CITIES}>"


@pytest.fixture(scope="session")
def cities(
    serve: Callable[[Path], str],
    miniature: tuple[Content, Store],
    tmp_path_factory: pytest.TempPathFactory,
) -> str:
    """A second endpoint, which knows capitals and no State."""
    content, store = miniature[0], Store()
    triples = [
        Triple(NamedNode(CITIES + name), NamedNode(f"{CITIES}capitalOf"), Literal(code))
        for code, name in CAPITALS.items()
    ]
    add(store, triples, content.names.graph("source/cities"))
    out = tmp_path_factory.mktemp("cities")
    publish(store, content.names, content.fingerprint(), out)
    return serve(out)


class TestComunica:
    """https://comunica.dev/: one query over several sources."""

    @pytest.fixture
    def comunica(self) -> Callable[..., set[tuple[str, ...]]]:
        """Asks Comunica over some sources and gives the rows."""
        program = PROJECT / "node_modules" / ".bin" / "comunica-sparql"
        assert program.exists(), "Comunica is not installed: `make node_modules` (it runs `npm ci`)"

        def ask(query: str, *sources: str) -> set[tuple[str, ...]]:
            command = [str(program), *sources, "-q", f"{NAMES} {query}", "-t", JSON_RESULTS]
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
            assert done.returncode == 0, done.stderr
            answer = json.loads(done.stdout)
            names = answer["head"]["vars"]
            return {tuple(row[name]["value"] for name in names) for row in answer["results"]["bindings"]}

        return ask

    @pytest.fixture
    def file(self, tmp_path: Path) -> Iterator[str]:
        """The same capitals as a Turtle file on a server of files."""
        lines = [f'<{CITIES}{name}> <{CITIES}capitalOf> "{code}" .' for code, name in CAPITALS.items()]
        (tmp_path / "cities.ttl").write_text("\n".join(lines), encoding="utf-8")
        handler = functools.partial(Files, directory=str(tmp_path))
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            yield f"http://127.0.0.1:{server.server_port}/cities.ttl"
            server.shutdown()
            thread.join()

    def test_it_reads_rows(self, comunica: Callable[..., set[tuple[str, ...]]], address: str) -> None:
        assert comunica(SELECT, f"sparql@{address}/sparql") == set(ROWS)

    def test_it_finds_out_by_itself_that_this_is_an_endpoint(
        self, comunica: Callable[..., set[tuple[str, ...]]], address: str
    ) -> None:
        assert comunica(SELECT, f"{address}/sparql") == set(ROWS)

    def test_it_reads_a_document_as_linked_data(
        self, comunica: Callable[..., set[tuple[str, ...]]], address: str
    ) -> None:
        query = f"SELECT ?iso3 {{ <{STATE.JPN}> tg:alpha3 ?iso3 }}"
        assert comunica(query, f"{address}/id/state/JPN") == {("JPN",)}

    def test_it_joins_two_endpoints(
        self, comunica: Callable[..., set[tuple[str, ...]]], address: str, cities: str
    ) -> None:
        assert comunica(FEDERATED, f"sparql@{address}/sparql", f"sparql@{cities}/sparql") == JOINED

    def test_it_joins_an_endpoint_and_a_file(
        self, comunica: Callable[..., set[tuple[str, ...]]], address: str, file: str
    ) -> None:
        assert comunica(FEDERATED, f"sparql@{address}/sparql", file) == JOINED

    def test_it_asks_the_service_that_the_query_names(
        self, comunica: Callable[..., set[tuple[str, ...]]], address: str, file: str
    ) -> None:
        query = FEDERATED.replace("?state tg:", f"SERVICE <{address}/sparql> {{ ?state tg:").replace(
            "?city city:", "} ?city city:"
        )
        assert comunica(query, file) == JOINED


JSON_RESULTS = "application/sparql-results+json"

FEDERATED = """
SELECT ?name ?capital {
  ?state tg:alpha3 ?iso3 ; skos:prefLabel ?name FILTER(LANG(?name) = "en")
  ?city city:capitalOf ?iso3
  BIND(STRAFTER(STR(?city), STR(city:)) AS ?capital)
}
"""


class Files(http.server.SimpleHTTPRequestHandler):
    """A server of files that says what Turtle is and writes nothing down."""

    extensions_map = {".ttl": "text/turtle"}  # noqa: RUF012  (the library has it so)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def generated(address: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the package that the generator writes."""
    folder = tmp_path_factory.mktemp("generated")
    with urllib.request.urlopen(f"{address}/openapi.json") as response:
        (folder / "openapi.json").write_bytes(response.read())
    (folder / "settings.yaml").write_text("post_hooks: []\n", "utf-8")
    options = ["--path", "openapi.json", "--config", "settings.yaml", "--output-path", "made", "--meta", "none"]
    command = [sys.executable, "-m", "openapi_python_client", "generate", *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "/queries/" not in done.stdout, "the generator leaves out an operation"
    return folder


@pytest.fixture(scope="module")
def ask_generated(generated: Path, address: str) -> Callable[[str], Any]:
    """Runs some lines with the package and a client of the server, and gives what they put into ``told``."""

    def run(lines: str) -> Any:
        program = f"from datetime import date\nimport json\nfrom made import Client\nclient = Client('{address}')\n"
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", f"{program}{lines}\nprint(json.dumps(told))"],
            cwd=generated,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


class TestGeneratedClient:
    """https://github.com/openapi-generators/openapi-python-client, from the description of the interface alone."""

    def test_numbers_are_numbers(self, ask_generated: Callable[[str], Any]) -> None:
        told = ask_generated(
            "from made.api.for_the_researcher import count_parties\n"
            "answer = count_parties.sync(client=client, treaty='mini-1', on=date(2004, 2, 1))\n"
            "told = [answer.rows[0].definite, answer.rows[0].possible, answer.total]"
        )
        assert told == [5, 1, 1]

    def test_days_are_days_and_choices_are_choices_and_pages_turn(self, ask_generated: Callable[[str], Any]) -> None:
        told = ask_generated(
            "from made.api.for_the_researcher import parties\n"
            "from made.models.parties_reading import PartiesReading\n"
            "given = dict(client=client, treaty='mini-1', on=date(2004, 2, 1), size=4, reading=PartiesReading.CONTRACTING)\n"
            "pages = [parties.sync(page=page, **given) for page in (1, 2)]\n"
            "rows = [row for page in pages for row in page.rows]\n"
            "assert all(isinstance(row.possibly_since, date) for row in rows)\n"
            "told = [[row.iso3 for row in rows], pages[0].total, pages[0].pages, rows[0].since.isoformat()]"
        )
        assert told[1:3] == [6, 2]
        assert len(told[0]) == len(set(told[0])) == 6
        assert told[3] == "2001-02-15"

    def test_what_is_wrong_is_a_problem_with_its_cure(self, ask_generated: Callable[[str], Any]) -> None:
        told = ask_generated(
            "from made.api.for_the_researcher import status\n"
            "problem = status.sync(client=client, treaty='mini-1', state='AUX')\n"
            "told = [type(problem).__name__, problem.status, problem.cure]"
        )
        assert told[:2] == ["Problem", 400]
        assert "AUT" in told[2]
