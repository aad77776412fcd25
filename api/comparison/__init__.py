"""Comparing States: all of them by instrument, or a few side by side."""
