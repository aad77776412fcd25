"""The dataset's description as search engines read it: one tree in the words of schema.org, for a page to carry.

https://developers.google.com/search/docs/appearance/structured-data/dataset
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store

from api.discovery.compaction import merged
from treatygraph.answer import Formats
from treatygraph.catalogue import Question
from treatygraph.engine import Engine
from treatygraph.namespaces import RDF_TYPE, SCHEMA


def dataset(engine: Engine, question: Question) -> dict[str, Any]:
    """The dataset as a JSON-LD document; empty where the release is not described.

    Args:
        engine: the release.
        question: what makes schema.org's words of the description of the dataset and of that of the release.
    """
    described = Store()
    about = engine.names.graph("void")
    told = engine.store.quads_for_pattern(None, None, None, about)
    described.extend(Quad(found.subject, found.predicate, found.object, DefaultGraph()) for found in told)
    described.load(engine.described("text/turtle"), format=RdfFormat.TURTLE)
    answer = engine.answer(engine.ask(question, {}), Formats(graph="application/ld+json"), store=described)
    nodes = {node["@id"]: node for node in merged(json.loads(answer.body))}
    root = nodes.get(engine.names.thing("dataset").value)
    if root is None:
        return {}
    links: set[str] = set()
    tree = _tree(root, nodes, links, ())
    coerced = {name: {"@type": "@id"} for name in sorted(links)}
    return {"@context": {"@vocab": SCHEMA, **coerced}, **tree}


def _tree(node: Mapping[str, Any], nodes: Mapping[str, Any], links: set[str], above: tuple[str, ...]) -> dict[str, Any]:
    """A node with the nodes that it leads to inside it; notes the properties whose values are addresses."""
    path = (*above, node["@id"])
    tree: dict[str, Any] = {}
    for property_, values in sorted(node.items()):
        name = property_.removeprefix(SCHEMA)
        if property_ == "@id":
            tree["@id"] = values
        elif property_ == RDF_TYPE.value:
            tree["@type"] = values[0]["@id"].removeprefix(SCHEMA)
        else:
            written = [_value(each, nodes, links, path, name) for each in sorted(values, key=str)]
            tree[name] = written[0] if len(written) == 1 else written
    return tree


def _value(
    value: Mapping[str, Any], nodes: Mapping[str, Any], links: set[str], path: tuple[str, ...], name: str
) -> Any:
    """A value: the node that it names, an address, or a literal as JSON has it."""
    if "@id" in value:
        if value["@id"] in nodes and value["@id"] not in path:
            return _tree(nodes[value["@id"]], nodes, links, path)
        links.add(name)
        return value["@id"]
    if "@language" in value:
        return dict(value)
    return value["@value"] == "true" if value.get("@type", "").endswith("#boolean") else value["@value"]
