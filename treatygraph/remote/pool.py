"""The pool of a copy whose queries are answered by an engine elsewhere.

What an engine that speaks SPARQL can answer goes there. What needs the rules beside the graph, views, suppositions,
explanations and validation, and what SPARQL leaves to each engine, stays with the workers here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from treatygraph.answer import ANY, Answer, Formats
from treatygraph.engine import Engine
from treatygraph.pool import Limits, Pool
from treatygraph.remote.division import answered_here
from treatygraph.remote.endpoint import Endpoint
from treatygraph.remote.placement import Placement
from treatygraph.remote.writing import written
from treatygraph.scenarios.view import WHOLE, View


def pool(engine: Engine, limits: Limits, told: Mapping[str, Any], endpoint: str = "") -> Pool:
    """The pool that answers queries over a release: of workers here, or by an engine elsewhere.

    Args:
        engine: the release.
        limits: what a query may cost.
        told: what each worker is told of the content.
        endpoint: where the engine takes queries; empty where there is none.
    """
    if not endpoint:
        return Pool(engine.folder, limits, told)
    asked = Endpoint(endpoint, limits.seconds, limits.answer)
    placement = Placement(engine.names, engine.release)
    return RemotePool(engine.folder, limits, told, asked, placement, sorted(engine.graphs))


class RemotePool(Pool):
    """A pool whose queries go to an engine that holds the release.

    Args:
        folder: the folder of the release, which stands here too.
        limits: what a query may cost.
        told: what each worker is told of the content.
        endpoint: the engine.
        placement: where the release stands in it.
        graphs: the release's named graphs.
    """

    def __init__(
        self,
        folder: Path,
        limits: Limits,
        told: Mapping[str, Any],
        endpoint: Endpoint,
        placement: Placement,
        graphs: Sequence[str],
    ) -> None:
        super().__init__(folder, limits, told)
        self._endpoint = endpoint
        self._placement = placement
        self._graphs = graphs

    async def start(self, ready: int | None = None) -> None:
        """Starts the workers, and refuses to where the engine does not hold the release.

        Raises:
            EndpointError: it does not, or cannot be reached.
        """
        await self.require()
        await super().start(ready)

    async def close(self) -> None:
        """Kills the workers and lets go of the engine."""
        await super().close()
        await self._endpoint.close()

    async def require(self) -> None:
        """Refuses to go on where the engine does not hold the release.

        Raises:
            EndpointError: it does not, or cannot be reached.
        """
        await self._endpoint.require(self._placement)

    async def answer(
        self,
        query: str,
        formats: Formats = ANY,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        *,
        view: View = WHOLE,
        treaties: Sequence[str] = (),
    ) -> Answer:
        """Answers a query, whole, as ``Engine.answer`` does: by the engine, but for a view and for what stays here.

        Raises:
            TreatygraphError: as ``Pool.answer``.
            EndpointError: the engine cannot be reached, fails, or has dropped the release.
        """
        if view or answered_here(query, self._endpoint.server):
            return await super().answer(query, formats, default_graphs, named_graphs, view=view, treaties=treaties)
        sent = self._placement.sent(query, self._graphs, default_graphs, named_graphs)
        media_type, body = await self._endpoint.ask(*sent)
        # What was dropped while it was asked would answer as if there were nothing.
        await self.require()
        return written(media_type, body, formats, self._placement)
