"""The account of a triple: the tree of its proof down to what documents say, as far as a reader wants to see.

Triples that follow together, from one application of a rule, stand together in one node; so do those that one row
says. The nodes nearest to what was asked come first, so that a limit cuts what is furthest away.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pyoxigraph import DefaultGraph, NamedNode, Triple

from treatygraph.namespaces import DCTERMS, FOAF, WAS_DERIVED_FROM
from treatygraph.proofs.proof import Prover, Step

#: How many applications of rules an account looks up where no limit is given.
LIMIT = 32


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a triple was read: the document, and the file and row of ours that report it."""

    source: NamedNode
    title: str
    address: str
    file: str
    row: int | None


@dataclass(slots=True)
class Node:
    """Some triples and what they rest on: the step that concludes them, or the documents that say them."""

    triples: list[Triple]
    step: Step | None = None
    premises: list[Node] = field(default_factory=list)
    origins: list[Origin] = field(default_factory=list)

    #: Whether the account was cut here though more could be told.
    cut: bool = False


def account(prover: Prover, triple: Triple, depth: int | None = None, limit: int = LIMIT) -> Node | None:
    """The account of a triple, or None where the graph does not hold it.

    Args:
        prover: finds the steps.
        triple: what is to be accounted for.
        depth: how many steps deep; None for as deep as the limit allows.
        limit: how many applications of rules to look up.
    """
    if not prover.graphs(triple):
        return None
    root = Node([triple])
    ahead = deque([(root, [root], frozenset[Triple](), 0)])
    found = 0
    told: set[int] = set()
    while ahead:
        node, siblings, above, level = ahead.popleft()
        if prover.asserted(node.triples[0]):
            node.origins = list(origins(prover, node.triples[0]))
            continue
        node.cut = True
        if found >= limit:
            continue
        found += 1
        node.step = step = first(prover, node.triples[0], above)
        if step is None:
            continue
        others = [other for other in node.triples if other not in step.conclusions]
        if others:
            # They follow by the same rule from something else.
            node.triples = [each for each in node.triples if each in step.conclusions]
            siblings.append(Node(others))
            ahead.append((siblings[-1], siblings, above, level))
        # What is told once is not told again: elsewhere its conclusion is enough.
        if id(step) not in told and (depth is None or level < depth):
            told.add(id(step))
            node.cut = False
            below = above | set(step.conclusions)
            node.premises = _grouped(prover, step.premises)
            ahead += [(premise, node.premises, below, level + 1) for premise in node.premises]
    return root


def first(prover: Prover, triple: Triple, above: frozenset[Triple]) -> Step | None:
    """The first step to a triple that does not rest on what rests on it."""
    return next((step for step in prover.steps(triple) if not above & set(step.premises)), None)


def origins(prover: Prover, triple: Triple) -> Iterator[Origin]:
    """Where a triple was read."""
    for graph in prover.asserted(triple):
        rows = prover.store.quads_for_pattern(triple.subject, WAS_DERIVED_FROM, None, graph)
        places = sorted(quad.object.value for quad in rows if isinstance(quad.object, NamedNode))
        path = graph.value.removeprefix(f"{prover.names.base}graph/")
        source = prover.names.thing(path) if path.startswith("source/") else graph
        title = _value(prover, source, DCTERMS + "title") or path
        address = _value(prover, source, FOAF + "page")
        for place in places or [""]:
            file, _, row = place.removeprefix(prover.names.base).partition("#row=")
            yield Origin(source, title, address, file, int(row) if row else None)


def _grouped(prover: Prover, premises: Sequence[Triple]) -> list[Node]:
    """Premises, each with those of the same thing that the same documents say or the same rules conclude."""
    nodes: dict[object, Node] = {}
    for premise in premises:
        key = (premise.subject, *(prover.asserted(premise) or sorted(prover.graphs(premise), key=str)))
        nodes.setdefault(key, Node([])).triples.append(premise)
    return list(nodes.values())


def _value(prover: Prover, subject: NamedNode, predicate: str) -> str:
    quads = prover.store.quads_for_pattern(subject, NamedNode(predicate), None, DefaultGraph())
    return next((quad.object.value for quad in quads if not isinstance(quad.object, Triple)), "")
