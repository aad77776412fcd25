"""What a manifest says of its files, as the rows that the query for the release's description takes.

Each file that holds the whole of a release is a distribution of it: https://www.w3.org/TR/vocab-dcat-3/#Class:Distribution
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyoxigraph import Literal, NamedNode

from treatygraph.namespaces import XSD

#: What of a file stands in its row after its place, its hash and its size.
_TYPES = ("media-type", "compress-format", "package-format")
_LANGUAGES = ("en", "fr")


def terms(manifest: Mapping[str, Any]) -> dict[str, str]:
    """What stands for each ``$name`` in the query, as SPARQL text.

    Returns:
        ``release`` and ``coverage``, a literal each; ``files``, rows of VALUES (place, SHA-256, bytes, media type,
        compression, package, title in English, title in French); ``standards``, rows (place, specification).
    """
    # A part of another file is no distribution, for it has not the whole.
    whole = {place: file for place, file in manifest["files"].items() if "part-of" not in file}
    standards = [(place, standard) for place, file in whole.items() for standard in file.get("conforms-to", ())]
    return {
        "release": str(Literal(manifest["release"])),
        "coverage": str(Literal(manifest["coverage"], datatype=NamedNode(XSD + "date"))),
        "files": "\n".join(_row(place, file) for place, file in whole.items()),
        "standards": "\n".join(f"({Literal(place)} {NamedNode(standard)})" for place, standard in standards),
    }


def _row(place: str, file: Mapping[str, Any]) -> str:
    said: list[Literal | None] = [Literal(place), Literal(file["sha256"]), Literal(file["bytes"])]
    said += [Literal(file[key]) if key in file else None for key in _TYPES]
    title = file.get("title", {})
    said += [Literal(title[language], language=language) if language in title else None for language in _LANGUAGES]
    return f"({' '.join('UNDEF' if term is None else str(term) for term in said)})"
