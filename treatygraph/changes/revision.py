"""A difference of two releases as it is told: in lines, and as RDF."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from treatygraph.namespaces import DCTERMS, DCTERMS_SOURCE, PROV, RDF_TYPE, RDFS_LABEL, Names

#: The class of a change by what it is called.
CLASSES = {"added": "Addition", "removed": "Removal", "changed": "Alteration"}

_PART_OF, _REPLACES, _SUBJECT = (NamedNode(DCTERMS + name) for name in ("isPartOf", "replaces", "subject"))
_REVISED = NamedNode(PROV + "wasRevisionOf")


def lines(told: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    """The lines of a difference for a reader, each with its depth: 0 a heading, 1 a change, 2 what follows from it."""
    for group in told["groups"]:
        yield 0, group["title"]["en"]
        for change in group["changes"]:
            yield 1, f"{change['sign']} {change['text']}"
            for consequence in change["consequences"]:
                yield 2, f"{consequence['sign']} {consequence['text']}"
    old, new, quads = told["old"]["release"], told["new"]["release"], told["quads"]
    yield 0, f"{quads['added']} quads added and {quads['removed']} removed in all, from {old} to {new}"


def turtle(told: Mapping[str, Any], names: Names) -> bytes:
    """A difference as Turtle; the same difference gives the same bytes."""
    return serialize(triples(told, names), format=RdfFormat.TURTLE, prefixes=names.prefixes()) or b""


def triples(told: Mapping[str, Any], names: Names) -> Iterator[Triple]:
    """A difference as RDF: the new release as a revision of the old one, and each change as a thing of its own.

    https://www.w3.org/TR/prov-o/#wasRevisionOf
    """
    old, new = (NamedNode(f"{names.base}release/{told[side]['release']}") for side in ("old", "new"))
    yield Triple(new, _REVISED, old)
    count = itertools.count(1)

    def described(change: Mapping[str, Any], cause: NamedNode | None) -> Iterator[Triple]:
        node = NamedNode(f"{new.value}#since-{told['old']['release']}-{next(count)}")
        yield Triple(node, RDF_TYPE, names.term(CLASSES[change["change"]]))
        yield Triple(node, _PART_OF, new)
        yield Triple(node, RDFS_LABEL, Literal(change["text"], language="en"))
        rows = [row for row in (change["after"], change["before"]) if row]
        yield Triple(node, _SUBJECT, NamedNode(rows[0]["thing"]))
        if rows[0]["thing"] != rows[-1]["thing"]:
            yield Triple(node, _REPLACES, NamedNode(rows[-1]["thing"]))
        for document in rows[0]["sources"].split():
            yield Triple(node, DCTERMS_SOURCE, names.thing(f"source/{document}"))
        if cause is not None:
            yield Triple(node, names.term("consequenceOf"), cause)
        for consequence in change["consequences"]:
            yield from described(consequence, node)

    for group in told["groups"]:
        for change in group["changes"]:
            yield from described(change, None)
