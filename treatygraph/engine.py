"""The query engine: answers SPARQL from a release, and writes nothing.

Results are serialised here, in the thread that asked: a result of the store must not be touched by another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    parse,
    serialize,
)

from treatygraph import signature
from treatygraph.answer import ANY, BOOLEANS, GRAPHS, SOLUTIONS, Answer, Formats, wanted
from treatygraph.catalogue import Question, bind
from treatygraph.changes import history
from treatygraph.errors import Problem, QueryError
from treatygraph.graphs import text
from treatygraph.namespaces import RDF_TYPE, Names
from treatygraph.parameters import IDENTIFIED, Identified
from treatygraph.releases import release


class Engine:
    """One release, opened for reading.

    Args:
        folder: the folder of the release, or the link that names the current one.
        whole: whether every byte of the release is read first, to see that it is what was written.

    Raises:
        ReleaseError: the folder holds no release, or one that is torn or was changed.
    """

    def __init__(self, folder: Path, *, whole: bool = False) -> None:
        self.folder, self.manifest = release.read(folder, whole=whole)
        self.names = Names(self.manifest["base"])
        with release.reading(self.folder):
            self._store = Store.read_only(str(self.folder / release.STORE))
            self.known = {kind: self._identifiers(identified) for kind, identified in IDENTIFIED.items()}

    @property
    def store(self) -> Store:
        """The release's store, which nothing can write to."""
        return self._store

    @property
    def release(self) -> str:
        """The release's identifier: a hash of its content."""
        return str(self.manifest["release"])

    @property
    def made(self) -> float:
        """When the release was put in its folder, in seconds since 1970; its content has no clock."""
        return (self.folder / release.MANIFEST).stat().st_mtime

    @property
    def coverage(self) -> str:
        """The last day that the release covers, which stands for a date that a question is not given."""
        return str(self.manifest["coverage"])

    @property
    def dump(self) -> bytes:
        """The release's canonical N-Quads."""
        return (self.folder / release.QUADS).read_bytes()

    @cached_property
    def files(self) -> dict[str, dict[str, Any]]:
        """What the release offers for download, by the file's place in its folder."""
        return release.offered(self.folder, self.manifest)

    @property
    def history(self) -> list[dict[str, Any]]:
        """What changed at each step to this release, the newest first, as far as its folder of releases remembers."""
        return history.since(history.read(self.folder.parent), self.release)

    def described(self, media_type: str) -> bytes:
        """The release's description of itself, in a format of graphs; empty where it was published without one."""
        file = self.folder / release.DESCRIPTION
        if not file.is_file():
            return b""
        quads = parse(path=file, format=RdfFormat.TURTLE)
        triples = [quad.triple for quad in quads]
        return serialize(triples, format=GRAPHS[media_type], prefixes=self.names.prefixes()) or b""

    def answer(
        self,
        query: str,
        formats: Formats = ANY,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        into: BytesIO | None = None,
        store: Store | None = None,
    ) -> Answer:
        """Answers a query, whole.

        Args:
            query: SPARQL 1.1 Query text.
            formats: the format wanted for each kind of answer.
            default_graphs: the dataset's default graph, as the protocol gives it; overrides FROM.
            named_graphs: the dataset's named graphs; override FROM NAMED.
            into: where to write the answer; what it raises ends the query.
            store: what to ask in the place of the release: a view of it.

        Raises:
            QueryError: the query is not SPARQL 1.1 Query, or names a graph by what is no IRI.
            FormatError: none of the formats of the answer's kind will do.
        """
        result = self._evaluate(query, default_graphs, named_graphs, store)
        buffer = into or BytesIO()
        try:
            if isinstance(result, QuerySolutions):
                media_type = wanted(formats.solutions, SOLUTIONS)
                result.serialize(buffer, format=SOLUTIONS[media_type])
            elif isinstance(result, QueryBoolean):
                media_type = wanted(formats.boolean, BOOLEANS)
                result.serialize(buffer, format=BOOLEANS[media_type])
            else:
                media_type = wanted(formats.graph, GRAPHS)
                serialize(result, buffer, format=GRAPHS[media_type], prefixes=self.names.prefixes())
        except (ValueError, RuntimeError, OSError) as error:
            fault = Problem("query", f"it cannot be evaluated: {error}", "change the query.")
            raise release.torn(self.folder, error) or QueryError([fault]) from error
        return Answer(
            signature.signed(buffer.getvalue(), media_type, f"{self.names.base}release/{self.release}"), media_type
        )

    def rows(self, query: str, store: Store | None = None) -> tuple[list[str], list[list[Any]]]:
        """The variables and the rows of a SELECT query, each value a term of the store or None.

        Args:
            query: SPARQL 1.1 Query text.
            store: what to ask in the place of the release: a view of it.

        Raises:
            QueryError: the query is not a SELECT query.
        """
        result = self._evaluate(query, store=store)
        if not isinstance(result, QuerySolutions):
            raise QueryError([Problem("query", "it is not a SELECT query", "ask with SELECT.")])
        names = [variable.value for variable in result.variables]
        with release.reading(self.folder):
            return names, [[solution[name] for name in names] for solution in result]

    @property
    def graphs(self) -> frozenset[str]:
        """The IRIs of the named graphs."""
        return frozenset(text(graph) for graph in self._store.named_graphs())

    def ask(self, question: Question, given: Mapping[str, str]) -> str:
        """The text that asks this release a question of the catalogue.

        Raises:
            QuestionError: a parameter is unknown, missing, wrong, or names what the release does not have.
        """
        return bind(question, given, self.names, self.coverage, self.known)

    def _identifiers(self, identified: Identified) -> frozenset[str]:
        stem = self.names.thing(identified.stem).value
        things = self._store.quads_for_pattern(None, RDF_TYPE, self.names.term(identified.concept), DefaultGraph())
        return frozenset(text(thing.subject).removeprefix(stem) for thing in things)

    def _evaluate(
        self,
        query: str,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        store: Store | None = None,
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        dataset: dict[str, Any] = {}
        try:
            if default_graphs or named_graphs:
                dataset["default_graph"] = [NamedNode(graph) for graph in default_graphs]
                dataset["named_graphs"] = [NamedNode(graph) for graph in named_graphs]
            return (store or self._store).query(
                query, base_iri=self.names.base, prefixes=self.names.prefixes(), **dataset
            )
        except SyntaxError as error:
            cure = "the position is line:column; the prefixes of the project need no declaration."
            raise QueryError([Problem("query", f"it is not SPARQL 1.1 Query: {error}", cure)]) from error
        except ValueError as error:
            raise QueryError([Problem("query", str(error), "name each graph by its IRI.")]) from error
