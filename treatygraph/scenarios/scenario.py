"""What if: what some supposed acts would change, told by asking the same questions without them and with them.

Nothing is written to the release. The rules, the mapping and the questions are those of the content.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property, partial
from itertools import groupby
from typing import Any

from pyoxigraph import Store, Triple

from treatygraph import graphs, tables
from treatygraph.content import Content, QueryFile
from treatygraph.graphs import construct, select, text
from treatygraph.inference.rules import RULES
from treatygraph.mapping import mapped, vocabulary
from treatygraph.namespaces import Names
from treatygraph.scenarios import supposition
from treatygraph.scenarios.comparison import Change, compare
from treatygraph.scenarios.sandbox import Ground
from treatygraph.scenarios.supposition import SUPPOSED, Reading
from treatygraph.tables import Row
from treatygraph.tokens import substitute

QUESTIONS = "queries/what-if"
MAPPING = "data/mappings/actions.rq"


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The content files that a scenario is worked out by; they are read once, where files can be read."""

    rules: tuple[QueryFile, ...]
    mapping: QueryFile
    questions: tuple[QueryFile, ...]
    scope: Mapping[str, QueryFile]

    @classmethod
    def of(cls, content: Content) -> Rulebook:
        """The rulebook of the content folders.

        Raises:
            ContentError: a file of it has no header.
        """
        return cls(
            tuple(content.queries(RULES)),
            content.query(content.root / MAPPING),
            tuple(content.queries(QUESTIONS)),
            {query.name: query for query in content.queries(f"{QUESTIONS}/scope")},
        )

    @classmethod
    def unpack(cls, packed: Mapping[str, Any]) -> Rulebook:
        """The rulebook that ``pack`` packed."""
        return cls(
            tuple(QueryFile(**each) for each in packed["rules"]),
            QueryFile(**packed["mapping"]),
            tuple(QueryFile(**each) for each in packed["questions"]),
            {name: QueryFile(**each) for name, each in packed["scope"].items()},
        )

    def pack(self) -> dict[str, Any]:
        """The rulebook as values that JSON can hold."""
        return asdict(self)


