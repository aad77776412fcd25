"""The store's values, typed, and one way of writing: the default graph is always the union of what is added."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolution,
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
)

from treatygraph.namespaces import Names

Graph = NamedNode | DefaultGraph
Term = NamedNode | BlankNode | Literal | Triple


def add(store: Store, triples: Iterable[Triple], graph: NamedNode) -> None:
    """Puts triples into a named graph and into the default graph, which holds each once."""
    kept = list(triples)
    store.extend(quad(triple, graph) for triple in kept)
    store.extend(quad(triple, DefaultGraph()) for triple in kept)


def quad(triple: Triple, graph: Graph) -> Quad:
    """A triple in a graph."""
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def triples(store: Store, graph: Graph) -> Iterator[Triple]:
    """The triples of one graph."""
    return (found.triple for found in store.quads_for_pattern(None, None, None, graph))


def text(term: Term | None) -> str:
    """A term's IRI, lexical form or label; nothing for nothing."""
    return "" if term is None else str(term) if isinstance(term, Triple) else term.value


def construct(store: Store, query: str, graphs: list[NamedNode | DefaultGraph] | None = None) -> list[Triple]:
    """What a CONSTRUCT query gives over the default graph, or over the union of some graphs.

    Raises:
        SyntaxError: the text is not SPARQL.
        TypeError: it is not a CONSTRUCT query.
    """
    found = store.query(query, default_graph=list(graphs)) if graphs else store.query(query)
    if not isinstance(found, QueryTriples):
        raise TypeError("it is not a CONSTRUCT query")
    return list(found)


def select(store: Store, query: str, graphs: list[NamedNode] | None = None) -> Iterator[QuerySolution]:
    """What a SELECT query gives over the default graph, or over the union of some graphs.

    Raises:
        TypeError: it is not a SELECT query.
    """
    return iter(_solutions(store.query(query, default_graph=list(graphs)) if graphs else store.query(query)))


def ask(store: Store, query: str) -> bool:
    """What an ASK query gives over the default graph.

    Raises:
        TypeError: it is not an ASK query.
    """
    found = store.query(query)
    if not isinstance(found, QueryBoolean):
        raise TypeError("it is not an ASK query")
    return bool(found)


def rows(store: Store, query: str) -> tuple[list[str], list[dict[str, str]]]:
    """The columns and the rows that a SELECT query gives over the default graph, each cell as text.

    Raises:
        SyntaxError: the text is not SPARQL.
        TypeError: it is not a SELECT query.
    """
    found = _solutions(store.query(query))
    columns = [variable.value for variable in found.variables]
    return columns, [{name: text(solution[name]) for name in columns} for solution in found]


def coverage(store: Store, names: Names) -> str:
    """The last day that any treaty's rows cover."""
    known = store.quads_for_pattern(None, names.term("coverageUntil"), None, DefaultGraph())
    return max((text(found.object) for found in known), default="")


def _solutions(found: object) -> QuerySolutions:
    if not isinstance(found, QuerySolutions):
        raise TypeError("it is not a SELECT query")
    return found
