"""Invented worlds: States, treaties and what States do under them, drawn from a seed, as files of ``data/``.

Nothing in them is true. The States have codes that ISO 3166-1 leaves to users, so that none can be taken for a real
one; what is drawn for a treaty depends on the seed and on its number alone, so that a larger world begins as a smaller.
"""
