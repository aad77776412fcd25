"""The commands of the command line, and what it shows."""
