"""The ontology over HTTP: its page, its diagrams, its triples."""
