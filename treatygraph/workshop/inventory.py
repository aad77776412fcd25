"""What stands in the project's folders, as a graph that the checklist asks: files, headers, rows, cases, marks, terms.

Each file is a thing with ``file:place``; each Turtle file is also a named graph, named after the file, of what it says.
What makes a file unreadable is kept beside the graph in the words of the machinery that reads it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from treatygraph import tables
from treatygraph.catalogue import CATALOGUE
from treatygraph.content import Content
from treatygraph.errors import ContentError, Problem
from treatygraph.inference.rules import RULES
from treatygraph.validation.mentions import word
from treatygraph.workshop import queries, registry
from treatygraph.workshop.spots import Spot, spots
from treatygraph.workshop.template import marks

#: What a file is called that explains columns.
_GLOSSARY = "fields.yaml"

#: The tables that are published, one query for each.
TABLES = "queries/tables"

#: What is looked at, beside the change log.
PATTERNS = (
    "ontology/**/*.*",
    "data/**/*.*",
    "shapes/*.*",
    "queries/**/*.*",
    "tests/queries/*.yaml",
    "tests/rules/*/*.ttl",
    "tests/shapes/*/*.ttl",
)
_EXPECTS = re.compile(r"# expect: (\S+) \S+")
_UNRELEASED = re.compile(r"^## Unreleased\n(?:(?!## )[^\n]*\n)*?\* \S", re.MULTILINE)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Value = str | int | NamedNode


class Inventory:
    """The graph of a project's files, and the problems of those that cannot be read."""

    def __init__(self, content: Content) -> None:
        self.store = Store()
        self.problems: list[Problem] = []
        self._content = content
        self._quads: list[Quad] = []
        readers: dict[str, Callable[[Path, NamedNode, str], None]] = {
            ".ttl": self._turtle,
            ".rq": self._query,
            ".yaml": self._yaml,
        }
        for path in [path for pattern in PATTERNS for path in content.files(pattern)]:
            place = content.place(path)
            node = self._node(place)
            folder, _, name = place.rpartition("/")
            self._say(node, {"place": place, "folder": folder, "name": name, "stem": name.partition(".")[0]})
            if path.suffix in readers:
                self._trying(readers[path.suffix], path, node, place)
        for table in registry.kinds(content):
            for path in content.files(f"data/{table.pattern}"):
                self._trying(self._table, path, self._node(content.place(path)), table)
        changes = content.root / "CHANGELOG.md"
        if changes.exists() and _UNRELEASED.search(content.written(changes)):
            self._say(self._node("CHANGELOG.md"), {"unreleased": "yes"})
        self.store.bulk_extend(self._quads)

    def _trying(self, read: Callable[..., None], *given: Any) -> None:
        try:
            read(*given)
        except ContentError as error:
            self.problems += error.problems

    def _turtle(self, path: Path, node: NamedNode, place: str) -> None:
        text = self._content.text(path)
        self._spots(node, place, text, turtle=True)
        if found := _EXPECTS.match(text):
            self._say(node, {"expects": found[1]})
        try:
            said = [quad.triple for quad in parse(text, RdfFormat.TURTLE, base_iri=self._content.names.base)]
        except SyntaxError as error:
            raise ContentError([Problem(place, f"it is not Turtle: {error}", "mend that line.")]) from error
        self._say(node, {"triples": len(said)})
        self._quads += [Quad(each.subject, each.predicate, each.object, node) for each in said]

    def _query(self, path: Path, node: NamedNode, place: str) -> None:
        self._spots(node, place, self._content.text(path), turtle=False)
        folder = place.rpartition("/")[0]
        if folder in (CATALOGUE, RULES, TABLES):
            query = self._content.query(path)
            for key, value in _leaves(query.header):
                name = NamedNode(f"{self._content.names.base}header#{quote(key)}")
                self._quads.append(Quad(node, name, Literal(value)))
            for name in query.header.get("fields") or {}:
                self._say(node, {"explains": name})
            readers = {RULES: queries.of_rule, TABLES: queries.of_table}
            told = readers[folder](query) if folder in readers else queries.of_question(query, self._content.names)
            for key, value in told:
                self._say(node, {key: value})

    def _yaml(self, path: Path, node: NamedNode, place: str) -> None:
        text = self._content.written(path)
        self._spots(node, place, text, turtle=False)
        try:
            said = yaml.load(text, _LOADER)  # noqa: S506  (its loader is the safe one)
        except yaml.YAMLError as error:
            fault = f"it is not YAML: {' '.join(str(error).split())}"
            raise ContentError([Problem(place, fault, "mend that line.")]) from error
        if path.name == _GLOSSARY and isinstance(said, dict):
            for name in said:
                self._say(node, {"field": str(name)})
        for number, case in enumerate(said if isinstance(said, list) else [], start=1):
            of = NamedNode(f"{node.value}#case={number}")
            answered = case.get("rows", "") if isinstance(case, dict) else ""
            self._say(of, {"in": node, "rows": max(len(str(answered).splitlines()) - 1, 0)})

    def _table(self, path: Path, node: NamedNode, table: tables.Table) -> None:
        text, place = self._content.written(path), self._content.place(path)
        read, problems = tables.parse(text, place, table)
        self.problems += problems
        self._say(node, {"rows": len(read)})
        for row in read:
            of = NamedNode(f"{node.value}#row={row.number}")
            self._say(of, {"in": node, "row": row.number})
            for column in table.columns:
                for value in column.values(row.cells[column.name]):
                    name = NamedNode(f"{self._content.names.base}csv#{column.name}")
                    self._quads.append(Quad(of, name, Literal(value)))

    def _spots(self, node: NamedNode, place: str, text: str, turtle: bool) -> None:
        # A case may use a term that does not exist, to show that it is refused; what it must not have is a mark.
        tested = place.startswith("tests/")
        for spot in [Spot(line, "mark", mark, "") for line, mark in marks(text)] if tested else spots(text, turtle):
            at = NamedNode(f"{node.value}#line={spot.line}-{spot.kind}-{quote(spot.word)}")
            word: Value = NamedNode(spot.word) if spot.kind == "subject" and "://" in spot.word else spot.word
            self._say(at, {"in": node, "line": spot.line, spot.kind: word, "within": spot.subject})

    def _node(self, place: str) -> NamedNode:
        return NamedNode(f"{self._content.names.base}file/{quote(place)}")

    def _say(self, node: NamedNode, facts: Mapping[str, Value]) -> None:
        for key, value in facts.items():
            if value != "":
                held = value if isinstance(value, NamedNode) else Literal(value)
                self._quads.append(Quad(node, word(key), held))


def _leaves(header: Any, above: str = "") -> Iterator[tuple[str, str]]:
    """The values of a header, each with the keys that lead to it joined by points; those of a list share theirs."""
    if isinstance(header, dict):
        for key, value in header.items():
            yield from _leaves(value, f"{above}.{key}" if above else str(key))
    elif isinstance(header, Iterable) and not isinstance(header, str):
        for value in header:
            yield from _leaves(value, above)
    else:
        yield above, str(header)
