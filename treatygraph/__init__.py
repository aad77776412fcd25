"""treatygraph: the open knowledge graph of international cybercrime treaties."""

from importlib.metadata import version

__version__ = version("treatygraph")
