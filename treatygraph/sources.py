"""The first stage: content files become a graph of what the sources say.

Each row of a table becomes triples by its mapping, each subject of a Turtle file keeps the triples it has; both go to
the named graph of every source that they name, and the default graph holds them all once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, Triple
from pyoxigraph import parse as parse_rdf

from treatygraph import tables
from treatygraph.content import Content, QueryFile
from treatygraph.errors import ContentError, Problem
from treatygraph.graphs import add, construct, quad, select, text
from treatygraph.namespaces import DCTERMS_SOURCE, RDFS, WAS_DERIVED_FROM, XSD, Names
from treatygraph.tables import Row, Table, Terms

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
    for mapping in content.queries("data/mappings"):
        _load_tables(store, content, mapping, terms)
    for path in content.files("data/**/*.ttl"):
        for graph, triples in _by_source(content, path).items():
            add(store, triples, graph)
    return store


def vocabulary(store: Store, names: Names) -> Terms:
    """The labels that a cell may hold: for each class, the English labels of what stands below it or is one of it."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    query = f"""
        PREFIX rdfs: <{RDFS}>
        SELECT ?class ?term ?label WHERE {{
          ?class a <http://www.w3.org/2002/07/owl#Class> .
          ?term rdfs:subClassOf+|a ?class ; rdfs:label ?label .
          FILTER(LANG(?label) = "en" && STRSTARTS(STR(?class), "{names.ontology}"))
        }}"""
    for solution in select(store, query):
        below = text(solution["class"]).removeprefix(names.ontology)
        found[below][text(solution["label"])] = text(solution["term"])
    return found


def tables_of(content: Content) -> Iterator[tuple[QueryFile, Table, Path]]:
    """Every table with its mapping: what ``format`` and ``load`` go through."""
    for mapping in content.queries("data/mappings"):
        table = tables.describe(mapping.place, mapping.header)
        for path in content.files(f"data/{table.pattern}"):
            yield mapping, table, path


def _load_tables(store: Store, content: Content, mapping: QueryFile, terms: Terms) -> None:
    table = tables.describe(mapping.place, mapping.header)
    for path in content.files(f"data/{table.pattern}"):
        place = content.place(path)
        rows = tables.read(content.text(path), place, table, terms)
        file = path.relative_to(content.root / DATA).as_posix()
        scratch = Store()
        graphs: set[NamedNode] = set()
        for row in rows:
            scratch.extend(quad(fact, DefaultGraph()) for fact in _facts(row, table, terms, file, content.names))
            subject = content.names.row(file, row.number)
            for source, graph in _graphs_of(row, mapping, content.names):
                graphs.add(graph)
                scratch.add(Quad(subject, NamedNode(f"{content.names.base}csv#from"), source, graph))
        mapped: set[str] = set()
        for graph in sorted(graphs, key=str):
            triples = _construct(scratch, mapping, graph)
            mapped |= {text(triple.object) for triple in triples if triple.predicate == WAS_DERIVED_FROM}
            add(store, triples, graph)
        lost = [row.number for row in rows if content.names.row(file, row.number).value not in mapped]
        if lost:
            fault = f"the mapping {mapping.place} makes nothing of it"
            cure = "fill in the cells that the mapping needs, or widen the mapping."
            raise ContentError([Problem(f"{place} row {number}", fault, cure) for number in lost])


def _graphs_of(row: Row, mapping: QueryFile, names: Names) -> Iterator[tuple[NamedNode, NamedNode]]:
    """The sources that a row names, each with the graph that its triples go to."""
    for source in row.cells["source"].split(";"):
        graph = mapping.header.get("graph", f"source/{source}")
        yield names.thing(f"source/{source}"), names.graph(graph)


def _facts(row: Row, table: Table, terms: Terms, file: str, names: Names) -> Iterator[Triple]:
    """A row as the mapping sees it: ``csv:column`` for each value of a cell.

    Where the column has a separator, ``csv:column.cell`` is the whole cell; where it names a term, ``csv:column.term``
    is that term. The machinery adds ``csv:from``, the source that the mapping is run for.
    """
    subject = names.row(file, row.number)
    csv = f"{names.base}csv#"
    yield Triple(subject, NamedNode(csv + "file"), Literal(file))
    yield Triple(subject, NamedNode(csv + "folder"), Literal(Path(file).parent.name))
    yield Triple(subject, NamedNode(csv + "number"), Literal(row.number))
    for column in table.columns:
        for value in column.values(row.cells[column.name]):
            datatype = NamedNode(XSD + column.datatype)
            yield Triple(subject, NamedNode(csv + column.name), Literal(value, datatype=datatype))
            if column.separator:
                yield Triple(subject, NamedNode(f"{csv}{column.name}.cell"), Literal(row.cells[column.name]))
            if column.term:
                yield Triple(subject, NamedNode(f"{csv}{column.name}.term"), NamedNode(terms[column.term][value]))


def _construct(scratch: Store, mapping: QueryFile, graph: NamedNode) -> list[Triple]:
    try:
        return construct(scratch, mapping.text, [DefaultGraph(), graph])
    except (SyntaxError, TypeError) as error:
        fault = f"it cannot be run: {error}"
        raise ContentError([Problem(mapping.place, fault, "mend the query; it must be a CONSTRUCT.")]) from error


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
