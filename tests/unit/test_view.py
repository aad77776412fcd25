"""Views: what a reader of fewer documents would conclude is what a build of their rows alone concludes."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from projects import Copies, run
from pyoxigraph import DefaultGraph, Literal, Store

from treatygraph.catalogue import bind, questions
from treatygraph.content import Content
from treatygraph.errors import QuestionError
from treatygraph.graphs import text
from treatygraph.inference.reasoning import materialise
from treatygraph.scenarios.scenario import Rulebook, Scenarios
from treatygraph.scenarios.view import KEPT, WHOLE, View, Views
from treatygraph.sources import load

PERIOD = ("status", "holder", "treaty", "earliestFrom", "latestFrom", "earliestUntil", "latestUntil", "beganWith")


@pytest.fixture(scope="module")
def views(miniature: tuple[Content, Store]) -> Views:
    content, store = miniature
    return Views(Scenarios(store, content.names, Rulebook.of(content)))


def periods(store: Store, content: Content) -> set[tuple[str, ...]]:
    """Every period of the default graph, as its properties."""
    of = {name: content.names.term(name) for name in PERIOD}
    holders = {quad.subject for quad in store.quads_for_pattern(None, of["earliestFrom"], None, DefaultGraph())}
    return {
        tuple(
            " ".join(sorted(text(quad.object) for quad in store.quads_for_pattern(holder, of[name], None, DefaultGraph())))
            for name in PERIOD
        )
        for holder in holders
    }  # fmt: skip


def ask(content: Content, store: Store, slug: str, **given: str) -> list[dict[str, str]]:
    rows = store.query(bind(questions(content)[slug], given, content.names, "2030-01-01"))
    names = [variable.value for variable in rows.variables]
    return [{name: text(row[name]) for name in names if isinstance(row[name], Literal)} for row in rows]


def built_from(content: Content, root: Path, keeps: Callable[[str], bool]) -> tuple[Content, Store]:
    """A build of the miniature from which the rows of acts that only other sources report are taken away."""
    shutil.copytree(content.root, root, symlinks=True)
    for name in ("actions", "declarations", "authorities"):
        for path in (root / "data" / "treaties").glob(f"*/{name}.csv"):
            with path.open(encoding="utf-8", newline="") as file:
                rows = list(csv.reader(file))
            sources = rows[0].index("source")
            kept = [rows[0], *(row for row in rows[1:] if any(map(keeps, row[sources].split(";"))))]
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows(kept)
    less = Content(root)
    store = load(less)
    materialise(store, less)
    return less, store


@pytest.mark.parametrize(
    ("view", "known"),
    [
        (View(rank="depositary"), {"mini-a"}),
        (View(rank="copy"), {"mini-a", "mini-b"}),
        (View(known_at="2020-06-30"), {"mini-a", "mini-b"}),
        (View(known_at="2020-06-29"), {"mini-b"}),
        (View(known_at="2021-03-15", rank="copy"), {"mini-a", "mini-b"}),
        (View(known_at="1999-01-01"), set[str]()),
    ],
    ids=[
        "of the depositary",
        "of a copy or better",
        "by a day",
        "by the day before",
        "by both",
        "before all documents",
    ],
)
def test_a_view_concludes_what_a_build_from_the_known_rows_alone_concludes(
    view: View, known: set[str], views: Views, miniature: tuple[Content, Store], tmp_path: Path
) -> None:
    less, built = built_from(miniature[0], tmp_path / "less", known.__contains__)
    seen = views.store(view, ())
    assert periods(seen, less) == periods(built, less)
    assert periods(seen, less) != periods(miniature[1], less)


def test_a_view_of_one_treaty_answers_as_the_view_of_all(views: Views, miniature: tuple[Content, Store]) -> None:
    content = miniature[0]
    view = View(rank="depositary")
    for slug, given in (
        ("parties", {"treaty": "mini-2"}),
        ("invited", {"treaty": "mini-1", "on": "2013-01-01"}),
        ("eligible", {"treaty": "mini-2", "on": "2015-01-01"}),
    ):
        treaty = content.names.thing(f"treaty/{given['treaty']}").value
        alone, all_of_them = views.store(view, [treaty]), views.store(view, ())
        assert ask(content, alone, slug, **given) == ask(content, all_of_them, slug, **given) != []


def test_the_whole_leaves_nothing_out_and_few_views_are_kept(views: Views, miniature: tuple[Content, Store]) -> None:
    assert not WHOLE
    assert periods(views.store(View(rank="unverified"), ()), miniature[0]) == periods(miniature[1], miniature[0])
    first = views.store(View(known_at="2001-01-01"), ())
    assert views.store(View(known_at="2001-01-01"), ()) is first
    for year in range(2002, 2002 + KEPT):
        views.store(View(known_at=f"{year}-01-01"), ())
    assert views.store(View(known_at="2001-01-01"), ()) is not first


def test_a_day_that_is_none_and_a_rank_that_is_unknown_are_told_at_once(views: Views) -> None:
    with pytest.raises(QuestionError) as caught:
        views.store(View("2020-13-01", "goverment"), ())
    assert str(caught.value) == (
        "view: knownAt=2020-13-01 is not a date\n    write it as YYYY-MM-DD.\n"
        "view: there is no rank goverment\n    did you mean government?"
    )


def test_the_command_asks_a_view(copies: Copies, built: Path) -> None:
    words = ("query", "count-parties", "-p", "treaty=mini-1", "-p", "on=2010-01-01", "-f", "csv")
    whole = run(copies.good, *words)
    less = run(copies.good, *words, "--rank", "depositary")
    assert (whole.code, less.code) == (0, 0), f"{built}: {less.err}"
    assert whole.out.splitlines() == ["definite,possible", "7,0"]
    assert less.out.splitlines() == ["definite,possible", "5,0"]
