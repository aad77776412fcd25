"""New rows of tables: a source, a State, an act, each checked by what its mapping asks for and put in its place."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path

from treatygraph.content import Content
from treatygraph.errors import ContentError, Problem
from treatygraph.workshop import names, registry
from treatygraph.workshop.codes import lookup


def source(content: Content, name: str, cells: Mapping[str, str]) -> str:
    """Adds a document to ``data/sources.csv`` and gives the place of its row.

    Raises:
        ContentError: the identifier is taken, or a cell is not what its column asks for.
    """
    taken = registry.column(content, "sources.csv", "source")
    if name in taken:
        raise ContentError([Problem("data/sources.csv", f"it has a source {name}", "give the new one another name.")])
    return registry.add(content, "sources.csv", {**cells, "source": name})


def state(content: Content, alpha3: str, cells: Mapping[str, str]) -> str:
    """Adds a State or territory to ``data/states.csv`` and gives the place of its row.

    Args:
        content: the project.
        alpha3: its code by ISO 3166.
        cells: the other cells; a code or an English name that is not given is the one of ISO 3166.

    Raises:
        ContentError: the code is taken or nobody's, a cell is not what its column asks for, or a source is not known.
    """
    for known in registry.read(content, "states.csv"):
        if known.cells["alpha3"] == alpha3:
            place = f"data/states.csv row {known.number}"
            fault = f"it has {alpha3}: {known.cells['name_en']}"
            raise ContentError([Problem(place, fault, "to add a name, write it into aliases of that row.")])
    require_sources(content, cells["source"])
    codes = lookup(alpha3)
    found = {"alpha2": codes.alpha2, "m49": codes.m49, "name_en": codes.name, "note": codes.remark}
    return registry.add(
        content, "states.csv", {**found, **{key: cell for key, cell in cells.items() if cell}, "alpha3": alpha3}
    )


def membership(content: Content, organisation: str, cells: Mapping[str, str]) -> str:
    """Adds a membership to ``data/memberships.csv`` and gives the place of its row.

    Raises:
        ContentError: the organisation is not known, or a cell is not what its column asks for.
    """
    known = {
        row.cells["id"] for row in registry.read(content, "organisations.csv") if row.cells["kind"] == "organisation"
    }
    names.require_known(organisation, known, "organisation", "add its row to data/organisations.csv.")
    return registry.add(content, "memberships.csv", {**cells, "organisation": organisation})


def act(content: Content, treaty: str, iso3: str, cells: Mapping[str, str]) -> str:
    """Adds an act of a State to the ``actions.csv`` of a treaty and gives the place of its row.

    Args:
        content: the project.
        treaty: the treaty, by its folder in ``data/treaties``.
        iso3: the code of the State; its name is that of the chart unless the cells give another.
        cells: the other cells: action, date, source, …

    Raises:
        ContentError: the treaty, the State, the kind of act or a source is not known, a cell is not what its column
            asks for, or the same document is recorded to say the same or another day of this act.
    """
    folders = [path.parent.name for path in content.files("data/treaties/*/treaty.ttl")]
    names.require_known(treaty, folders, "treaty", f"run `treatygraph new treaty {treaty}`.")
    called = _called(content, iso3)
    require_sources(content, cells["source"])
    file = f"treaties/{treaty}/actions.csv"
    _require_here(content, file, cells["action"])
    new = {"state": called, **{key: cell for key, cell in cells.items() if cell}, "iso3": iso3}
    for row in registry.read(content, file):
        same = all(row.cells[key] == new.get(key, "") for key in ("iso3", "action", "act"))
        shared = set(row.cells["source"].split(";")) & set(new["source"].split(";"))
        if same and shared:
            when = row.cells["date"] or "a day not known"
            fault = f"{', '.join(sorted(shared))} gives this act of {called} already, on {when}"
            cure = "for a second act of its kind add --number 2; for another day name the document that gives it."
            raise ContentError([Problem(f"data/{file} row {row.number}", fault, cure)])
    return registry.add(content, file, new)


def _require_here(content: Content, file: str, word: str) -> None:
    """Refuses a kind of act that has a table of its own: a reservation is a statement, and statements say more."""
    known, own = registry.terms(content), registry.table_of(content, file)
    for table in registry.kinds(content):
        if table != own and any(word in known.get(column.term or "", {}) for column in table.columns):
            place = Path("data", file).with_name(Path(table.pattern).name).as_posix()
            cure = f"write it there; its columns are {','.join(table.header)}."
            raise ContentError([Problem(f"action {word}", f"it is recorded in {place}", cure)])


def _called(content: Content, iso3: str) -> str:
    """The name that the chart gives a State, or the State that a name or a code like it may mean instead."""
    found: dict[str, str] = {}
    for row in registry.read(content, "states.csv"):
        cells = row.cells
        if cells["alpha3"] == iso3:
            return cells["chart_name"] or cells["name_en"]
        shown = f"{cells['alpha3']}, {cells['name_en']}"
        words = [cells[key] for key in ("alpha3", "alpha2", "name_en", "name_fr", "chart_name")]
        found |= {word.casefold(): shown for word in [*words, *cells["aliases"].split(";")] if word}
    near = difflib.get_close_matches(iso3.casefold(), found, 1)
    cure = f"did you mean {found[near[0]]}?" if near else f"run `treatygraph new state {iso3}`."
    raise ContentError([Problem(f"state {iso3}", "data/states.csv has no such code", cure)])


def require_sources(content: Content, named: str) -> None:
    """Refuses sources, joined by ``;``, of which one is not known.

    Raises:
        ContentError: ``data/sources.csv`` has no such source.
    """
    known = registry.column(content, "sources.csv", "source")
    for each in named.split(";"):
        names.require_known(each, known, "source", f"run `treatygraph new source {each}`.")
