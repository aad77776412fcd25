"""The files of the data: a table as it is, as a page, and as what the graph says of its rows.

A row is named by a fragment of its file (RFC 7111), so that whoever asks for a row is given the whole file.
"""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Query, Request, Response

from api.discovery.compaction import compact
from api.documents.absence import Absences, unknown
from api.documents.asked import FORMATS, SIZE, Moment, is_iri, shown
from api.documents.told import Told, called
from api.frame.pages import Pages
from api.http.negotiation import choose, formats
from treatygraph.answer import GRAPHS, Formats
from treatygraph.catalogue import Question
from treatygraph.engine import Engine
from treatygraph.errors import Problem, QuestionError
from treatygraph.pool import Pool

PAGE, CSV = "text/html", "text/csv"
LINKED = "application/ld+json"

#: What a file is, by the end of its name, where the release does not say it.
_RAW = {"csv": CSV, "rq": "application/sparql-query", "ttl": "text/turtle"}

_PAGE = Query("1", description="The page of rows")


def router(
    engine: Engine, pool: Pool, asked: Mapping[str, Question], pages: Pages, context: Mapping[str, Any]
) -> APIRouter:
    """The routes of ``/data``."""
    routes = APIRouter(tags=["Documents"])
    absences = Absences(engine, pool, asked, pages)

    async def rows(slug: str, **given: str) -> list[list[Any]]:
        return (await pool.rows(engine.ask(asked[slug], given)))[1]

    @routes.get("/data/{path:path}", summary="A file of the data, and what comes from it", response_class=Response)
    async def data(path: str, request: Request, page: str = _PAGE) -> Response:
        return await file(f"data/{path}", request, page)

    @routes.get(
        "/queries/{folder}/{name}", summary="A file of queries that a report speaks of", response_class=Response
    )
    async def query(folder: str, name: str, request: Request, page: str = _PAGE) -> Response:
        return await file(f"queries/{folder}/{name}", request, page)

    async def file(place: str, request: Request, page: str) -> Response:
        iri = f"{engine.names.base}{place}"
        held = place in engine.manifest["files"] and (engine.folder / place).is_file()
        things = await rows("table-things", file=iri) if is_iri(iri) else []
        if not held and not things:
            return await absences.reply(request, unknown(iri))
        raw = _RAW.get(place.rpartition(".")[2], "")
        offered = list(FORMATS.values()) if raw in GRAPHS or not held else [raw, *FORMATS.values()]
        accept = request.headers.get("accept")
        chosen = choose(accept, offered) or formats(accept).graph
        if chosen is None:
            raise HTTPException(406, f"{shown(place)} is written as {', '.join(offered)}")
        address = f"/{quote(place)}"
        links = [f'<{address}>; rel="alternate"; type="{each}"' for each in offered if each != chosen]
        licence = f'<{engine.manifest.get("licence", "/")}>; rel="license"'
        canonical = f'<{engine.names.base}{address[1:]}>; rel="canonical"'
        headers = {"Vary": "Accept", "Link": ", ".join([canonical, licence, *links])}
        if chosen == PAGE:
            number = Moment.of("", "", page).page
            text = (engine.folder / place).read_text(encoding="utf-8") if held else ""
            return await as_page(place, text, things, number, headers, request)
        if held and chosen == raw and raw not in GRAPHS:
            return Response((engine.folder / place).read_bytes(), media_type=raw, headers=headers)
        given = {"file": iri, "release": f"{engine.names.base}release/{engine.release}"}
        form = chosen if chosen in GRAPHS else LINKED
        answer = await pool.answer(engine.ask(asked["table"], given), Formats(graph=form))
        if form != LINKED:
            return Response(answer.body, media_type=chosen, headers=headers)
        document = json.dumps(compact(json.loads(answer.body), context), ensure_ascii=False)
        return Response(document, media_type=chosen, headers=headers)

    async def as_page(
        place: str, text: str, things: list[list[Any]], number: int, headers: dict[str, str], request: Request
    ) -> Response:
        made: defaultdict[int, list[str]] = defaultdict(list)
        for row, thing in things:
            if thing is not None:
                made[int(row.value) if row is not None else 0].append(thing.value)
        is_table = place.endswith(".csv")
        lines = list(csv.reader(io.StringIO(text))) if is_table and text else []
        header, body = (lines[0], lines[1:]) if lines else (["row"], [[str(row)] for row in sorted(made) if row])
        last = max(-(-len(body) // SIZE), 1)
        if number > last:
            raise QuestionError([Problem("data", f"there is no page={number}", f"the last is page={last}.")])
        start = (number - 1) * SIZE
        told = [(row, cells, made[row]) for row, cells in enumerate(body[start : start + SIZE], start + 2)]
        named = sorted({iri for _, _, iris in told for iri in iris} | set(made[0]))
        names = called(await rows("document-names", things=" ".join(named))) if named else {}
        values: dict[str, Any] = {
            "place": place,
            "header": header if is_table else [],
            "lines": told if is_table else [],
            "text": "" if is_table else text,
            "made": made[0],
            "told": Told(names=names),
            "number": number,
            "last": last,
            "total": len(body) if is_table else 0,
        }
        return pages.render("table-of-data.html", request, headers, **values)

    return routes
