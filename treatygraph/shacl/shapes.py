"""The shapes graph read to values: https://www.w3.org/TR/shacl/#shapes-graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from treatygraph.errors import ContentError, Problem
from treatygraph.namespaces import RDF, RDF_TYPE, RDFS, SH, XSD
from treatygraph.shacl.paths import may_stay, path_steps, path_text
from treatygraph.shacl.result import Term
from treatygraph.shacl.vocabulary import KNOWN, LISTS_OF_SHAPES, PARAMETERS, REFUSED, SHAPES, TARGETS, Resource

TRUE = Literal("true", datatype=NamedNode(XSD + "boolean"))


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape.

    Attributes:
        node: the shape itself.
        owner: the shape where it has an IRI, or the shape with an IRI that the nameless one belongs to.
        path: the path of a property shape as SPARQL writes it; nothing for a node shape.
        steps: the paths that it consists of, one after the other.
        stays: whether the path may lead from a node to itself without a triple.
        path_node: that path in the shapes graph.
        severity: the severity of its results.
        messages: its messages, one in a language.
        parameters: the values of each constraint parameter, by its local name.
    """

    node: Resource
    owner: NamedNode | None
    path: str
    steps: tuple[str, ...]
    stays: bool
    path_node: Resource | None
    severity: NamedNode
    messages: tuple[Literal, ...]
    parameters: Mapping[str, tuple[Term, ...]]

    def error(self, fault: str, cure: str) -> ContentError:
        """What is wrong with the shape, to be raised."""
        name = self.owner.value if self.owner else str(self.node)
        return ContentError([Problem(name, fault + (f" (path {self.path})" if self.path else ""), cure)])

    def only(self, name: str) -> Term | None:
        """The value of a parameter of which there is one at most.

        Raises:
            ContentError: there are several.
        """
        values = self.parameters.get(name, ())
        if len(values) > 1:
            raise self.error(f"sh:{name} has {len(values)} values", "keep one.")
        return values[0] if values else None

    def number(self, name: str) -> int | None:
        """The value of a parameter that is a whole number.

        Raises:
            ContentError: it is none, or there are several.
        """
        value = self.only(name)
        if value is None:
            return None
        if not isinstance(value, Literal) or not value.value.isdigit():
            raise self.error(f"sh:{name} is {value}", "give a whole number, 0 or more.")
        return int(value.value)

    def holds(self, name: str) -> bool:
        """Whether a parameter is given as true."""
        return self.only(name) == TRUE