class Scenarios:
    """Works out scenarios over one release.

    Args:
        store: the release's store; it is only read.
        names: the graph's names.
        rulebook: the content files to go by.
    """

    def __init__(self, store: Store, names: Names, rulebook: Rulebook) -> None:
        self._store = store
        self._names = names
        self._book = rulebook
        self._table = tables.describe(rulebook.mapping.place, rulebook.mapping.header)

    @cached_property
    def _ground(self) -> Ground:
        return Ground(self._store, self._book.scope, self._names)

    @cached_property
    def _terms(self) -> tables.Terms:
        return vocabulary(self._store, self._names)

    @cached_property
    def _known(self) -> supposition.Known:
        known: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for found in select(self._store, self._book.scope["known"].text):
            known[text(found["column"])][text(found["value"])] = text(found["name"])
        for column in self._table.columns:
            if column.term:
                known[column.name] = dict.fromkeys(sorted(self._terms[column.term]), "")
        return known

    def less(self, unknown: Mapping[str, str], treaties: Sequence[str]) -> Store:
        """What would hold if some acts were not recorded: those that ``scope/unknown`` finds with some terms.

        Args:
            unknown: the terms of that query by name.
            treaties: the treaties, by IRI, that will be asked about; all of them where there is none.
        """
        left = {
            text(found["act"]) for found in select(self._store, substitute(self._book.scope["unknown"].text, unknown))
        }
        return self._ground.imagine(treaties or self._ground.treaties, (), self._book.rules, left)

    @cached_property
    def ranks(self) -> list[str]:
        """The ranks of sources by their notation, the highest first."""
        return [text(found["rank"]) for found in select(self._store, self._book.scope["ranks"].text)]

    def read(self, table: str, reading: Reading = SUPPOSED) -> list[Row]:
        """The acts of a table.

        Raises:
            LimitError: there are more than is read.
            QuestionError: with every fault of every row.
        """
        return supposition.read(table, self._table, self._known, reading)

    def imagine(self, rows: Sequence[Row]) -> tuple[list[str], Store]:
        """The treaties, by IRI, that supposed acts can change anything of, and what holds of them with these acts."""
        source = construct(Store(), self._book.scope["source"].text)
        return self.suppose({self._treaty(row) for row in rows}, [*self.acts(rows), *source])

    def suppose(
        self, treaties: Collection[str], facts: Iterable[Triple], without: Collection[str] = ()
    ) -> tuple[list[str], Store]:
        """The treaties that facts about some can change anything of, and what holds of them with these facts.

        Args:
            treaties: the treaties, by IRI, that the facts are about; all where there is none.
            facts: what is supposed beside what is asserted.
            without: the things, by IRI, of which nothing that is asserted is taken over.
        """
        touched = self._ground.touched(treaties or self._ground.treaties)
        return touched, self._ground.imagine(touched, facts, self._book.rules, without)

    def changes(self, rows: Sequence[Row]) -> tuple[list[str], dict[str, list[Change]]]:
        """The treaties that were looked at, and for each question by name what some supposed acts would change.

        A question may speak of ``$treaties``, of the ``$rows`` of the acts, and of the ``$states`` that the changes
        told by the questions before it name.
        """
        treaties, imagined = self.imagine(rows)
        told: dict[str, list[Change]] = {}
        for question in self._book.questions:
            states = {change.key["iso3"] for found in told.values() for change in found if "iso3" in change.key}
            terms = {
                "treaties": treaties,
                "rows": [self._names.row(_file(row, supposition.PLACE), row.number).value for row in rows],
                "states": [self._names.thing(f"state/{iso3}").value for iso3 in sorted(states)],
            }
            listed = {name: " ".join(f"<{iri}>" for iri in iris) for name, iris in terms.items()}
            asked = substitute(question.text, listed)
            _, after = graphs.rows(imagined, asked)
            if question.header.get("asked") == "after":
                noted = compare([], after, question.header["key"])
                told[question.name] = [replace(each, change="noted") for each in noted]
            else:
                _, before = graphs.rows(self._store, asked)
                told[question.name] = compare(before, after, question.header["key"])
        return treaties, told

    def answer(self, table: str, release: str, coverage: str) -> dict[str, Any]:
        """What a table of supposed acts would change, as values that JSON can hold.

        Args:
            table: the acts, as CSV.
            release: the release that they are added to, named in the answer.
            coverage: the last day that the release covers.

        Raises:
            LimitError: there are more acts than is read.
            QuestionError: with every fault of every row.
        """
        rows = self.read(table)
        treaties, found = self.changes(rows)
        stem = self._names.thing("treaty/").value
        return {
            "hypothetical": True,
            "note": "Computed from acts that were supposed; nothing of it is recorded in the release.",
            "release": release,
            "coverage": coverage,
            "acts": [{"row": row.number, **{name: cell for name, cell in row.cells.items() if cell}} for row in rows],
            "treaties": [treaty.removeprefix(stem) for treaty in treaties],
            "answers": [
                {
                    "question": question.name.partition("-")[2],
                    "title": question.header["title"],
                    "wording": question.header["question"],
                    "description": question.header["description"],
                    "key": question.header["key"],
                    "changes": [asdict(change) for change in found[question.name]],
                }
                for question in self._book.questions
            ],
        }

    def _treaty(self, row: Row) -> str:
        return self._names.thing(f"treaty/{row.cells['treaty']}").value

    def acts(self, rows: Sequence[Row], table: str = supposition.PLACE) -> list[Triple]:
        """The acts that rows tell, made by the mapping that makes those of the tables.

        Args:
            rows: the rows.
            table: the name of the table that they would stand in; its folder is that of their treaty.
        """
        made: set[Triple] = set()
        file_of = partial(_file, table=table)
        for file, group in groupby(sorted(rows, key=file_of), key=file_of):
            for _, facts in mapped(list(group), self._book.mapping, self._table, self._terms, file, self._names):
                made.update(facts)
        return sorted(made, key=str)


def _file(row: Row, table: str) -> str:
    """The file that an act would stand in; its folder says under which treaty."""
    return f"treaties/{row.cells['treaty']}/{table}.csv"
