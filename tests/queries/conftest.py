"""Asking a question of the catalogue and writing its answer as a reader would."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from functools import cache

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from treatygraph.catalogue import bind, questions
from treatygraph.content import Content

Ask = Callable[[Content, Store, str, Mapping[str, str]], list[dict[str, str]]]


@pytest.fixture(scope="session")
def ask() -> Ask:
    """Puts a question and gives its rows: IRIs without the base, an empty cell for what is not bound."""

    catalogue = cache(questions)

    def put(content: Content, store: Store, slug: str, given: Mapping[str, str]) -> list[dict[str, str]]:
        # A date that is neither given nor has a default stands for a day long after every act.
        text = bind(catalogue(content)[slug], given, content.names, "2030-01-01")
        solutions = store.query(text)
        assert isinstance(solutions, QuerySolutions)
        names = [variable.value for variable in solutions.variables]
        return [{name: _cell(row[name], content) for name in names} for row in solutions]

    return put


@pytest.fixture(scope="session")
def parse_rows() -> Callable[[str], list[dict[str, str]]]:
    """Reads the rows that a case expects: CSV with a header."""

    def parse(text: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(text), strict=True))

    return parse


def _cell(term: object, content: Content) -> str:
    if isinstance(term, NamedNode):
        return term.value.removeprefix(f"{content.names.base}id/").replace(content.names.ontology, "tg:")
    return term.value if isinstance(term, Literal) else ""
