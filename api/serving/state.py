"""Whether this copy serves: for people, for load balancers and for Prometheus."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from api.frame.problems import response
from api.http.replies import problem
from api.serving.metrics import MEDIA_TYPE, Metrics
from api.serving.standing import READY, STANDINGS, Standing
from treatygraph.engine import Engine
from treatygraph.pool import Pool

_NAMED = Query("", description="The release that must be the one served; any where none is named")

#: What /ready tells, whichever its status.
_TOLD: dict[str, Any] = {
    "type": "object",
    "required": ["standing", "release", "since", "workers"],
    "properties": {
        "standing": {"enum": list(STANDINGS)},
        "release": {"type": "string", "description": "The release that this copy serves"},
        "since": {"type": "string", "format": "date-time", "description": "Since when it serves it"},
        "workers": {"type": "integer", "description": "How many workers are alive"},
        "refused": {"type": "string", "description": "A later release that this copy could not take up"},
        "fault": {"type": "string", "description": "Why it could not"},
    },
}

_REPLIES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "It serves the release that is named, or any where none is, and takes queries",
        "content": {"application/json": {"schema": _TOLD}},
    },
    503: {
        "description": "It leaves, has no worker, or serves another release: ask another copy",
        "content": {"application/problem+json": {"schema": _TOLD}},
    },
}


def router(engine: Engine, pool: Pool, metrics: Metrics, standing: Standing) -> APIRouter:
    """The routes of ``/health``, ``/ready`` and ``/metrics``."""
    routes = APIRouter(tags=["State"])
    metrics.watch(
        lambda: pool.workers,
        lambda: standing.of(engine.release, pool.workers) == READY,
        lambda: bool(standing.refused),
    )

    @routes.get("/health", summary="Whether this copy runs, and which release it serves")
    async def health() -> dict[str, str]:
        return {"status": "ok", "release": engine.release, "coverage": engine.coverage}

    @routes.get(
        "/ready",
        summary="Whether requests may be sent to this copy now, of the release that is named",
        response_class=JSONResponse,
        responses=_REPLIES,
    )
    async def ready(release: str = _NAMED) -> Response:
        found = standing.of(engine.release, pool.workers, release)
        told: dict[str, Any] = {
            "standing": found,
            "release": engine.release,
            "since": datetime.fromtimestamp(metrics.since, UTC).isoformat(timespec="seconds"),
            "workers": pool.workers,
        }
        if standing.refused:
            told |= {"refused": standing.refused, "fault": standing.fault}
        if found == READY:
            return JSONResponse(told)
        return response(problem(HTTPStatus.SERVICE_UNAVAILABLE, STANDINGS[found], "ask another copy.", **told))

    @routes.get("/metrics", summary="Figures for Prometheus", response_class=Response)
    async def figures() -> Response:
        return Response(metrics.text(), media_type=MEDIA_TYPE)

    return routes
