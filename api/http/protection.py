"""The headers that protect readers and that let the pages of others ask: on every reply the same."""

from __future__ import annotations

#: Nothing comes from another host, nothing stands inline, nothing is made of a text: https://www.w3.org/TR/CSP3/
_POLICY = (
    b"default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; "
    b"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

ALWAYS = [
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        b"Accept-Ranges, Content-Disposition, Content-Location, Content-Range, ETag, Link, Location, Memento-Datetime, "
        b"Repr-Digest, Retry-After, Treatygraph-Release, Treatygraph-Total, X-Request-Id",
    ),
    (b"content-security-policy", _POLICY),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"x-content-type-options", b"nosniff"),
]

#: What answers a page of another host that asks whether it may ask (https://fetch.spec.whatwg.org/#cors-preflight-fetch).
PREFLIGHT = [
    (b"access-control-allow-methods", b"GET, HEAD, OPTIONS, POST"),
    (b"access-control-allow-headers", b"Accept, Accept-Datetime, Content-Type, If-None-Match, If-Range, Range"),
    (b"access-control-max-age", b"86400"),
]
