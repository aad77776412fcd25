"""Submissions: files that are not in the release, validated as if they were, with what would follow from them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

from pyoxigraph import DefaultGraph, Literal, NamedNode, RdfFormat, Store, Triple, parse

from treatygraph import tables
from treatygraph.content import QueryFile
from treatygraph.errors import ContentError, Problem, TreatygraphError
from treatygraph.graphs import quad, text, triples
from treatygraph.mapping import mapped, vocabulary
from treatygraph.namespaces import RDF_TYPE, WAS_DERIVED_FROM, Names
from treatygraph.scenarios.scenario import MAPPING, Scenarios
from treatygraph.scenarios.supposition import Reading
from treatygraph.validation.finding import SEVERITIES, Finding, Place, Report, ordered
from treatygraph.validation.nearest import Nearest
from treatygraph.validation.validation import validate

CSV = "text/csv"

#: The syntaxes that are read besides tables, by their media types.
SYNTAXES: dict[str, RdfFormat] = {
    "text/turtle": RdfFormat.TURTLE,
    "application/trig": RdfFormat.TRIG,
    "application/n-quads": RdfFormat.N_QUADS,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
}

#: The media type of each suffix of a file's name.
SUFFIXES: dict[str, str] = {
    ".csv": CSV,
    ".ttl": "text/turtle",
    ".trig": "application/trig",
    ".nq": "application/n-quads",
    ".nt": "application/n-triples",
    ".jsonld": "application/ld+json",
    ".json": "application/ld+json",
    ".rdf": "application/rdf+xml",
    ".xml": "application/rdf+xml",
    ".owl": "application/rdf+xml",
}

#: The most that is read of one file, in bytes and in rows.
LENGTH, ROWS = 8 << 20, 20_000

_TREATY = re.compile(r"data/treaties/([^/]+)/[^/]+")
_SUBMITTED = re.compile(r"data/(?:treaties/[^/]+/)?submitted-(\d+)(?:\.csv)?")
_AT = re.compile(r"(.*) (row|line) (\d+)")


@dataclass(frozen=True, slots=True)
class File:
    """A file that was given: what it is called, its media type, its text.

    One that is called as a content file is, such as ``data/treaties/ets-99/actions.csv``, stands for that file: what
    the release has from it is left out.
    """

    place: str
    media_type: str
    text: str


class Submissions:
    """Validates files in the context of one release.

    Args:
        store: the release; it is only read.
        names: the graph's names.
        scenarios: what works out what would follow.
        mappings: the mappings of tables.
        known: the report that the release was published with.
    """

    def __init__(
        self, store: Store, names: Names, scenarios: Scenarios, mappings: Sequence[QueryFile], known: Report
    ) -> None:
        self._store = store
        self._names = names
        self._scenarios = scenarios
        self._mappings = mappings
        self._known = frozenset(known.findings)

    def report(self, files: Sequence[File], day: date) -> Report:
        """What is wrong with some files, and with the graph because of them.

        Args:
            files: the files.
            day: the day by which waivers end.

        Returns:
            Each finding that the release does not have, and each that comes from one of the files.
        """
        faults: set[Finding] = set()
        facts: set[Triple] = set()
        for number, file in enumerate(files):
            try:
                facts.update(self._facts(file, f"submitted-{number}"))
            except TreatygraphError as error:
                faults |= set(unreadable(error, self._store, self._names))
        content = [_below(file.place) for file in files if _is_content(file.place)]
        replaced = {thing for below in content for thing in self._from(below)}
        if not facts and not replaced:
            return ordered(faults)
        treaties = self._treaties(facts) | {self._treaty(file.place) for file in files if self._treaty(file.place)}
        _, store = self._scenarios.suppose(treaties, sorted(facts, key=str), replaced)
        shapes = self._names.graph("shapes")
        store.extend(quad(triple, shapes) for triple in triples(self._store, shapes))
        texts = {file.place: file.text for file in files}
        reader = lambda place: texts.get(_given(place, files))  # noqa: E731
        found = validate(store, self._names, day, reader=reader, whole=False).findings
        told = {replace(each, place=replace(each.place, file=_given(each.place.file, files))) for each in found}
        return ordered(faults | {each for each in told if each.place.file in texts or each not in self._known})

    def _facts(self, file: File, name: str) -> Iterator[Triple]:
        """What a file asserts, with the row or the file that each thing comes from.

        Args:
            file: the file.
            name: what it is called where it is not called as a content file is.

        Raises:
            TreatygraphError: with every fault of the file.
        """
        if len(file.text.encode("utf-8")) > LENGTH:
            raise ContentError([Problem(file.place, f"it is longer than {LENGTH:,} bytes", "send it in parts.")])
        if file.media_type == CSV:
            yield from self._rows(file, name)
            return
        try:
            found = list(parse(file.text, SYNTAXES[file.media_type], base_iri=self._names.base))
        except SyntaxError as error:
            place = f"{file.place} line {error.lineno or 1}"
            fault = f"it is not {SYNTAXES[file.media_type].name}: {error.msg}"
            raise ContentError([Problem(place, fault, "mend that line.")]) from error
        origin = NamedNode(f"{self._names.base}{file.place if _is_content(file.place) else f'data/{name}'}")
        for each in found:
            yield each.triple
            if isinstance(each.subject, NamedNode):
                yield Triple(each.subject, WAS_DERIVED_FROM, origin)

    def _rows(self, file: File, name: str) -> list[Triple]:
        below = _below(file.place)
        treaty = self._treaty(file.place).removeprefix(self._names.thing("treaty/").value)
        header = file.text.partition("\n")[0].split(",")
        fitting = [each for each in self._mappings if PurePosixPath(below).match(str(each.header.get("tables")))]
        if "treaty" in (name.strip('"\r ') for name in header) or (fitting and fitting[0].place == MAPPING):
            reading = Reading(file.place, False, treaty, LENGTH, ROWS)
            rows = self._scenarios.read(file.text, reading)
            return self._scenarios.acts(rows, PurePosixPath(below).stem if treaty else name)
        if not fitting:
            fault = "it is not known which table this is"
            cure = (
                "name it as it would stand in data/ (data/treaties/<id>/actions.csv), or add a column treaty to acts."
            )
            raise ContentError([Problem(file.place, fault, cure)])
        table = tables.describe(fitting[0].place, fitting[0].header)
        terms = vocabulary(self._store, self._names)
        rows = tables.read(file.text, file.place, table, terms)
        made = mapped(rows, fitting[0], table, terms, below, self._names)
        return [triple for _, found in made for triple in found]

    def _from(self, below: str) -> set[str]:
        """The things, by IRI, that the release has from one content file and from no other, its rows among them."""
        file = NamedNode(f"{self._names.base}data/{below}")
        named = self._store.quads_for_pattern(None, self._names.term("file"), Literal(below), DefaultGraph())
        origins = {file, *(row.subject for row in named)}
        found = {text(origin) for origin in origins - {file}}
        for origin in origins:
            for derived in self._store.quads_for_pattern(None, WAS_DERIVED_FROM, origin, DefaultGraph()):
                all_of_it = self._store.quads_for_pattern(derived.subject, WAS_DERIVED_FROM, None, DefaultGraph())
                if {each.object for each in all_of_it} <= origins:
                    found.add(text(derived.subject))
        return found

    def _treaties(self, facts: Collection[Triple]) -> set[str]:
        """The treaties, by IRI, that facts name: those of the release and those that the facts describe."""
        treaty = self._names.term("Treaty")
        known = {text(found.subject) for found in self._store.quads_for_pattern(None, RDF_TYPE, treaty, DefaultGraph())}
        known |= {text(fact.subject) for fact in facts if fact.predicate == RDF_TYPE and fact.object == treaty}
        return {text(node) for fact in facts for node in (fact.subject, fact.object)} & known

    def _treaty(self, place: str) -> str:
        folder = _TREATY.fullmatch(place)
        return self._names.thing(f"treaty/{folder[1]}").value if folder else ""


def unreadable(error: TreatygraphError, store: Store | None, names: Names) -> Iterable[Finding]:
    """What is wrong with files that cannot be read as what they should be, as findings.

    Args:
        error: with the problems.
        store: a graph that knows what could be meant, where there is one.
        names: the graph's names.
    """
    nearest = Nearest(store, names) if store else None
    for problem in error.problems:
        at = _AT.fullmatch(problem.place)
        number = int(at[3]) if at else 0
        where = Place(at[1], number if at[2] == "row" else 0, number) if at else Place(problem.place)
        # What stands before the first colon of a message is the fault.
        fault = problem.fault.replace(": ", ", ")
        message = f"{fault[:1].upper()}{fault[1:]}: {problem.cure}"
        near = nearest.among(names.term(problem.concept).value, problem.word) if nearest and problem.concept else ""
        yield Finding(SEVERITIES[0], "", str(where), "", "", "", message, place=where, nearest=near)


def _given(place: str, files: Sequence[File]) -> str:
    """What a file was called that was given."""
    submitted = _SUBMITTED.fullmatch(place)
    return files[int(submitted[1])].place if submitted else place


def _is_content(place: str) -> bool:
    """Whether a file is called as a content file is."""
    return re.fullmatch(r"data/[-\w/.]+", place, re.ASCII) is not None


def _below(place: str) -> str:
    """A file's place below ``data/``."""
    return place.removeprefix("data/")
