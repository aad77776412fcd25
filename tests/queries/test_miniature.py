"""Every question of the catalogue asked of the miniature, with the rows that the law gives."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, Store

from treatygraph.catalogue import CATALOGUE, bind, questions
from treatygraph.content import Content
from treatygraph.namespaces import XSD

HERE = Path(__file__).parent
SLUGS = sorted(path.stem for path in (HERE.parents[1] / CATALOGUE).glob("*.rq"))
FILES = {
    path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted(HERE.glob("*.yaml")) if path.stem != "real"
}
AUDIENCES = {"researcher", "lawyer", "maintainer", "linked-data consumer"}
CASES = [pytest.param(slug, case, id=f"{slug}: {case['name']}") for slug, cases in FILES.items() for case in cases]


@pytest.mark.parametrize(("slug", "case"), CASES)
def test_a_question_answers_with_exactly_the_rows_of_its_case(
    slug: str,
    case: Mapping[str, Any],
    miniature: tuple[Content, Store],
    ask: Callable[..., list[dict[str, str]]],
    parse_rows: Callable[[str], list[dict[str, str]]],
) -> None:
    assert ask(*miniature, slug, case["ask"]) == parse_rows(case["rows"])


@pytest.mark.parametrize("slug", SLUGS)
def test_every_question_has_a_case_that_is_answered_with_rows(slug: str) -> None:
    assert any(len(case["rows"].splitlines()) > 1 for case in FILES[slug])


def test_every_file_of_cases_belongs_to_a_question() -> None:
    assert sorted(FILES.keys() - set(SLUGS)) == []


def test_every_question_names_a_known_audience_and_every_audience_has_five_questions(project: Content) -> None:
    named = Counter(file.header.get("audience") for file in project.queries(CATALOGUE))
    assert set(named) == AUDIENCES
    assert {audience: number for audience, number in named.items() if number < 5} == {}


def test_every_question_that_takes_a_day_says_what_is_certain_and_what_is_possible(
    project: Content, miniature: tuple[Content, Store]
) -> None:
    # A column of certainties, or a number of what is certain beside a number of what is possible.
    silent = []
    for slug, question in questions(project).items():
        if any(parameter.type == "date" for parameter in question.parameters):
            answer = miniature[1].query(bind(question, question.example(), project.names, "2030-01-01"))
            assert isinstance(answer, QuerySolutions)
            columns = [variable.value for variable in answer.variables]
            if not any(re.search(r"(^|_)(certainty|possible)$", column) for column in columns):
                silent.append(slug)
    assert silent == []


def test_every_question_about_parties_offers_or_shows_both_readings(project: Content) -> None:
    one_sided = []
    for slug, question in questions(project).items():
        body = "\n".join(line for line in question.text.splitlines() if not line.lstrip().startswith("#"))
        readings = set(re.findall(r"tg:(contractingState|party)\b", body))
        if len(readings) == 1 and "reading" not in {parameter.name for parameter in question.parameters}:
            one_sided.append(slug)
    assert one_sided == []


@pytest.mark.parametrize(("published", "verdict"), [("2012-06-03", "no"), ("2012-06-04", "yes"), ("2012-06-05", "no")])
def test_a_published_entry_into_force_that_the_clauses_do_not_give_is_shown(
    published: str, verdict: str, miniature: tuple[Content, Store], ask: Callable[..., list[dict[str, str]]]
) -> None:
    # Such a record breaks a shape, so the miniature cannot hold one.
    content, store = miniature
    copy = Store()
    copy.extend(store)
    record = content.names.thing("action/mini-3/URY/entry-into-force/2012-06-04")
    for quad in list(copy.quads_for_pattern(record, content.names.term("date"), None, DefaultGraph())):
        copy.remove(quad)
    copy.add(Quad(record, content.names.term("date"), Literal(published, datatype=NamedNode(XSD + "date"))))
    rows = {row["iso3"]: row for row in ask(content, copy, "entry-into-force", {"treaty": "mini-3"})}
    assert (rows["URY"]["computed"], rows["URY"]["published"], rows["URY"]["agrees"]) == (
        "2012-06-04",
        published,
        verdict,
    )
