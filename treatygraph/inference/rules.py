"""Rules: each is a file with a SPARQL CONSTRUCT, and they run in the order of their numbers.

A rule may use what rules of a lower number conclude, so absence and counts mean what they say; rules that share a
number are repeated together until they add nothing. What a rule concludes for a whole graph stays in the engine: as
objects of Python it would take several times as long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import groupby

from pyoxigraph import NamedNode, RdfFormat, Store, Triple, parse, serialize

from treatygraph.content import QueryFile
from treatygraph.errors import ContentError, Problem
from treatygraph.graphs import add, construct, rows
from treatygraph.namespaces import Names
from treatygraph.proofs.tokens import Tokens

RULES = "ontology/rules"


def graph_of(rule: QueryFile, names: Names) -> NamedNode:
    """The named graph of a rule's conclusions."""
    return names.graph(f"rule/{rule.name}")


def number_of(rule: QueryFile) -> str:
    """The number of a rule, by which it runs; numbers are ordered as texts, as the names of files are.

    Raises:
        ContentError: its name has none.
    """
    number = rule.name.partition("-")[0]
    if not number.isdigit():
        cure = "name it NN-what-follows.rq; lower numbers run first."
        raise ContentError([Problem(rule.place, "its name has no number", cure)])
    return number


def conclusions(store: Store, rule: QueryFile) -> list[Triple]:
    """What a rule concludes from the store as it is.

    Raises:
        ContentError: the rule is not a SPARQL CONSTRUCT query.
    """
    try:
        return construct(store, rule.text)
    except (SyntaxError, TypeError) as error:
        fault = f"it cannot be run: {error}"
        raise ContentError([Problem(rule.place, fault, "mend the query; it must be a CONSTRUCT.")]) from error


def infer(store: Store, rule: QueryFile, graph: NamedNode) -> None:
    """Puts what a rule concludes into a graph and into the default graph.

    Args:
        store: what the rule is run over.
        rule: the rule.
        graph: the graph of its conclusions.

    Raises:
        ContentError: the rule is not a SPARQL CONSTRUCT query.
    """
    update = _insertion(rule.text, graph)
    if update is None:
        add(store, conclusions(store, rule), graph)
        return
    try:
        store.update(update)
    except SyntaxError:
        # The query as it is written says better where it is wrong.
        add(store, conclusions(store, rule), graph)


def again(store: Store, rule: QueryFile, graph: NamedNode) -> tuple[list[Triple], list[Triple]]:
    """What a graph holds that a rule no longer concludes, and what the rule concludes that the graph does not hold.

    Args:
        store: what the rule is run over.
        rule: the rule, which is a CONSTRUCT query.
        graph: the graph of its conclusions.
    """
    # As lines of text, for they are nearly always the same.
    held = set((store.dump(format=RdfFormat.N_TRIPLES, from_graph=graph) or b"").splitlines(keepends=True))
    written = serialize(conclusions(store, rule), format=RdfFormat.N_TRIPLES) or b""
    concluded = set(written.splitlines(keepends=True))
    return _read(held - concluded), _read(concluded - held)


def infer_all(store: Store, rules: Sequence[QueryFile], names: Names) -> Iterator[str]:
    """Puts what rules conclude into their graphs and into the default graph, and gives each number when it is done.

    Raises:
        ContentError: a rule is not a SPARQL CONSTRUCT query or its name has no number.
    """
    return run(
        rules,
        lambda rule: infer(store, rule, graph_of(rule, names)),
        lambda rule: _length(store, graph_of(rule, names)),
    )


def run(
    rules: Sequence[QueryFile], conclude: Callable[[QueryFile], object], size: Callable[[QueryFile], int]
) -> Iterator[str]:
    """Runs rules in the order of their numbers, and gives each number when it is done.

    Args:
        rules: the rules, in order.
        conclude: adds to a store what a rule concludes from it.
        size: tells how much the rule has concluded, or how much the store holds.

    Raises:
        ContentError: a rule is not a SPARQL CONSTRUCT query or its name has no number.
    """
    for number, stratum in groupby(rules, key=number_of):
        _settle(list(stratum), conclude, size)
        yield number


def _settle(
    stratum: list[QueryFile], conclude: Callable[[QueryFile], object], size: Callable[[QueryFile], int]
) -> None:
    """Runs the rules of one number until none of them adds anything."""
    if len(stratum) == 1:
        conclude(stratum[0])
        return
    known = -1
    while (reached := sum(map(size, stratum))) != known:
        known = reached
        for rule in stratum:
            conclude(rule)


def _length(store: Store, graph: NamedNode) -> int:
    # A store counts all its quads one by one to tell its length.
    _, [counted] = rows(store, f"SELECT (COUNT(*) AS ?number) WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
    return int(counted["number"])


@cache
def _insertion(text: str, graph: NamedNode) -> str | None:
    """A CONSTRUCT query as an update that writes what it gives into a graph and into the default graph.

    https://www.w3.org/TR/sparql11-update/#deleteInsert; nothing for a query that no update says, such as one with FROM
    or LIMIT.
    """
    tokens = Tokens(text)
    try:
        while tokens.peek() != "CONSTRUCT":
            tokens.take()
        begins = tokens.token().start()
        tokens.take()
        template = _braced(tokens)
        where = tokens.token().start()
        if tokens.peek() == "WHERE":
            tokens.take()
        group = _braced(tokens)
    except SyntaxError:
        return None
    if tokens.peek() or "{" in template[1:]:
        return None
    keyword = "WHERE " if text[where] == "{" else text[where : text.index("{", where)]
    return f"{text[:begins]}INSERT {{ GRAPH {graph} {template} {template[1:-1]} }} {keyword}{group}"


def _braced(tokens: Tokens) -> str:
    """Reads what stands between braces, as it is written, with the braces."""
    start, depth = tokens.token().start(), 0
    while True:
        token = tokens.token()
        depth += {"{": 1, "}": -1}.get(tokens.take(), 0)
        if depth <= 0:
            return tokens.text[start : token.end()] if token[0] == "}" else ""


def _read(lines: set[bytes]) -> list[Triple]:
    return [found.triple for found in parse(b"".join(sorted(lines)), format=RdfFormat.N_TRIPLES)]
