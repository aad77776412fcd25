"""Proofs: from what rule, and from what premises, a derived triple follows.

A proof is made when it is asked for, by running the rule's own WHERE with the triple's terms put in: nothing is kept at
build, and a proof cannot differ from what the rule says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import NamedNode, Store, Triple, Variable

from treatygraph.content import QueryFile
from treatygraph.errors import ContentError, Problem
from treatygraph.inference.rules import graph_of
from treatygraph.namespaces import Names
from treatygraph.proofs.binding import Writer
from treatygraph.proofs.grammar import read
from treatygraph.proofs.narrowing import Lookups, Narrowing
from treatygraph.proofs.premises import Absence, Aggregate, Condition, Premises, RefutedError
from treatygraph.proofs.scope import Solution, certain, unify
from treatygraph.proofs.syntax import Construct, Pattern, Select, Term

#: How many solutions of one rule for one triple are looked at.
_ENOUGH = 8


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its file, the tree of its query, and the graph of its conclusions."""

    file: QueryFile
    query: Construct
    graph: NamedNode

    #: Whether it is a rule of OWL 2 RL.
    axiomatic: bool = False

    @property
    def name(self) -> str:
        """The rule's name, number first."""
        return self.file.name


@dataclass(frozen=True, slots=True)
class Step:
    """One application of a rule: what it concludes and from what."""

    rule: Rule
    solution: Solution
    conclusions: tuple[Triple, ...]
    premises: tuple[Triple, ...]
    absence: tuple[Absence, ...] = ()
    conditions: tuple[Condition, ...] = ()
    aggregates: tuple[Aggregate, ...] = ()


def rules(files: Iterable[QueryFile], closure: Iterable[QueryFile], names: Names) -> list[Rule]:
    """The rules that files hold, those of the OWL 2 RL closure last.

    Raises:
        ContentError: a file is not written as rules are.
    """
    found = []
    for axiomatic, group in ((False, files), (True, closure)):
        for file in group:
            try:
                query = read(file.text)
            except SyntaxError as error:
                cure = "write it as its neighbours are, or explain the new form in treatygraph/proofs/syntax.py."
                raise ContentError([Problem(file.place, str(error), cure)]) from error
            graph = names.graph("owl-rl") if axiomatic else graph_of(file, names)
            found.append(Rule(file, query, graph, axiomatic))
    return found


