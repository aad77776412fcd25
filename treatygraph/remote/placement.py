"""Where a release stands in an engine that holds several: each of its graphs under a name of its own.

A query is written for one release and names the graphs as that release does. What is sent elsewhere names them as they
stand there; what comes back names them as the release does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from treatygraph.errors import Problem, QueryError
from treatygraph.namespaces import Names
from treatygraph.tokens import Token, is_word, named, prefixes, tokens

#: What the name of a graph variable has while it stands for a graph's name elsewhere.
_ELSEWHERE = "_placed"

#: The words of a query's prologue, each with how many tokens follow it.
_PROLOGUE = {"BASE": 1, "PREFIX": 2}


@dataclass(frozen=True, slots=True)
class Placement:
    """The names of a release's graphs in an engine that holds several releases.

    Args:
        names: the graph's names.
        release: the release's identifier.
    """

    names: Names
    release: str

    @property
    def stem(self) -> str:
        """What the names of all its graphs begin with there."""
        return f"{self.names.base}release/{self.release}/"

    @property
    def default(self) -> str:
        """The name of the graph that holds its default graph there."""
        return f"{self.stem}graph/default"

    def of(self, graph: str) -> str:
        """The name that a graph has there.

        Args:
            graph: the IRI of a graph of the release.
        """
        return self.stem + graph.removeprefix(self.names.base)

    def sent(
        self, query: str, graphs: Sequence[str], default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()
    ) -> tuple[str, list[str], list[str]]:
        """A query as it is sent there, with the graphs of its dataset's default graph and its named graphs there.

        Args:
            query: SPARQL 1.1 Query text.
            graphs: the release's named graphs.
            default_graphs: the dataset's default graph, as the protocol gives it; overrides FROM.
            named_graphs: the dataset's named graphs; override FROM NAMED.

        Raises:
            QueryError: its brackets do not close.
        """
        text, own = self.written(query)
        if default_graphs or named_graphs:
            return text, [self.of(graph) for graph in default_graphs], [self.of(graph) for graph in named_graphs]
        if own:
            return text, [], []
        needed = any(is_word(token, "GRAPH") for token in tokens(query))
        return text, [self.default], [self.of(graph) for graph in graphs] if needed else []

    def written(self, query: str) -> tuple[str, bool]:
        """A query as it is sent there, with every prefix that it uses, and whether it names its dataset itself.

        Args:
            query: SPARQL 1.1 Query text; it may use the project's prefixes undeclared, and names graphs as the release
                does.

        Raises:
            QueryError: its brackets do not close, so that what a GRAPH clause holds cannot be told.
        """
        found = tokens(query)
        declared = {**self.names.prefixes(), **prefixes(found)}
        changes = sorted(self._changes(found, declared), reverse=True)
        text = query
        for begin, end, put in changes:
            text = text[:begin] + put + text[end:]
        return text, any(is_word(token, "FROM") for token in found)

    def _changes(self, found: list[Token], declared: dict[str, str]) -> Iterator[tuple[int, int, str]]:
        """What to put in the place of which characters."""
        unknown = {token["name"] or "" for token in found if token["colon"]} - prefixes(found).keys()
        missing = "".join(f"PREFIX {name}: <{declared[name]}>\n" for name in sorted(unknown & declared.keys()))
        based = any(is_word(token, "BASE") for token in found)
        start = _body(found)
        # Behind the query's own prologue: some engines want BASE before any PREFIX.
        yield start, start, missing
        if not based:
            yield 0, 0, f"BASE <{self.names.base}>\n"
        for place, token in enumerate(found):
            if is_word(token, "FROM"):
                target = found[place + 2] if is_word(found[place + 1], "NAMED") else found[place + 1]
                yield self._put(target, declared)
            elif is_word(token, "GRAPH") and place + 2 < len(found):
                target = found[place + 1]
                if target["variable"]:
                    yield from self._wrapped(found, place)
                else:
                    yield self._put(target, declared)

    def _put(self, target: Token, declared: dict[str, str]) -> tuple[int, int, str]:
        graph = named(target, declared)
        return (*target.span(), f"<{self.of(graph)}>" if graph else target[0])

    def _wrapped(self, found: list[Token], place: int) -> Iterator[tuple[int, int, str]]:
        """``GRAPH ?g { … }`` so that ?g is the graph's name in the release."""
        variable = found[place + 1]
        name = f"{variable[0]}{_ELSEWHERE}"
        close = closed(found, place + 2)
        told = f'IRI(CONCAT("{self.names.base}", STRAFTER(STR({name}), "{self.stem}")))'
        yield found[place].start(), found[place].start(), "{ "
        yield (*variable.span(), name)
        yield close, close, f" BIND({told} AS {variable[0]}) }}"


def _body(found: list[Token]) -> int:
    """Where the first word after the prologue stands."""
    place = 0
    while place < len(found) and is_word(found[place], *_PROLOGUE):
        place += 1 + _PROLOGUE[found[place]["word"].upper()]
    return found[place].start() if place < len(found) else 0


def closed(found: list[Token], opening: int) -> int:
    """Where the group that a token opens has ended.

    Raises:
        QueryError: it does not end.
    """
    depth = 0
    for token in found[opening:]:
        depth += bool(token["open"]) - bool(token["close"])
        if depth == 0:
            return token.end()
    raise QueryError([Problem("query", "a group is opened and not closed", "close it with }.")])
