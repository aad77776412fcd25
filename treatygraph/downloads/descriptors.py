"""What describes the CSV tables to machines: a Data Package of Frictionless, and the metadata of CSV on the Web.

https://datapackage.org/standard/data-package/ and https://www.w3.org/TR/tabular-metadata/
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from treatygraph.downloads.table import Table
from treatygraph.fields import Field

#: The types of columns in the words of Table Schema and of CSV on the Web.
_FRICTIONLESS = {"iri": "string", "decimal": "number"}
_CSVW = {"iri": "anyURI"}


@dataclass(frozen=True, slots=True)
class About:
    """What a release says of itself in each of its files.

    Attributes:
        release: its identifier.
        coverage: the last day that it covers, YYYY-MM-DD.
        base: the base of its IRIs, which ends in ``/``.
        title: of the dataset, by language.
        description: of the dataset, by language.
        licence: the IRI of the licence.
        creator: who made it.
        homepage: where the project is found.
    """

    release: str
    coverage: str
    base: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    licence: str
    creator: str
    homepage: str

    @property
    def address(self) -> str:
        """The IRI of the release."""
        return f"{self.base}release/{self.release}"

    @property
    def citation(self) -> str:
        """How to cite the release."""
        return f"{self.creator}, {self.title['en']}, release {self.release} ({self.coverage}), {self.address}"


def datapackage(tables: Sequence[Table], sheets: Mapping[str, bytes], about: About) -> bytes:
    """The Data Package of the tables.

    Args:
        tables: the tables.
        sheets: each table's CSV file by its name.
        about: what the release says of itself.
    """
    return _json(
        {
            "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
            "name": "treatygraph",
            "id": about.address,
            "title": about.title["en"],
            "titles": dict(about.title),
            "description": about.description["en"],
            "descriptions": dict(about.description),
            "version": about.release,
            "homepage": about.homepage,
            "licenses": [{"name": "CC-BY-4.0", "path": about.licence, "title": "Creative Commons Attribution 4.0"}],
            "contributors": [{"title": about.creator, "roles": ["creator"]}],
            "resources": [_resource(table, sheets[table.name]) for table in tables],
        }
    )


def csvw(tables: Sequence[Table], about: About) -> bytes:
    """The metadata of the tables as CSV on the Web."""
    return _json(
        {
            "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
            "@id": f"{about.address}/tables/csv-metadata.json",
            "dc:title": _spoken(about.title),
            "dc:description": _spoken(about.description),
            "dc:license": {"@id": about.licence},
            "dc:creator": about.creator,
            "dc:identifier": about.release,
            "dc:isPartOf": {"@id": about.address},
            "tables": [_described(table) for table in tables],
        }
    )


def _resource(table: Table, sheet: bytes) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [
            {
                "name": field.name,
                "type": _FRICTIONLESS.get(field.type, field.type),
                **({"format": "uri"} if field.type == "iri" else {}),
                "title": field.title["en"],
                "titles": dict(field.title),
                "description": field.description["en"],
                "descriptions": dict(field.description),
                **({"constraints": {"required": True}} if field.name in table.key else {}),
            }
            for field in table.fields
        ],
        "primaryKey": list(table.key),
        "missingValues": [""],
    }
    if table.references:
        schema["foreignKeys"] = [
            {
                "fields": [column],
                "reference": {"resource": "" if to.table == table.name else to.table, "fields": [to.column]},
            }
            for column, to in table.references.items()
        ]
    return {
        "name": table.name,
        "path": f"{table.name}.csv",
        "title": table.title["en"],
        "titles": dict(table.title),
        "description": table.description["en"],
        "descriptions": dict(table.description),
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(sheet),
        "hash": f"sha256:{sha256(sheet).hexdigest()}",
        "schema": schema,
    }


def _described(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {"columns": [_column(field, table) for field in table.fields]}
    if "iri" in table.columns and "iri" not in table.key:
        schema["aboutUrl"] = "{+iri}"
    schema["primaryKey"] = list(table.key)
    # A foreign key of CSV on the Web must lead to a row from every row: one that may be empty cannot be said to be one.
    full = {column: to for column, to in table.references.items() if None not in table.column(column)}
    if full:
        schema["foreignKeys"] = [
            {"columnReference": [column], "reference": {"resource": f"{to.table}.csv", "columnReference": [to.column]}}
            for column, to in full.items()
        ]
    return {
        "url": f"{table.name}.csv",
        "dc:title": _spoken(table.title),
        "dc:description": _spoken(table.description),
        "tableSchema": schema,
    }


def _column(field: Field, table: Table) -> dict[str, Any]:
    return {
        "name": field.name,
        # The name in the file's own header comes first, for a column is known by any of its titles.
        "titles": {"und": field.name, **field.title},
        "dc:description": _spoken(field.description),
        "datatype": _CSVW.get(field.type, field.type),
        **({"required": True} if field.name in table.key else {}),
    }


def _spoken(words: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"@value": text, "@language": language} for language, text in words.items()]


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
