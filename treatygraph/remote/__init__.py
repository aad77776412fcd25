"""An engine elsewhere that speaks SPARQL 1.1: a release is loaded into it, and asked there."""
