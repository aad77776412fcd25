"""The second stage: what follows. The OWL 2 RL closure, then the rules in the order of their numbers.

When all rules have run, those are run once more of which a solution may rest on what has been concluded since: one that
would then take back a conclusion rests on the absence of what a later rule concludes, and the build stops.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pyoxigraph import Literal, NamedNode, Store, Triple

from treatygraph.content import Content, QueryFile
from treatygraph.errors import Problem, ReasoningError
from treatygraph.graphs import add, quad
from treatygraph.inference.closure import AXIOMS, close
from treatygraph.inference.newcomers import stale
from treatygraph.inference.rules import RULES, again, graph_of, infer_all
from treatygraph.namespaces import RDF_TYPE, RDFS_LABEL, SKOS, Names


def materialise(store: Store, content: Content, done: Callable[[str], None] = lambda step: None) -> None:
    """Adds to the store what follows from it: ``graph/owl-rl`` and one graph per rule.

    Args:
        store: what the sources say; gains the conclusions in named graphs and in the default graph.
        content: the content folders; each file in ``ontology/rules`` is a rule.
        done: told the name of each step as it ends.

    Raises:
        ContentError: a rule is not a SPARQL CONSTRUCT query or its name has no number.
        ReasoningError: a rule concludes from the absence of what a rule of a higher number concludes.
    """
    rules, axioms = content.queries(RULES), content.queries(AXIOMS)
    for rule in rules:
        add(store, _description(rule, content.names), content.names.graph("provenance"))
    close(store, content.names, axioms)
    done("closure")
    for number in infer_all(store, rules, content.names):
        done(f"rules {number}")
    # What rules conclude may touch axioms, and what those give may touch rules: until neither adds anything.
    closed = close(store, content.names, axioms)
    done("closure")
    due = _due(store, rules, closed, content.names)
    while due and _check(store, due, content.names):
        close(store, content.names, axioms)
        done("closure")
        due = rules
    done("fixpoint")


def _due(store: Store, rules: Sequence[QueryFile], closed: Iterable[Triple], names: Names) -> Sequence[QueryFile]:
    """The rules that may conclude otherwise now that all have run, and the axioms have been closed after them."""
    graph = names.graph("newcomers")
    store.extend(quad(triple, graph) for triple in closed)
    found = stale(store, rules, names, [graph])
    store.remove_graph(graph)
    return found


def _check(store: Store, rules: Iterable[QueryFile], names: Names) -> bool:
    """Runs rules once more; adds what is new and tells whether anything was."""
    problems = []
    size = len(store)
    for rule in rules:
        lost, new = again(store, rule, graph_of(rule, names))
        add(store, new, graph_of(rule, names))
        for triple in sorted(map(str, lost))[:1]:
            fault = f"once every rule has run it would no longer conclude {triple}"
            problems.append(Problem(rule.place, fault, "give it a number above the rules whose conclusions it uses."))
    if problems:
        raise ReasoningError(problems)
    return len(store) > size


def _description(rule: QueryFile, names: Names) -> Iterable[Triple]:
    """A rule as data: what it is called, what it rests on, where its conclusions are."""
    node = names.thing(f"rule/{rule.name}")
    yield Triple(node, RDF_TYPE, names.term("InferenceRule"))
    for language, title in sorted(rule.header["title"].items()):
        yield Triple(node, RDFS_LABEL, Literal(title, language=language))
    for key, predicate in (("description", NamedNode(SKOS + "definition")), ("basis", names.term("basis"))):
        if key in rule.header:
            yield Triple(node, predicate, Literal(" ".join(str(rule.header[key]).split())))
    for legal_rule in rule.header.get("implements", []):
        yield Triple(node, names.term("implements"), names.thing(f"legal-rule/{legal_rule}"))
    yield Triple(node, names.term("concludesIn"), graph_of(rule, names))
