"""The questions of the catalogue over HTTP: answers, formats, and the interface as OpenAPI tells it."""
