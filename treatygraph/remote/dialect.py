"""What engines write otherwise than the specification says, and how it is read all the same.

https://www.w3.org/TR/sparql11-results-json/ is what is meant; each way of writing names the engine that was seen to
use it.
"""

from __future__ import annotations

import json
from typing import Any

from treatygraph.namespaces import XSD

#: The column in which Virtuoso tells true or false, as a table of one row.
_TRUTH = "__ASK_RETVAL"

#: What shows that there is something to mend; an answer without any of it is passed on as it is.
_SIGNS = (_TRUTH.encode(), b"typed-literal", f"{XSD}boolean".encode())

#: The two ways of writing each truth value, and the one that is canonical (XML Schema, part 2, section 3.2.2.2).
_TRUTHS = {"1": "true", "0": "false"}


def canonical(body: bytes) -> bytes:
    """An answer in SPARQL's JSON as the specification has it.

    Args:
        body: the answer as an engine wrote it.

    Raises:
        ValueError: it is not JSON.
    """
    if not any(sign in body for sign in _SIGNS):
        return body
    told = json.loads(body)
    rows = told.get("results", {}).get("bindings", [])
    if told["head"].get("vars") == [_TRUTH]:
        return json.dumps({"head": {}, "boolean": rows[0][_TRUTH]["value"] in ("1", "true")}).encode("utf-8")
    for row in rows:
        for term in row.values():
            _mend(term)
    return json.dumps(told, ensure_ascii=False).encode("utf-8")


def _mend(term: dict[str, Any]) -> None:
    if term["type"] == "typed-literal":
        # The name of an early draft, which Virtuoso kept.
        term["type"] = "literal"
    if term.get("datatype") == f"{XSD}boolean":
        # Virtuoso keeps true and false as numbers.
        term["value"] = _TRUTHS.get(term["value"], term["value"])
