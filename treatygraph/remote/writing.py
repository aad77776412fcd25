"""An engine's answer in the format that is wanted, as a release of ours writes it."""

from __future__ import annotations

from io import BytesIO

from pyoxigraph import (
    Literal,
    QueryBoolean,
    QueryResultsFormat,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
    serialize,
)

from treatygraph.answer import BOOLEANS, GRAPHS, SOLUTIONS, Answer, Formats, wanted
from treatygraph.errors import EndpointError, Problem, QueryError
from treatygraph.remote.dialect import canonical, lexical
from treatygraph.remote.placement import Placement
from treatygraph.signature import JSON, signed

#: The formats of graphs that engines write, by the names that they give them.
_GRAPHS = {
    "application/n-triples": RdfFormat.N_TRIPLES,
    "text/turtle": RdfFormat.TURTLE,
    "text/plain": RdfFormat.N_TRIPLES,
}


def written(media_type: str, body: bytes, formats: Formats, placement: Placement) -> Answer:
    """An engine's answer in the format that is wanted.

    Args:
        media_type: the format that the engine wrote.
        body: what it wrote.
        formats: the format wanted for each kind of answer.
        placement: where the release stands in the engine.

    Raises:
        FormatError: none of the formats of the answer's kind will do.
        EndpointError: the engine wrote a format that was not asked for.
        QueryError: what it wrote cannot be read.
    """
    into = BytesIO()
    try:
        if media_type in (JSON, "application/json"):
            found = parse_query_results(canonical(body), QueryResultsFormat.JSON)
            if isinstance(found, QueryBoolean):
                chosen = wanted(formats.boolean, BOOLEANS)
                found.serialize(into, BOOLEANS[chosen])
            else:
                chosen = wanted(formats.solutions, SOLUTIONS)
                found.serialize(into, SOLUTIONS[chosen])
        elif media_type in _GRAPHS:
            chosen = wanted(formats.graph, GRAPHS)
            triples = (_mended(quad.triple) for quad in parse(body, _GRAPHS[media_type]))
            serialize(triples, into, GRAPHS[chosen], prefixes=placement.names.prefixes())
        else:
            raise EndpointError([Problem("engine", f"it answers as {media_type}", "it must write SPARQL's JSON.")])
    except (SyntaxError, ValueError) as error:
        raise QueryError([Problem("query", f"the engine's answer cannot be read: {error}", "see its log.")]) from error
    return Answer(signed(into.getvalue(), chosen, placement.stem.removesuffix("/")), chosen)


def _mended(triple: Triple) -> Triple:
    """A triple whose value is written as XML Schema writes it."""
    held = triple.object
    if isinstance(held, Literal) and not held.language:
        written = lexical(held.value, held.datatype.value)
        if written != held.value:
            return Triple(triple.subject, triple.predicate, Literal(written, datatype=held.datatype))
    return triple
