"""Releases: folders that never change, written beside the one that serves, sealed, and put in its place in one step."""
