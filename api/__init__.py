"""How the graph is served: thin routes around the query engine and the catalogue."""
