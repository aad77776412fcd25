"""The rows of every question have one order: without it the pages of an answer would not make up the whole."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from pyoxigraph import QuerySolutions, Store

from treatygraph.catalogue import CATALOGUE, Question, bind, questions
from treatygraph.content import Content

HERE = Path(__file__).parent
catalogue = cache(questions)

SLUGS = sorted(path.stem for path in (HERE.parents[1] / CATALOGUE).glob("*.rq"))


def rows(store: Store, text: str) -> list[tuple[str, ...]]:
    answer = store.query(text)
    assert isinstance(answer, QuerySolutions)
    names = [variable.value for variable in answer.variables]
    return [tuple(str(row[name]) for name in names) for row in answer]


def tied(store: Store, content: Content, question: Question, given: Mapping[str, str]) -> list[tuple[str, ...]]:
    """The rows that change places where ties are broken by every column upwards, and where they are broken downwards."""
    text = bind(question, given, content.names, "2030-01-01").rstrip()
    upwards = rows(store, f"{text} {' '.join(f'?{each.name}' for each in question.fields)}")
    downwards = rows(store, f"{text} {' '.join(f'DESC(?{each.name})' for each in question.fields)}")
    return [one for one, other in zip(upwards, downwards, strict=True) if one != other]


@pytest.mark.parametrize("slug", SLUGS)
def test_no_two_rows_of_the_miniature_share_a_place(slug: str, miniature: tuple[Content, Store]) -> None:
    content, store = miniature
    cases: list[dict[str, Any]] = yaml.load((HERE / f"{slug}.yaml").read_text("utf-8"), yaml.BaseLoader)
    for case in cases:
        assert tied(store, content, catalogue(content)[slug], case["ask"] or {}) == []


def test_no_two_rows_of_the_real_graph_share_a_place(project: Content, real: Store) -> None:
    for question in questions(project).values():
        required = {each.name: each.example or "" for each in question.parameters if each.required}
        for given in (question.example(), required):
            assert tied(real, project, question, given) == [], (question.slug, given)
