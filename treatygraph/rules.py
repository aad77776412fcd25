"""Rules: each is a file with a SPARQL CONSTRUCT, and they run in the order of their numbers.

A rule may use what rules of a lower number conclude, so absence and counts mean what they say; rules that share a
number are repeated together until they add nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from pyoxigraph import NamedNode, Store, Triple

from treatygraph.content import QueryFile
from treatygraph.errors import ContentError, Problem
from treatygraph.graphs import construct
from treatygraph.namespaces import Names

RULES = "ontology/rules"


def graph_of(rule: QueryFile, names: Names) -> NamedNode:
    """The named graph of a rule's conclusions."""
    return names.graph(f"rule/{rule.name}")


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


def run(store: Store, rules: Sequence[QueryFile], keep: Callable[[QueryFile, list[Triple]], None]) -> Iterator[str]:
    """Runs rules in the order of their numbers, and gives each number when it is done.

    Args:
        store: what the rules are run over.
        rules: the rules, in order.
        keep: adds to the store what a rule concludes.

    Raises:
        ContentError: a rule is not a SPARQL CONSTRUCT query or its name has no number.
    """
    for number, stratum in groupby(rules, key=_number):
        _settle(store, list(stratum), keep)
        yield number


def _settle(store: Store, stratum: list[QueryFile], keep: Callable[[QueryFile, list[Triple]], None]) -> None:
    """Runs the rules of one number until none of them adds anything."""
    known = -1
    while (size := len(store)) != known:
        known = size
        for rule in stratum:
            keep(rule, conclusions(store, rule))
        if len(stratum) == 1:
            break


def _number(rule: QueryFile) -> str:
    number = rule.name.partition("-")[0]
    if not number.isdigit():
        cure = "name it NN-what-follows.rq; lower numbers run first."
        raise ContentError([Problem(rule.place, "its name has no number", cure)])
    return number
