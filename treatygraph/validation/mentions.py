"""What content files say of words: which terms each mentions, which prefixes it declares and uses.

Turtle and SPARQL share the tokens that matter here (comments, IRIs, strings, prefixed names), so that one pattern reads
both: https://www.w3.org/TR/sparql11-query/#grammar. The facts speak of files in words of their own, as tables do
(``csv:``): they never enter the graph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple

from treatygraph.content import Content
from treatygraph.graphs import text
from treatygraph.namespaces import RDF_TYPE, SH, Names

#: The words for files, prefixes and mentions; they have no base, so that every copy asks with the same words.
FILE = "urn:x-treatygraph:file#"

#: What the files of a folder are, the longest folder first.
KINDS = {
    "queries/catalogue/": "Question",
    "queries/hygiene/": "Hygiene",
    "ontology/rules/": "Rule",
    "ontology/owl-rl/": "Rule",
    "data/mappings/": "Mapping",
    "ontology/": "Ontology",
    "shapes/": "Shapes",
    "queries/": "Question",
    "data/": "Data",
}

_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
    |(?:@prefix|\bprefix)\s+(?P<declared>[\w.-]*):\s*<(?P<namespace>[^>\s]*)>
    |<(?P<iri>[^<>"{}|^`\\\x00-\x20]*)>
    |\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
    |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'
    |[?$@]\w+
    |(?<![\w:])(?P<prefix>(?:[^\W\d_](?:[\w.-]*[\w-])?)?):(?P<local>(?:[\w:%-](?:[\w.:%-]*[\w:%-])?)?)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)

_OFFERED = re.compile(r"\b(\w+):(\w+)\b")


def of_files(content: Content) -> Iterator[Triple]:
    """What the Turtle and SPARQL files of the content mention, declare and use."""
    for pattern in (
        "ontology/**/*.ttl",
        "ontology/**/*.rq",
        "data/**/*.ttl",
        "data/mappings/*.rq",
        "shapes/*.ttl",
        "queries/**/*.rq",
    ):
        for path in content.files(pattern):
            yield from _of_file(content, path)


def of_constraints(store: Store, names: Names) -> Iterator[Triple]:
    """The same of every SPARQL constraint of the shapes, as if the shape that holds it were its file."""
    shapes = names.graph("shapes")

    def values(node: NamedNode | BlankNode | Triple, name: str) -> list[NamedNode | BlankNode | Literal | Triple]:
        return [quad.object for quad in store.quads_for_pattern(node, NamedNode(SH + name), None, shapes)]

    for held in store.quads_for_pattern(None, NamedNode(SH + "sparql"), None, shapes):
        if not isinstance(held.subject, NamedNode) or not isinstance(held.object, BlankNode | NamedNode):
            continue
        shape = held.subject
        yield Triple(shape, RDF_TYPE, word("Shapes"))
        yield Triple(shape, word("path"), Literal(f"shapes {text(shape).rpartition('/')[2]}"))
        known = {
            text(prefix): text(namespace)
            for collection in values(held.object, "prefixes")
            if isinstance(collection, BlankNode | NamedNode)
            for declaration in values(collection, "declare")
            if isinstance(declaration, BlankNode | NamedNode)
            for prefix in values(declaration, "prefix")
            for namespace in values(declaration, "namespace")
        }
        for query in values(held.object, "select"):
            yield from _said(shape, text(query), known)


def _of_file(content: Content, path: Path) -> Iterator[Triple]:
    place = content.place(path)
    written = content.text(path)
    file = NamedNode(content.names.base + place)
    yield Triple(file, RDF_TYPE, word(next(kind for folder, kind in KINDS.items() if place.startswith(folder))))
    yield Triple(file, word("path"), Literal(place))
    known = {found["declared"]: found["namespace"] for found in _TOKEN.finditer(written) if found["namespace"]}
    yield from _said(file, written, known)


def _said(file: NamedNode, written: str, known: dict[str, str]) -> Iterator[Triple]:
    """What a text mentions and uses under some prefixes, and which prefixes those are; each once."""
    # The values that a parameter of a question may have stand in its header, which SPARQL reads as a comment.
    offered = " ".join(line for line in written.splitlines() if line.startswith("#+") and " values: " in line)
    mentioned = {known[prefix] + local for prefix, local in _OFFERED.findall(offered) if prefix in known}
    used: set[str] = set()
    for found in _TOKEN.finditer(written):
        if found["iri"]:
            mentioned.add(found["iri"])
        elif found["prefix"] is not None:
            used.add(found["prefix"])
            if found["local"] and found["prefix"] in known:
                mentioned.add(known[found["prefix"]] + found["local"])
    for iri in sorted(mentioned):
        if "://" in iri:
            yield Triple(file, word("mentions"), NamedNode(iri))
    for prefix in sorted(used):
        yield Triple(file, word("uses"), Literal(prefix))
    for prefix, namespace in sorted(known.items()):
        declaration = NamedNode(f"{file.value}#prefix={prefix}")
        yield Triple(file, word("declares"), declaration)
        yield Triple(declaration, word("prefix"), Literal(prefix))
        yield Triple(declaration, word("namespace"), Literal(namespace))


def word(name: str) -> NamedNode:
    """A word for files: ``word("mentions")``."""
    return NamedNode(FILE + name)
