"""Shapes become queries whose rows are the results: https://www.w3.org/TR/shacl/#validation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode, Store

from treatygraph.namespaces import RDF_TYPE
from treatygraph.shacl import sets, values
from treatygraph.shacl.classes import Classes
from treatygraph.shacl.faults import Fault, Variables, counted, exists
from treatygraph.shacl.queries import Constraint, constraints
from treatygraph.shacl.result import Term
from treatygraph.shacl.shapes import Shape, ShapesGraph
from treatygraph.shacl.vocabulary import OF_PROPERTIES, OF_SETS, OF_VALUES


@dataclass(frozen=True, slots=True)
class Scope:
    """The focus nodes of a shape.

    Attributes:
        bind: writes a pattern that binds a variable to them.
        trail: variables of the pattern for the nodes by which they were reached: each way gives a result of its own.
    """

    bind: Callable[[str], str]
    trail: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """One question to the data graph: its rows are the results of one constraint of a shape.

    Attributes:
        shape: the shape that has the constraint.
        parameter: the local name of the constraint's parameter.
        query: a SELECT of ``?this``, ``?value``, ``?path`` and ``?key``; for a SPARQL constraint, of the focus nodes.
        targets: the pattern that binds ``?this`` to the focus nodes, each once.
        constraint: the SPARQL constraint, where it is one.
    """

    shape: Shape
    parameter: str
    query: str
    targets: str
    constraint: Constraint | None = None


class Compilation(Variables):
    """Compiles the shapes of one shapes graph for one data graph."""

    def __init__(self, graph: ShapesGraph, store: Store) -> None:
        super().__init__()
        self.graph = graph
        #: SPARQL constraints of shapes within shapes, by the functions that the queries call them by.
        self.called: dict[NamedNode, Constraint] = {}
        self._classes = Classes(store)
        self._open: list[Term] = []
        self._scope: Scope | None = None

    def checks(self) -> Iterator[Check]:
        """Every check of every shape that has targets.

        Raises:
            ContentError: a shape is ill-formed or refers to itself, or it uses what the engine cannot check.
        """
        for shape, targets in self.graph.roots():
            yield from self._checks(shape, self._targets(targets))

    def values(self, shape: Shape, focus: str, value: str = "") -> tuple[tuple[str, ...], str]:
        """The patterns that lead from a focus node to its value nodes, and their variable."""
        if not shape.path:
            return (), focus
        value = value or self.variable()
        if not shape.stays:
            nodes = [focus, *(self.variable() for _ in shape.steps[1:]), value]
            return tuple(
                f"{start} {step} {end} ." for start, step, end in zip(nodes, shape.steps, nodes[1:], strict=False)
            ), value
        # The engine does not know a node that stands in no triple, and a path of no length leads from it to itself.
        stay = f"{self._scope.bind(focus) if self._scope else ''} BIND({focus} AS {value})"
        return (f"{{ {focus} {shape.path} {value} }} UNION {{ {stay} }}",), value

    def broken(self, node: Term, variable: str) -> str:
        """The condition that what a variable stands for does not conform to a shape."""
        shape = self._enter(node)
        scope, self._scope = self._scope, None
        conditions = [] if self.graph.deactivated(node) else list(self._conditions(shape, variable))
        self._scope = scope
        self._open.pop()
        return f"({' || '.join(conditions) or 'false'})"

    def instance(self, variable: str, kind: Term) -> str:
        """The condition that what a variable stands for is an instance of a class."""
        first, *more = self._classes.needed(kind)
        if not more:
            return f"EXISTS {{ {variable} {RDF_TYPE} {first} }}"
        given = self.variable()
        return f"EXISTS {{ {variable} {RDF_TYPE} {given} FILTER({given} IN ({_listed(first, *more)})) }}"

    def _checks(self, shape: Shape, scope: Scope) -> Iterator[Check]:
        if self.graph.deactivated(shape.node):
            return
        self._enter(shape.node)
        for parameter, fault in self._faults(shape, "?this", scope):
            given = {"value": fault.value, "path": fault.path, "key": fault.key}
            columns = [*scope.trail, *(f"({each} AS ?{name})" for name, each in given.items() if each)]
            targets = scope.bind("?this")
            query = f"SELECT DISTINCT ?this {' '.join(columns)} WHERE {{ {targets} {fault.body} }}"
            if fault.having:
                query = counted("?this", f"{targets} {fault.body}", fault.having, " ".join(scope.trail))
            yield Check(shape, parameter, query, targets)
        for constraint in constraints(self.graph, shape):
            targets = scope.bind("?this")
            query = f"SELECT DISTINCT ?this {' '.join(scope.trail)} WHERE {{ {targets} }}"
            once = f"{{ SELECT DISTINCT ?this WHERE {{ {targets} }} }}" if scope.trail else targets
            yield Check(shape, "sparql", query, once, constraint)
        for node in shape.parameters.get("property", ()):
            yield from self._checks(self.graph.shape(node), self._beyond(shape, scope))
        self._open.pop()

    def _faults(self, shape: Shape, focus: str, scope: Scope | None) -> Iterator[tuple[str, Fault]]:
        """What can be wrong with a focus node, but for properties and SPARQL constraints, with the parameter."""
        self._scope = scope
        for name, given in shape.parameters.items():
            if name in OF_PROPERTIES and not shape.path:
                raise shape.error(
                    f"sh:{name} stands in a node shape", "move it to a property shape, which has sh:path."
                )
            for parameter in given:
                if name in OF_VALUES:
                    patterns, value = self.values(shape, focus)
                    yield name, Fault(patterns, values.wrong(self, shape, name, parameter, value), value)
                elif name in OF_SETS:
                    for fault in sets.wrong(self, shape, name, parameter, focus):
                        yield name, fault

    def _conditions(self, shape: Shape, focus: str) -> Iterator[str]:
        for _, fault in self._faults(shape, focus, None):
            yield fault.expression
        for constraint in constraints(self.graph, shape):
            function = NamedNode(f"urn:x-shacl:constraint:{len(self.called)}")
            self.called[function] = constraint
            yield f"{function}({focus})"
        for node in shape.parameters.get("property", ()):
            patterns, value = self.values(shape, focus)
            yield exists(patterns, self.broken(node, value))

    def _enter(self, node: Term) -> Shape:
        shape = self.graph.shape(node)
        if node in self._open:
            raise shape.error("the shape refers to itself, which SHACL leaves undefined", "take the reference out.")
        self._open.append(node)
        return shape

    def _beyond(self, shape: Shape, scope: Scope) -> Scope:
        """The value nodes of the focus nodes of a shape."""
        if not shape.path:
            return scope

        before = self.variable()

        def values_of(variable: str) -> str:
            outer, self._scope = self._scope, scope
            steps, _ = self.values(shape, before, variable)
            self._scope = outer
            seen = " ".join((variable, before, *scope.trail))
            return f"{{ SELECT DISTINCT {seen} WHERE {{ {scope.bind(before)} {' '.join(steps)} }} }}"

        return Scope(values_of, (before, *scope.trail))

    def _targets(self, targets: Mapping[str, list[Term]]) -> Scope:
        """The focus nodes that targets name, each once."""

        def choose(variable: str) -> str:
            any_node = self.variable()
            nodes, kinds = targets.get("targetNode", ()), targets.get("targetClass", ())
            needed = sorted({each for kind in kinds for each in self._classes.needed(kind)}, key=str)
            parts = [f"VALUES {variable} {{ {_listed(*nodes, by=' ')} }}"] if nodes else []
            parts += [f"{variable} {RDF_TYPE} {kind} ." for kind in needed]
            parts += [f"{variable} {predicate} {any_node} ." for predicate in targets.get("targetSubjectsOf", ())]
            parts += [f"{any_node} {predicate} {variable} ." for predicate in targets.get("targetObjectsOf", ())]
            if len(parts) == 1 and len(targets) == 1 and not targets.keys() & {"targetSubjectsOf", "targetObjectsOf"}:
                return parts[0]
            return f"{{ SELECT DISTINCT {variable} WHERE {{ {{ {' } UNION { '.join(parts)} }} }} }}"

        return Scope(choose)


def _listed(*terms: Term, by: str = ", ") -> str:
    return by.join(map(str, terms))
