"""Every query of hygiene has a graph in which it finds what it should and one in which it finds nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Store

from treatygraph.content import Content
from treatygraph.errors import ContentError
from treatygraph.graphs import text
from treatygraph.namespaces import RDF_TYPE, SH
from treatygraph.shacl.result import Result
from treatygraph.validation import hygiene

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
CONTENT = Content(PROJECT)
QUERIES = {file.name.removesuffix(hygiene.SUFFIX): file for file in CONTENT.queries(hygiene.FOLDER)}
CASES = sorted(path for path in HERE.glob("*/*") if path.suffix in (".ttl", ".trig"))
NAMES = [f"{path.parent.name}/{path.stem}" for path in CASES]


def found(path: Path) -> list[Result]:
    """What the query of a case finds in its graph."""
    store = Store()
    store.load(path=str(path), format=RdfFormat.TRIG if path.suffix == ".trig" else RdfFormat.TURTLE)
    return hygiene.ask(store, QUERIES[path.parent.name], CONTENT.names)


@pytest.mark.parametrize("path", CASES, ids=NAMES)
def test_a_case_passes_or_fails_as_its_name_says(path: Path) -> None:
    results = found(path)
    focuses = {
        CONTENT.names.shorten(text(result.focus)).replace(CONTENT.names.base + "id/", "id:") for result in results
    }
    expected = path.read_text("utf-8").splitlines()[0].removeprefix("# expect: ") if ".fail." in path.name else ""
    assert focuses == set(expected.split())


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_every_query_has_a_case_that_passes_and_one_that_fails(name: str) -> None:
    cases = {path.name for path in CASES if path.parent.name == name}
    assert {case.replace(".fail.", ".pass.") for case in cases if ".fail." in case} == {
        case for case in cases if ".pass." in case
    }
    assert cases != set()


def test_every_folder_of_cases_has_a_query() -> None:
    assert {path.parent.name for path in CASES} == set(QUERIES)


@pytest.mark.parametrize("path", [path for path in CASES if ".fail." in path.name])
def test_a_result_speaks_english_and_french_with_its_cure_and_leaves_no_variable_unfilled(path: Path) -> None:
    for result in found(path):
        assert [message.language for message in result.messages] == ["en", "fr"]
        for message in result.messages:
            assert "{" not in message.value
            assert "…" not in message.value
            fault, _, cure = message.value.partition(": ")
            assert fault
            assert cure.endswith(".")


def test_a_result_is_named_by_its_query_with_its_severity_and_component() -> None:
    (result,) = found(HERE / "orphan-class" / "a-class-that-stands-alone.fail.ttl")
    assert result.shape == result.owner == CONTENT.names.thing("hygiene/orphan-class")
    assert result.severity == NamedNode(SH + "Warning")
    assert result.component == NamedNode(SH + "SPARQLConstraintComponent")
    assert result.bindings == {"focus": CONTENT.names.term("Ship")}


# The whole


def violations(results: list[Result]) -> list[str]:
    return [result.messages[0].value for result in results if text(result.severity) == SH + "Violation"]


def test_the_miniature_is_clean_and_checking_writes_nothing(miniature: tuple[Content, Store]) -> None:
    content, store = miniature
    before = len(store)
    assert violations(hygiene.check(store, content)) == []
    assert len(store) == before


def test_the_project_is_clean(real: Store, project: Content) -> None:
    assert violations(hygiene.check(real, project)) == []


def test_checking_twice_tells_the_same_in_the_same_order(miniature: tuple[Content, Store]) -> None:
    content, store = miniature
    again = Store()
    again.extend(reversed(list(store)))
    told = [[message.value for message in result.messages] for result in hygiene.check(store, content)]
    assert told == [[message.value for message in result.messages] for result in hygiene.check(again, content)]


# What goes wrong in the graph and in the files is found by the whole


@pytest.fixture
def copy(miniature: tuple[Content, Store]) -> Store:
    """A copy of the miniature's graph, to be spoilt."""
    store = Store()
    store.extend(miniature[1])
    return store


def told(store: Store, content: Content, name: str) -> list[str]:
    """What one query of the whole finds, in English."""
    owner = content.names.thing(f"hygiene/{name}")
    return [result.messages[0].value for result in hygiene.check(store, content) if result.owner == owner]


