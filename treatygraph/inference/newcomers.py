"""Which rules have to be run again when a graph has grown: those of which a solution may rest on what is new.

A graph only grows while rules run, so a rule concludes otherwise than before, more or less, only if a triple pattern of
it, be it one that must have no match, matches a new triple of which what stands beside the pattern holds as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pyoxigraph import NamedNode, Store, Variable

from treatygraph.content import QueryFile
from treatygraph.graphs import Term, ask, select
from treatygraph.inference.dependence import Look, Outside, Part, looks_of, names_of
from treatygraph.inference.rules import graph_of, number_of
from treatygraph.namespaces import RDF_TYPE, Names
from treatygraph.proofs.syntax import Pattern, Slot, Step

_SAID = f"""
SELECT DISTINCT ?property ?class
WHERE {{
  GRAPH $graph {{ ?thing ?property ?value }}
  BIND(IF(?property = {RDF_TYPE}, ?value, ?none) AS ?class)
}}"""

_KNOWN = f"""
SELECT DISTINCT ?property ?class
WHERE {{
  {{ SELECT DISTINCT ?thing WHERE {{ GRAPH $graph {{ ?thing ?any ?other }} }} }}
  ?thing ?property ?value .
  BIND(IF(?property = {RDF_TYPE}, ?value, ?none) AS ?class)
}}"""

#: The properties of some things; that of being of a class also with each class.
Portrait = frozenset[tuple[Term | None, Term | None]]


def stale(store: Store, rules: Sequence[QueryFile], names: Names, besides: Sequence[NamedNode]) -> list[QueryFile]:
    """The rules, of some that have run in order, that may conclude otherwise now that all have run.

    Args:
        store: what they have run over, with their conclusions; the graph of each holds what it concluded.
        rules: the rules.
        names: the names of the graph.
        besides: the graphs of what has been added since the last of them ran, and perhaps of more.
    """
    newcomers = Newcomers(store)
    graphs = [(number_of(rule), graph_of(rule, names)) for rule in rules]
    return [
        rule
        for rule in rules
        # Rules that share a number have run side by side, and none of them again after what it concluded itself.
        if newcomers.touch(rule, [*besides, *(graph for number, graph in graphs if number >= number_of(rule))])
    ]


class Newcomers:
    """What has been added to a graph, as named graphs hold it.

    Args:
        store: the graph; its default graph holds what those named graphs hold. Nothing is added to it meanwhile.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._portraits: dict[tuple[str, NamedNode], Portrait] = {}

    def touch(self, rule: QueryFile, graphs: Iterable[NamedNode]) -> bool:
        """Whether a rule may conclude otherwise than it did before some graphs were filled.

        Args:
            rule: the rule.
            graphs: the graphs of all that has been added since the rule was run, and perhaps of more.

        Returns:
            False only if the rule concludes what it concluded then; True also where its query cannot be read.
        """
        looks = looks_of(rule.text)
        return looks is None or any(self._meets(look, graph) for graph in graphs for look in looks)

    def _meets(self, look: Look, graph: NamedNode) -> bool:
        """Whether a triple of a graph matches a pattern, and what stands beside the pattern holds of it."""
        pattern = look.pattern
        if isinstance(pattern.step, NamedNode) and _asked(pattern) not in self._portrait(_SAID, graph):
            return False
        # The engine would look at every thing of a class for each pattern; what none of the new things has is told
        # at once.
        if not all(self._may_hold(part, pattern, graph) for part in look.beside):
            return False
        # First what is said of the thing itself: the engine may begin far from it where more is asked.
        about: list[Part] = [
            part for part in look.beside if isinstance(part, Pattern) and part.subject == pattern.subject
        ]
        names = {name for part in about for name in names_of(part)}
        about_values = [
            part for part in look.beside if not isinstance(part, Pattern) and not names.isdisjoint(names_of(part))
        ]
        return all(self._holds(pattern, parts, graph) for parts in ([*about, *about_values], look.beside))

    def _holds(self, pattern: Pattern, beside: Sequence[Part], graph: NamedNode) -> bool:
        # A condition on what is not bound would let nothing through.
        bound = names_of(pattern).union(*(names_of(part) for part in beside if isinstance(part, Pattern)))
        parts = [part for part in beside if not isinstance(part, Outside) or part.name in bound]
        written = " ".join(dict.fromkeys(map(_written, parts)))
        return ask(self._store, f"ASK {{ GRAPH {graph} {{ {_written(pattern)} }} {written} }}")

    def _may_hold(self, part: Part, pattern: Pattern, graph: NamedNode) -> bool:
        """Whether a thing that a graph tells of has the property or the class that is asked of a pattern's subject."""
        if not isinstance(part, Pattern) or part.subject != pattern.subject or not isinstance(part.subject, Variable):
            return True
        return _asked(part) in self._portrait(_KNOWN, graph)

    def _portrait(self, query: str, graph: NamedNode) -> Portrait:
        """The properties and the classes that a graph tells of things, or that any tells of the things it tells of."""
        if (query, graph) not in self._portraits:
            found = {
                (row["property"], row["class"]) for row in select(self._store, query.replace("$graph", str(graph)))
            }
            self._portraits[query, graph] = frozenset(found | {(step, None) for step, _ in found})
        return self._portraits[query, graph]


def _asked(pattern: Pattern) -> tuple[Step, Slot | None]:
    """The property of a pattern, with the class where it asks for one."""
    known = pattern.step == RDF_TYPE and not isinstance(pattern.object, Variable)
    return (pattern.step, pattern.object if known else None)


def _written(part: Part) -> str:
    if isinstance(part, Pattern):
        return f"{part.subject} {part.step} {part.object} ."
    if isinstance(part, Outside):
        return f"FILTER(?{part.name} NOT IN ({', '.join(map(str, part.cells))}))"
    # Not as VALUES, by which the engine would begin; and what has been put in its place binds a variable no more.
    columns = zip(part.variables, zip(*part.rows, strict=True), strict=True)
    conditions = ((name, ", ".join(map(str, cells))) for name, cells in columns)
    return " ".join(f"FILTER(!BOUND(?{name}) || ?{name} IN ({cells}))" for name, cells in conditions)
