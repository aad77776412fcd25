"""A release whose queries an engine elsewhere answers, for commands: one query after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from pyoxigraph import Store

from treatygraph.answer import ANY, Answer, Formats
from treatygraph.engine import Engine
from treatygraph.releases.release import CURRENT
from treatygraph.remote.division import answered_here
from treatygraph.remote.endpoint import Endpoint
from treatygraph.remote.placement import Placement
from treatygraph.remote.writing import written
from treatygraph.rows.solutions import terms
from treatygraph.settings import Settings


def opened(settings: Settings) -> Engine:
    """The current release, which an engine elsewhere answers for where the settings name one.

    Raises:
        ReleaseError: there is no current release, or a torn one.
    """
    current = settings.out / CURRENT
    if not settings.endpoint:
        return Engine(current)
    return RemoteEngine(current, settings.endpoint, settings.seconds, settings.answer)


class RemoteEngine(Engine):
    """One release, opened for reading, which an engine elsewhere holds too and answers queries from.

    Args:
        folder: the folder of the release.
        endpoint: where the engine takes queries.
        seconds: how long an answer may take.
        size: how many bytes an answer may have.
    """

    def __init__(self, folder: Path, endpoint: str, seconds: float, size: int) -> None:
        super().__init__(folder)
        self._placement = Placement(self.names, self.release)
        self._limits = endpoint, seconds, size

    def answer(
        self,
        query: str,
        formats: Formats = ANY,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        into: BytesIO | None = None,
        store: Store | None = None,
    ) -> Answer:
        """Answers a query, whole, as ``Engine.answer`` does; of a view by the store that is given.

        Raises:
            TreatygraphError: as ``Engine.answer``.
            EndpointError: the engine cannot be reached, fails, or does not hold the release.
        """
        if store is not None or answered_here(query, ""):
            return super().answer(query, formats, default_graphs, named_graphs, into, store)
        sent = self._placement.sent(query, sorted(self.graphs), default_graphs, named_graphs)

        async def asked() -> tuple[str, bytes]:
            endpoint = Endpoint(*self._limits)
            try:
                found = await endpoint.ask(*sent)
                await endpoint.require(self._placement)
                return found
            finally:
                await endpoint.close()

        return written(*asyncio.run(asked()), formats, self._placement)

    def rows(self, query: str, store: Store | None = None) -> tuple[list[str], list[list[Any]]]:
        """The variables and the rows of a SELECT query, as ``Engine.rows`` gives them.

        Raises:
            QueryError: the query is not a SELECT query.
            EndpointError: the engine cannot be reached, fails, or does not hold the release.
        """
        if store is not None:
            return super().rows(query, store)
        return terms(self.answer(query).body)
