"""Hygiene of the ontology and of the content: queries that must return no row, each a file in ``queries/hygiene``.

A query's header says what is wrong when a row comes (``message``, with ``{variable}`` for what the row gives), how
grave that is (``severity``), which specification says so (``basis``), and what the query is put to (``over``):
``data``, the graph as it was materialised; ``ontology`` and ``content``, the ontology as it is written, beside facts
about files and the outline of the graph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pyoxigraph import DefaultGraph, Literal, NamedNode, QuerySolution, QuerySolutions, Store, Triple

from treatygraph.content import Content, QueryFile
from treatygraph.errors import ContentError, Problem
from treatygraph.graphs import quad, text, triples
from treatygraph.namespaces import RDF_TYPE, RDFS_LABEL, SH, Names
from treatygraph.shacl.result import Result, Term
from treatygraph.validation.mentions import of_constraints, of_files
from treatygraph.validation.outline import of_graph

#: Where the queries stand, and how their names end.
FOLDER = "queries/hygiene"
SUFFIX = "-violation"

#: What the header of such a query must say, and what it may say there.
LANGUAGES = ("en", "fr")
SEVERITIES = ("Violation", "Warning", "Info")
SUBJECTS = ("ontology", "data", "content")

_COMPONENT = NamedNode(SH + "SPARQLConstraintComponent")
_VARIABLE = re.compile(r"\{(\w+)\}")


def check(store: Store, content: Content) -> list[Result]:
    """What the queries of hygiene find.

    Args:
        store: the graph, materialised, with its ontology and shapes; it is not written to.
        content: the content that it was made from.

    Returns:
        One result for each row, in an order that depends on nothing but the graph and the content.

    Raises:
        ContentError: with every query that cannot be asked, or whose header lacks something.
    """
    files = content.queries(FOLDER)
    problems = [problem for file in files for problem in _problems(file)]
    if problems:
        raise ContentError(problems)
    terminology = written(store, content)
    return [
        result
        for file in files
        for result in ask(store if file.header["over"] == "data" else terminology, file, content.names)
    ]


def described(content: Content) -> Iterator[Triple]:
    """What the queries are called, what they say and what they rest on: what a report or a waiver names can be read."""
    for file in content.queries(FOLDER):
        name = _name(file, content.names)
        yield Triple(name, RDF_TYPE, content.names.term("HygieneQuery"))
        yield Triple(name, content.names.term("basis"), Literal(str(file.header.get("basis", ""))))
        for language, title in sorted(file.header["title"].items()):
            yield Triple(name, RDFS_LABEL, Literal(title, language=language))


def written(store: Store, content: Content) -> Store:
    """The ontology as it is written, facts about the content's files, and the outline of the graph.

    Args:
        store: the graph, with its ontology in ``graph/ontology`` and its shapes in ``graph/shapes``.
        content: the files.

    Returns:
        A store of its own, with all of them in the default graph.
    """
    names = content.names
    made = Store()
    made.extend(quad(triple, DefaultGraph()) for triple in triples(store, names.graph("ontology")))
    for facts in (of_files(content), of_constraints(store, names), of_graph(store, names)):
        made.extend(quad(triple, DefaultGraph()) for triple in facts)
    return made


def ask(store: Store, file: QueryFile, names: Names) -> list[Result]:
    """What one query finds in the default graph of a store, sorted.

    Raises:
        ContentError: it is not a SELECT query that gives ``?focus``.
    """
    cure = "write a SELECT query with a column ?focus that returns no row where all is well."
    try:
        found = store.query(file.text)
    except SyntaxError as error:
        raise ContentError([Problem(file.place, f"it is not SPARQL: {' '.join(str(error).split())}", cure)]) from error
    if not isinstance(found, QuerySolutions) or "focus" not in {variable.value for variable in found.variables}:
        raise ContentError([Problem(file.place, "it gives no ?focus", cure)])
    columns = [variable.value for variable in found.variables]
    name = _name(file, names)
    rows = (_bindings(row, columns) for row in found)
    results = {str(sorted((key, str(term)) for key, term in row.items())): row for row in rows if "focus" in row}
    return [_result(file, name, results[key], names) for key in sorted(results)]


def _result(file: QueryFile, name: NamedNode, row: Mapping[str, Term], names: Names) -> Result:
    def said(language: str) -> str:
        spoken = {key: _readable(term, names) for key, term in row.items()}
        return _VARIABLE.sub(lambda match: spoken.get(match[1], "…"), file.header["message"][language])

    return Result(
        focus=row["focus"],
        shape=name,
        owner=name,
        component=_COMPONENT,
        severity=NamedNode(SH + file.header["severity"]),
        value=row.get("value"),
        messages=tuple(Literal(said(language), language=language) for language in LANGUAGES),
        bindings=row,
        basis=str(file.header["basis"]),
    )


def _name(file: QueryFile, names: Names) -> NamedNode:
    return names.thing(f"hygiene/{file.name.removesuffix(SUFFIX)}")


def _readable(term: Term, names: Names) -> str:
    """A term as people write it."""
    return names.shorten(term.value) if isinstance(term, NamedNode) else text(term)


def _bindings(row: QuerySolution, columns: list[str]) -> dict[str, Term]:
    return {name: term for name in columns if (term := row[name]) is not None}


def _problems(file: QueryFile) -> Iterator[Problem]:
    """What the header of a query lacks."""
    for key in ("title", "message"):
        said = file.header.get(key)
        if not isinstance(said, dict) or set(said) != set(LANGUAGES):
            yield Problem(
                file.place, f"its header has no {key} in English and French", f"add `{key}: {{en: …, fr: …}}`."
            )
    for key, known in (("severity", SEVERITIES), ("over", SUBJECTS)):
        if file.header.get(key) not in known:
            yield Problem(file.place, f"its header has no {key}", f"write `{key}:` and one of {', '.join(known)}.")
    if not file.header.get("basis"):
        yield Problem(file.place, "its header has no basis", "write `basis:` and the specification that says so.")
    if not file.name.endswith(SUFFIX):
        yield Problem(file.place, f"its name does not end in {SUFFIX}", "rename the file.")
