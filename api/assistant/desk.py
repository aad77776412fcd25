"""What the tools ask: one release with its questions, answered by workers, its documents cited, its texts written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.assistant.answers import Answer, Release, Row, Source, plain
from treatygraph.catalogue import Question, treaties
from treatygraph.citations.citation import Citing, cite
from treatygraph.engine import Engine
from treatygraph.pool import Pool
from treatygraph.scenarios.view import WHOLE, View

FOLDER = "queries/assistant"

Rows = Sequence[Sequence[Any]]


class Desk:
    """Asks one release.

    Args:
        engine: the release.
        pool: its workers, started.
        questions: the catalogue.
        asked: the questions that tools ask for themselves.
        citing: what documents are found by.
    """

    def __init__(
        self,
        engine: Engine,
        pool: Pool,
        questions: Mapping[str, Question],
        asked: Mapping[str, Question],
        citing: Citing,
    ) -> None:
        self.engine = engine
        self.pool = pool
        self.questions = questions
        self._asked = asked
        self._citing = citing
        self._unverified: frozenset[str] | None = None
        self._memory: frozenset[str] | None = None
        self._texts = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "texts"),
            autoescape=False,  # noqa: S701  (what is written is Markdown)
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._texts.filters["cell"] = self._cell

    async def table(
        self, question: Question, given: Mapping[str, str], view: View = WHOLE
    ) -> tuple[list[str], list[list[Any]]]:
        """The columns and the rows of a question, each cell a term or None.

        Raises:
            QuestionError: a parameter is wrong, or the view is of no day or rank.
            TreatygraphError: a limit was reached.
        """
        bound = treaties(question, given, self.engine.names)
        return await self.pool.rows(self.engine.ask(question, given), view=view, treaties=bound)

    async def rows(self, slug: str, view: View = WHOLE, **given: str) -> list[Row]:
        """The rows of a question that tools ask, by column."""
        return by_column(*await self.table(self._asked[slug], given, view))

    def text(self, slug: str, **given: str) -> str:
        """The text of a query that tools ask."""
        return self.engine.ask(self._asked[slug], given)

    @property
    def release(self) -> Release:
        """The release as every answer names it."""
        address = f"{self.engine.names.base}release/{self.engine.release}"
        return Release(id=self.engine.release, address=address, coverage=self.engine.coverage)

    @property
    def examples(self) -> dict[str, str]:
        """An identifier of each kind for descriptions to show, as the catalogue has them."""
        status, cooperation = (self.questions[slug].example() for slug in ("status", "cooperation"))
        return {"state": status["state"], "treaty": status["treaty"], "measure": cooperation["measure"]}

    async def unverified(self) -> frozenset[str]:
        """The identifiers of the sources that stand for memory."""
        if self._unverified is None:
            self._unverified = frozenset(str(row["id"]) for row in await self.rows("unverified-sources"))
        return self._unverified

    async def memory(self) -> frozenset[str]:
        """The IRIs of the records that were entered from memory."""
        if self._memory is None:
            columns, rows = await self.table(self.questions["unverified"], {})
            self._memory = frozenset(str(row["action"]) for row in by_column(columns, rows))
        return self._memory

    async def cited(
        self, question: Question, given: Mapping[str, str], columns: list[str], rows: Rows, view: View = WHOLE
    ) -> tuple[list[Source], str]:
        """The documents behind rows that a question gave of a view, and how to cite the release for them."""
        unverified = await self.unverified()
        itself = self.engine.ask(question, given)
        seen = partial(self.pool.rows, view=view, treaties=treaties(question, given, self.engine.names))

        async def ask(text: str) -> tuple[list[str], list[list[Any]]]:
            # The rows are there already.
            return (columns, [list(row) for row in rows]) if text == itself else await seen(text)

        found = await cite(ask, self._citing, self.engine, question, given)
        sources = [
            Source(
                id=each["id"],
                title=each["title"],
                publisher=each.get("publisher"),
                date=_date(each.get("issued", {})),
                address=each.get("URL"),
                note=each.get("note"),
                unverified=each["id"] in unverified,
            )
            for each in found.references
        ]
        release = found.release
        authors = ", ".join(author["literal"] for author in release.get("author", []))
        told = f"{authors}. {release['title']}. Release {release['version']}. {release['URL']} [{release['note']}]"
        return sources, told

    def write(self, template: str, answer: Answer | None = None, **values: Any) -> str:
        """An answer as readable text, in Markdown."""
        return self._texts.get_template(template).render(answer=answer, **values).strip() + "\n"

    def _cell(self, value: Any) -> str:
        """A value as a cell of a table: an IRI by its prefix, on one line, nothing for nothing."""
        said = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
        said = self.engine.names.shorten(said) if "://" in said else said
        return " ".join(said.split()).replace("|", "\\|")


def by_column(columns: Sequence[str], rows: Rows) -> list[Row]:
    """Rows of terms as values by the names of their columns."""
    return [dict(zip(columns, map(plain, row), strict=True)) for row in rows]


def together(*sources: Sequence[Source]) -> list[Source]:
    """Sources of several answers, each once."""
    return list({source.id: source for each in sources for source in each}.values())


def wording(words: str, text: str = "") -> Question:
    """What was asked otherwise than by a question of the catalogue, so that it can be cited as one."""
    return Question(
        slug="",
        place="",
        title={"en": words},
        wording={"en": words},
        description="",
        audience="",
        parameters=(),
        text=text,
    )


def _date(issued: Mapping[str, Any]) -> str | None:
    """When a document is of, as CSL writes it, in ISO 8601 or in words."""
    parts = issued.get("date-parts", [[]])[0]
    return str(issued["literal"]) if "literal" in issued else "-".join(f"{part:02}" for part in parts) or None
