"""`treatygraph serve --reload`: what is saved is soon what is answered; what is wrong is told, and answers stay."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from pyoxigraph import Store

from treatygraph.content import Content

PROJECT = Path(__file__).parents[2]
ASKED = "/queries/actions.csv?treaty=mini-1"
NUMBER = re.compile(r'data-number="(\d+)"')


@pytest.fixture(scope="module")
def root(miniature: tuple[Content, Store], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose data may be edited."""
    folder = tmp_path_factory.mktemp("edited")
    for name in ("ontology", "shapes", "queries"):
        shutil.copytree(PROJECT / name, folder / name)
    shutil.copytree(miniature[0].root / "data", folder / "data", symlinks=True)
    return folder


@contextmanager
def serving(root: Path, out: Path) -> Iterator[httpx.Client]:
    settings = {
        "TREATYGRAPH_ROOT": str(root),
        "TREATYGRAPH_OUT": str(out),
        "TREATYGRAPH_SECONDS": "60",
        "TREATYGRAPH_WORKERS": "2",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "treatygraph", "serve", "--reload", "--port", "0"],
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    said = process.stdout.readline()
    found = re.search(r"http://\S+", said)
    assert found, said
    with httpx.Client(base_url=found[0], timeout=60) as client:
        yield client
    process.terminate()
    process.wait(60)
    process.stdout.close()


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("out")


@pytest.fixture(scope="module")
def client(root: Path, out: Path) -> Iterator[httpx.Client]:
    with serving(root, out) as client:
        until(client, "following")
        yield client
    assert [path.name for path in out.iterdir() if path.name.startswith(".draft")] == []


def until(client: httpx.Client, state: str, after: int = -1) -> dict[str, Any]:
    """The first notice later than one that is known that tells of a state; the server is asked to wait for it."""
    known = after
    while True:
        notice: dict[str, Any] = client.get("/preview", params={"after": known}).json()
        if notice["number"] > after and notice["state"] == state:
            return notice
        assert notice["state"] != "stopped"
        known = notice["number"]


def number(client: httpx.Client) -> int:
    return int(client.get("/preview").json()["number"])


@contextmanager
def saved(root: Path, place: str, old: str, new: str) -> Iterator[None]:
    """A content file with a text in another's place."""
    path = root / place
    written = path.read_text("utf-8")
    assert old in written
    path.write_text(written.replace(old, new, 1), encoding="utf-8")
    yield
    path.write_text(written, encoding="utf-8")


def test_a_line_that_is_saved_is_soon_answered_and_the_page_shows_the_report(client: httpx.Client, root: Path) -> None:
    release = client.get("/health").json()["release"]
    before = number(client)
    with saved(root, "data/treaties/mini-1/actions.csv", "2001-02-15", "2001-02-20"):
        checking = until(client, "checking", before)
        assert checking["release"].startswith("preview-")
        assert checking["changed"] == ["data/treaties/mini-1/actions.csv"]
        assert "2001-02-20" in client.get(ASKED).text
        told = until(client, "following", checking["number"])
        assert sum(told["counted"].values()) > 0
        page = client.get("/").text
        assert NUMBER.search(page)[1] == str(told["number"])  # type: ignore[index]
        assert "Preview with data/treaties/mini-1/actions.csv" in page
        assert 'src="/static/reload.js?v=' in page
        before = number(client)
    until(client, "following", before)
    assert "2001-02-20" not in client.get(ASKED).text
    assert client.get("/health").json()["release"] != release


def test_a_broken_line_leaves_the_answer_and_the_page_tells_file_row_and_cure(client: httpx.Client, root: Path) -> None:
    answer = client.get(ASKED).text
    before = number(client)
    with saved(root, "data/treaties/mini-1/actions.csv", "2001-02-15", "15.02.2001"):
        fault = until(client, "fault", before)
        assert client.get(ASKED).text == answer
        page = client.get("/queries/parties").text
        assert "data/treaties/mini-1/actions.csv row" in page
        assert "“15.02.2001” is not a date" in page
        assert "write it as YYYY-MM-DD" in page
    mended = until(client, "following", fault["number"])
    assert client.get(ASKED).text == answer
    assert mended["problems"] == []
    assert "row" not in client.get("/").text.partition("</aside>")[0]


def test_what_breaks_a_shape_is_taken_back_and_told(client: httpx.Client, root: Path) -> None:
    answer = client.get(ASKED).text
    before = number(client)
    with saved(
        root, "data/treaties/mini-1/actions.csv", "entry into force,,2002-01-01", "entry into force,,1999-01-01"
    ):
        fault = until(client, "fault", before)
        assert "mini-1/actions.csv" in fault["problems"][0]["place"]
        assert client.get(ASKED).text == answer
    until(client, "following", fault["number"])


def test_no_request_fails_while_releases_change(client: httpx.Client, root: Path) -> None:
    statuses: set[int] = set()
    ended = threading.Event()

    def ask() -> None:
        with httpx.Client(base_url=client.base_url, timeout=60) as other:
            while not ended.is_set():
                statuses.add(other.get(ASKED).status_code)
                statuses.add(other.get("/sparql", params={"query": "SELECT * { ?s ?p ?o } LIMIT 9"}).status_code)

    asking = [threading.Thread(target=ask) for _ in range(3)]
    for thread in asking:
        thread.start()
    before = number(client)
    with saved(root, "data/treaties/mini-1/actions.csv", "2001-02-15", "2001-02-21"):
        before = until(client, "following", before)["number"]
    until(client, "following", before)
    ended.set()
    for thread in asking:
        thread.join()
    assert statuses == {200}


def test_a_question_that_is_changed_is_asked_as_it_is_now(client: httpx.Client, root: Path) -> None:
    before = number(client)
    question = "queries/catalogue/parties.rq"
    title = re.search(r"#\+ title: \{en: ([^,}]+)", (root / question).read_text("utf-8"))
    assert title
    with saved(root, question, title[1], "Who is in it"):
        before = until(client, "following", before)["number"]
        assert "Who is in it" in client.get("/queries/parties").text
    until(client, "following", before)


def test_no_browser_keeps_what_may_carry_another_notice(client: httpx.Client) -> None:
    page = client.get("/")
    assert page.headers["cache-control"] == "no-store"
    assert "etag" not in page.headers
    assert client.get("/", headers={"If-None-Match": "*"}).status_code == 200


def test_a_server_that_follows_nothing_has_no_notice(address: str) -> None:
    page = httpx.get(f"{address}/", timeout=60).text
    assert "reload.js" not in page
    assert httpx.get(f"{address}/preview", timeout=60).status_code == 404
