"""The project's IRIs, and the prefixes that content files may use."""

from __future__ import annotations

from pyoxigraph import NamedNode

#: The base under which content files write every IRI of the project.
CANONICAL_BASE = "https://w3id.org/treatygraph/"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SH = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
PROV = "http://www.w3.org/ns/prov#"
DCTERMS = "http://purl.org/dc/terms/"
DCAT = "http://www.w3.org/ns/dcat#"
FOAF = "http://xmlns.com/foaf/0.1/"
SCHEMA = "https://schema.org/"
VANN = "http://purl.org/vocab/vann/"
VOID = "http://rdfs.org/ns/void#"

RDF_TYPE = NamedNode(RDF + "type")
RDFS_LABEL = NamedNode(RDFS + "label")
DCTERMS_SOURCE = NamedNode(DCTERMS + "source")
WAS_DERIVED_FROM = NamedNode(PROV + "wasDerivedFrom")


class Names:
    """Makes the IRIs of one copy of the graph from its base, which ends in ``/``."""

    def __init__(self, base: str = CANONICAL_BASE) -> None:
        self.base = base
        self.ontology = base + "ontology#"

    def term(self, name: str) -> NamedNode:
        """A class, property or individual of the ontology."""
        return NamedNode(self.ontology + name)

    def thing(self, path: str) -> NamedNode:
        """An identified thing: ``thing("state/JPN")``."""
        return NamedNode(f"{self.base}id/{path}")

    def graph(self, path: str) -> NamedNode:
        """A named graph: ``graph("source/seed003")``."""
        return NamedNode(f"{self.base}graph/{path}")

    def row(self, file: str, number: int) -> NamedNode:
        """A row of a data file, by RFC 7111 (the header is row 1): ``row("states.csv", 2)``."""
        return NamedNode(f"{self.base}data/{file}#row={number}")

    def prefixes(self) -> dict[str, str]:
        """The prefixes offered to readers: in results, in pages and in the query editor."""
        return {
            "tg": self.ontology,
            "treaty": f"{self.base}id/treaty/",
            "state": f"{self.base}id/state/",
            "source": f"{self.base}id/source/",
            "graph": f"{self.base}graph/",
            "rdf": RDF,
            "rdfs": RDFS,
            "owl": OWL,
            "xsd": XSD,
            "skos": SKOS,
            "prov": PROV,
            "dcterms": DCTERMS,
            "dcat": DCAT,
            "foaf": FOAF,
            "schema": SCHEMA,
            "sh": SH,
            "vann": VANN,
            "void": VOID,
        }

    def shorten(self, iri: str) -> str:
        """The prefixed form of an IRI, or the IRI itself where no prefix makes a plain local name of it."""
        for prefix, namespace in self.prefixes().items():
            local = iri.removeprefix(namespace)
            if local != iri and local and not set(local) & set("/#?"):
                return f"{prefix}:{local}"
        return iri
