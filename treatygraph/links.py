"""The mappings to records elsewhere, written for others to read: one SSSOM table for each set of them.

SSSOM (https://mapping-commons.github.io/sssom/) is a table of tab-separated values below a head of comment lines that
hold YAML. What the mappings are, a question of the catalogue answers; what the sets are, a query of ``queries/links``.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import yaml
from pyoxigraph import Store

from treatygraph.catalogue import bind, questions
from treatygraph.content import Content
from treatygraph.graphs import coverage, rows
from treatygraph.namespaces import SKOS, Names

#: The question that lists every mapping, and the query that describes the sets.
QUESTION: Final = "links"
SETS: Final = "queries/links/sets.rq"

#: What the name of a file ends in.
SUFFIX: Final = ".sssom.tsv"

_SSSOM: Final = "1.1"
_AUTHOR: Final = "treatygraph contributors"
_SEMAPV: Final = "https://w3id.org/semapv/vocab/"

#: The columns: slots of sssom:Mapping (https://mapping-commons.github.io/sssom/Mapping/).
COLUMNS: Final = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "object_type",
    "mapping_justification",
    "author_label",
    "object_source",
    "mapping_date",
    "confidence",
    "see_also",
    "comment",
)

Row = Mapping[str, str]


def written(store: Store, content: Content) -> dict[str, bytes]:
    """Every set of mappings of a graph as an SSSOM table, by the name of its file.

    Args:
        store: the graph.
        content: the content, whose questions tell the mappings and the sets.

    Returns:
        ``{"wikidata.sssom.tsv": b"#curie_map: …"}``, sorted; nothing where the content has no such question.

    Raises:
        ContentError: the question or the query is not well formed.
    """
    question = questions(content).get(QUESTION)
    place = content.root / SETS
    if question is None or not place.is_file():
        return {}
    mappings: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows(store, bind(question, {}, content.names, coverage(store, content.names)))[1]:
        mappings[row["mapping_set"]].append(row)
    described: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows(store, content.query(place).text)[1]:
        described[row["set"]].append(row)
    return {
        _last(name) + SUFFIX: _table(name, described[name], mappings[_last(name)], content.names)
        for name in sorted(described)
    }


def _table(name: str, registers: Sequence[Row], mappings: Iterable[Row], names: Names) -> bytes:
    """One set: its head, and a row for each mapping."""
    prefixes = _prefixes(registers, names)
    lines = [_mapping(row, prefixes, names) for row in mappings]
    head: dict[str, Any] = {
        "sssom_version": _SSSOM,
        "mapping_set_id": name,
        "mapping_set_version": registers[0]["date"],
        "mapping_set_title": registers[0]["title"],
        "license": registers[0]["licence"],
        "creator_label": [_AUTHOR],
        "curie_map": _used(lines, prefixes),
    }
    text = yaml.safe_dump(head, sort_keys=False, allow_unicode=True, width=1 << 16)
    out = io.StringIO()
    out.writelines(f"#{line}\n" for line in text.splitlines())
    writer = csv.DictWriter(out, COLUMNS, delimiter="\t", lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue().encode("utf-8")


def _mapping(row: Row, prefixes: Mapping[str, str], names: Names) -> dict[str, str]:
    """A mapping in the slots of SSSOM; a record that has a code alone is a literal, and named by its label."""
    target = {"object_id": _curie(row["record"], prefixes)} if row["record"] else {"object_type": "rdfs literal"}
    return {
        "subject_id": _curie(row["thing"], prefixes),
        "subject_label": row["label"],
        "predicate_id": f"skos:{row['relation']}",
        "object_label": row["code"],
        "mapping_justification": f"semapv:{row['justification']}",
        "author_label": _AUTHOR,
        "object_source": f"target:{row['register']}",
        "mapping_date": row["date"],
        "confidence": row["sure"],
        "see_also": "|".join(names.thing(f"source/{source}").value for source in row["sources"].split()),
        "comment": row["note"],
        **target,
    }


def _prefixes(registers: Iterable[Row], names: Names) -> dict[str, str]:
    """The prefixes that a set may use: those of its registers' records, and of the kinds of things of the graph."""
    spaces = {_last(row["register"]): row["space"] for row in registers if row["space"]}
    kinds = {kind: f"{names.base}id/{kind}/" for kind in ("body", "organisation", "state", "treaty")}
    ours = {"tg": names.ontology, "target": f"{names.base}id/dataset/target/", "thing": f"{names.base}id/"}
    return {**spaces, **kinds, **ours, "semapv": _SEMAPV, "skos": SKOS}


def _used(lines: Iterable[Mapping[str, str]], prefixes: Mapping[str, str]) -> dict[str, str]:
    """The prefixes that stand in the rows, sorted."""
    slots = ("subject_id", "predicate_id", "object_id", "mapping_justification", "object_source")
    used = {line.get(slot, "").partition(":")[0] for line in lines for slot in slots}
    return {prefix: prefixes[prefix] for prefix in sorted(used & prefixes.keys())}


def _curie(iri: str, prefixes: Mapping[str, str]) -> str:
    """An IRI below the longest of the prefixes that fits, or as it is where none does."""
    fitting = [(len(space), prefix) for prefix, space in prefixes.items() if iri.startswith(space)]
    if not fitting:
        return iri
    length, prefix = max(fitting)
    return f"{prefix}:{iri[length:]}"


def _last(iri: str) -> str:
    return iri.rpartition("/")[2]