def test_a_link_that_leads_nowhere_is_found_in_the_graph(miniature: tuple[Content, Store], copy: Store) -> None:
    names = miniature[0].names
    copy.add(
        Quad(names.thing("treaty/mini-1"), names.term("depositary"), names.thing("organisation/no"), DefaultGraph())
    )
    (message,) = told(copy, miniature[0], "dangling-link")
    assert message.startswith("treaty:mini-1 leads by tg:depositary to https://w3id.org/treatygraph/id/organisation/no")


def test_a_term_that_only_the_graph_uses_is_found_when_it_is_not_declared(
    miniature: tuple[Content, Store], copy: Store
) -> None:
    names = miniature[0].names
    copy.add(Quad(names.thing("treaty/mini-1"), names.term("depositry"), names.thing("state/FRA"), DefaultGraph()))
    (message,) = told(copy, miniature[0], "undeclared-term")
    assert message.startswith("the graph mentions tg:depositry, which the ontology does not declare")


def test_a_state_that_is_an_organisation_too_is_found(miniature: tuple[Content, Store], copy: Store) -> None:
    names = miniature[0].names
    state = next(copy.quads_for_pattern(None, RDF_TYPE, names.term("State"), DefaultGraph())).subject
    copy.add(Quad(state, RDF_TYPE, names.term("Organisation"), DefaultGraph()))
    assert len(told(copy, miniature[0], "disjoint-classes")) == 1


def test_an_axiom_outside_the_profile_is_found_with_its_construct(
    miniature: tuple[Content, Store], copy: Store
) -> None:
    names = miniature[0].names
    owl = "http://www.w3.org/2002/07/owl#"
    graph = names.graph("ontology")
    node, rest = BlankNode("union"), BlankNode("rest")
    copy.extend(
        Quad(subject, NamedNode(predicate), value, graph)
        for subject, predicate, value in (
            (names.term("State"), "http://www.w3.org/2000/01/rdf-schema#subClassOf", node),
            (node, owl + "unionOf", rest),
            (rest, "http://www.w3.org/1999/02/22-rdf-syntax-ns#first", names.term("Territory")),
            (
                rest,
                "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest",
                NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#nil"),
            ),
        )
    )
    (message,) = told(copy, miniature[0], "owl-rl-superclass-expression")
    assert message.startswith("The axiom on tg:State has owl:unionOf where OWL 2 RL allows")


# Headers


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        (
            "a-violation",
            "#+ title: {en: A, fr: A}\nSELECT ?focus {}",
            "its header has no message in English and French",
        ),
        ("a-violation", "#+ title: {en: A}\nSELECT ?focus {}", "its header has no title in English and French"),
        ("a-violation", "#+ title: {en: A, fr: A}\n#+ severity: Error\nSELECT ?focus {}", "its header has no severity"),
        ("a-violation", "#+ title: {en: A, fr: A}\nSELECT ?focus {}", "its header has no basis"),
        ("a-rule", "#+ title: {en: A, fr: A}\nSELECT ?focus {}", "its name does not end in -violation"),
    ],
)
def test_a_header_that_lacks_something_is_named_with_its_file(tmp_path: Path, name: str, text: str, fault: str) -> None:
    content = empty(tmp_path)
    (tmp_path / "queries/hygiene" / f"{name}.rq").write_text(text)
    with pytest.raises(ContentError) as caught:
        hygiene.check(Store(), content)
    assert (f"queries/hygiene/{name}.rq", fault) in {
        (problem.place, problem.fault) for problem in caught.value.problems
    }


@pytest.mark.parametrize(
    ("query", "fault"),
    [("SELECT ?other {}", "it gives no ?focus"), ("ASK {}", "it gives no ?focus"), ("SELECT", "it is not SPARQL")],
)
def test_a_query_that_cannot_be_asked_is_named_with_its_file(tmp_path: Path, query: str, fault: str) -> None:
    content = empty(tmp_path)
    header = "#+ title: {en: A, fr: A}\n#+ message: {en: A, fr: A}\n#+ severity: Info\n#+ basis: A\n#+ over: data\n"
    (tmp_path / "queries/hygiene/a-violation.rq").write_text(header + query)
    with pytest.raises(ContentError) as caught:
        hygiene.check(Store(), content)
    assert caught.value.problems[0].fault.startswith(fault)


def empty(root: Path) -> Content:
    """A project with nothing in it."""
    for folder in ("ontology", "data", "shapes", "queries/hygiene"):
        (root / folder).mkdir(parents=True)
    return Content(root)
