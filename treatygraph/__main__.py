"""``python -m treatygraph`` is the command line."""

from treatygraph.cli import main

main()
