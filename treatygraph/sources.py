"""The first stage: content files become a graph of what the sources say.

Each row of a table becomes triples by its mapping, each subject of a Turtle file keeps the triples it has; both go to
the named graph of every source that they name, and the default graph holds them all once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Store, Triple
from pyoxigraph import parse as parse_rdf

from treatygraph import tables
from treatygraph.content import Content, QueryFile
from treatygraph.errors import ContentError, Problem
from treatygraph.graphs import add, quad
from treatygraph.mapping import MAPPINGS, mapped, vocabulary
from treatygraph.namespaces import DCTERMS_SOURCE, WAS_DERIVED_FROM
from treatygraph.tables import Table, Terms

DATA = Path("data")

#: Reads one file: what it asserts, by the graph of each source that it names.
Reader = Callable[[], Iterable[tuple[NamedNode, list[Triple]]]]


def load(content: Content) -> Store:
    """The graph of everything that content files assert.

    Returns:
        A store with ``graph/ontology``, ``graph/shapes``, ``graph/provenance`` (the sources themselves), one graph per
        source, and the default graph: the union of all but the shapes.

    Raises:
        ContentError: with every fault of every file of ``data/``, or of the first of the others that has one.
    """
    store = Store()
    names = content.names
    for path in content.files("ontology/*.ttl"):
        add(store, turtle(content, path), names.graph("ontology"))
    for path in content.files("shapes/*.ttl"):
        store.extend(quad(triple, names.graph("shapes")) for triple in turtle(content, path))
    problems: list[Problem] = []
    for _, read in facts(content, vocabulary(store, names)):
        try:
            for graph, triples in read():
                add(store, triples, graph)
        except ContentError as error:
            problems += error.problems
    if problems:
        raise ContentError(problems)
    return store


def facts(content: Content, terms: Terms) -> Iterator[tuple[Path, Reader]]:
    """Every file of ``data/`` that asserts something, with what reads it.

    Args:
        content: the content folders.
        terms: the terms that cells hold the labels of.
    """
    for mapping, table, path in tables_of(content):
        yield path, partial(_of_table, content, mapping, table, path, terms)
    for path in content.files("data/**/*.ttl"):
        yield path, partial(_of_turtle, content, path)


def tables_of(content: Content) -> Iterator[tuple[QueryFile, Table, Path]]:
    """Every table with its mapping: what ``format`` and ``load`` go through."""
    for mapping in content.queries(MAPPINGS):
        table = tables.describe(mapping.place, mapping.header)
        for path in content.files(f"data/{table.pattern}"):
            yield mapping, table, path


def _of_table(
    content: Content, mapping: QueryFile, table: Table, path: Path, terms: Terms
) -> Iterable[tuple[NamedNode, list[Triple]]]:
    """What one table asserts, by the graph of each source that its rows name.

    Raises:
        ContentError: with every fault of every row.
    """
    rows = tables.read(content.text(path), content.place(path), table, terms)
    return mapped(rows, mapping, table, terms, path.relative_to(content.root / DATA).as_posix(), content.names)


def turtle(content: Content, path: Path) -> list[Triple]:
    """The triples of one Turtle file.

    Raises:
        ContentError: it is not Turtle.
    """
    try:
        quads = list(parse_rdf(content.text(path), RdfFormat.TURTLE, base_iri=content.names.base))
    except SyntaxError as error:
        place = f"{content.place(path)} line {error.lineno or 1}"
        raise ContentError([Problem(place, f"it is not Turtle: {error.msg}", "mend that line.")]) from error
    return [quad.triple for quad in quads]


def _of_turtle(content: Content, path: Path) -> Iterable[tuple[NamedNode, list[Triple]]]:
    """What one Turtle file of ``data/`` asserts, by the graph of each source that its subjects name.

    Raises:
        ContentError: it is not Turtle, has a blank node, or a subject of it names no source.
    """
    triples = turtle(content, path)
    place = content.place(path)
    file = NamedNode(f"{content.names.base}data/{path.relative_to(content.root / DATA).as_posix()}")
    sources: defaultdict[object, list[NamedNode]] = defaultdict(list)
    for triple in triples:
        if triple.predicate == DCTERMS_SOURCE and isinstance(triple.object, NamedNode):
            sources[triple.subject].append(triple.object)
    problems = [
        Problem(place, f"{subject} names no source", "give it dcterms:source, one or several.")
        for subject in sorted({str(triple.subject) for triple in triples} - {str(subject) for subject in sources})
    ] + [
        Problem(place, "it has a blank node", "give the thing an IRI below id/, so that it can be cited.")
        for triple in triples
        if isinstance(triple.subject, BlankNode)
    ]
    if problems:
        raise ContentError(problems)
    stem = content.names.thing("source/").value
    graphs: defaultdict[NamedNode, list[Triple]] = defaultdict(list)
    for triple in triples:
        for source in sources[triple.subject]:
            graph = content.names.graph("source/" + source.value.removeprefix(stem))
            graphs[graph] += [triple, Triple(triple.subject, WAS_DERIVED_FROM, file)]
    return graphs.items()
