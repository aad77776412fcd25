"""The graph's description of itself, added to it before it is published: VoID, DCAT, SKOS, the questions as examples.

Readers and editors look for them without naming a graph, so they are in the default graph too.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Store, Triple

from treatygraph.catalogue import Question, bind, questions
from treatygraph.content import Content
from treatygraph.errors import ContentError, Problem
from treatygraph.graphs import add, construct, coverage
from treatygraph.namespaces import RDF_TYPE, RDFS, SCHEMA, SH, XSD, Names
from treatygraph.releases.release import DESCRIPTION

FOLDER = "queries/descriptions"


def describe(store: Store, content: Content) -> None:
    """Adds to the store the graphs that describe it.

    Raises:
        ContentError: a description is not a CONSTRUCT query, or does not say which graph it makes.
    """
    described = []
    for query in content.queries(FOLDER):
        if query.header.get("file") == DESCRIPTION:
            continue
        try:
            described.append((query.header["graph"], construct(store, query.text)))
        except (KeyError, SyntaxError, TypeError) as error:
            cure = f"write a CONSTRUCT with `#+ graph: …` (or `#+ file: {DESCRIPTION}`) in its header."
            raise ContentError([Problem(query.place, f"it cannot be run: {error}", cure)]) from error
    for graph, triples in described:
        add(store, triples, content.names.graph(graph))
    known = questions(content).values()
    add(store, examples(list(known), content.names, coverage(store, content.names)), content.names.graph("examples"))


def of_release(content: Content) -> str:
    """The query that describes a release from outside, for it names the release's hash; nothing where there is none.

    Raises:
        ContentError: there are two.
    """
    found = [query for query in content.queries(FOLDER) if query.header.get("file") == DESCRIPTION]
    if len(found) > 1:
        fault = f"it describes the release, and so does {found[0].place}"
        raise ContentError([Problem(found[1].place, fault, "keep one.")])
    return "".join(query.text for query in found)


def examples(known: list[Question], names: Names, today: str) -> Iterator[Triple]:
    """Each question as an example query, in the sparql-examples vocabulary: https://github.com/sib-swiss/sparql-examples.

    Args:
        known: the questions; each is asked with its own example parameters.
        names: the graph's names.
        today: the day that stands for a date that a question's example does not give.
    """
    prefixes = names.thing("example/prefixes")
    for prefix, namespace in names.prefixes().items():
        declaration = names.thing(f"example/prefixes/{prefix}")
        yield Triple(prefixes, NamedNode(SH + "declare"), declaration)
        yield Triple(declaration, NamedNode(SH + "prefix"), Literal(prefix))
        uri = Literal(namespace, datatype=NamedNode(XSD + "anyURI"))
        yield Triple(declaration, NamedNode(SH + "namespace"), uri)
    for question in known:
        node = names.thing(f"example/{question.slug}")
        yield Triple(node, RDF_TYPE, NamedNode(SH + "SPARQLExecutable"))
        yield Triple(node, RDF_TYPE, NamedNode(SH + "SPARQLSelectExecutable"))
        for language, wording in question.wording.items():
            yield Triple(node, NamedNode(RDFS + "comment"), Literal(wording, language=language))
        yield Triple(node, NamedNode(SH + "prefixes"), prefixes)
        asked = bind(question, question.example(), names, today)
        body = "\n".join(line for line in asked.splitlines() if not line.startswith("#+"))
        yield Triple(node, NamedNode(SH + "select"), Literal(body + "\n"))
        yield Triple(node, NamedNode(SCHEMA + "target"), NamedNode(names.base + "sparql"))
