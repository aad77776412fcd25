"""How results of the two engines, and those that a test suite expects, are compared: as lines of text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Store, Triple, parse

from treatygraph.shacl import reference, validator
from treatygraph.shacl.result import Result

PROJECT = Path(__file__).parents[2]

PREFIXES = """
    PREFIX : <https://example.org/>
    PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    PREFIX sh: <http://www.w3.org/ns/shacl#>
    PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""

Line = tuple[str, ...]


def read(path: Path, base: str | None = None) -> list[Triple]:
    """The triples of a Turtle file."""
    return [quad.triple for quad in parse(path=str(path), format=RdfFormat.TURTLE, base_iri=base)]


def turtle(text: str) -> list[Triple]:
    """The triples of a text in Turtle, whose prefixes are those of SHACL and of an example."""
    return [quad.triple for quad in parse((PREFIXES + text).encode(), format=RdfFormat.TURTLE)]


def loaded(triples: Iterable[Triple]) -> Store:
    """A store with triples in its default graph."""
    store = Store()
    store.extend(Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    return store


def project_shapes() -> list[Triple]:
    """All shapes of the project."""
    return [triple for path in sorted((PROJECT / "shapes").glob("*.ttl")) for triple in read(path)]


def lines(results: Iterable[Result]) -> Counter[Line]:
    """Each result as text, with how many there are of it; without bindings, which the reference does not tell."""
    return Counter(
        (
            str(result.owner),
            result.component.value,
            str(result.focus),
            str(result.value),
            str(result.path),
            str(result.shape),
            result.severity.value,
            str(result.constraint),
            *map(str, result.messages),
        )
        for result in results
    )


def differences(store: Store, shapes: list[Triple]) -> Iterator[str]:
    """What one engine finds and the other does not, a line each."""
    ours, theirs = lines(validator.validate(store, shapes)), lines(reference.validate(store, shapes))
    yield from (f"pyshacl does not find {line}" for line in ours - theirs)
    yield from (f"pyshacl alone finds {line}" for line in theirs - ours)
