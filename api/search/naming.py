"""What people call things, and words as they are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: Where a word begins in an identifier such as TransborderAccess.
_JOINT = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that has a page, by its identifier, with its names in English and French.

    Args:
        kind: what it can be given as: state, treaty, measure, organisation, source and others.
        sort: what it is shown among: an offence and a power are both measures.
        id: its identifier among those of its kind.
        title: its name in English.
        titre: its name in French, where that is known.
        detail: what tells it apart from what is called alike.
        address: where its page is.
        weight: how much is recorded of what it belongs to; of things as alike the one with the most comes first.
        within: the identifier of what it belongs to.
    """

    kind: str
    sort: str
    id: str
    title: str
    titre: str | None = None
    detail: str | None = None
    address: str = ""
    weight: int = 0
    within: str | None = None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Thing:
        """The thing that a row of the question of names is of."""
        titre, detail, within = (None if row[key] is None else str(row[key]) for key in ("titre", "detail", "within"))
        kind, sort, identifier, title, address = (str(row[key]) for key in ("kind", "sort", "id", "title", "address"))
        return cls(kind, sort, identifier, title, titre, detail, address, int(row["weight"] or 0), within)

    @property
    def said(self) -> str:
        """The identifier with the name, for people."""
        return f"{self.id} ({self.title}{f', {self.detail}' if self.detail else ''})"

    def name(self, language: str) -> tuple[str, str]:
        """Its name in a language, or in English where it has none in that, and the language that the name is in."""
        return (self.titre, language) if language == "fr" and self.titre else (self.title, "en")


def plain(words: str) -> str:
    """Words without case, accents and signs; those that a capital joins, as in an identifier, apart."""
    letters = unicodedata.normalize("NFKD", _JOINT.sub(" ", words).casefold())
    kept = "".join(sign if sign.isalnum() else " " for sign in letters if not unicodedata.combining(sign))
    return " ".join(kept.split())
