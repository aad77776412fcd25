"""The checklist: queries over the inventory of a project's files, each for one kind of thing that may be missing.

A query of ``queries/checklist`` gives a row for each thing that is missing: ``?place`` (the file that lacks it, or that
should exist), ``?line`` or ``?row``, ``?about`` (the treaty, question, rule, shape or term that it is about) and the
words of the sentences in its header: ``fault`` and ``cure``, in which ``{variable}`` stands for the value of a column.
Where the header has ``nearest``, a SELECT of what is known, the one that is most like ``?word`` is the cure. What is
only advised says ``advice: true``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Store

from treatygraph.content import Content, QueryFile
from treatygraph.errors import ContentError, Problem, suggestion
from treatygraph.graphs import rows
from treatygraph.workshop.inventory import Inventory
from treatygraph.workshop.names import kebab, require_known

CHECKLIST = "queries/checklist"

#: The folder or the file that is named after a treaty, a rule, a question or a case of a shape.
_NAMED = re.compile(
    r"(?:data/treaties|tests/rules)/([^/]+)/|(?:queries/catalogue|tests/queries|ontology/rules|tests/shapes/[^/]+)/([^/.]+)\."
)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that is missing, and whether the tests demand it or it is only advised."""

    problem: Problem
    about: str
    advice: bool


def check(content: Content, name: str = "") -> list[Remark]:
    """What is missing in a project, or in one treaty, question, rule or shape of it.

    Raises:
        ContentError: nothing has the name, or a query of the checklist cannot be run.
    """
    inventory = Inventory(content)
    found = [Remark(problem, "", advice=False) for problem in inventory.problems]
    known: set[str] = set()
    for query in content.queries(CHECKLIST):
        if "about" in query.header:
            known |= {_bare(row["about"]) for row in _rows(inventory.store, query)}
        else:
            found += _remarks(inventory.store, query)
    if name:
        require_known(_bare(name), known, "check", "name a treaty, a question, a rule or a shape.")
        found = [remark for remark in found if _bare(name) in _names(remark)]
    return sorted(found, key=lambda remark: (remark.advice, _order(remark.problem.place), remark.problem.fault))


def _remarks(store: Store, query: QueryFile) -> Iterator[Remark]:
    header = query.header
    missing = {"fault", "cure"} - header.keys()
    if missing:
        fault = f"its header has no {' and no '.join(sorted(missing))}"
        raise ContentError([Problem(query.place, fault, "say what is missing and how to mend it.")])
    lacking = _rows(store, query)
    known = _known(store, query) if lacking else []
    for row in lacking:
        line, number = row.get("line"), row.get("row")
        place = row["place"] + (f" line {line}" if line else f" row {number}" if number else "")
        cure = _filled(header["cure"], row)
        told = suggestion(row["word"], known, cure) if known else cure
        problem = Problem(place, _filled(header["fault"], row), told)
        yield Remark(problem, row.get("about", ""), bool(header.get("advice", False)))


def _known(store: Store, query: QueryFile) -> list[str]:
    nearest = query.header.get("nearest")
    return [row["known"] for row in _rows(store, query, nearest)] if nearest else []


def _rows(store: Store, query: QueryFile, text: str = "") -> list[dict[str, str]]:
    try:
        return rows(store, text or query.text)[1]
    except (SyntaxError, TypeError) as error:
        raise ContentError([Problem(query.place, f"it cannot be run: {error}", "mend the query.")]) from error


def _filled(sentence: str, row: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: row.get(match[1], match[0]), " ".join(sentence.split()))


def _names(remark: Remark) -> set[str]:
    """What a remark is about: what its place is named after, and what its query gives."""
    found = _NAMED.match(remark.problem.place)
    return {_bare(name) for name in [*(found.groups() if found else ()), remark.about] if name}


def _bare(name: str) -> str:
    """A name as people say it: without a rule's number, and a shape's in words."""
    return kebab(re.sub(r"^\d\d-", "", name.rpartition("/")[2].rpartition("#")[2]))


def _order(place: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", place) if part]
