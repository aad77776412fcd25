"""An engine elsewhere answers as the release here does: the catalogue, the pages' questions, queries of strangers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pyoxigraph import Quad, Store

from treatygraph import cli
from treatygraph.answer import Formats
from treatygraph.catalogue import Question
from treatygraph.content import Content
from treatygraph.engine import Engine
from treatygraph.errors import BusyError, DeadlineError, EndpointError, LimitError, QueryError
from treatygraph.releases.release import CURRENT
from treatygraph.remote.dialect import canonical
from treatygraph.remote.endpoint import failed
from treatygraph.remote.engine import RemoteEngine
from treatygraph.remote.loading import Loader
from treatygraph.remote.placement import Placement
from treatygraph.remote.shelves import Shelves

QUERIES = {
    "graphs": "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g",
    "a graph by its name": "SELECT (COUNT(*) AS ?n) { GRAPH graph:ontology { ?s ?p ?o } }",
    "a graph that is joined": "SELECT ?g ?label { ?s a tg:Treaty GRAPH ?g { ?s skos:prefLabel ?label } } ORDER BY ?g ?label",
    "graphs in each other": "SELECT ?g ?h { GRAPH ?g { ?s a tg:Treaty { GRAPH ?h { ?s tg:seriesNumber ?n } } } } ORDER BY ?g ?h",
    "its own dataset": "SELECT (COUNT(*) AS ?n) FROM graph:ontology { ?s ?p ?o }",
    "its own named graphs": "SELECT DISTINCT ?g FROM NAMED graph:ontology { GRAPH ?g { ?s ?p ?o } }",
    "its own prologue": "BASE <https://w3id.org/treatygraph/id/>\n# GRAPH ?x {\nPREFIX a: <https://w3id.org/treatygraph/ontology#>\nSELECT ?n { <treaty/mini-1> a:seriesNumber ?n }",
    "words of a string": 'SELECT ?g { BIND("GRAPH ?g { FROM" AS ?g) }',
}


@pytest.fixture(scope="module")
def there(release: Path, elsewhere: Any) -> RemoteEngine:
    """The release of the miniature as the engine elsewhere answers for it."""
    return RemoteEngine(release / CURRENT, elsewhere.queries, 60, 1 << 26)


@pytest.fixture
def shelves(elsewhere: Any) -> Iterator[Shelves]:
    """The graphs of the engine elsewhere."""
    with elsewhere.shelves() as opened:
        yield opened


def test_the_catalogue_gives_the_same_rows_in_the_same_order(
    slug: str, given: dict[str, str], here: Engine, there: RemoteEngine, catalogue: dict[str, Question]
) -> None:
    text = here.ask(catalogue[slug], given)
    assert there.rows(text) == here.rows(text)


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_names_graphs_as_the_release_does(name: str, here: Engine, there: RemoteEngine) -> None:
    columns, rows = here.rows(QUERIES[name])
    assert rows
    assert there.rows(QUERIES[name]) == (columns, rows)


@pytest.mark.parametrize("media_type", ["text/turtle", "application/ld+json", "application/n-triples"])
def test_a_graph_comes_back_in_every_format(media_type: str, here: Engine, there: RemoteEngine) -> None:
    query = "CONSTRUCT { ?s skos:prefLabel ?label } { ?s a tg:Treaty ; skos:prefLabel ?label }"
    ours, theirs = (engine.answer(query, Formats(graph=media_type)) for engine in (here, there))
    assert ours.media_type == theirs.media_type == media_type
    assert len(ours.body) == len(theirs.body)


def test_true_and_false_come_back(there: RemoteEngine) -> None:
    assert b'"boolean":true' in there.answer("ASK { ?s a tg:Treaty }").body
    assert b'"boolean":false' in there.answer("ASK { ?s a tg:Nothing }").body


def test_what_is_no_query_is_a_problem_of_the_query(there: RemoteEngine) -> None:
    with pytest.raises(QueryError, match="takes it for no query"):
        there.answer("SELECT nonsense")
    with pytest.raises(QueryError, match="not closed"):
        there.answer("SELECT * { GRAPH ?g { ?s ?p ?o ")
    with pytest.raises(QueryError, match="not a SELECT"):
        there.rows("ASK {}")


def test_an_answer_has_its_limits_there_too(release: Path, elsewhere: Any) -> None:
    small = RemoteEngine(release / CURRENT, elsewhere.queries, 60, 1000)
    with pytest.raises(LimitError, match="larger than 1,000 bytes"):
        small.answer("SELECT * { ?s ?p ?o }")


def test_the_server_answers_from_there_as_from_here(
    serve: Callable[..., str], release: Path, elsewhere: Any, address: str
) -> None:
    other = serve(release, TREATYGRAPH_ENDPOINT=elsewhere.queries, TREATYGRAPH_WORKERS="1")
    for path in (
        "/queries/parties.csv?treaty=mini-1&on=2011-04-15",
        "/queries/parties.csv?treaty=mini-1&on=2011-04-15&knownAt=2020-06-30",
        "/queries/matrix.json",
        "/doc/treaty/mini-1",
        "/doc/state/BEL?as=statements",
        "/doc/state/BEL.nt",
        "/why.json?s=BEL&p=partyTo&o=mini-1",
        "/sparql?query=DESCRIBE+treaty%3Amini-1",
        "/sparql?query=SELECT+DISTINCT+%3Fg+%7B+GRAPH+%3Fg+%7B+%3Fs+%3Fp+%3Fo+%7D+%7D+ORDER+BY+%3Fg",
    ):
        ours, theirs = (httpx.get(f"{server}{path}", timeout=60, follow_redirects=True) for server in (address, other))
        assert (ours.status_code, theirs.status_code) == (200, 200), path
        same = sorted if path.endswith(".nt") else list
        assert same(theirs.text.splitlines()) == same(ours.text.splitlines()), path


def test_a_server_does_not_start_on_an_engine_without_its_release(
    release: Path, miniature: tuple[Content, Store], elsewhere: Any, tmp_path: Path
) -> None:
    engine = RemoteEngine(release / CURRENT, elsewhere.queries, 60, 1 << 26)
    engine._placement = Placement(engine.names, "0" * 16)
    with pytest.raises(EndpointError, match="does not hold the release 0000000000000000"):
        engine.answer("ASK {}")


def test_an_engine_that_is_not_there_is_named(release: Path) -> None:
    engine = RemoteEngine(release / CURRENT, "http://127.0.0.1:9/query", 5, 1 << 20)
    with pytest.raises(EndpointError, match=r"127\.0\.0\.1:9/query: the engine cannot be reached"):
        engine.answer("ASK {}")


class CutError(Exception):
    """The network is gone."""


def test_a_run_that_was_cut_goes_on_where_it_was(here: Engine, elsewhere: Any, shelves: Shelves) -> None:
    release = "c" * 16
    seen: list[str] = []

    def say(graph: str, size: int) -> None:
        seen.append(graph)
        if len(seen) == 5:
            raise CutError

    with pytest.raises(CutError):
        Loader(here.store, here.names, release, shelves, say).load()
    # Nothing that readers see has changed, and what was begun is known.
    assert shelves.objects(f"{here.names.base}releases/current", "http://www.w3.org/ns/dcat#hasCurrentVersion") == [
        f"{here.names.base}release/{here.release}"
    ]
    done = Loader(here.store, here.names, release, shelves, lambda graph, size: None).load()
    assert done.kept == 5
    assert done.written == len(here.graphs) + 1 - 5
    assert shelves.objects(f"{here.names.base}releases/current", "http://www.w3.org/ns/dcat#hasCurrentVersion") == [
        f"{here.names.base}release/{release}"
    ]
    # The release before it stays for whoever still serves it; with the next one it goes.
    assert shelves.count(Placement(here.names, here.release).default) > 0
    assert Loader(here.store, here.names, "d" * 16, shelves, lambda graph, size: None).load().dropped == (here.release,)
    assert shelves.count(Placement(here.names, here.release).default) == 0
    engine = RemoteEngine(here.folder, elsewhere.queries, 60, 1 << 26)
    with pytest.raises(EndpointError, match="does not hold the release"):
        engine.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert elsewhere.load(here).dropped == (release,)
    assert engine.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == here.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")


def test_a_graph_that_is_not_whole_is_written_anew(here: Engine, elsewhere: Any, shelves: Shelves) -> None:
    default = Placement(here.names, here.release).default
    whole = shelves.count(default)
    extra = next(iter(here.store.quads_for_pattern(None, None, None, here.names.graph("shapes"))))
    shelves.add(default, [Quad(extra.predicate, extra.predicate, extra.predicate)])
    assert shelves.count(default) == whole + 1
    assert elsewhere.load(here).written == 1
    assert shelves.count(default) == whole


def test_the_command_loads_and_the_command_asks(
    release: Path,
    miniature: tuple[Content, Store],
    elsewhere: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("TREATYGRAPH_OUT", str(release))
    monkeypatch.setenv("TREATYGRAPH_ROOT", str(miniature[0].root))
    monkeypatch.setattr("sys.argv", ["treatygraph", "publish", "--to", elsewhere.graphs])
    with pytest.raises(SystemExit, match="1"):
        cli.main()
    assert "set TREATYGRAPH_ENDPOINT" in " ".join(capsys.readouterr().err.split())
    monkeypatch.setenv("TREATYGRAPH_ENDPOINT", elsewhere.queries)
    with pytest.raises(SystemExit, match="0"):
        cli.main()
    assert "is current: 0 graphs written" in " ".join(capsys.readouterr().out.split())
    asked = ["treatygraph", "query", "count-parties", "-p", "treaty=mini-1", "-p", "on=2011-04-15", "-f", "csv"]
    monkeypatch.setattr("sys.argv", asked)
    with pytest.raises(SystemExit, match="0"):
        cli.main()
    assert capsys.readouterr().out.split() == ["definite,possible", "8,0"]


# What engines say


def test_what_virtuoso_writes_is_read_as_the_specification_means_it() -> None:
    truth = b'{"head":{"link":[],"vars":["__ASK_RETVAL"]},"results":{"bindings":[{"__ASK_RETVAL":{"type":"typed-literal","value":"1"}}]}}'
    assert canonical(truth) == b'{"head": {}, "boolean": true}'
    row = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"typed-literal","datatype":"http://www.w3.org/2001/XMLSchema#boolean","value":"0"}}]}}'
    assert b'"type": "literal"' in canonical(row)
    assert b'"value": "false"' in canonical(row)
    plain = b'{"head":{"vars":["x"]},"results":{"bindings":[]}}'
    assert canonical(plain) is plain


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (400, QueryError),
        (429, BusyError),
        (503, BusyError),
        (504, DeadlineError),
        (408, DeadlineError),
        (500, EndpointError),
    ],
)
def test_each_failure_of_an_engine_means_something_to_the_asker(status: int, expected: type[Exception]) -> None:
    assert isinstance(failed("http://engine", status, b"why"), expected)
