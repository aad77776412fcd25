"""Names and parameters that mean harm: they are shown as text, and change neither a page nor a query."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page
from pyoxigraph import Store

from treatygraph import pipeline
from treatygraph.content import Content
from treatygraph.description import describe, of_release
from treatygraph.releases.publication import publish

#: What would run in a page, end a string or a tag, or begin a clause of SPARQL.
HARM = """Bel</script><script>window.harm=1</script><img src=x onerror="window.harm=1">'"}{{7*7}}${7*7} } DROP ALL #"""

#: Which columns of the miniature's tables are made to mean harm.
COLUMNS = {
    "states.csv": {"name_en", "name_fr"},
    "sources.csv": {"title", "publisher"},
    "organisations.csv": {"name_en", "name_fr"},
    "claims.csv": {"subject"},
    "treaties/mini-1/authorities.csv": {"authority"},
    "treaties/mini-1/declarations.csv": {"effect"},
    "treaties/mini-1/offences.csv": {"label_en", "label_fr"},
    "treaties/mini-1/provisions.csv": {"title"},
}

PATHS = [
    "/",
    "/map?treaty=mini-1",
    "/treaties",
    "/states",
    "/search?q=bel",
    "/doc/treaty/mini-1",
    "/doc/state/BEL",
    "/doc/source/mini-a",
    "/doc/action/mini-1/BEL/ratification/2001-09-30",
    "/compare",
    "/compare?state=BEL&state=CHE",
    "/cooperation?from=BEL&to=CHE&on=2011-04-15",
    "/claims",
    "/why?s=BEL&p=partyTo&o=mini-1",
    "/why-not?s=URY&p=partyTo&o=mini-1",
    "/queries/parties?treaty=mini-1&on=2011-04-15",
    "/queries/parties-over-time?treaty=mini-1",
    "/queries/statements?treaty=mini-1",
    "/data/states.csv",
    "/about",
    "/sparql?query=SELECT+%3Fname+%7B+%3Fs+skos%3AprefLabel+%3Fname+%7D",
]


@pytest.fixture(scope="session")
def hostile(
    miniature: tuple[Content, Store],
    once: Callable[[str, Callable[[Path], object]], Path],
    tmp_path_factory: pytest.TempPathFactory,
    serve: Callable[..., str],
) -> str:
    """The address of a server of the miniature with names that mean harm."""

    def fill(folder: Path) -> None:
        root = folder / "project"
        shutil.copytree(miniature[0].root, root, symlinks=True)
        for place, columns in COLUMNS.items():
            path = root / "data" / place
            rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
            with path.open("w", encoding="utf-8", newline="") as opened:
                writer = csv.DictWriter(opened, list(rows[0]), lineterminator="\n")
                writer.writeheader()
                writer.writerows(
                    {name: f"{text}{HARM}" if name in columns and text else text for name, text in row.items()}
                    for row in rows
                )
        treaty = root / "data" / "treaties" / "mini-1" / "treaty.ttl"
        quoted = HARM.replace("\\", "\\\\").replace('"', '\\"')
        treaty.write_text(
            treaty.read_text("utf-8").replace('"First miniature convention"', f'"First {quoted}"'), "utf-8"
        )
        content = Content(root)
        store = pipeline.materialise(content, lambda step, seconds: None)
        describe(store, content)
        publish(store, content.names, content.fingerprint(), folder / "releases", description=of_release(content))

    folder = once("hostile", fill)
    out = tmp_path_factory.mktemp("hostile-releases")
    shutil.copytree(folder / "releases", out, symlinks=True, dirs_exist_ok=True)
    return serve(out, TREATYGRAPH_ROOT=str(folder / "project"), TREATYGRAPH_WORKERS="1")


@pytest.mark.parametrize("path", PATHS)
def test_a_name_that_means_harm_is_text(path: str, hostile: str, opened: Callable[..., Page]) -> None:
    page = opened(hostile)
    page.goto(path)
    page.eval_on_selector_all("details", "all => all.forEach(each => { each.open = true })")
    made = page.evaluate(
        "[...document.querySelectorAll('[onerror], img[src=x], script:not([src]):not([type$=json])')]"
        ".map((each) => each.outerHTML)"
    )
    assert (made, page.evaluate("window.harm")) == ([], None)
    text = page.locator("body").inner_text()
    # What is written is what the graph holds, to the letter: nothing was worked out and nothing was dropped.
    assert "${7*7}" in text or "7*7" not in text
    if path not in ("/about", "/compare"):
        assert "window.harm=1" in text


def test_the_suggestions_of_the_search_are_text(hostile: str, opened: Callable[..., Page]) -> None:
    page = opened(hostile)
    page.goto("/")
    page.get_by_role("combobox", name=re.compile("Search")).first.fill("belgium")
    page.get_by_role("option").first.wait_for()
    assert page.evaluate("[window.harm ?? null, document.querySelectorAll('[onerror]').length]") == [None, 0]


def routes(client: httpx.Client) -> list[tuple[str, list[str]]]:
    """The addresses that answer GET, with the parameters of each."""
    document = client.get("/openapi.json").json()
    found = []
    for path, methods in document["paths"].items():
        given = [
            parameter["name"]
            for parameter in methods.get("get", {}).get("parameters", [])
            if parameter.get("in") == "query"
        ]
        if "get" in methods:
            found.append((path, given))
    return found


def test_no_parameter_of_any_address_changes_a_page_or_a_query(address: str) -> None:
    with httpx.Client(base_url=address, timeout=60, headers={"accept": "text/html"}) as client:
        known = routes(client)
        assert len(known) > 60
        faults = []
        for path, given in known:
            filled = re.sub(r"\{[^}]*\}", "x%22%3E%3Cscript%3Ex", path)
            asked: list[dict[str, Any]] = [{name: HARM} for name in given] or [{}]
            for parameters in asked:
                reply = client.get(filled, params=parameters)
                page = reply.headers.get("content-type", "").startswith("text/html")
                # A copy is not ready for a release that it does not serve, whatever its name is, and says so by a 503.
                told = reply.status_code < 500 or (path == "/ready" and parameters and reply.status_code == 503)
                if not told or (page and re.search(r"<script>|<img src=x|\{49\}", reply.text)):
                    faults.append((path, parameters, reply.status_code))
        assert faults == []


@pytest.mark.parametrize(
    "path",
    [
        "/queries/parties.csv?treaty=mini-1%3E%20.%20%3Fs%20%3Fp%20%3Fo%20%7D%20%23",
        "/queries/parties.csv?treaty=mini-1&on=2011-01-01%22%29%20%7D%20%23",
        "/queries/parties.csv?treaty=mini-1&reading=party%20%3B%20%3Fp%20%3Fo",
        "/compare?state=BEL%3E&state=%7D",
        "/cooperation?from=BEL%3E%20%3Fp%20%3Fo%20%7D&to=CHE&on=2011-04-15",
        "/map?treaty=mini-1%3E%20%7D&on=2011-04-15",
    ],
)
def test_what_would_continue_a_query_is_refused(path: str, address: str) -> None:
    reply = httpx.get(address + path, headers={"accept": "text/html"}, timeout=60)
    assert reply.status_code in (400, 404), reply.text[:300]