@dataclass(slots=True)
class Prover:
    """Finds the steps that lead to the triples of one store.

    Args:
        lookups: look-ups in a graph with its conclusions, as a release holds it.
        rules: the rules that it was made with.
        names: the graph's names.
    """

    lookups: Lookups
    rules: Sequence[Rule]
    names: Names

    #: What each triple that has been asked for follows from; None where a document or a term says it.
    chosen: dict[Triple, Step | None] = field(default_factory=dict)
    _steps: dict[Triple, list[Step]] = field(default_factory=dict)
    _known: dict[Any, Step] = field(default_factory=dict)
    _graphs: dict[Triple, list[NamedNode]] = field(default_factory=dict)

    @property
    def store(self) -> Store:
        """The store in which triples are proved."""
        return self.lookups.store

    def graphs(self, triple: Triple) -> list[NamedNode]:
        """The named graphs that hold a triple."""
        if triple not in self._graphs:
            quads = self.store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
            self._graphs[triple] = [quad.graph_name for quad in quads if isinstance(quad.graph_name, NamedNode)]
        return self._graphs[triple]

    def is_derived(self, graph: NamedNode) -> bool:
        """Whether a graph holds conclusions."""
        return graph.value.startswith((self.names.graph("rule/").value, self.names.graph("owl-rl").value))

    def asserted(self, triple: Triple) -> list[NamedNode]:
        """The graphs of documents and terms that say a triple."""
        return sorted((graph for graph in self.graphs(triple) if not self.is_derived(graph)), key=str)

    def steps(self, triple: Triple) -> Iterator[Step]:
        """The steps that conclude a triple, rules of lower numbers first."""
        if triple in self._steps:
            yield from self._steps[triple]
            return
        held = set(self.graphs(triple))
        for rule in self.rules:
            if rule.graph in held:
                yield from self._by(rule, triple)

    def settle(self, triple: Triple, under: frozenset[Triple] = frozenset()) -> bool:
        """Chooses, for a triple and all that it rests on, what it follows from; tells whether it can be done.

        Args:
            triple: what is to be proved.
            under: what rests on it, which its proof must not use.
        """
        if triple in self.chosen:
            return True
        if self.asserted(triple):
            self.chosen[triple] = None
            return True
        if triple in under:
            return False
        below = under | {triple}
        for step in self.steps(triple):
            if all(self.settle(premise, below) for premise in step.premises):
                self.chosen[triple] = step
                return True
        return False

    def _by(self, rule: Rule, triple: Triple) -> Iterator[Step]:
        writer = Writer(Narrowing(self.lookups, rule.query.prologue))
        premises = Premises(writer)
        told = set()
        for pattern in rule.query.template:
            known = unify(pattern, triple)
            if known is None:
                continue
            wanted = set(known)
            bindings: dict[str, Sequence[Term]] = {name: [term] for name, term in known.items()}
            self._extend(rule, bindings)
            for solution in self._solutions(rule, writer, bindings, wanted):
                key = (rule.name, frozenset(solution.items()))
                if key in told:
                    continue
                told.add(key)
                if key not in self._known:
                    try:
                        self._known[key] = self._step(rule, solution, premises)
                    except RefutedError:
                        continue
                step = self._known[key]
                for conclusion in step.conclusions:
                    kept = self._steps.setdefault(conclusion, [])
                    if step not in kept:
                        kept.append(step)
                yield step

    def _solutions(
        self, rule: Rule, writer: Writer, known: dict[str, Sequence[Term]], wanted: set[str]
    ) -> Iterator[Solution]:
        """The solutions of a rule's WHERE with what is known of it."""
        (first, *rest) = rule.query.where.elements
        if isinstance(first, Select) and not rest and {name for name, _ in first.items} <= wanted:
            # The premises of an aggregate say whether it is right.
            yield {name: known[name][0] for name, _ in first.items}
            return
        text = writer.asking(rule.query.where, known, wanted, _ENOUGH)
        if text is not None:
            yield from self.lookups.solutions(text)

    def _step(self, rule: Rule, solution: Solution, premises: Premises) -> Step:
        concluded = tuple(filter(None, (instance(pattern, solution) for pattern in rule.query.template)))
        found = premises.of(rule.query.where, solution)
        return Step(
            rule,
            solution,
            concluded,
            tuple(dict.fromkeys(found.triples)),
            tuple(found.absence),
            tuple(found.conditions),
            tuple(found.aggregates),
        )

    def _extend(self, rule: Rule, known: dict[str, Sequence[Term]]) -> None:
        """Adds what the rule's own conclusions say of its other variables: a made name is matched, not taken apart."""
        sure = certain(rule.query.where)
        more = True
        while more:
            more = False
            for pattern in rule.query.template:
                subject, step, value = (_only(part, known) for part in (pattern.subject, pattern.step, pattern.object))
                lacking = pattern.object
                if subject is None or step is None or value is not None or not isinstance(lacking, Variable):
                    continue
                if lacking.value in known or lacking.value not in sure:
                    continue
                quads = self.store.quads_for_pattern(subject, step, None, rule.graph)
                terms = [quad.object for quad in quads]
                if terms:
                    known[lacking.value] = terms
                    more = True


def _only(part: Any, known: dict[str, Sequence[Term]]) -> Any:
    if not isinstance(part, Variable):
        return part
    terms = known.get(part.value, ())
    return terms[0] if len(terms) == 1 else None


def instance(pattern: Pattern, solution: Solution) -> Triple | None:
    """The triple that a template's pattern makes, or None where a variable of it is not bound."""
    parts: list[Any] = [
        solution.get(part.value) if isinstance(part, Variable) else part
        for part in (pattern.subject, pattern.step, pattern.object)
    ]
    if None in parts:
        return None
    return Triple(*parts)
