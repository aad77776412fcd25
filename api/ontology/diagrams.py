"""Where the boxes and lines of the ontology's diagrams stand; templates draw them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from api.ontology.terms import Ontology, Term

ROW = 26

#: How many columns trees are put in, how wide each is, and by how much what is narrower is indented.
_COLUMNS, _WIDTH, _INDENT = 3, 366, 20

#: Where the box of a domain ends and that of a range begins, and the space between two domains.
_DOMAIN, _RANGE, _GAP = 260, 760, 14


@dataclass(frozen=True, slots=True)
class Box:
    """A term in a box whose left upper corner is at ``x`` and ``y``; ``stem`` is the height of the line above."""

    term: Term
    x: int
    y: int
    width: int
    height: int = ROW
    stem: int = 0


@dataclass(frozen=True, slots=True)
class Arrow:
    """A property from the box of its domain to the box of its range, at the height ``y``."""

    property: Term
    range: Box
    y: int
    uses: int


@dataclass(slots=True)
class Drawing:
    """What is drawn, and how large it is."""

    width: int
    height: int = 0
    boxes: list[Box] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)


def roots(ontology: Ontology) -> list[Term]:
    """The classes of the ontology that are narrower than none of its classes, largest tree first."""
    parents = _parents(ontology)
    found = [term for term in ontology.groups["classes"] if term.name not in parents]
    return sorted(found, key=lambda term: (-len(list(_walk(ontology, parents, term, 0))), term.name))


def children(ontology: Ontology) -> Mapping[str, list[Term]]:
    """The classes below each class by its name; a class of several parents stands below the first."""
    below: defaultdict[str, list[Term]] = defaultdict(list)
    for name, parent in _parents(ontology).items():
        below[parent].append(ontology.terms[name])
    return below


def tree(ontology: Ontology) -> Drawing:
    """The classes as indented trees, which fill columns of like height."""
    parents = _parents(ontology)
    heights = [0] * _COLUMNS
    drawing = Drawing(_COLUMNS * _WIDTH)
    for root in roots(ontology):
        column = heights.index(min(heights))
        # How high the line to the next box of each depth begins: at the parent's box, or at the sibling's before it.
        ends: dict[int, int] = {}
        for depth, term in _walk(ontology, parents, root, 0):
            y = heights[column] * ROW
            left = depth * _INDENT
            stem = y - ends.get(depth, y)
            drawing.boxes.append(Box(term, column * _WIDTH + left, y, _WIDTH - _GAP - left, stem=stem))
            ends |= {depth: y, depth + 1: y}
            heights[column] += 1
    drawing.height = max(heights) * ROW
    return drawing


def ladder(ontology: Ontology) -> Drawing:
    """The relations that are used most: a box for each domain, and an arrow from it to each range."""
    relations: defaultdict[str, list[tuple[Term, Term, int]]] = defaultdict(list)
    for domain, property_, range_, uses in ontology.relations:
        relations[domain.name].append((property_, range_, uses))
    drawing = Drawing(_COLUMNS * _WIDTH)
    for name, arrows in relations.items():
        top = drawing.height
        drawing.boxes.append(Box(ontology.terms[name], 0, top, _DOMAIN, len(arrows) * ROW))
        for number, (property_, range_, uses) in enumerate(arrows):
            y = top + number * ROW
            drawing.arrows.append(Arrow(property_, Box(range_, _RANGE, y, _DOMAIN), y + ROW // 2, uses))
        drawing.height = top + len(arrows) * ROW + _GAP
    drawing.height -= _GAP if relations else 0
    return drawing


def _parents(ontology: Ontology) -> dict[str, str]:
    """The class above each class that has one."""
    classes = {term.iri: term.name for term in ontology.groups["classes"]}
    above = {
        term.name: [classes[iri] for iri in term.values("rdfs:subClassOf") if iri in classes and iri != term.iri]
        for term in ontology.groups["classes"]
    }
    return {name: found[0] for name, found in above.items() if found}


def _walk(ontology: Ontology, parents: Mapping[str, str], term: Term, depth: int) -> Iterator[tuple[int, Term]]:
    """A tree, depth first."""
    yield depth, term
    below: Sequence[Term] = [each for each in ontology.groups["classes"] if parents.get(each.name) == term.name]
    for each in below:
        yield from _walk(ontology, parents, each, depth + 1)
