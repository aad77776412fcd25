"""The tables as Parquet, with what each column means in the file's own metadata.

https://parquet.apache.org/docs/file-format/; written where the extra ``columns`` (pyarrow) is installed.
"""

from __future__ import annotations

import importlib.util
import io

from treatygraph.downloads.descriptors import About
from treatygraph.downloads.table import Table, day


def is_installed() -> bool:
    """Whether what writes Parquet is there."""
    return importlib.util.find_spec("pyarrow") is not None


def parquet(table: Table, about: About) -> bytes:
    """A table as a Parquet file: days are days, numbers are numbers, nothing is null."""
    import pyarrow  # noqa: PLC0415
    from pyarrow import parquet as files  # noqa: PLC0415  (an extra: a release can be made without it)

    types = {
        "date": pyarrow.date32(),
        "integer": pyarrow.int64(),
        "decimal": pyarrow.float64(),
        "boolean": pyarrow.bool_(),
    }
    fields = [
        pyarrow.field(
            field.name,
            types.get(field.type, pyarrow.string()),
            nullable=field.name not in table.key,
            metadata={
                f"{part}_{language}": text
                for part, words in (("title", field.title), ("description", field.description))
                for language, text in sorted(words.items())
            },
        )
        for field in table.fields
    ]
    said = {
        "title_en": table.title["en"],
        "title_fr": table.title["fr"],
        "release": about.release,
        "coverage": about.coverage,
        "licence": about.licence,
        "citation": about.citation,
    }
    columns = [
        [day(found) for found in table.column(field.name)] if field.type == "date" else table.column(field.name)
        for field in table.fields
    ]
    arrays = [pyarrow.array(found, type=field.type) for found, field in zip(columns, fields, strict=True)]
    out = io.BytesIO()
    files.write_table(pyarrow.Table.from_arrays(arrays, schema=pyarrow.schema(fields, said)), out, compression="zstd")
    return out.getvalue()
