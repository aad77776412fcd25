"""Every question of the catalogue asked of the miniature, with the rows that the law gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from treatygraph.catalogue import CATALOGUE
from treatygraph.content import Content
from treatygraph.namespaces import XSD

HERE = Path(__file__).parent
SLUGS = sorted(path.stem for path in (HERE.parents[1] / CATALOGUE).glob("*.rq"))
FILES = {
    path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted(HERE.glob("*.yaml")) if path.stem != "real"
}
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
