"""Asking the catalogue about a graph that is still being made, for a claim: its rows, and the acts that decide it."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from pyoxigraph import DefaultGraph, QuerySolutions, Store

from treatygraph import graphs
from treatygraph.catalogue import CATALOGUE, Question, bind, describe, questions
from treatygraph.claims.findings import Row
from treatygraph.content import Content
from treatygraph.errors import ContentError, Problem, QuestionError
from treatygraph.graphs import Term, text
from treatygraph.namespaces import RDF_TYPE
from treatygraph.parameters import IDENTIFIED

#: Questions whose rows are a value and an act: where a claim names no column that decides, they tell the acts.
LEDGER = "queries/ledger"


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of an answer as text, things by their path below ``id/``; and the names of the columns."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


class Hearing:
    """The catalogue, open to questions about one store; each question is asked once.

    Args:
        store: the materialised graph.
        content: the content folders.
    """

    def __init__(self, store: Store, content: Content) -> None:
        self._store, self._names = store, content.names
        self._content = content
        # Only what is asked is read: the header of every question would take longer than the asking.
        self._files = {path.stem: path for path in content.files(f"{CATALOGUE}/*.rq")}
        self._catalogue: dict[str, Question] = {}
        self._tellers = tuple(questions(content, LEDGER).values())
        self._known = {
            kind: frozenset(
                self.cell(quad.subject).removeprefix(identified.stem)
                for quad in store.quads_for_pattern(
                    None, RDF_TYPE, self._names.term(identified.concept), DefaultGraph()
                )
            )
            for kind, identified in IDENTIFIED.items()
        }
        self._asked: dict[str, Rows] = {}
        #: The last day that the graph knows of, which stands for a date that a claim does not give.
        self.coverage = graphs.coverage(store, self._names)

    def cell(self, term: Term | None) -> str:
        """A term as the cell of a claim writes it."""
        return text(term).removeprefix(self._names.thing("").value)

    def rows(self, slug: str, parameters: str, place: str) -> Rows:
        """The rows with which a question of the catalogue is answered.

        Args:
            slug: the question's name.
            parameters: ``treaty=…&on=…``.
            place: the row of the claim, which a fault is reported at.

        Raises:
            ContentError: there is no such question, or a parameter is unknown, missing or wrong.
        """
        if slug not in self._files:
            near = difflib.get_close_matches(slug, self._files, 1)
            cure = f"did you mean {near[0]}?" if near else f"write one of {', '.join(self._files)}."
            raise ContentError([Problem(place, f"`question` {slug} is not in the catalogue", cure)])
        if slug not in self._catalogue:
            self._catalogue[slug] = describe(self._content.query(self._files[slug]))
        return self._ask(self._catalogue[slug], pairs(parameters, place, "parameters"), place)

    def acts(self, parameters: str, place: str) -> list[Rows]:
        """Which acts stand behind which values: what the questions of the ledger tell that these parameters can ask.

        Returns:
            Rows of two columns, a value and the act behind it.

        Raises:
            ContentError: a parameter is wrong.
        """
        given = pairs(parameters, place, "parameters")
        told = []
        for teller in self._tellers:
            named = {parameter.name for parameter in teller.parameters}
            if all(parameter.name in given for parameter in teller.parameters if parameter.required):
                told.append(self._ask(teller, {name: given[name] for name in given if name in named}, place))
        return told

    def is_beyond(self, slug: str, parameters: str, place: str) -> bool:
        """Whether a day that is asked about lies after the last that the graph covers, for the treaty or at all."""
        given = pairs(parameters, place, "parameters")
        kinds = {parameter.name: parameter.type for parameter in self._catalogue[slug].parameters}
        days = [value for name, value in given.items() if kinds[name] == "date"]
        ends = [
            text(quad.object)
            for name, value in given.items()
            if kinds[name] == "treaty"
            for quad in self._store.quads_for_pattern(
                self._names.thing(f"treaty/{value}"), self._names.term("coverageUntil"), None, DefaultGraph()
            )
        ]
        return any(day > max(ends, default=self.coverage) for day in days)

    def _ask(self, question: Question, given: Mapping[str, str], place: str) -> Rows:
        try:
            asked = bind(question, given, self._names, self.coverage, self._known)
        except QuestionError as error:
            faults = [Problem(place, f"`parameters` {problem.fault}", problem.cure) for problem in error.problems]
            raise ContentError(faults) from error
        if asked not in self._asked:
            solutions = self._store.query(asked)
            if not isinstance(solutions, QuerySolutions):
                raise ContentError([Problem(question.place, "it is not a SELECT query", "write SELECT.")])
            columns = tuple(variable.value for variable in solutions.variables)
            rows = tuple({name: self.cell(solution[name]) for name in columns} for solution in solutions)
            self._asked[asked] = Rows(columns, rows)
        return self._asked[asked]


def pairs(written: str, place: str, column: str) -> dict[str, str]:
    """The names and values of a cell such as ``treaty=…&on=…``, written as in an address.

    Raises:
        ContentError: the cell is not of that form.
    """
    try:
        return dict(parse_qsl(written, keep_blank_values=True, strict_parsing=True)) if written else {}
    except ValueError as error:
        cure = "write name=value, with & between two of them."
        raise ContentError([Problem(place, f"`{column}` {written} cannot be read", cure)]) from error
