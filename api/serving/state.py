"""Whether this copy serves: for people, for load balancers and for Prometheus."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from api.serving.metrics import MEDIA_TYPE, Metrics
from treatygraph.engine import Engine
from treatygraph.pool import Pool


def router(engine: Engine, pool: Pool, metrics: Metrics) -> APIRouter:
    """The routes of ``/health``, ``/ready`` and ``/metrics``."""
    routes = APIRouter(tags=["State"])

    @routes.get("/health", summary="Whether this copy runs, and which release it serves")
    async def health() -> dict[str, str]:
        return {"status": "ok", "release": engine.release, "coverage": engine.coverage}

    @routes.get("/ready", summary="Whether this copy can take a query now", responses={503: {}})
    async def ready() -> Response:
        status = HTTPStatus.OK if pool.workers else HTTPStatus.SERVICE_UNAVAILABLE
        body = {"status": "ready" if pool.workers else "no worker", "release": engine.release, "workers": pool.workers}
        return JSONResponse(body, status)

    @routes.get("/metrics", summary="Figures for Prometheus", response_class=Response)
    async def figures() -> Response:
        return Response(metrics.text(), media_type=MEDIA_TYPE)

    return routes
