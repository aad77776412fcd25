"""The documents about the things of the graph: every IRI of it dereferences (https://www.w3.org/TR/cooluris/)."""
