"""How the rows of a table become triples: its mapping, run once for each source that the rows name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from treatygraph.content import QueryFile
from treatygraph.errors import ContentError, Problem
from treatygraph.graphs import construct, select, text
from treatygraph.namespaces import RDFS, WAS_DERIVED_FROM, XSD, Names
from treatygraph.tables import Row, Table, Terms

MAPPINGS = "data/mappings"


def vocabulary(store: Store, names: Names) -> Terms:
    """The labels that a cell may hold: for each class, the English labels of the terms below it or of its kind."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    query = f"""
        PREFIX rdfs: <{RDFS}>
        SELECT ?class ?term ?label WHERE {{
          ?class a <http://www.w3.org/2002/07/owl#Class> .
          ?term rdfs:subClassOf+|a ?class ; rdfs:label ?label .
          FILTER(LANG(?label) = "en" && STRSTARTS(STR(?class), "{names.ontology}"))
        }}"""
    # The terms of the ontology alone: what the graph holds beside them has labels too.
    for solution in select(store, query, [names.graph("ontology")]):
        below = text(solution["class"]).removeprefix(names.ontology)
        found[below][text(solution["label"])] = text(solution["term"])
    return found


def mapped(
    rows: Sequence[Row], mapping: QueryFile, table: Table, terms: Terms, file: str, names: Names
) -> list[tuple[NamedNode, list[Triple]]]:
    """What a mapping makes of the rows of one file, by the graph of each source that they name.

    Args:
        rows: the rows, read and found in order.
        mapping: the mapping, a CONSTRUCT over ``csv:column "value"``.
        table: the table that the mapping's header describes.
        terms: the terms that cells hold the labels of.
        file: the file below ``data/``; it names the rows, and its folder is what ``csv:folder`` says.
        names: the graph's names.

    Raises:
        ContentError: the mapping is not a CONSTRUCT query, or it makes nothing of a row.
    """
    scratch = Store()
    graphs: set[NamedNode] = set()
    scratch.extend(fact for row in rows for fact in _facts(row, table, terms, file, names))
    for row in rows:
        subject = names.row(file, row.number)
        for source, graph in _graphs_of(row, mapping, names):
            graphs.add(graph)
            scratch.add(Quad(subject, NamedNode(f"{names.base}csv#from"), source, graph))
    made = [(graph, _construct(scratch, mapping, graph)) for graph in sorted(graphs, key=str)]
    used = {text(fact.object) for _, facts in made for fact in facts if fact.predicate == WAS_DERIVED_FROM}
    lost = [row.number for row in rows if names.row(file, row.number).value not in used]
    if lost:
        fault = f"the mapping {mapping.place} makes nothing of it"
        cure = "fill in the cells that the mapping needs, or widen the mapping."
        raise ContentError([Problem(f"data/{file} row {number}", fault, cure) for number in lost])
    return made


def _graphs_of(row: Row, mapping: QueryFile, names: Names) -> Iterator[tuple[NamedNode, NamedNode]]:
    """The sources that a row names, each with the graph that its triples go to."""
    for source in row.cells["source"].split(";"):
        graph = mapping.header.get("graph", f"source/{source}")
        yield names.thing(f"source/{source}"), names.graph(graph)


def _facts(row: Row, table: Table, terms: Terms, file: str, names: Names) -> Iterator[Quad]:
    """A row as the mapping sees it: ``csv:column`` for each value of a cell.

    Where the column has a separator, ``csv:column.cell`` is the whole cell; where it names a term, ``csv:column.term``
    is that term. The machinery adds ``csv:from``, the source that the mapping is run for.
    """
    subject = names.row(file, row.number)
    csv = f"{names.base}csv#"
    yield Quad(subject, NamedNode(csv + "file"), Literal(file))
    yield Quad(subject, NamedNode(csv + "folder"), Literal(Path(file).parent.name))
    yield Quad(subject, NamedNode(csv + "number"), Literal(row.number))
    for column in table.columns:
        for value in column.values(row.cells[column.name]):
            datatype = NamedNode(XSD + column.datatype)
            yield Quad(subject, NamedNode(csv + column.name), Literal(value, datatype=datatype))
            if column.separator:
                yield Quad(subject, NamedNode(f"{csv}{column.name}.cell"), Literal(row.cells[column.name]))
            if column.term:
                yield Quad(subject, NamedNode(f"{csv}{column.name}.term"), NamedNode(terms[column.term][value]))


def _construct(scratch: Store, mapping: QueryFile, graph: NamedNode) -> list[Triple]:
    try:
        return construct(scratch, mapping.text, [DefaultGraph(), graph])
    except (SyntaxError, TypeError) as error:
        fault = f"it cannot be run: {error}"
        raise ContentError([Problem(mapping.place, fault, "mend the query; it must be a CONSTRUCT.")]) from error
