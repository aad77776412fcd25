"""The mark of the release that an answer is from, in the one format of SPARQL's that has a place for it."""

from __future__ import annotations

#: https://www.w3.org/TR/sparql11-results-json/#select-link
JSON = "application/sparql-results+json"

_HEAD = b'{"head":{'


def signed(body: bytes, media_type: str, release: str) -> bytes:
    """An answer that names its release in the ``link`` of its head, where its format has one.

    Args:
        body: the answer.
        media_type: its format.
        release: the release's IRI.
    """
    if media_type != JSON:
        return body
    comma = b"" if body.startswith(_HEAD + b"}") else b","
    return body.replace(_HEAD, _HEAD + f'"link":["{release}"]'.encode() + comma, 1)
