"""Downloads over HTTP: the list, each file by its name, in whole and in part, and nothing that was not offered."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.downloads import router
from api.frame.pages import Pages
from treatygraph.engine import Engine
from treatygraph.releases.publication import publish
from treatygraph.releases.release import CURRENT, MANIFEST, read

PLACE = "tables/states.csv"


@pytest.fixture(scope="module")
def manifest(release: Path) -> dict[str, Any]:
    """The manifest of the release that is served."""
    return read(release / CURRENT)[1]


@pytest.fixture(scope="module")
def root(manifest: dict[str, Any]) -> str:
    """The address below which its files are."""
    return f"/release/{manifest['release']}"


def serving(engine: Engine) -> FastAPI:
    """The routes by themselves, without the layer in front."""
    pages, app = Pages(engine), FastAPI()
    pages.know(dataset=None)
    app.include_router(router(engine, pages))
    return app


@pytest.fixture(scope="module")
def alone(release: Path) -> Iterator[TestClient]:
    """A client of the routes by themselves."""
    with TestClient(serving(Engine(release / CURRENT)), follow_redirects=False) as client:
        yield client


# The list


def test_the_list_names_every_file_with_size_hash_licence_and_titles(
    client: httpx.Client, manifest: dict[str, Any]
) -> None:
    reply = client.get("/downloads.json")
    listed = {resource["path"].split("/", 2)[2]: resource for resource in reply.json()["resources"]}
    assert listed.keys() == manifest["files"].keys()
    for place, file in manifest["files"].items():
        found = listed[place]
        assert (found["bytes"], found["hash"]) == (file["bytes"], f"sha256:{file['sha256']}")
        assert (found["licence"], found["title"]) == (file["licence"], file["title"])
    names = [resource["name"] for resource in listed.values()]
    assert len(names) == len(set(names))
    assert reply.json()["version"] == manifest["release"]


def test_every_path_of_the_list_leads_to_the_file_from_where_the_list_stands(client: httpx.Client) -> None:
    listed = client.get("/downloads.json")
    for resource in listed.json()["resources"]:
        if resource["bytes"] < 1 << 20:
            reply = client.get(str(httpx.URL(str(listed.url)).join(resource["path"])))
            assert reply.status_code == 200, resource["path"]
            assert reply.headers["content-type"].partition(";")[0] == resource["mediatype"]
            assert f"sha256:{hashlib.sha256(reply.content).hexdigest()}" == resource["hash"]


def test_the_page_tells_what_for_whom_how_large_and_under_which_licence(
    client: httpx.Client, manifest: dict[str, Any], root: str
) -> None:
    page = client.get("/downloads", headers={"accept": "text/html"}).text
    for place, file in manifest["files"].items():
        assert f'href="{root}/{place}"' in page, place
        assert file["sha256"] in page
    french = client.get("/downloads?lang=fr", headers={"accept": "text/html"}).text
    assert "Les tables en base SQLite, clés vérifiées" in french
    assert "CC\u00a0BY\u00a04.0" in page
    assert "build/current/" in page
    assert 'rel="alternate" type="application/json" href="/downloads.json"' in page
    assert len(page.encode()) < 300_000


def test_the_list_is_negotiated(client: httpx.Client) -> None:
    by_header = client.get("/downloads", headers={"accept": "application/json"})
    assert by_header.json() == client.get("/downloads.json").json()
    assert "Accept" in by_header.headers["vary"].split(", ")
    assert client.get("/downloads", headers={"accept": "image/png"}).status_code == 406


def test_a_page_of_the_release_leads_to_the_list(client: httpx.Client, root: str) -> None:
    assert 'href="/downloads"' in client.get(root, headers={"accept": "text/html"}).text


# A file


@pytest.mark.parametrize(
    ("place", "media_type", "name"),
    [
        ("treatygraph.nq", "application/n-quads", ".nq"),
        ("treatygraph.nq.gz", "application/gzip", ".nq.gz"),
        ("treatygraph.trig", "application/trig", ".trig"),
        ("treatygraph.jsonld", "application/ld+json", ".jsonld"),
        ("treatygraph.sqlite", "application/vnd.sqlite3", ".sqlite"),
        ("treatygraph.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
        ("tables.zip", "application/zip", "-tables.zip"),
        ("tables/states.csv", "text/csv; charset=utf-8", "-tables-states.csv"),
        ("tables/datapackage.json", "application/json", "-tables-datapackage.json"),
        ("parquet/states.parquet", "application/vnd.apache.parquet", "-parquet-states.parquet"),
        ("data/states.csv", "text/csv; charset=utf-8", "-data-states.csv"),
        ("release.ttl", "text/turtle; charset=utf-8", "-release.ttl"),
    ],
)
def test_a_file_is_sent_as_what_it_is_under_a_name_that_tells_its_release(
    place: str, media_type: str, name: str, client: httpx.Client, root: str, release: Path
) -> None:
    # Compressed on the way it would be another representation.
    reply = client.get(f"{root}/{place}", headers={"accept-encoding": "identity"})
    data = (release / CURRENT / place).read_bytes()
    assert (reply.status_code, reply.headers["content-type"]) == (200, media_type)
    assert reply.content == data
    assert int(reply.headers["content-length"]) == len(data)
    identifier = root.rpartition("/")[2]
    assert reply.headers["content-disposition"] == f'attachment; filename="treatygraph-{identifier}{name}"'
    digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
    assert reply.headers["repr-digest"] == f"sha-256=:{digest}:"
    assert 'rel="license"' in reply.headers["link"]


def test_the_release_that_is_served_has_a_name_that_stays(client: httpx.Client, root: str) -> None:
    reply = client.get(f"/release/current/{PLACE}")
    assert (reply.status_code, reply.headers["location"]) == (303, f"{root}/{PLACE}")


def test_a_head_tells_the_length_without_the_file(client: httpx.Client, root: str, manifest: dict[str, Any]) -> None:
    reply = client.head(f"{root}/{PLACE}")
    assert (reply.status_code, reply.content) == (200, b"")
    assert int(reply.headers["content-length"]) == manifest["files"][PLACE]["bytes"]


def test_the_tag_of_a_file_is_its_hash(alone: TestClient, root: str, manifest: dict[str, Any]) -> None:
    assert alone.get(f"{root}/{PLACE}").headers["etag"] == f'"{manifest["files"][PLACE]["sha256"]}"'


@pytest.mark.parametrize(
    ("asked", "told", "part"),
    [("bytes=0-3", "bytes 0-3/{size}", slice(0, 4)), ("bytes=5-", "bytes 5-{last}/{size}", slice(5, None)), ("bytes=-7", "bytes {before}-{last}/{size}", slice(-7, None))],
)  # fmt: skip
def test_a_part_of_a_file_is_sent_as_a_part(
    asked: str, told: str, part: slice, alone: TestClient, root: str, release: Path
) -> None:
    data = (release / CURRENT / PLACE).read_bytes()
    reply = alone.get(f"{root}/{PLACE}", headers={"range": asked})
    size = len(data)
    assert (reply.status_code, reply.content) == (206, data[part])
    assert reply.headers["content-range"] == told.format(size=size, last=size - 1, before=size - 7)
    digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
    assert reply.headers["repr-digest"] == f"sha-256=:{digest}:"


def test_a_part_that_the_file_has_not_is_refused_with_its_size(
    alone: TestClient, root: str, manifest: dict[str, Any]
) -> None:
    reply = alone.get(f"{root}/{PLACE}", headers={"range": "bytes=99999999-"})
    assert reply.status_code == 416
    assert reply.headers["content-range"].endswith(f"*/{manifest['files'][PLACE]['bytes']}")


def test_a_part_of_another_file_than_the_client_began_with_is_not_sent(alone: TestClient, root: str) -> None:
    whole = alone.get(f"{root}/{PLACE}")
    kept = alone.get(f"{root}/{PLACE}", headers={"range": "bytes=0-3", "if-range": whole.headers["etag"]})
    changed = alone.get(f"{root}/{PLACE}", headers={"range": "bytes=0-3", "if-range": '"another"'})
    assert (kept.status_code, changed.status_code, changed.content) == (206, 200, whole.content)


# What was not offered


@pytest.mark.parametrize(
    "place",
    [
        "../current/manifest.json",
        "..%2f..%2fetc%2fpasswd",
        "data/../../../../etc/passwd",
        "data/%2e%2e/manifest.json",
        "data//states.csv",
        "/etc/passwd",
        "%2Fetc%2Fpasswd",
        "store/CURRENT",
        "manifest.json",
        "tables",
        "tables/",
        "tables/nothing.csv",
        "tables/states.csv%00.txt",
        "tables/states.csv/",
        "TABLES/STATES.CSV",
        "..\\..\\etc\\passwd",
        "%ff%fe",
        "a" * 5000,
    ],
)
def test_what_the_release_does_not_offer_is_not_found(place: str, alone: TestClient, address: str, root: str) -> None:
    for asked in (
        alone.get(f"{root}/{place}"),
        httpx.get(f"{address.rstrip('/')}{root}/{place}", headers={"accept": "application/json"}),
    ):
        assert asked.status_code == 404, asked.text
        assert b"root:" not in asked.content
        assert b"made-with" not in asked.content


def test_another_release_is_not_found_and_the_one_that_is_served_is_told(client: httpx.Client, root: str) -> None:
    reply = client.get(f"/release/0123456789abcdef/{PLACE}")
    assert reply.status_code == 404
    assert root.rpartition("/")[2] in reply.json()["detail"]


# A release without files


def test_a_release_made_before_anything_was_offered_says_so_and_how_to_make_it(release: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    engine = Engine(release / CURRENT)
    publish(engine.store, engine.names, "content", out)
    old = Engine(out / CURRENT)
    with TestClient(serving(old)) as client:
        page = client.get("/downloads")
        assert page.status_code == 200
        assert "treatygraph build --force" in page.text
        assert client.get("/downloads.json").json()["resources"][0]["path"].endswith("/treatygraph.nq")
        assert client.get(f"/release/{old.release}/treatygraph.nq").status_code == 200


def test_a_preview_says_that_it_offers_no_files(release: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(release, out, symlinks=True)
    told = json.loads((out / CURRENT / MANIFEST).read_text("utf-8"))
    del told["files"]
    (out / CURRENT / MANIFEST).write_text(json.dumps({**told, "preview": True}), "utf-8")
    engine = Engine(out / CURRENT)
    with TestClient(serving(engine)) as client:
        assert "This is a preview, which offers no files" in client.get("/downloads").text
        reply = client.get(f"/release/{engine.release}/{PLACE}")
        assert (reply.status_code, "is a preview" in reply.text) == (404, True)
