"""Validation: the report of the release, and that of files that are sent; nothing of them is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from fastapi import APIRouter, HTTPException, Query, Request, Response
from starlette.datastructures import UploadFile

from api.endpoint.sparql import FORM, decode
from api.frame.pages import Pages
from api.http.negotiation import choose
from api.http.replies import fault
from treatygraph.errors import Problem, QuestionError, TreatygraphError
from treatygraph.pool import Pool
from treatygraph.reports.writing import FORMS
from treatygraph.validation.submission import CSV, SUFFIXES, SYNTAXES

PATH = "/validate"
PAGE = "text/html"
MULTIPART = "multipart/form-data"

#: The forms of a report by their media types; a page is made here.
OFFERED = {form.media_type: name for name, form in FORMS.items()}

_NAMED = Query("", alias="format", description=f"The form of the report: {', '.join(FORMS)}")
_FILE = Query("", description="What the file is called: data/treaties/<id>/actions.csv stands for that table")
_FIELDS = {"data": "The file's text", "name": "What it is called", "file": "Files, in place of data and name"}
_SCHEMA = {
    "type": "object",
    "properties": {name: {"type": "string", "description": said} for name, said in _FIELDS.items()},
}
_BODY = {
    "requestBody": {
        "required": True,
        "description": "RDF, or a table of the data",
        "content": {
            **{media_type: {"schema": {"type": "string"}} for media_type in (*SYNTAXES, CSV)},
            FORM: {"schema": _SCHEMA},
            MULTIPART: {"schema": _SCHEMA},
        },
    }
}


def router(pool: Pool, pages: Pages) -> APIRouter:
    """The routes of ``/validate``."""
    routes = APIRouter(tags=["Validation"])
    answers: dict[int | str, dict[str, Any]] = {
        200: {"description": "The report", "content": {media_type: {} for media_type in OFFERED}},
        415: {"description": "The body's type is not read"},
    }

    async def answer(request: Request, form: str, files: list[dict[str, str]]) -> Response:
        chosen = OFFERED[_media_type(request, form)]
        today = date.today().isoformat()
        headers = {"Vary": "Accept"}
        if chosen != OFFERED[PAGE]:
            report = await pool.validate(files, today, chosen)
            return Response(report.body, media_type=report.media_type, headers=headers)
        values: dict[str, Any] = {"files": files, "suffixes": SUFFIXES, "told": None, "problems": ()}
        try:
            report = await pool.validate(files, today, "json")
        except TreatygraphError as error:
            values["problems"] = error.problems
            return pages.render("validate.html", request, headers, fault(error).status, **values)
        return pages.render("validate.html", request, headers, **{**values, "told": json.loads(report.body)})

    @routes.get(
        PATH,
        summary="The report of the release",
        response_class=Response,
        responses=answers,
    )
    async def released(request: Request, form: str = _NAMED) -> Response:
        return await answer(request, form, [])

    @routes.post(PATH, summary="The report of a file", response_class=Response, responses=answers, openapi_extra=_BODY)
    async def sent(request: Request, form: str = _NAMED, file: str = _FILE) -> Response:
        return await answer(request, form, await _files(request, file))

    return routes


def _media_type(request: Request, form: str) -> str:
    """The media type of the form that is wanted.

    Raises:
        HTTPException: there is no such form, or none is accepted.
    """
    if form:
        if form not in FORMS:
            raise HTTPException(404, f"a report has the forms {', '.join(FORMS)}")
        return FORMS[form].media_type
    chosen = choose(request.headers.get("accept"), OFFERED)
    if chosen is None:
        raise HTTPException(406, f"a report is written as {', '.join(OFFERED)}")
    return chosen


async def _files(request: Request, name: str) -> list[dict[str, str]]:
    """The files that a body holds.

    Raises:
        HTTPException: the body is of a type that is not read.
        QuestionError: it is not UTF-8, or a form holds no file, or a file's name does not tell its syntax.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == FORM:
        return [_named(dict(decode(_text(await request.body()))))]
    if kind == MULTIPART:
        form = await request.form()
        given = [each for each in form.getlist("file") if isinstance(each, UploadFile) and each.filename]
        if given:
            return [_named({"name": each.filename or "", "data": _text(await each.read())}) for each in given]
        return [_named({key: value for key, value in form.items() if isinstance(value, str)})]
    if kind not in (*SYNTAXES, CSV):
        read = ", ".join((*SYNTAXES, CSV, FORM, MULTIPART))
        raise HTTPException(415, f"what is validated is sent as {read}")
    suffix = next(suffix for suffix, media_type in SUFFIXES.items() if media_type == kind)
    return [{"place": name or f"sent{suffix}", "media_type": kind, "text": _text(await request.body())}]


def _named(fields: Mapping[str, str]) -> dict[str, str]:
    """The file that a form tells of; the end of its name tells its syntax.

    Raises:
        QuestionError: it has no text, or its name does not tell its syntax.
    """
    name, data = fields.get("name", ""), fields.get("data", "")
    if not data.strip():
        cure = "fill in data and name, or send file."
        raise QuestionError([Problem("validate", "the form holds no file", cure)])
    suffix = next((each for each in SUFFIXES if name.lower().endswith(each)), None)
    if suffix is None:
        fault = f"the name {name or '(none)'} does not tell the syntax"
        raise QuestionError([Problem("validate", fault, f"end it in {', '.join(SUFFIXES)}.")])
    # A form's lines end in CR LF whatever the file's do.
    return {"place": name, "media_type": SUFFIXES[suffix], "text": data.replace("\r\n", "\n")}


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        fault = f"byte {error.start + 1} is not UTF-8"
        raise QuestionError([Problem("validate", fault, "send UTF-8.")]) from error
