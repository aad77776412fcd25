"""Conditional requests (RFC 9110, section 13): what the client has already is not sent again."""

from __future__ import annotations

from http import HTTPStatus

from api.http.cache import Sent


def unless_known(sent: Sent, headers: dict[bytes, bytes], verb: str) -> Sent:
    """The reply, or 304 Not Modified where the client has it already (RFC 9110, section 13.1.2)."""
    status, fields, _ = sent
    known = tags(headers)
    if not known or verb != "GET" or status != HTTPStatus.OK:
        return sent
    etag = next((value for name, value in fields if name == b"etag"), None)
    if etag is None or (etag.removeprefix(b"W/") not in known and b"*" not in known):
        return sent
    return 304, [(name, value) for name, value in fields if name not in (b"content-type", b"content-length")], b""


def tags(headers: dict[bytes, bytes]) -> set[bytes]:
    """The entity tags that a client has; a weak comparison is enough for them."""
    known = headers.get(b"if-none-match")
    return {part.strip().removeprefix(b"W/") for part in known.split(b",")} if known else set()
