"""The client: one server's questions, proofs, suppositions and reports, as DataFrames."""

from __future__ import annotations

from datetime import date
from types import TracebackType
from typing import Any, Literal, Self

import httpx
import pandas as pd

from treatygraph.client import accounts, frames
from treatygraph.client.answers import Reader
from treatygraph.client.catalogue import Ask, Catalogue, values
from treatygraph.client.connection import Connection, Reply
from treatygraph.client.errors import ClientError, FrameError, ReleaseChangedError
from treatygraph.client.joins import Joins

#: How references are written, and the suffix of each.
STYLES = {"text": "cite.txt", "bibtex": "bib", "csl": "csl.json"}


class Client(Joins):
    """A server of the graph, as researchers use it.

    Every question of the catalogue is a method: ``client.parties(treaty="ets-5")``, with its documentation in ``help``.
    A question whose name the client itself uses is asked by ``ask``. Answers are of one release, which stands in their
    ``attrs`` with the coverage, the values asked with, the meaning of each column and a citation.

    Args:
        address: where the server is: the environment's TREATYGRAPH_URL, or the public graph, where it is not given.
        language: of titles, descriptions and reasons.
        timeout: how long to wait for a reply, in seconds.
        retries: how often to ask again a server that is busy and says when to come back.
        transport: what sends requests in the place of the network.

    Raises:
        UnreachableError: the address is none.
    """

    def __init__(
        self,
        address: str | None = None,
        *,
        language: Literal["en", "fr"] = "en",
        timeout: float = 60.0,
        retries: int = 5,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._connection = Connection(address, timeout, retries, transport)
        self._language = language
        super().__init__(Reader(self._connection, language))
        self._catalogue = Catalogue(self._connection, language)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Client({self.address!r})"

    def __getattr__(self, name: str) -> Ask:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._catalogue.named(name).asked_by(self.ask)

    def __dir__(self) -> list[str]:
        try:
            return sorted({*super().__dir__(), *self._catalogue.names()})
        except ClientError:
            # Who looks for the client's own names needs no server.
            return sorted(super().__dir__())

    @property
    def address(self) -> str:
        """Where the server is."""
        return self._connection.address

    @property
    def release(self) -> str:
        """The release that the server serves now."""
        return str(self._connection.get("health").document("release")["release"])

    @property
    def coverage(self) -> date:
        """The last day that the release knows acts of; ``client.ask("coverage")`` tells it for each treaty."""
        return date.fromisoformat(self._connection.get("health").document("coverage")["coverage"])

    def close(self) -> None:
        """Closes what connections are open; leaving ``with`` does."""
        self._connection.close()

    def questions(self) -> pd.DataFrame:
        """The catalogue of questions: a row for each, by its slug."""
        return self._catalogue.frame()

    def ask(self, question: str, /, **parameters: Any) -> pd.DataFrame:
        """The whole answer to a question of the catalogue.

        Args:
            question: its slug, such as ``parties-over-time``.
            parameters: its values, days as dates or text, with ``known_at`` (what one could know on that day) and
                ``rank`` (the least standing of the documents believed). A name that Python keeps for itself ends in
                an underscore: ``from_``.

        Raises:
            AnswerError: there is no such question, or a value is missing or wrong.
            ReleaseChangedError: the server changed its release again and again while it answered.
        """
        return self._reader.ask(question, values(parameters))

    def sparql(self, query: str) -> Any:
        """The answer to a SPARQL 1.1 query; the prefixes of the project need no declaration.

        Returns:
            A DataFrame for SELECT, a truth value for ASK, an ``rdflib.Graph`` for CONSTRUCT and DESCRIBE, or the
            Turtle text where rdflib is not installed.

        Raises:
            AnswerError: the query is wrong or reaches a limit.
        """
        return self._reader.sparql(query)

    def why(
        self,
        subject: str,
        predicate: str,
        object: str,
        *,
        depth: int | None = None,
    ) -> pd.DataFrame:
        """Why something holds: the steps of its proof, down to the rows of files and the documents behind them.

        Args:
            subject: a State's code, a treaty's identifier, a path below ``id/``, a prefixed name or an IRI.
            predicate: a property such as ``partyTo``, or a status such as ``eligible``.
            object: as the subject, or a day.
            depth: how many steps deep; as deep as the server goes where it is not given.

        Raises:
            AnswerError: it does not hold (the cure is ``why_not``), or a name is not known.
        """
        reply = self._reasons("why", subject, predicate, object, depth)
        return accounts.proof(reply.document("proof", "coverage"))

    def why_not(
        self,
        subject: str,
        predicate: str,
        object: str,
        *,
        depth: int | None = None,
    ) -> pd.DataFrame:
        """Why something does not hold: which rules could conclude it and what each lacks; arguments as for ``why``.

        Raises:
            AnswerError: it does hold (the cure is ``why``), or a name is not known.
        """
        reply = self._reasons("why-not", subject, predicate, object, depth)
        return accounts.absence(reply.document("rules", "because", "coverage"))

    def cite(
        self,
        asked: str | pd.DataFrame,
        /,
        *,
        row: int | None = None,
        style: Literal["text", "bibtex", "csl"] = "text",
        **parameters: Any,
    ) -> str:
        """References to the documents behind an answer and to the release.

        Args:
            asked: an answer of ``ask``, or the slug of a question with its ``parameters``.
            row: one row alone, the first being 1.
            style: text, BibTeX or CSL JSON.
            parameters: the question's values, as for ``ask``.

        Raises:
            AnswerError: a value is wrong, or the answer has no such row.
            FrameError: the frame is no answer of a question, or there is no such style.
            ReleaseChangedError: the frame is the answer of another release than the server has now.
        """
        if style not in STYLES:
            raise FrameError(f"there is no style {style}", f"it is one of {', '.join(STYLES)}.")
        given = dict(parameters)
        slug = asked if isinstance(asked, str) else str(asked.attrs.get("question", ""))
        if not isinstance(asked, str):
            if not slug:
                raise FrameError("the frame is not the answer to a question", "cite what ask or a question gave.")
            given |= asked.attrs["asked"]
        reply = self._connection.get(f"queries/{slug}.{STYLES[style]}", values({**given, "row": row}), "*/*")
        if not isinstance(asked, str) and reply.release != asked.attrs["release"]:
            culprit = f"the answer is of the release {asked.attrs['release']}, the server serves {reply.release}"
            raise ReleaseChangedError(culprit, "ask again, then cite.")
        return reply.text

    def what_if(self, acts: pd.DataFrame) -> pd.DataFrame:
        """What some supposed acts would change; nothing of them is kept.

        Args:
            acts: at least the columns treaty, iso3, action and date, as in the tables of acts.

        Returns:
            A row for each cell that would change, with ``before`` and ``after``; ``attrs["hypothetical"]`` is true.

        Raises:
            AnswerError: with every row and column that is wrong.
        """
        reply = self._connection.post("what-if", frames.table(acts), "text/csv")
        return accounts.changes(reply.document("hypothetical", "answers"))

    def validate(self, table: pd.DataFrame, like: str) -> pd.DataFrame:
        """The findings on a table of the project's data: file, row, fault, cure, article, and the nearest right value.

        Args:
            table: the rows, with the columns of the table that it is like.
            like: the place of that table, such as ``data/treaties/<treaty>/actions.csv``.

        Raises:
            AnswerError: the table is longer than the server reads.
        """
        reply = self._connection.post("validate", frames.table(table), "text/csv", {"file": like}, "text/csv")
        return self._reader.findings(reply)

    def _reasons(self, kind: str, subject: str, predicate: str, thing: str, depth: int | None) -> Reply:
        asked = {"s": subject, "p": predicate, "o": thing, "lang": self._language, "depth": depth}
        return self._connection.get(f"{kind}.json", values(asked))
