"""A mirror of the content: its graph with all that follows, brought up to date with what a change of files touches.

It goes through the stages as the pipeline does, in the same order, and at each step the graph is the one that a build
of the content would give.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Set
from functools import partial
from pathlib import Path

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Store, Triple

from treatygraph import description, sources
from treatygraph.claims import ledger
from treatygraph.content import Content
from treatygraph.errors import ContentError, Problem, TreatygraphError
from treatygraph.graphs import Graph, quad, triples
from treatygraph.increments.axioms import Axioms
from treatygraph.increments.derivation import derive
from treatygraph.increments.families import Family
from treatygraph.increments.ground import Ground
from treatygraph.increments.layers import Delta, Layers
from treatygraph.inference.closure import AXIOMS
from treatygraph.inference.rules import RULES
from treatygraph.mapping import MAPPINGS, vocabulary
from treatygraph.namespaces import RDFS, Names
from treatygraph.releases.release import UNREAD
from treatygraph.validation import hygiene
from treatygraph.validation.finding import Report

SCOPE = "queries/what-if/scope"

#: The files on which all reasoning rests, or of which the graph tells: where one changes, nothing derived is kept.
WHOLE = ("ontology/", f"{MAPPINGS}/", f"{SCOPE}/", f"{hygiene.FOLDER}/")

#: The graphs that speak of the graph; they are made anew at each step.
_SPEAKING = ("claims", "report", "void", "concepts", "examples")

_ORDER = (NamedNode(RDFS + "subClassOf"), NamedNode(RDFS + "subPropertyOf"))


class Mirror:
    """The graph of some content files.

    Args:
        content: the content.
        whole: the graph of the content as it is with all that follows, as a build gives it; it is only read.

    Raises:
        ContentError: a content file cannot be read.
    """

    def __init__(self, content: Content, whole: Store) -> None:
        self._content, names = content, content.names
        #: SHA-256 of each content file that the graph was made from, by its place.
        self.digests = content.digests()
        self._rules = content.queries(RULES)
        self._terms = vocabulary(whole, names)
        self._layers = Layers([names.graph(name) for name in UNREAD])
        axioms = names.graph("owl-rl")
        order = [found.triple for each in _ORDER for found in whole.quads_for_pattern(None, each, None, axioms)]
        scope = {query.name: query for query in content.queries(SCOPE)}
        said = [quad(triple, DefaultGraph()) for triple in (*triples(whole, names.graph("ontology")), *order)]
        joining = [rule.text for rule in content.queries(AXIOMS) if rule.header.get("facts", 1) > 1]
        single = [scope[name].text for name in ("closure", "typing")]
        self._axioms = Axioms.of(said, single, joining, scope["joins"].text)
        self._ground = Ground(scope, order, self._axioms)
        self._families: frozenset[Family] = frozenset()
        #: Every file that asserts something, by its place, with what reads it.
        self._readers: Mapping[str, sources.Reader] = {}
        given = self._read(self.digests.keys())
        # What rules are is told with them, and what axioms say of the terminology no fact changes.
        asserted = {found for quads in given.values() for found in quads}
        given["rules"] = set(whole.quads_for_pattern(None, None, None, names.graph("provenance"))) - asserted
        self._put(given)
        rest = set(whole.quads_for_pattern(None, None, None, axioms)) - self._layers.quads
        self._layers.put("axioms", rest)
        for name in _SPEAKING:
            self._layers.put(name, whole.quads_for_pattern(None, None, None, names.graph(name)))
        #: Whether what follows from a part of the graph has been found to be what follows from the whole.
        self.is_local = all(_is_of_terminology(found, names) for found in rest) and self._agrees(whole)
        self._layers.taken()

    @property
    def store(self) -> Store:
        """The graph; it is only read."""
        return self._layers.store

    def changed(self) -> set[str]:
        """The files, by place, whose bytes are no longer those that the graph was made from."""
        return {place for place, _ in self._content.digests().items() ^ self.digests.items()}

    def reaches(self, changed: Iterable[str]) -> bool:
        """Whether the graph can be brought up to date with some files; otherwise it must be built anew."""
        return self.is_local and not any(place.startswith(WHOLE) for place in changed)

    def update(self, changed: Collection[str]) -> None:
        """Brings what is asserted, and what follows, up to date with some files.

        Raises:
            ContentError: a file cannot be read; with every fault of every file. Nothing has changed then.
            ReasoningError: a rule would take back what it concluded. Nothing has changed then either.
        """
        digests = {place: digest for place, digest in self._content.digests().items() if place in changed}
        given = {place: set[Quad]() for place in changed} | self._read(digests.keys())
        before = {place: self._layers.part(place) for place in given}
        try:
            self._put(given)
        except TreatygraphError:
            self._put(before)
            raise
        self.digests = {place: each for place, each in self.digests.items() if place not in changed} | digests

    def tell(self, check: Callable[[Store], tuple[Report, Iterable[Quad]]]) -> Report:
        """Makes anew the graphs that speak of the graph: verdicts, report, descriptions.

        Args:
            check: gives the report of a graph, and that report as quads.

        Raises:
            ContentError: a claim cannot be judged, a shape or a description cannot be evaluated.
        """
        for name in _SPEAKING:
            self._layers.put(name, ())
        ledger.judge(self.store, self._content)
        self._layers.put("claims", self._graph("claims"))
        report, quads = check(self.store)
        self._layers.put("report", quads)
        description.describe(self.store, self._content)
        for name in ("void", "concepts", "examples"):
            self._layers.put(name, self._graph(name))
        return report

    def taken(self) -> Delta:
        """What the graph has gained and lost since this was asked last."""
        return self._layers.taken()

    def _put(self, given: Mapping[str, Iterable[Quad]]) -> None:
        """Lays in what files assert, and derives anew what may follow otherwise than before."""
        ground, names = self._ground, self._content.names
        shapes, axioms = names.graph("shapes"), names.graph("owl-rl")
        gained, lost = Counter[Quad](), Counter[Quad]()
        for place, quads in given.items():
            delta = self._layers.put(place, quads)
            gained.update(found for found in delta.gained if found.graph_name not in (shapes, DefaultGraph()))
            lost.update(found for found in delta.lost if found.graph_name not in (shapes, DefaultGraph()))
        touched = ground.change(list((gained - lost).elements()), list((lost - gained).elements()))
        for family in self._families - ground.families:
            self._layers.put(_name(family), ())
        self._families = ground.families
        for family in touched:
            self._derive(family)
        closed, opened = ({quad(triple, axioms) for triple in found} for found in ground.moved())
        self._layers.amend("closed", closed, opened)

    def _derive(self, family: Family) -> None:
        """Lays in what follows from a family."""
        ground, before, names = self._ground, self._layers.part(_name(family)), self._content.names
        facts = ground.facts(family)
        found = derive(ground.bench, facts, ground.stirred, before, self._rules, self._axioms, names)
        concerned = {each for each in found - before if ground.concerns(family, each)}
        self._layers.amend(_name(family), concerned, before - found)

    def _read(self, places: Set[str]) -> dict[str, set[Quad]]:
        """What the content files at some places assert.

        Raises:
            ContentError: with every fault of every file that has one.
        """
        found: dict[str, set[Quad]] = {}
        problems: list[Problem] = []
        if not places <= self._readers.keys():
            self._readers = {self._content.place(path): read for path, read in self._listed()}
        for place in self._readers:
            if place in places:
                try:
                    found[place] = {quad(triple, graph) for graph, each in self._readers[place]() for triple in each}
                except ContentError as error:
                    problems += error.problems
        if problems:
            raise ContentError(problems)
        return found

    def _listed(self) -> Iterator[tuple[Path, sources.Reader]]:
        """Every file that asserts something, with what reads it."""
        for folder in ("ontology", "shapes"):
            for path in self._content.files(f"{folder}/*.ttl"):
                yield path, partial(_terminology, self._content, path, self._content.names.graph(folder))
        yield from sources.facts(self._content, self._terms)

    def _graph(self, name: str) -> set[Quad]:
        return set(self.store.quads_for_pattern(None, None, None, self._content.names.graph(name)))

    def _agrees(self, whole: Store) -> bool:
        """Whether the graph is the whole one, but for what speaks of it and for things without a name."""
        left_out = {self._content.names.graph(name) for name in (*_SPEAKING, "shapes")}
        # As stores hold them, for they write a year for twelve months.
        return {found for found in whole if _compared(found, left_out)} == {
            found for found in self._layers.store if _compared(found, left_out)
        }


def _terminology(content: Content, path: Path, graph: NamedNode) -> list[tuple[NamedNode, list[Triple]]]:
    return [(graph, sources.turtle(content, path))]


def _name(family: Family) -> str:
    """The name of the part that holds what follows from a family."""
    return " ".join(sorted(family)) or "common"


def _is_of_terminology(found: Quad, names: Names) -> bool:
    return isinstance(found.subject, NamedNode) and found.subject.value.startswith(names.ontology)


def _compared(found: Quad, left_out: Container[Graph]) -> bool:
    """Whether a quad is the same wherever its file is read: it has no blank node, and is of none of some graphs."""
    if found.graph_name in left_out or isinstance(found.graph_name, DefaultGraph):
        return False
    return not isinstance(found.subject, BlankNode) and not isinstance(found.object, BlankNode)
