"""Makes the framework answer every fault with a problem document (RFC 9457), or a browser with a page that tells it."""

from __future__ import annotations

import json
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api.frame.pages import Pages
from api.http import replies
from api.http.negotiation import PAGE, choose
from treatygraph.errors import TreatygraphError


def response(reply: replies.Reply) -> Response:
    """A reply as the framework sends it."""
    return Response(reply.body, reply.status, dict(reply.headers), reply.media_type)


def refused(request: Request, reply: replies.Reply, pages: Pages) -> Response:
    """A problem document, on a page where the client likes one best."""
    if choose(request.headers.get("accept"), (reply.media_type, PAGE)) != PAGE:
        return response(reply)
    headers = {**reply.headers, "Vary": "Accept"}
    return pages.render("problem.html", request, headers, reply.status, problem=json.loads(reply.body))


def install(app: FastAPI, pages: Pages) -> None:
    """Makes the application answer every fault with a problem document or a page of it."""

    @app.exception_handler(TreatygraphError)
    async def fault(request: Request, error: TreatygraphError) -> Response:
        return refused(request, replies.fault(error), pages)

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        reply = replies.problem(HTTPStatus(error.status_code), str(error.detail), "", error.headers)
        return refused(request, reply, pages)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        detail = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        return refused(request, replies.problem(HTTPStatus.BAD_REQUEST, detail), pages)
