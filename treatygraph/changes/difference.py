"""What differs between two releases, in the words of the field.

Each query in ``queries/differences`` lists one kind of thing that a release holds. Its header names the columns that
tell one row from another (``key``); of its columns ``words`` is the sentence, ``thing`` the IRI, ``sources`` the ids
of the documents, ``under`` and ``ending`` the acts that the thing follows from. Both releases are asked; the rows are
compared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, RdfFormat, Store

from treatygraph import graphs
from treatygraph.content import Content, QueryFile
from treatygraph.errors import ContentError, Problem, ReleaseError
from treatygraph.namespaces import RDF_TYPE, Names
from treatygraph.releases import release
from treatygraph.scenarios.comparison import Change, Rows, compare

FOLDER = "queries/differences"

#: What a change is called, and the sign that stands before it.
KINDS = {"gained": ("added", "+"), "lost": ("removed", "-"), "changed": ("changed", "~")}

#: The columns that every row has, filled or not.
_COLUMNS = {"words": "", "thing": "", "under": "", "ending": "", "sources": ""}


_IRIS = ("thing", "under", "ending")


@dataclass(frozen=True, slots=True)
class Side:
    """One of two releases: its identifier, up to when it knows, its store and its canonical N-Quads."""

    name: str
    coverage: str
    store: Store
    quads: Path


def opened(place: str, out: Path, names: Names) -> Side:
    """A release by its folder, by its identifier below ``out``, or by a file with its canonical N-Quads.

    Raises:
        ReleaseError: there is no such release, it is torn, or its IRIs stand under another base.
    """
    path = Path(place)
    if path.suffix == Path(release.QUADS).suffix and path.is_file():
        store = _loaded(path, names)
        name = hashlib.sha256(path.read_bytes()).hexdigest()[: release.DIGITS]
        side = Side(name, graphs.coverage(store, names), store, path)
    else:
        found = next((folder for folder in (path, out / place) if folder.is_dir()), None)
        if found is None:
            known = sorted(each.name for each in out.iterdir() if each.is_dir()) if out.is_dir() else []
            cure = f"name a folder or an .nq file; {out} holds {', '.join(known) or 'none'}."
            raise ReleaseError([Problem(place, "there is no such release", cure)])
        folder, manifest = release.read(found)
        store = Store.read_only(str(folder / release.STORE))
        side = Side(manifest["release"], manifest["coverage"], store, folder / release.QUADS)
    if next(side.store.quads_for_pattern(None, RDF_TYPE, names.term("Treaty"), DefaultGraph()), None) is None:
        cure = "set TREATYGRAPH_BASE to the base of its IRIs."
        raise ReleaseError([Problem(place, f"it holds no treaty under {names.base}", cure)])
    return side


def listings(content: Content) -> list[QueryFile]:
    """The queries that list what a release holds, each put to an empty graph to see that it can be.

    Raises:
        ContentError: one is no SELECT, or lacks its key or its words.
    """
    queries = content.queries(FOLDER)
    for query in queries:
        try:
            _rows(query, Store())
        except (KeyError, SyntaxError, TypeError) as error:
            cure = "write a SELECT with a column words, and its key columns as `#+ key: […]` in the header."
            raise ContentError([Problem(query.place, f"it cannot be compared: {error}", cure)]) from error
    return queries


def difference(old: Side, new: Side, queries: Sequence[QueryFile]) -> dict[str, Any]:
    """What differs from one release to another, as values that JSON can hold.

    What follows from an act that differs stands with that act, as its consequences, and not among its own kind.

    Args:
        old: the one release.
        new: the other.
        queries: what ``listings`` gave.
    """
    groups = [_group(query, old, new) for query in queries]
    acts = {
        row["thing"]: change
        for group in groups
        for change in group["changes"]
        for row in (change["before"], change["after"])
        if row and not row["under"] and not row["ending"]
    }
    for group in groups:
        kept: list[dict[str, Any]] = []
        for change in group["changes"]:
            rows = [row for row in (change["after"], change["before"]) if row]
            causes = [acts[row[name]] for name in ("under", "ending") for row in rows if row[name] in acts]
            (causes[0]["consequences"] if causes else kept).append(change)
        group["changes"] = kept
    before, after = (set(side.quads.read_bytes().splitlines()) for side in (old, new))
    return {
        "old": {"release": old.name, "coverage": old.coverage},
        "new": {"release": new.name, "coverage": new.coverage},
        "quads": {"added": len(after - before), "removed": len(before - after)},
        "groups": [group for group in groups if group["changes"]],
    }


def _loaded(path: Path, names: Names) -> Store:
    """The graph of a file of N-Quads, its default graph filled as a release's is."""
    store = Store()
    try:
        store.bulk_load(path=path, format=RdfFormat.N_QUADS)
    except (SyntaxError, OSError) as error:
        raise ReleaseError([Problem(str(path), f"it cannot be read: {error}", "name a release's own file.")]) from error
    unread = {names.graph(name) for name in release.UNREAD}
    found = [quad.triple for quad in store if quad.graph_name not in unread]
    store.bulk_extend(graphs.quad(triple, DefaultGraph()) for triple in found)
    return store


def _group(query: QueryFile, old: Side, new: Side) -> dict[str, Any]:
    """The changes of one kind of thing."""
    found = compare(_rows(query, old.store), _rows(query, new.store), query.header["key"])
    changes = [_told(change) for change in found]
    return {"group": query.name.lstrip("0123456789-"), "title": query.header["title"], "changes": changes}


def _rows(query: QueryFile, store: Store) -> Rows:
    columns, rows = graphs.rows(store, query.text)
    lacking = {"words", *query.header["key"]} - set(columns)
    if lacking:
        raise KeyError(*sorted(lacking))
    return rows


def _told(change: Change) -> dict[str, Any]:
    """A change as people read it and as JSON holds it."""
    before, after = (
        None if row is None else {**_COLUMNS, **change.key, **row} for row in (change.before, change.after)
    )
    name, sign = KINDS[change.change]
    return {
        "change": name,
        "sign": sign,
        "text": _changed(before, after) if before and after else _said(before or after or {}),
        "before": before,
        "after": after,
        "consequences": [],
    }


def _said(row: Mapping[str, str]) -> str:
    """The words of a row, and its documents."""
    return row["words"] + (f" ({', '.join(row['sources'].split())})" if row["sources"] else "")


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """The words of both rows where they differ, and what else does; the IRIs only where nothing else does."""
    differ = [name for name in after if before[name] != after[name]]
    told = [name for name in differ if name not in _IRIS] or differ
    words = f"{before['words']} → {after['words']}" if "words" in told else after["words"]
    if "sources" not in told and after["sources"]:
        words += f" ({', '.join(after['sources'].split())})"
    rest = [f"{name}: {_short(before[name])} → {_short(after[name])}" for name in told if name != "words"]
    return "; ".join([words, *rest])


def _short(cell: str) -> str:
    return cell.partition("/id/")[2] or cell or "–"
