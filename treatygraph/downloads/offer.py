"""What a release offers: which files, in which form, and what is said of each.

The title of a file, for whom it is and what it conforms to are content (``queries/downloads``); what a file holds is
made here from the graph that is published, from its tables, and from the content's own files. The same graph and the
same content give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

import yaml
from pyoxigraph import RdfFormat, Store

from treatygraph import graphs, links
from treatygraph.content import Content
from treatygraph.downloads import columns, descriptors, forms, sheets
from treatygraph.downloads.archive import gzipped, zipped
from treatygraph.downloads.database import database
from treatygraph.downloads.descriptors import About
from treatygraph.downloads.table import Table, tables
from treatygraph.downloads.workbook import workbook
from treatygraph.errors import ContentError, Problem
from treatygraph.releases.draft import Draft
from treatygraph.releases.release import QUADS

FOLDER = "queries/downloads"
FILES = f"{FOLDER}/files.yaml"
WORKBOOK = f"{FOLDER}/workbook.yaml"
ABOUT = f"{FOLDER}/about.rq"

_STEM = "treatygraph"
_KEYS = ("media-type", "compress-format", "package-format", "part-of", "conforms-to", "title", "for")


class Offer:
    """The files that a release of some content offers."""

    def __init__(self, content: Content) -> None:
        """Reads what is said of each file.

        Args:
            content: the content folders.

        Raises:
            ContentError: the list of files is not YAML, or an entry lacks its title or its media type.
        """
        self._content = content
        self._said = _read(content, FILES)
        self._titles: dict[str, Mapping[str, str]] = {}
        problems = [
            Problem(f"{FILES}: {place}", "it has no media type, or no title or reader in English and French", _CURE)
            for place, entry in self._said.items()
            if not isinstance(entry, dict) or not _is_told(entry) or set(entry) - set(_KEYS)
        ]
        if problems:
            raise ContentError(problems)

    def about(self, place: str) -> dict[str, Any]:
        """What is said of the file at a place: ``media-type``, ``title``, ``for`` and what else its entry has.

        ``order`` is the place of its entry among them, which tells in what order files are shown.

        Raises:
            ContentError: no entry is of that place.
        """
        fitting = [pattern for pattern in self._said if pattern == place or fnmatchcase(place, pattern)]
        if not fitting:
            raise ContentError([Problem(FILES, f"it says nothing of {place}", "add an entry for it.")])
        pattern = place if place in fitting else fitting[0]
        entry, order = self._said[pattern], list(self._said).index(pattern)
        table = self._titles.get(place, {})
        title = {
            language: words.replace("{table}", table.get(language, "")) for language, words in entry["title"].items()
        }
        return {**entry, "title": title, "order": order}

    def write(self, draft: Draft, store: Store, manifest: Mapping[str, Any]) -> None:
        """Writes each file besides the canonical N-Quads, which stand in their place already.

        Args:
            draft: the release that is being written.
            store: the graph that is published, with its default graph.
            manifest: the release's manifest.

        Raises:
            ContentError: a table cannot be made from the graph.
        """
        self._forms(draft)
        about = self._release(store, manifest)
        self._tables(draft, tables(self._content, store, about.coverage), about)
        _packed(draft, "links", sorted(links.written(store, self._content).items()))
        _packed(draft, "data", self._own())

    def _forms(self, draft: Draft) -> None:
        names = self._content.names
        prefixes, turtle = names.prefixes(), draft.work / "merged.ttl"
        for end, form in ((".trig", RdfFormat.TRIG), (".jsonld", RdfFormat.JSON_LD)):
            with draft.open(f"{_STEM}{end}") as out:
                forms.written(draft.by_graph, out, form, prefixes)
        with turtle.open("wb") as out:
            forms.written(draft.merged, out, RdfFormat.TURTLE, prefixes)
        with draft.open(f"{_STEM}-graphs.zip") as out:
            forms.graphs(draft.by_graph, names.base, out, prefixes)
        plain = {place: draft.folder / place for place in (QUADS, f"{_STEM}.trig", f"{_STEM}.jsonld")}
        for place, path in {**plain, f"{_STEM}.ttl": turtle}.items():
            with path.open("rb") as data, draft.open(f"{place}.gz") as out:
                gzipped(data, out)

    def _tables(self, draft: Draft, made: Sequence[Table], about: About) -> None:
        self._titles.update((f"tables/{table.name}.csv", table.title) for table in made)
        self._titles.update((f"parquet/{table.name}.parquet", table.title) for table in made)
        written = {table.name: sheets.written(table) for table in made}
        described = [
            ("csv-metadata.json", descriptors.csvw(made, about)),
            ("datapackage.json", descriptors.datapackage(made, written, about)),
        ]
        _packed(draft, "tables", [*described, *((f"{name}.csv", data) for name, data in written.items())])
        draft.write(f"{_STEM}.sqlite", database(made, about))
        draft.write(f"{_STEM}.xlsx", workbook(made, about, _read(self._content, WORKBOOK)))
        if columns.is_installed():
            _packed(
                draft,
                "parquet",
                [(f"{table.name}.parquet", columns.parquet(table, about)) for table in made],
                f"{_STEM}-parquet",
            )

    def _own(self) -> list[tuple[str, bytes]]:
        """The content's own files of facts, as they are; what is a template holds none."""
        own = [path for path in self._content.inputs() if self._content.place(path).startswith("data/")]
        return [
            (self._content.place(path).removeprefix("data/"), path.read_bytes())
            for path in own
            if "_template" not in path.parts
        ]

    def _release(self, store: Store, manifest: Mapping[str, Any]) -> About:
        query = self._content.query(self._content.root / ABOUT)
        _, found = graphs.rows(store, query.text)
        said = found[0] if found else {}
        title = said.get("title") or _STEM
        return About(
            release=str(manifest["release"]),
            coverage=str(manifest["coverage"]),
            base=str(manifest["base"]),
            title={"en": title, "fr": said.get("title_fr") or title},
            description={"en": said.get("description", ""), "fr": said.get("description_fr", "")},
            licence=said.get("licence") or str(manifest["licence"]),
            creator=said.get("creator") or _STEM,
            homepage=said.get("homepage") or str(manifest["base"]),
        )


_CURE = "see the entry of a neighbour."


def _packed(draft: Draft, folder: str, files: Sequence[tuple[str, bytes]], archive: str = "") -> None:
    """Writes files, each in a folder, and together in an archive of the folder's name; nothing where there is no file.

    Where the archive has a name of its own, what it packs is compressed already.
    """
    for name, data in files:
        draft.write(f"{folder}/{name}", data)
    if files:
        with draft.open(f"{archive or folder}.zip") as out:
            zipped(files, out, compress=not archive)


def _is_told(entry: Mapping[str, Any]) -> bool:
    spoken = (entry.get("title"), entry.get("for"))
    return "media-type" in entry and all(isinstance(words, dict) and set(words) == {"en", "fr"} for words in spoken)


def _read(content: Content, place: str) -> dict[str, Any]:
    text = content.text_of(place)
    try:
        found = yaml.load(text or "", yaml.CSafeLoader)
    except yaml.YAMLError as error:
        fault = f"it is not YAML: {' '.join(str(error).split())}"
        raise ContentError([Problem(place, fault, "mend the line it names.")]) from error
    if not isinstance(found, dict):
        raise ContentError([Problem(place, "it is missing or empty", "write it as the project's own is written.")])
    return found
