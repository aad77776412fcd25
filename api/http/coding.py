"""Content codings (RFC 9110, section 8.4): what is text travels compressed to whoever takes it so."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Mapping
from http import HTTPStatus

from api.http.cache import Sent
from api.http.negotiation import accepts

#: The one coding that is written; every client reads it.
GZIP = b"gzip"

#: A body that is shorter fits a packet as it is; one that is longer is packed beside the loop that serves others.
_LEAST, _LONG = 1 << 10, 1 << 16

#: What is gained by more than this is small beside what it costs.
_LEVEL = 6

_TEXTS = (b"text/", b"application/json", b"application/n-", b"application/trig", b"application/sparql-results")
_SUFFIXES = (b"+json", b"+xml", b"/xml", b"/javascript")


def coding(headers: Mapping[bytes, bytes]) -> bytes:
    """The coding that a client takes a reply in, or nothing (RFC 9110, section 12.5.3)."""
    return GZIP if accepts(headers.get(b"accept-encoding", b"").decode("latin-1"), GZIP.decode()) else b""


async def coded(sent: Sent, chosen: bytes) -> Sent:
    """A whole reply in a coding; as it is where it is no text, too short, a part, or coded already.

    Args:
        sent: the reply.
        chosen: ``GZIP`` or nothing.
    """
    status, fields, body = sent
    if status != HTTPStatus.OK or not _is_text(fields):
        return sent
    fields = [*fields, (b"vary", b"Accept-Encoding")]
    if not chosen or len(body) < _LEAST:
        return status, fields, body
    packed = await asyncio.to_thread(_pack, body) if len(body) > _LONG else _pack(body)
    # The tag of another coding's bytes serves as a weak one: two that are equal but for the coding.
    weak = [(name, _weak(value) if name == b"etag" else value) for name, value in fields if name != b"accept-ranges"]
    return status, [*weak, (b"content-encoding", chosen)], packed


def _weak(etag: bytes) -> bytes:
    return etag if etag.startswith(b"W/") else b"W/" + etag


def _pack(body: bytes) -> bytes:
    return gzip.compress(body, _LEVEL, mtime=0)


def _is_text(fields: list[tuple[bytes, bytes]]) -> bool:
    """Whether a reply is a text that is not yet coded."""
    told = dict(fields)
    kind = told.get(b"content-type", b"").partition(b";")[0].strip()
    return b"content-encoding" not in told and (kind.startswith(_TEXTS) or kind.endswith(_SUFFIXES))
