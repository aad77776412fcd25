"""The order of names as a reader of an index expects it: accents and capitals make no difference."""

from __future__ import annotations

from unicodedata import combining, normalize

#: The column of a question that holds a name, by the language of the reader.
NAMES = {"en": "name", "fr": "nom"}


def filed(name: str) -> str:
    """What a name is sorted and found by: ``Égypte`` as ``egypte``."""
    return "".join(sign for sign in normalize("NFKD", name).casefold() if not combining(sign))


def initial(name: str) -> str:
    """The letter that a name is filed under: ``E`` for ``Égypte``."""
    return filed(name)[:1].upper()
