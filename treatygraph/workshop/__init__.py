"""The maintainer's workshop: what writes the first form of a new file or row, and what tells which are missing."""
