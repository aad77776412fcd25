"""The OWL 2 RL closure by owlrl, the reference implementation: https://www.w3.org/TR/owl2-profiles/#OWL_2_RL.

owlrl takes time that grows with every triple it is given, so it is given the terminology and the assertions that an
axiom of it can touch: types whose class has a superclass, and links whose property is below another, has an inverse, is
symmetric or is a step of a chain. Of what it returns the allow-list below is published: its other output (literals as
subjects, every resource sameAs itself, every resource a Thing) is true and says nothing.
"""

from __future__ import annotations

import owlrl
import rdflib
from pyoxigraph import DefaultGraph, Literal, NamedNode, RdfFormat, Store, Triple, parse, serialize

from treatygraph.graphs import add, construct, quad, triples
from treatygraph.namespaces import OWL, RDF, RDF_TYPE, RDFS, Names

_TOUCHED = f"""
PREFIX owl: <{OWL}>
PREFIX rdfs: <{RDFS}>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
CONSTRUCT {{ ?s ?p ?o }}
WHERE {{
  {{
    SELECT DISTINCT ?p WHERE {{
      {{ ?p rdfs:subPropertyOf ?above }} UNION {{ ?p owl:inverseOf|^owl:inverseOf ?inverse }}
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
      ?class rdfs:subClassOf ?above .
      FILTER(isIRI(?class) && isIRI(?above) && ?above != owl:Thing && ?class != ?above)
    }}
  }}
  ?s a ?class . FILTER(isIRI(?s))
  # What has every type above already has nothing to gain, and there is much of it the second time.
  FILTER NOT EXISTS {{ ?s a ?above }}
}}"""


def close(store: Store, names: Names) -> None:
    """Adds to ``graph/owl-rl`` and to the default graph what the axioms give that the store does not hold."""
    graph = names.graph("owl-rl")
    given = {triple for query in (_TOUCHED, _TYPED) for triple in construct(store, query)}
    held = set(triples(store, graph))
    terminology = [found for found in triples(store, names.graph("ontology")) if _reasons(found)]
    closed = expand([*terminology, *sorted(given - held, key=str)])
    new = (triple for triple in closed if quad(triple, DefaultGraph()) not in store and _tells(triple, names))
    add(store, new, graph)


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
