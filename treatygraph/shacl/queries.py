"""SPARQL-based constraints: https://www.w3.org/TR/shacl/#sparql-constraints."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, repeat

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store, Variable

from treatygraph.errors import ContentError, Problem
from treatygraph.graphs import text
from treatygraph.namespaces import OWL
from treatygraph.shacl.result import Result, Term
from treatygraph.shacl.rewriting import Query
from treatygraph.shacl.shapes import Shape, ShapesGraph
from treatygraph.shacl.vocabulary import Resource, component
from treatygraph.shacl.wording import sentence

#: The function that stands for a focus node without an IRI, which SPARQL cannot write.
NAMELESS = NamedNode("urn:x-shacl:this")

Functions = dict[NamedNode, Callable[..., Term | None]]


@dataclass(frozen=True, slots=True)
class Constraint:
    """One SPARQL-based constraint of a shape.

    Attributes:
        node: the constraint in the shapes graph.
        shape: the shape that has it.
        messages: its own messages, or else those of the shape.
        query: the query, with ``$PATH`` written out.
        prologue: its prefixes.
    """

    node: Resource
    shape: Shape
    messages: tuple[Literal, ...]
    query: Query
    prologue: str

    def results(self, store: Store, focus_nodes: str, targets: str) -> Iterator[Result]:
        """The results for all focus nodes.

        Args:
            store: the data graph.
            focus_nodes: the query that gives them as ``?this``, once for each way to them.
            targets: the pattern that binds ``?this`` to them.
        """
        found = store.query(focus_nodes)
        ways = Counter(row["this"] for row in found) if isinstance(found, QuerySolutions) else Counter()
        solutions = (
            self._solutions(store, targets)
            if self.query.separate
            else chain.from_iterable(self._of_node(store, node) for node in ways)
        )
        for focus, result in self._unique(solutions):
            yield from repeat(result, ways[focus])

    def breaks(self, store: Store, node: Term) -> bool:
        """Whether a node breaks the constraint."""
        return next(self._of_node(store, node), None) is not None

    def _of_node(self, store: Store, node: Term) -> Iterator[tuple[Term, Mapping[str, Term]]]:
        nameless = isinstance(node, BlankNode)
        pattern = f"BIND({NAMELESS}() AS ?this)" if nameless else f"VALUES ?this {{ {node} }}"
        for _, solution in self._solutions(store, pattern, lambda: node):
            yield node, {**solution, "this": node}

    def _solutions(
        self, store: Store, pattern: str, nameless: Callable[[], Term] | None = None
    ) -> Iterator[tuple[Term, Mapping[str, Term]]]:
        try:
            found = store.query(
                self.prologue + self.query.bound(pattern), custom_functions={NAMELESS: nameless} if nameless else {}
            )
        except SyntaxError as fault:
            cure = "correct sh:select, or name in sh:prefixes what declares its prefixes."
            raise self.shape.error(f"its query cannot be read: {fault}", cure) from fault
        if not isinstance(found, QuerySolutions):
            raise self.shape.error("its query is no SELECT", "write a SELECT query.")
        names = [variable.value for variable in found.variables]
        for row in found:
            solution = {name: value for name in names if (value := row[Variable(name)]) is not None}
            yield solution.get("this", NAMELESS), solution

    def _unique(self, solutions: Iterable[tuple[Term, Mapping[str, Term]]]) -> Iterator[tuple[Term, Result]]:
        seen = set()
        for focus, solution in solutions:
            key = tuple(sorted((name, str(value)) for name, value in solution.items()))
            if key not in seen:
                seen.add(key)
                yield focus, self._result(focus, solution)

    def _result(self, focus: Term, solution: Mapping[str, Term]) -> Result:
        if text(solution.get("failure")) == "true":
            raise self.shape.error(f"its query reports a failure at {focus}", "correct the query, or the data.")
        path, own = solution.get("path"), solution.get("message")
        templates = (own,) if isinstance(own, Literal) else self.messages
        return Result(
            focus=focus,
            shape=self.shape.node,
            owner=self.shape.owner,
            component=component("sparql"),
            severity=self.shape.severity,
            path=path if isinstance(path, NamedNode) else self.shape.path_node,
            value=solution.get("value", None if self.shape.path else focus),
            messages=tuple(filled(template, solution) for template in templates) or (sentence(self.shape, "sparql"),),
            constraint=self.node,
            bindings=solution,
        )


def constraints(graph: ShapesGraph, shape: Shape) -> Iterator[Constraint]:
    """The SPARQL constraints of a shape that are not switched off.

    Raises:
        ContentError: one of them is ill-formed, or uses what SHACL or the engine does not have.
    """
    for node in shape.parameters.get("sparql", ()):
        if graph.deactivated(node) or not isinstance(node, NamedNode | BlankNode):
            continue
        selects = graph.of(node, "select")
        if len(selects) != 1:
            raise shape.error(f"a SPARQL constraint has {len(selects)} queries", "give it one sh:select.")
        query = Query(_with_path(text(selects[0]), shape))
        for fault in query.faults():
            raise shape.error(fault, "write the query without it, or validate with the reference engine, pyshacl.")
        yield Constraint(node, shape, graph.messages(node) or shape.messages, query, _prologue(graph, node))


def filled(template: Literal, solution: Mapping[str, Term]) -> Literal:
    """A message with ``{?variable}`` and ``{$variable}`` replaced by what the variables stand for."""

    def term(match: re.Match[str]) -> str:
        return text(solution[match[1]]) if match[1] in solution else match[0]

    return _like(template, re.sub(r"\{[?$](\w+)\}", term, template.value))


def functions(called: Mapping[NamedNode, Constraint], store: Store, faults: list[Problem]) -> Functions:
    """The functions by which queries ask whether a node breaks a SPARQL constraint of a shape within their shape.

    What a function raises does not reach the caller of the engine: what is wrong is put among ``faults``.
    """

    def ask(constraint: Constraint) -> Callable[[Term], Literal]:
        def breaks(node: Term) -> Literal:
            try:
                return Literal(constraint.breaks(store, node))
            except ContentError as fault:
                faults.extend(fault.problems)
                raise

        return breaks

    return {name: ask(constraint) for name, constraint in called.items()}


def _like(template: Literal, value: str) -> Literal:
    return Literal(value, language=template.language) if template.language else Literal(value)


def _with_path(select: str, shape: Shape) -> str:
    return re.sub(r"[?$]PATH\b", lambda _: shape.path, select) if shape.path else select


def _prologue(graph: ShapesGraph, node: Term) -> str:
    holders: set[Term] = set()
    waiting = graph.of(node, "prefixes")
    while waiting:
        holders.add(holder := waiting.pop())
        waiting += set(graph.objects(holder, NamedNode(OWL + "imports"))) - holders
    declarations = [each for holder in holders for each in graph.of(holder, "declare")]
    pairs = {
        (text(prefix), text(namespace))
        for each in declarations
        for prefix in graph.of(each, "prefix")
        for namespace in graph.of(each, "namespace")
    }
    return "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in sorted(pairs))
