"""Answers of a server read whole: every page of a question, of one release, as one frame."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

import pandas as pd

from treatygraph.client import frames
from treatygraph.client.connection import Connection, Reply
from treatygraph.client.errors import ReleaseChangedError, UnreachableError

T = TypeVar("T")

RESULTS: Final = "application/sparql-results+json"
TURTLE: Final = "text/turtle"

#: How often an answer is asked for again whose parts are of several releases.
_AGAIN = 3

#: What each page of an answer says beside its rows.
_HEAD = ("question", "title", "release", "coverage", "asked", "total", "pages", "fields")

#: The columns of a report that are numbers.
_NUMBERS = ("row", "line")


class Reader:
    """Reads the answers of one server.

    Args:
        connection: asks the server.
        language: of titles and descriptions: en or fr.
        size: how many rows to ask for at a time.
    """

    def __init__(self, connection: Connection, language: str, size: int = 5000) -> None:
        self._connection = connection
        self._language = language
        self._size = size

    def ask(self, slug: str, given: Mapping[str, str]) -> pd.DataFrame:
        """The whole answer to a question, of one release.

        Raises:
            AnswerError: there is no such question, or a value is wrong.
            ReleaseChangedError: the release changed again and again between the pages.
            UnreachableError: no server answered, or it did not answer as one of this graph.
        """
        pages = self._of_one_release(
            lambda: self._pages(slug, given), lambda pages: [page["release"] for page in pages]
        )
        head = pages[0]
        rows = [row for page in pages for row in page["rows"]]
        if len(rows) != head["total"]:
            culprit = f"the answer to {slug} has {head['total']} rows, its pages hold {len(rows)}"
            raise UnreachableError(culprit, "report it to those who run the server.")
        answer = frames.frame({field["name"]: field["type"] for field in head["fields"]}, rows)
        answer.attrs |= self._about(head)
        return answer

    def together(self, asked: Mapping[str, tuple[str, Mapping[str, str]]]) -> dict[str, pd.DataFrame]:
        """The answers to several questions, all of one release.

        Args:
            asked: the slug of each question and its values, by any names.

        Raises:
            ReleaseChangedError: the release changed again and again between them.
        """
        return self._of_one_release(
            lambda: {name: self.ask(slug, given) for name, (slug, given) in asked.items()},
            lambda answers: [answer.attrs["release"] for answer in answers.values()],
        )

    def sparql(self, query: str) -> Any:
        """The answer to a SPARQL query: a frame, a truth value, or a graph."""
        accept = f"{RESULTS}, {TURTLE};q=0.9"
        reply = self._connection.post("sparql", query, "application/sparql-query", accept=accept)
        if reply.media_type != RESULTS:
            return _graph(reply.text)
        result = reply.document()
        if "boolean" in result:
            return bool(result["boolean"])
        answer = frames.solutions(result)
        answer.attrs |= {"release": reply.release, "query": query}
        return answer

    @staticmethod
    def findings(reply: Reply) -> pd.DataFrame:
        """A report in CSV as a frame, a row for each finding."""
        columns, *rows = csv.reader(io.StringIO(reply.text, newline=""), strict=True)
        kinds = {name: "integer" if name in _NUMBERS else "string" for name in columns}
        cells = [dict(zip(columns, (cell or None for cell in row), strict=True)) for row in rows]
        answer = frames.frame(kinds, cells)
        answer.attrs["release"] = reply.release
        return answer

    def _pages(self, slug: str, given: Mapping[str, str]) -> list[dict[str, Any]]:
        """Every page of an answer, whatever release each is of; no more are asked for once two differ."""
        pages: list[dict[str, Any]] = []
        while not pages or (len(pages) < pages[0]["pages"] and pages[-1]["release"] == pages[0]["release"]):
            asked = {**given, "page": str(len(pages) + 1), "size": str(self._size)}
            reply = self._connection.get(f"queries/{slug}.json", asked)
            pages.append(reply.document(*_HEAD, "rows"))
        return pages

    def _of_one_release(self, ask: Callable[[], T], releases: Callable[[T], Sequence[str]]) -> T:
        """What is asked for, asked again until all of it is of one release.

        Raises:
            ReleaseChangedError: it never was.
        """
        for _ in range(_AGAIN):
            answer = ask()
            found = sorted(set(releases(answer)))
            if len(found) == 1:
                return answer
        raise ReleaseChangedError(f"the parts of the answer are of the releases {', '.join(found)}", "ask again later.")

    def _about(self, head: Mapping[str, Any]) -> dict[str, Any]:
        """What is kept beside the rows: whose answer it is, to what, and what the columns mean."""
        asked = {name: value for name, value in head["asked"].items() if value is not None}
        title = head["title"][self._language]
        said = ", ".join(f"{name}={value}" for name, value in asked.items())
        source = f"treatygraph, release {head['release']}, acts known up to {head['coverage']}"
        return {
            "question": head["question"],
            "title": title,
            "release": head["release"],
            "coverage": head["coverage"],
            "asked": asked,
            "fields": {
                field["name"]: {
                    "type": field["type"],
                    "title": field["title"][self._language],
                    "description": field["description"][self._language],
                }
                for field in head["fields"]
            },
            "citation": f"{source}: {title}{f' ({said})' if said else ''}. {self._connection.address}queries/"
            f"{head['question']}. CC BY 4.0.",
        }


def _graph(text: str) -> Any:
    """Turtle as an rdflib graph, or as it is where rdflib is not installed."""
    try:
        import rdflib  # noqa: PLC0415  (most questions need no graph)
    except ModuleNotFoundError:
        return text
    return rdflib.Graph().parse(data=text, format="turtle")
