"""Things that have a page of their own: which template tells of them, and what it asks, stands in a file for each."""
