"""Makes the framework answer every fault with a problem document (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api import replies
from treatygraph.errors import TreatygraphError


def response(reply: replies.Reply) -> Response:
    """A reply as the framework sends it."""
    return Response(reply.body, reply.status, dict(reply.headers), reply.media_type)


def install(app: FastAPI) -> None:
    """Makes the application answer every fault with a problem document."""

    @app.exception_handler(TreatygraphError)
    async def fault(_: Request, error: TreatygraphError) -> Response:
        return response(replies.fault(error))

    @app.exception_handler(HTTPException)
    async def http(_: Request, error: HTTPException) -> Response:
        return response(replies.problem(HTTPStatus(error.status_code), str(error.detail), "", error.headers))

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> Response:
        detail = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        return response(replies.problem(HTTPStatus.BAD_REQUEST, detail))
