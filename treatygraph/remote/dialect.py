"""What engines write otherwise than the specification says, and how it is read all the same.

https://www.w3.org/TR/sparql11-results-json/ is what is meant; each way of writing names the engine that was seen to
use it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from treatygraph.namespaces import XSD

#: The column in which Virtuoso tells true or false, as a table of one row.
_TRUTH = "__ASK_RETVAL"

#: What shows that there is something to mend; an answer without any of it is passed on as it is.
_SIGNS = (_TRUTH.encode(), b"typed-literal", f"{XSD}boolean".encode(), f"{XSD}duration".encode())

#: The two ways of writing each truth value, and the one that is canonical (XML Schema, part 2, section 3.2.2.2).
_TRUTHS = {"1": "true", "0": "false"}

#: A whole number of months, as Virtuoso keeps a duration of months or years.
_MONTHS = re.compile(r"-?[0-9]{1,9}")

_DAY = 86_400


#: The headers by which Virtuoso tells that it gives a part of an answer only.
_CUT = ("x-sparql-maxrows", "x-sql-state")


def cut(headers: Mapping[str, str]) -> bool:
    """Whether an engine tells, beside an answer that looks whole, that it is not.

    Args:
        headers: those of its reply, by their names in small letters.
    """
    return any(name in headers for name in _CUT)


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
        # Of what is false it may write no row at all.
        true = any(row[_TRUTH]["value"] in ("1", "true") for row in rows)
        return json.dumps({"head": {}, "boolean": true}).encode("utf-8")
    for row in rows:
        for term in row.values():
            _mend(term)
    return json.dumps(told, ensure_ascii=False).encode("utf-8")


def _mend(term: dict[str, Any]) -> None:
    if term["type"] == "typed-literal":
        # The name of an early draft, which Virtuoso kept.
        term["type"] = "literal"
    if "datatype" in term:
        term["value"] = lexical(term["value"], term["datatype"])


def lexical(said: str, datatype: str) -> str:
    """What an engine writes of a literal, as XML Schema writes it.

    Raises:
        ValueError: Virtuoso wrote of a duration what does not tell it.
    """
    if datatype == f"{XSD}boolean":
        # Virtuoso keeps true and false as numbers.
        return _TRUTHS.get(said, said)
    if datatype == f"{XSD}duration" and "P" not in said:
        # It keeps durations as numbers, of months or of seconds.
        return _months(int(said)) if _MONTHS.fullmatch(said) else _days(float(said))
    return said


def _months(number: int) -> str:
    years, months = divmod(abs(number), 12)
    return f"{'-' * (number < 0)}P{f'{years}Y' if years else ''}{f'{months}M' if months or not years else ''}"


def _days(seconds: float) -> str:
    days, rest = divmod(abs(seconds), _DAY)
    if rest:
        raise ValueError(f"a duration of {seconds} seconds is no number of days")
    return f"{'-' * (seconds < 0)}P{int(days)}D"
