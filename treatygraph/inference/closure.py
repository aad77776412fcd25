"""The OWL 2 RL closure: https://www.w3.org/TR/owl2-profiles/#OWL_2_RL.

Each rule of the profile that the terminology calls for is a query in ``ontology/owl-rl``, which proofs read as well.
The engine runs them until they give nothing more, each time over what is new. owlrl, the reference, has every rule of
the profile, and its time grows with every triple that it is given: it closes what no query of the folder covers, and
tests hold the queries to it. It is given the terminology and the assertions that an axiom of it can touch.

Of what is concluded the allow-list below is published: the rest (every resource sameAs itself, every resource a Thing)
is true and says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import owlrl
import rdflib
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, RdfFormat, Store, Triple, parse, serialize

from treatygraph.content import QueryFile
from treatygraph.graphs import add, ask, construct, quad, triples
from treatygraph.namespaces import OWL, RDF, RDF_TYPE, RDFS, Names

AXIOMS = "ontology/owl-rl"

#: What OWL says from which nothing follows, or only that something cannot be, which shapes and hygiene look for.
_INERT = (
    *("AnnotationProperty", "Class", "DatatypeProperty", "NamedIndividual", "ObjectProperty", "Ontology", "Thing"),
    *("deprecated", "priorVersion", "versionIRI", "versionInfo", "AllDisjointClasses", "disjointWith", "members"),
    *("AsymmetricProperty", "IrreflexiveProperty", "propertyDisjointWith"),
)

#: What RDFS says from which something follows.
_ORDERING = ("domain", "range", "subClassOf", "subPropertyOf")

_TEMPLATE = re.compile(r"CONSTRUCT\s*\{([^{}]*)\}\s*WHERE")
_WORD = re.compile(r"\b(owl|rdfs?):(\w+)")

_LONGER_CHAIN = f"""
PREFIX owl: <{OWL}>
PREFIX rdf: <{RDF}>
ASK {{ ?property owl:propertyChainAxiom/rdf:rest/rdf:rest ?more . FILTER(?more != rdf:nil) }}"""

_TOUCHED = f"""
PREFIX owl: <{OWL}>
PREFIX rdfs: <{RDFS}>
PREFIX rdf: <{RDF}>
CONSTRUCT {{ ?s ?p ?o }}
WHERE {{
  {{
    SELECT DISTINCT ?p WHERE {{
      {{ ?p rdfs:subPropertyOf ?above }} UNION {{ ?p owl:inverseOf|^owl:inverseOf ?inverse }}
      UNION {{ ?p owl:equivalentProperty|^owl:equivalentProperty ?equal }}
      UNION {{ ?p a owl:SymmetricProperty }} UNION {{ ?p a owl:TransitiveProperty }}
      UNION {{ ?chained owl:propertyChainAxiom/rdf:rest*/rdf:first ?p }}
      FILTER(isIRI(?p))
    }}
  }}
  ?s ?p ?o . FILTER(isIRI(?s) && isIRI(?o))
}}"""
_TYPED = f"""
PREFIX owl: <{OWL}>
PREFIX rdfs: <{RDFS}>
CONSTRUCT {{ ?s a ?class }}
WHERE {{
  {{
    SELECT DISTINCT ?class ?above
    WHERE {{
      ?class rdfs:subClassOf|owl:equivalentClass|^owl:equivalentClass ?above .
      FILTER(isIRI(?class) && isIRI(?above) && ?above != owl:Thing && ?class != ?above)
    }}
  }}
  ?s a ?class . FILTER(isIRI(?s))
  # What has every type above already has nothing to gain, and there is much of it the second time.
  FILTER NOT EXISTS {{ ?s a ?above }}
}}"""


_LINKS = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o . FILTER(isIRI(?s) && !isLiteral(?o)) }"
_UNTYPED = f"""
PREFIX rdfs: <{RDFS}>
CONSTRUCT {{ ?s ?p ?o }}
WHERE {{
  {{ ?p rdfs:domain ?class . ?s ?p ?o . FILTER NOT EXISTS {{ ?s a ?class }} }}
  UNION {{ ?p rdfs:range ?class . ?s ?p ?o . FILTER(isIRI(?o)) FILTER NOT EXISTS {{ ?o a ?class }} }}
  FILTER(isIRI(?p) && isIRI(?class) && isIRI(?s))
}}"""


def close(store: Store, names: Names, rules: Sequence[QueryFile]) -> set[Triple]:
    """Adds to ``graph/owl-rl`` and to the default graph what the axioms give that the store does not hold.

    Each query is asked of the whole graph once, when the axioms are closed; then only of what is new, beside the
    axioms, but for those whose header says that they join several facts.

    Args:
        store: the graph.
        names: its names.
        rules: the queries of ``AXIOMS``.

    Returns:
        What was added.
    """
    terminology = _terminology(store, names)
    if uncovered(store, terminology, rules):
        return refer(store, names, whole=True)
    words = _words(rules)
    axioms = _loaded(found for word in words for found in _said_by(store, word))
    added: set[Triple] = set()
    untold: set[Triple] = set()
    while new := _unheld(axioms, rules):
        axioms.extend(quad(found, DefaultGraph()) for found in new)
        added |= new
        untold |= _keep(store, {found for found in new if not _is_held(store, found)}, names)
    joining = [rule for rule in rules if rule.header.get("facts", 1) > 1]
    new = _unheld(store, rules)
    while new:
        added |= new
        untold |= _keep(store, new, names)
        if grown := [found for found in new if found.predicate in words or found.object in words]:
            axioms.extend(quad(found, DefaultGraph()) for found in grown)
            new = _unheld(store, rules)
        else:
            near = _loaded((*triples(axioms, DefaultGraph()), *new))
            found_near = {found for found in _unheld(near, rules) if not _is_held(store, found)}
            new = found_near | _unheld(store, joining)
    for found in untold:
        store.remove(quad(found, DefaultGraph()))
    return added - untold


def refer(store: Store, names: Names, *, whole: bool = False) -> set[Triple]:
    """Adds to ``graph/owl-rl`` and to the default graph what the reference concludes that the store does not hold.

    Args:
        store: the graph.
        names: its names.
        whole: whether the reference is given all that links things, and not only what the axioms touch that the queries
            of ``AXIOMS`` cover.

    Returns:
        What was added.
    """
    graph = names.graph("owl-rl")
    touched = (_LINKS,) if whole else (_TOUCHED, _TYPED, _UNTYPED)
    given = {triple for query in touched for triple in construct(store, query)}
    held = set(triples(store, graph))
    closed = expand([*_terminology(store, names), *sorted(given - held, key=str)])
    added = {found for found in closed if not _is_held(store, found) and _tells(found, names)}
    add(store, added, graph)
    return added


def uncovered(store: Store, terminology: Iterable[Triple], rules: Iterable[QueryFile]) -> list[str]:
    """What the terminology says by OWL and RDFS that no query of the folder draws conclusions from."""
    covered = "\n".join(rule.text for rule in rules)
    said: set[str] = set()
    for triple in terminology:
        said |= {term.value for term in (triple.predicate, triple.object) if isinstance(term, NamedNode)}
        if isinstance(triple.subject, BlankNode) and not triple.predicate.value.startswith(RDF):
            said.add(f"{OWL}a term without a name")
    words = sorted(iri.removeprefix(OWL) for iri in said if iri.startswith(OWL))
    missed = [word for word in words if word not in _INERT and f"owl:{word}" not in covered]
    missed += [word for word in _ORDERING if f"{RDFS}{word}" in said and f"rdfs:{word}" not in covered]
    return [*missed, *(["a chain of more than two steps"] if ask(store, _LONGER_CHAIN) else [])]


def expand(given: list[Triple]) -> list[Triple]:
    """The OWL 2 RL closure of some triples, as owlrl gives it, without those that RDF 1.1 does not allow."""
    graph = rdflib.Graph()
    graph.parse(data=serialize(given, format=RdfFormat.N_TRIPLES), format="nt")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    for triple in list(graph):
        if isinstance(triple[0], rdflib.Literal) or not isinstance(triple[1], rdflib.URIRef):
            graph.remove(triple)
    text = graph.serialize(format="nt", encoding="utf-8")
    return [quad.triple for quad in parse(text, RdfFormat.N_TRIPLES)]


def _terminology(store: Store, names: Names) -> list[Triple]:
    return [found for found in triples(store, names.graph("ontology")) if _reasons(found)]


def _words(rules: Iterable[QueryFile]) -> set[NamedNode]:
    """The terms of RDF, RDFS and OWL that the queries of axioms name."""
    known = {"owl": OWL, "rdf": RDF, "rdfs": RDFS}
    bodies = (rule.text[rule.text.index("CONSTRUCT") :] for rule in rules)
    return {NamedNode(known[prefix] + name) for body in bodies for prefix, name in _WORD.findall(body)}


def _said_by(store: Store, word: NamedNode) -> Iterator[Triple]:
    """What is said with a term, as a property or as a class."""
    for predicate, value in ((word, None), (RDF_TYPE, word)):
        yield from (found.triple for found in store.quads_for_pattern(None, predicate, value, DefaultGraph()))


def _loaded(found: Iterable[Triple]) -> Store:
    store = Store()
    store.bulk_extend(quad(each, DefaultGraph()) for each in found)
    return store


def _unheld(store: Store, rules: Iterable[QueryFile]) -> set[Triple]:
    """What axioms give of a store that it does not hold; the engine leaves out what it does, which is nearly all."""
    found: set[Triple] = set()
    for rule in rules:
        template = _TEMPLATE.search(rule.text)
        group, _, end = rule.text.rpartition("}")
        asked = f"{group}FILTER NOT EXISTS {{{template[1]}}} }}{end}" if template else rule.text
        found.update(construct(store, asked))
    return {each for each in found if not _is_held(store, each)}


def _keep(store: Store, new: Iterable[Triple], names: Names) -> set[Triple]:
    """Adds conclusions; gives those that say nothing to a reader, which may still lead to what does."""
    told: set[Triple] = set()
    untold: set[Triple] = set()
    for found in new:
        (told if _tells(found, names) else untold).add(found)
    add(store, told, names.graph("owl-rl"))
    store.extend(quad(found, DefaultGraph()) for found in untold)
    return untold


def _is_held(store: Store, triple: Triple) -> bool:
    return quad(triple, DefaultGraph()) in store


def _reasons(triple: Triple) -> bool:
    """Whether a triple of the terminology can bear on what is published; labels, definitions and matches cannot."""
    return not isinstance(triple.object, Literal) and triple.predicate.value.startswith((OWL, RDF, RDFS))


def _tells(triple: Triple, names: Names) -> bool:
    """Whether a conclusion is worth publishing: it links things by our words, or gives a thing a class."""
    subject, predicate, value = triple.subject, triple.predicate, triple.object
    if not isinstance(subject, NamedNode) or not isinstance(value, NamedNode) or subject == value:
        return False
    if predicate == RDF_TYPE:
        return not value.value.startswith((OWL, RDFS)) and not subject.value.startswith(names.ontology)
    if predicate.value in (RDFS + "subClassOf", RDFS + "subPropertyOf"):
        return subject.value.startswith(names.ontology) and not value.value.startswith((OWL, RDFS))
    return bool(predicate.value.startswith((names.ontology, "http://www.w3.org/ns/prov#")))
