"""Increments: a graph that follows its content file by file, equal at every step to what a build would give."""
