"""The first stage: content files become a graph of what the sources say.

Each row of a table becomes triples by its mapping, each subject of a Turtle file keeps the triples it has; both go to
the named graph of every source that they name, and the default graph holds them all once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
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


def load(content: Content) -> Store:
    """The graph of everything that content files assert.

    Returns:
        A store with ``graph/ontology``, ``graph/shapes``, ``graph/provenance`` (the sources themselves), one graph per
        source, and the default graph: the union of all but the shapes.

    Raises:
        ContentError: with every fault found in the file that has one.
    """
    store = Store()
    names = content.names
    for path in content.files("ontology/*.ttl"):
        add(store, _turtle(content, path), names.graph("ontology"))
    for path in content.files("shapes/*.ttl"):
        store.extend(quad(triple, names.graph("shapes")) for triple in _turtle(content, path))
    terms = vocabulary(store, names)
    for mapping in content.queries(MAPPINGS):
        _load_tables(store, content, mapping, terms)
    for path in content.files("data/**/*.ttl"):
        for graph, triples in _by_source(content, path).items():
            add(store, triples, graph)
    return store


def tables_of(content: Content) -> Iterator[tuple[QueryFile, Table, Path]]:
    """Every table with its mapping: what ``format`` and ``load`` go through."""
    for mapping in content.queries(MAPPINGS):
        table = tables.describe(mapping.place, mapping.header)
        for path in content.files(f"data/{table.pattern}"):
            yield mapping, table, path


def _load_tables(store: Store, content: Content, mapping: QueryFile, terms: Terms) -> None:
    table = tables.describe(mapping.place, mapping.header)
    for path in content.files(f"data/{table.pattern}"):
        place = content.place(path)
        rows = tables.read(content.text(path), place, table, terms)
        file = path.relative_to(content.root / DATA).as_posix()
        for graph, triples in mapped(rows, mapping, table, terms, file, content.names):
            add(store, triples, graph)


def _turtle(content: Content, path: Path) -> list[Triple]:
    try:
        quads = list(parse_rdf(content.text(path), RdfFormat.TURTLE, base_iri=content.names.base))
    except SyntaxError as error:
        raise ContentError([Problem(content.place(path), f"it is not Turtle: {error}", "mend that line.")]) from error
    return [quad.triple for quad in quads]


def _by_source(content: Content, path: Path) -> dict[NamedNode, list[Triple]]:
    """A Turtle file's triples by the graph of each source that their subject names."""
    triples = _turtle(content, path)
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
    return graphs
