"""Tables as CSV (RFC 4180), UTF-8: days as YYYY-MM-DD, true and false, an empty cell for nothing."""

from __future__ import annotations

import csv
import io

from treatygraph.downloads.table import Table, Value


def written(table: Table) -> bytes:
    """A table as CSV with a header row."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([_cell(found) for found in row] for row in table.rows)
    return out.getvalue().encode("utf-8")


def _cell(found: Value) -> str:
    if found is None:
        return ""
    return str(found).lower() if isinstance(found, bool) else str(found)
