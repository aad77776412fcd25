"""SHACL on the engine: shapes become SPARQL queries that must return no row; pyshacl beside it is the reference."""
