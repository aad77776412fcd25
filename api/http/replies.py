"""What was asked and what is replied, free of any framework, so that the fast path and the routes share one piece."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from treatygraph.errors import (
    BusyError,
    DeadlineError,
    FormatError,
    LimitError,
    MemoryLimitError,
    QueryError,
    QuestionError,
    RefusalError,
    TreatygraphError,
)

#: The status of each fault that is the asker's or that asking again may mend; any other is ours.
_STATUS: dict[type[TreatygraphError], HTTPStatus] = {
    QueryError: HTTPStatus.BAD_REQUEST,
    QuestionError: HTTPStatus.BAD_REQUEST,
    RefusalError: HTTPStatus.FORBIDDEN,
    FormatError: HTTPStatus.NOT_ACCEPTABLE,
    LimitError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    DeadlineError: HTTPStatus.GATEWAY_TIMEOUT,
    MemoryLimitError: HTTPStatus.INSUFFICIENT_STORAGE,
    BusyError: HTTPStatus.SERVICE_UNAVAILABLE,
}


@dataclass(frozen=True, slots=True)
class Request:
    """A request: what of it decides the reply."""

    method: str
    path: str
    query: str = ""
    accept: str | None = None
    content_type: str = ""
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole reply."""

    status: int
    media_type: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def problem(
    status: HTTPStatus, detail: str, cure: str = "", headers: Mapping[str, str] | None = None, **besides: object
) -> Reply:
    """A problem document (RFC 9457) that names the culprit and the cure, and what else there is to tell."""
    body = {**besides, "type": "about:blank", "title": status.phrase, "status": int(status), "detail": detail}
    if cure:
        body["cure"] = cure
    text = json.dumps(body, ensure_ascii=False).encode("utf-8")
    return Reply(int(status), "application/problem+json", text, headers or {})


def fault(error: TreatygraphError) -> Reply:
    """The problem document for a fault."""
    status = _STATUS.get(type(error), HTTPStatus.INTERNAL_SERVER_ERROR)
    detail = "; ".join(f"{found.place}: {found.fault}" for found in error.problems)
    headers = {"Retry-After": "1"} if status is HTTPStatus.SERVICE_UNAVAILABLE else {}
    return problem(status, detail, " ".join(found.cure for found in error.problems), headers)
