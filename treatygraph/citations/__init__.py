"""The documents behind an answer, as references."""