class ShapesGraph:
    """The triples of a shapes graph, and the shapes in it."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._said: dict[Term, dict[NamedNode, list[Term]]] = {}
        for triple in triples:
            objects = self._said.setdefault(triple.subject, {}).setdefault(triple.predicate, [])
            if triple.object not in objects:
                objects.append(triple.object)
        self._shapes: dict[Resource, Shape] = {}

    def objects(self, node: Term, predicate: NamedNode) -> list[Term]:
        """What a node has under a predicate, in order."""
        return sorted(self._said.get(node, {}).get(predicate, []), key=str)

    def of(self, node: Term, name: str) -> list[Term]:
        """What a node has under a term of SHACL."""
        return self.objects(node, NamedNode(SH + name))

    def members(self, node: Term) -> list[Term]:
        """The members of an RDF list, in their order.

        Raises:
            ContentError: it is no list.
        """
        found: list[Term] = []
        seen: set[Term] = set()
        while node != NamedNode(RDF + "nil"):
            first, rest = self.objects(node, NamedNode(RDF + "first")), self.objects(node, NamedNode(RDF + "rest"))
            if len(first) != 1 or len(rest) != 1 or node in seen:
                raise ContentError([Problem(str(node), "it is not a well-formed RDF list", "write ( … ).")])
            seen.add(node)
            found += first
            node = rest[0]
        return found

    def shape(self, node: Term) -> Shape:
        """The shape that a node is.

        Raises:
            ContentError: it is none, or it uses what the engine cannot check.
        """
        if not isinstance(node, NamedNode | BlankNode):
            raise ContentError([Problem(str(node), "a literal stands where a shape is expected", "name a shape.")])
        if node not in self._shapes:
            self._shapes[node] = self._read(node)
        return self._shapes[node]

    def deactivated(self, node: Term) -> bool:
        """Whether a shape or constraint is switched off."""
        return TRUE in self.of(node, "deactivated")

    def roots(self) -> Iterator[tuple[Shape, dict[str, list[Term]]]]:
        """Every shape that has targets, with them, by the names of their kinds."""
        for node in sorted(self._said, key=str):
            targets = {name: found for name in TARGETS if (found := self.of(node, name))}
            if self._is_class(node) and self._is_shape(node):
                targets["targetClass"] = [*targets.get("targetClass", []), node]
            if any(isinstance(target, BlankNode) for target in targets.get("targetNode", ())):
                raise self.shape(node).error("sh:targetNode is a blank node", "give an IRI or a literal.")
            if targets or any(self.of(node, name) for name in REFUSED):
                yield self.shape(node), targets

    def siblings(self, shape: Shape) -> list[Term]:
        """The qualified value shapes beside that of a property shape, under any shape that both belong to."""
        beside = (peer for parent, name in self._parents.get(shape.node, ()) if name == "property"
                  for peer in self.of(parent, "property"))  # fmt: skip
        found = {other for peer in beside for other in self.of(peer, "qualifiedValueShape")}
        return sorted(found - set(shape.parameters["qualifiedValueShape"]), key=str)

    def _read(self, node: Resource) -> Shape:
        said = self._said.get(node, {})
        paths = self.of(node, "path")
        shape = Shape(
            node=node,
            owner=self._owner(node, frozenset()),
            path=path_text(self, paths[0]) if paths else "",
            steps=tuple(path_steps(self, paths[0])) if paths else (),
            stays=bool(paths) and may_stay(self, paths[0]),
            path_node=paths[0] if paths and isinstance(paths[0], NamedNode | BlankNode) else None,
            severity=next(
                (s for s in self.of(node, "severity") if isinstance(s, NamedNode)), NamedNode(SH + "Violation")
            ),
            messages=self.messages(node),
            parameters={name: tuple(found) for name in PARAMETERS if (found := self.of(node, name))},
        )
        if len(paths) > 1:
            raise shape.error("it has several paths", "give each path a property shape of its own.")
        for predicate in said:
            name = predicate.value.removeprefix(SH)
            if name in REFUSED or predicate in self._custom:
                what = f"sh:{name}" if name in REFUSED else f"the constraint component of {predicate}"
                raise shape.error(
                    f"{what} cannot be compiled to queries", "validate with the reference engine, pyshacl."
                )
            if name != predicate.value and name not in KNOWN:
                raise shape.error(f"sh:{name} is no term for shapes", "correct the name of the parameter.")
        return shape

    def messages(self, node: Term) -> tuple[Literal, ...]:
        """The messages of a shape or constraint, in the order of their languages."""
        found = [message for message in self.of(node, "message") if isinstance(message, Literal)]
        return tuple(sorted(found, key=lambda message: (message.language or "", message.value)))

    @cached_property
    def _custom(self) -> set[NamedNode]:
        """The parameters of constraint components that the shapes graph declares itself."""
        declared = [node for node in self._said if self.of(node, "parameter")]
        parameters = [parameter for node in declared for parameter in self.of(node, "parameter")]
        return {path for node in parameters for path in self.of(node, "path") if isinstance(path, NamedNode)}

    @cached_property
    def _parents(self) -> dict[Term, list[tuple[Resource, str]]]:
        """The shapes that name each shape, with the terms by which they do."""
        found: dict[Term, list[tuple[Resource, str]]] = {}
        for node in self._said:
            if isinstance(node, NamedNode | BlankNode):
                for name in SHAPES:
                    for child in self.of(node, name):
                        for each in self.members(child) if name in LISTS_OF_SHAPES else [child]:
                            found.setdefault(each, []).append((node, name))
        return found

    def _owner(self, node: Resource, seen: frozenset[Resource]) -> NamedNode | None:
        if isinstance(node, NamedNode):
            return node
        above = (self._owner(parent, seen | {node}) for parent, _ in self._parents.get(node, ()) if parent not in seen)
        return min((owner for owner in above if owner), key=str, default=None)

    def _is_class(self, node: Term) -> bool:
        """Whether a node is an instance of rdfs:Class, by the subclasses that the shapes graph itself declares."""
        reached: set[Term] = set()
        waiting = self.objects(node, RDF_TYPE)
        while waiting:
            kind = waiting.pop()
            if kind not in reached:
                reached.add(kind)
                waiting += self.objects(kind, NamedNode(RDFS + "subClassOf"))
        return NamedNode(RDFS + "Class") in reached

    def _is_shape(self, node: Term) -> bool:
        types = self.objects(node, RDF_TYPE)
        parameters = any(self.of(node, name) for name in PARAMETERS)
        return parameters or any(NamedNode(SH + name) in types for name in ("NodeShape", "PropertyShape"))
