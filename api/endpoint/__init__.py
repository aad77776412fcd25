"""The SPARQL endpoint: its protocols, and the page on which people write queries."""
