"""Answers as DataFrames, each column of the dtype that its field says: nothing is guessed from the values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import numpy as np
import pandas as pd

XSD = "http://www.w3.org/2001/XMLSchema#"

#: The type of a column that holds literals of one datatype (W3C XML Schema Definition Language 1.1, part 2); any other
#: datatype is text.
DATATYPES = {
    **{f"{XSD}{name}": "integer" for name in ("integer", "int", "long", "short", "byte", "nonNegativeInteger")},
    **{f"{XSD}{name}": "integer" for name in ("positiveInteger", "unsignedInt", "unsignedLong", "unsignedShort")},
    **{f"{XSD}{name}": "decimal" for name in ("decimal", "double", "float")},
    f"{XSD}boolean": "boolean",
    f"{XSD}date": "date",
}

_DTYPES: Final = {"integer": pd.Int64Dtype, "decimal": pd.Float64Dtype, "boolean": pd.BooleanDtype}
_DAY = re.compile(r"-?\d{4,}-\d\d-\d\d")
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def column(values: Iterable[Any], kind: str) -> pd.Series[Any]:
    """A column: Int64, Float64, boolean, datetime64[s] or string; text where a value does not fit its type.

    Dates are kept in seconds, which hold every year that a treaty or a mistake may name; nanoseconds end in 2262.
    """
    found = list(values)
    with suppress(InvalidOperation, OverflowError, TypeError, ValueError):
        if kind == "date":
            return pd.Series(_days(found))
        if kind in _DTYPES:
            return pd.Series([_value(value, kind) for value in found], dtype=_DTYPES[kind]())
    texts = [None if value is None else value if isinstance(value, str) else str(value) for value in found]
    return pd.Series(texts, dtype="string")


def frame(kinds: Mapping[str, str], rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Rows as a frame.

    Args:
        kinds: the type of each column, by its name: string, iri, date, integer, decimal, boolean or duration.
        rows: a value or None for each name.
    """
    if len(rows) == 0:
        return pd.DataFrame({name: column([], kind) for name, kind in kinds.items()})
    return pd.DataFrame({name: column((row.get(name) for row in rows), kind) for name, kind in kinds.items()})


def solutions(result: Mapping[str, Any]) -> pd.DataFrame:
    """The solutions of a SELECT (https://www.w3.org/TR/sparql11-results-json/) as a frame.

    A column has the dtype of its literals where all are of one datatype, and is text otherwise. What the terms of a
    column are (``uri``, ``bnode``, ``literal``), of which datatypes and languages, stands in ``attrs["terms"]``.
    """
    names = result["head"].get("vars", [])
    bindings = result["results"]["bindings"]
    terms: dict[str, dict[str, list[str]]] = {}
    columns = {}
    for name in names:
        found = [binding[name] for binding in bindings if name in binding]
        terms[name] = {
            "type": sorted({term["type"] for term in found}),
            "datatype": sorted({term["datatype"] for term in found if "datatype" in term}),
            "language": sorted({term["xml:lang"] for term in found if "xml:lang" in term}),
        }
        kinds = {DATATYPES.get(term.get("datatype", ""), "string") for term in found}
        kind = kinds.pop() if len(kinds) == 1 else "string"
        columns[name] = column((binding.get(name, {}).get("value") for binding in bindings), kind)
    # Without a column, a frame would forget how many solutions there are.
    answer = pd.DataFrame(columns, index=pd.RangeIndex(len(bindings)))
    answer.attrs["terms"] = terms
    return answer


def table(frame_: pd.DataFrame) -> str:
    """A frame as CSV (RFC 4180): days as YYYY-MM-DD, nothing for what is missing, no index."""
    written = frame_.copy()
    for name in written.columns:
        if pd.api.types.is_datetime64_any_dtype(written[name].dtype):
            written[name] = written[name].dt.strftime("%Y-%m-%d")
    return written.to_csv(index=False, lineterminator="\n")


def _days(values: Sequence[Any]) -> np.ndarray[Any, np.dtype[np.datetime64]]:
    """Days as numpy has them.

    Raises:
        ValueError: one is not a day.
    """
    if any(value is not None and not _DAY.fullmatch(str(value)) for value in values):
        raise ValueError
    return np.array(["NaT" if value is None else value for value in values], dtype="datetime64[D]").astype(
        "datetime64[s]"
    )


def _value(value: Any, kind: str) -> Any:
    """A value as a column of its type takes it; SPARQL's results are text, the rows of a question are typed.

    Raises:
        TypeError, ValueError: it does not fit.
    """
    if value is None:
        return None
    if kind == "boolean":
        if isinstance(value, bool):
            return value
        if value not in _BOOLEANS:
            raise ValueError
        return _BOOLEANS[value]
    if isinstance(value, bool):
        raise TypeError
    if kind == "integer":
        return int(value)
    # A number that a float does not hold exactly stays text, so that nothing is lost.
    if isinstance(value, str) and Decimal(repr(float(value))) != Decimal(value):
        raise ValueError
    return float(value)
