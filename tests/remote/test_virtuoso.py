"""Virtuoso answers as the release here does, where it would not by itself; what it keeps to itself is asked here."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from treatygraph.catalogue import CATALOGUE, PAGES, Question, questions
from treatygraph.content import Content
from treatygraph.engine import Engine
from treatygraph.errors import EndpointError, LimitError
from treatygraph.namespaces import DCAT
from treatygraph.releases.release import CURRENT
from treatygraph.remote.dialect import lexical
from treatygraph.remote.division import answered_here
from treatygraph.remote.engine import RemoteEngine
from treatygraph.remote.loading import Loader
from treatygraph.remote.placement import Placement
from treatygraph.remote.wording import solutions, worded

DAY = '"2008-12-31"^^xsd:date'
AFTER = '"2009-01-01"^^<http://www.w3.org/2001/XMLSchema#date>'
PREFIX = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
XSD = "http://www.w3.org/2001/XMLSchema#"

QUERIES = {
    "days up to a day": f"SELECT (COUNT(*) AS ?n) {{ ?s tg:earliestFrom ?day FILTER(?day <= {DAY}) }}",
    "a day that days do not pass": f"SELECT (COUNT(*) AS ?n) {{ ?s tg:earliestFrom ?day FILTER({DAY} >= ?day) }}",
    "texts with a language in order": "SELECT ?label { ?s rdfs:label ?label FILTER(LANG(?label) = 'en') } ORDER BY DESC(?label) LIMIT 99",
    "truth values": "SELECT ?s ?value { ?s tg:unverified ?value } ORDER BY ?s",
    "durations": "SELECT ?s ?value { ?s tg:waitingPeriod ?value } ORDER BY ?s",
    "numbers by class": "SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c ORDER BY DESC(?n) ?c",
    "graphs": "SELECT DISTINCT ?g { GRAPH ?g { ?s a tg:Treaty } } ORDER BY ?g",
    "its own dataset": "SELECT (COUNT(*) AS ?n) FROM graph:ontology { ?s ?p ?o }",
}


@pytest.fixture(scope="module")
def there(release: Path, virtuoso: Any) -> RemoteEngine:
    """The release of the miniature as Virtuoso answers for it."""
    return RemoteEngine(release / CURRENT, virtuoso.queries, 300, 1 << 26)


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_gives_the_rows_that_it_gives_here(name: str, here: Engine, there: RemoteEngine) -> None:
    columns, rows = here.rows(QUERIES[name])
    assert rows
    assert there.rows(QUERIES[name]) == (columns, rows)


def test_the_catalogue_gives_the_same_rows_in_the_same_order_on_virtuoso(
    slug: str, given: dict[str, str], here: Engine, there: RemoteEngine, catalogue: dict[str, Question]
) -> None:
    text = here.ask(catalogue[slug], given)
    assert there.rows(text) == here.rows(text)


def test_a_question_has_the_same_rows_for_everybody_who_asks_it_at_once(
    here: Engine, there: RemoteEngine, catalogue: dict[str, Question]
) -> None:
    question = catalogue["partners"]
    text = here.ask(question, {"state": "AUT", "on": "2012-07-01", "measure": "power/mini-1/ExampleAssistance"})
    with ThreadPoolExecutor(4) as askers:
        assert list(askers.map(there.rows, [text] * 8)) == [here.rows(text)] * 8


def test_triples_come_back_as_they_are_here(here: Engine, there: RemoteEngine) -> None:
    query = "CONSTRUCT { ?s tg:waitingPeriod ?o ; tg:unverified ?u } { { ?s tg:waitingPeriod ?o } UNION { ?s tg:unverified ?u } }"
    ours, theirs = (sorted(engine.answer(query).body.splitlines()) for engine in (here, there))
    assert theirs == ours


@pytest.mark.parametrize(
    "query", ["SELECT * { ?s ?p ?o }", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"]
)
def test_an_answer_that_virtuoso_cuts_is_no_answer(query: str, there: RemoteEngine) -> None:
    with pytest.raises(LimitError, match="gives only a part of its answer"):
        there.answer(query)


def test_a_run_that_was_cut_goes_on_there_and_old_releases_go(here: Engine, virtuoso: Any, there: RemoteEngine) -> None:
    seen: list[str] = []

    def say(graph: str, size: int) -> None:
        seen.append(graph)
        if len(seen) == 2:
            raise ConnectionError

    def current() -> list[str]:
        found: list[str] = shelves.objects(f"{here.names.base}releases/current", f"{DCAT}hasCurrentVersion")
        return found

    with virtuoso.shelves() as shelves:
        with pytest.raises(ConnectionError):
            Loader(here.store, here.names, "e" * 16, shelves, say).load()
        assert current() == [f"{here.names.base}release/{here.release}"]
        done = Loader(here.store, here.names, "e" * 16, shelves, lambda graph, size: None).load(keep=0)
        assert done.kept == 2
        assert done.dropped == (here.release,)
        assert current() == [f"{here.names.base}release/{'e' * 16}"]
        assert shelves.count(Placement(here.names, here.release).default) == 0
        with pytest.raises(EndpointError, match="does not hold the release"):
            there.rows("SELECT * { ?s a tg:Treaty }")
        assert virtuoso.load(here, keep=0).dropped == ("e" * 16,)
    assert there.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == here.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")


# What is said to it and by it


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (f"?a <= {DAY} && ?b < {DAY}", f"?a < {AFTER} && ?b < {DAY}"),
        (f"{DAY} >= ?a", f"?a < {AFTER}"),
        (f"{DAY} <= ?a", f"{DAY} <= ?a"),
        (f"IF(?a<={DAY}, 1, 0)", f"IF(?a < {AFTER}, 1, 0)"),
        (f"?b + ?a <= {DAY}", f"?b + ?a <= {DAY}"),
        (f"?a <= {DAY} - ?b", f"?a <= {DAY} - ?b"),
        ("?a <= ?b", "?a <= ?b"),
        ('?a <= "9999-12-31"^^xsd:date', '?a <= "9999-12-31"^^xsd:date'),
        (f"STR(?a) <= '?a <= {DAY}'", f"STR(?a) <= '?a <= {DAY}'"),
        ("?a <=", "?a <="),
    ],
)
def test_up_to_a_day_is_said_as_before_the_next(said: str, meant: str) -> None:
    query = PREFIX + "SELECT * {{ FILTER({}) }}"
    assert worded(query.format(said), "Virtuoso/07.20") == query.format(meant)
    assert worded(query.format(said), "Oxigraph/0.5") == query.format(said)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("?a LIMIT 3", 'IF(LANG(?a) = "", "", STR(?a)) ?a LIMIT 3'),
        ("DESC( ?a ) BOUND(?a)", 'DESC(IF(LANG(?a) = "", "", STR(?a))) DESC( ?a ) BOUND(?a)'),
        ("DESC(?n) DESC(?a + 1)", "DESC(?n) DESC(?a + 1)"),
        ("DESC(", "DESC("),
    ],
)
def test_texts_are_ordered_by_their_letters(said: str, meant: str) -> None:
    query = "SELECT ?a (COUNT(*) AS ?n) {{ ?a ?b 1 }} GROUP BY ?a ORDER BY {}"
    assert worded(query.format(said), "Virtuoso/07.20") == query.format(meant)


def test_the_solutions_of_a_graph_can_be_counted() -> None:
    assert (
        solutions("CONSTRUCT { ?a ?b ?c } FROM <urn:g> { ?a ?b ?c }", "Virtuoso/7")
        == "SELECT (1 AS ?one) FROM <urn:g> { ?a ?b ?c }"
    )
    assert solutions("CONSTRUCT WHERE { ?a ?b ?c }", "Virtuoso/7") == "SELECT (1 AS ?one) WHERE { ?a ?b ?c }"
    assert solutions("CONSTRUCT WHERE { ?a ?b ?c }", "Oxigraph") == solutions("ASK {}", "Virtuoso/7") == ""


@pytest.mark.parametrize(
    ("said", "meant"),
    [("3", "P3M"), ("12", "P1Y"), ("18", "P1Y6M"), ("-1", "-P1M"), ("0", "P0M"), ("2.592e+06", "P30D"), ("P7D", "P7D")],
)
def test_a_duration_that_is_written_as_a_number_is_read(said: str, meant: str) -> None:
    assert lexical(said, f"{XSD}duration") == meant


def test_a_duration_that_is_no_number_of_days_is_not_guessed() -> None:
    with pytest.raises(ValueError, match=r"90\.9 seconds"):
        lexical("90.9", f"{XSD}duration")


def test_a_question_that_needs_a_calendar_is_answered_here() -> None:
    assert answered_here("#+ title: a\n#+ audience: lawyer\n#+ needs: [calendar]\nSELECT * {}", "Oxigraph")
    assert answered_here("DESCRIBE <urn:a>", "Oxigraph")
    assert not answered_here("#+ title: needs: [calendar]\n#+ audience: lawyer\nSELECT * {} # DESCRIBE", "Virtuoso/07")


def test_what_pages_ask_is_not_asked_of_virtuoso(project: Content) -> None:
    pages, catalogue = ([each.text for each in questions(project, folder).values()] for folder in (PAGES, CATALOGUE))
    assert all(answered_here(text, "Virtuoso/07.20") and answered_here(text, "") for text in pages)
    assert not any(answered_here(text, "Oxigraph/0.5") for text in pages)
    assert sum(answered_here(text, "Virtuoso/07.20") for text in catalogue) == 3
