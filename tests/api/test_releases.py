"""Releases and citations over HTTP: what is served under which name, negotiated, validated and refused."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from treatygraph.changes import history
from treatygraph.namespaces import DCAT
from treatygraph.releases.release import CURRENT, QUADS

BASE = "https://w3id.org/treatygraph/"
PARTIES = "/queries/parties"
ASKED = {"treaty": "mini-1", "on": "2011-01-01"}
CITED = {
    "bib": "application/x-bibtex",
    "csl.json": "application/vnd.citationstyles.csl+json",
    "cite.txt": "text/plain",
}


@pytest.fixture(scope="module")
def name(client: httpx.Client) -> str:
    """The release that is served."""
    return str(client.get("/health").json()["release"])


# Citations


@pytest.mark.parametrize(("suffix", "media_type"), CITED.items())
def test_a_suffix_and_an_accept_header_give_the_same_references(
    suffix: str, media_type: str, client: httpx.Client
) -> None:
    by_suffix = client.get(f"{PARTIES}.{suffix}", params=ASKED)
    by_header = client.get(PARTIES, params=ASKED, headers={"accept": media_type})
    assert by_suffix.status_code == by_header.status_code == 200, by_suffix.text
    assert by_suffix.content == by_header.content
    assert by_suffix.headers["content-type"] == by_header.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert "Accept" in by_header.headers["vary"].split(", ")
    assert by_suffix.headers["etag"] != by_header.headers["etag"]


def test_a_row_is_cited_by_its_number(client: httpx.Client, name: str) -> None:
    every = client.get(f"{PARTIES}.csl.json", params=ASKED).json()
    one = client.get(f"{PARTIES}.csl.json", params={**ASKED, "row": "3"}).json()
    assert {item["id"] for item in one} <= {item["id"] for item in every}
    assert len(one) < len(every)
    assert one[-1]["id"] == f"treatygraph-{name}"
    assert one[-1]["URL"] == f"{BASE}release/{name}"


@pytest.mark.parametrize(
    ("suffix", "row", "said"),
    [
        (".bib", "99", "question parties: its answer has no row 99"),
        (".bib", "0", "row=0 is not a number that it may be"),
        (".cite.txt", "-1", "row=-1 is not a number that it may be"),
        (".csl.json", "1e3", "row=1e3 is not a number that it may be"),
        (".bib", "9" * 5000, "is not a number that it may be"),
        (".csv", "1", "it has no parameter row"),
    ],
)
def test_a_row_that_cannot_be_cited_is_a_problem(suffix: str, row: str, said: str, client: httpx.Client) -> None:
    reply = client.get(f"{PARTIES}{suffix}", params={**ASKED, "row": row})
    assert (reply.status_code, reply.headers["content-type"]) == (400, "application/problem+json")
    assert said in reply.json()["detail"]


def test_references_are_kept_and_not_sent_again(client: httpx.Client) -> None:
    first = client.get(f"{PARTIES}.bib", params=ASKED)
    again = client.get(f"{PARTIES}.bib", params=ASKED, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_page_offers_references_for_its_rows_and_for_each(client: httpx.Client) -> None:
    page = client.get(PARTIES, params=ASKED, headers={"accept": "text/html"}).text
    assert '<a href="/queries/parties.bib?treaty=mini-1&amp;on=2011-01-01">BibTeX</a>' in page
    assert '<a href="/queries/parties.cite.txt?treaty=mini-1&amp;on=2011-01-01&amp;row=7"' in page
    empty = client.get(PARTIES, params={**ASKED, "on": "1990-01-01"}, headers={"accept": "text/html"}).text
    assert "BibTeX" not in empty


# The release


def test_the_release_that_is_served_is_found_under_its_name(client: httpx.Client, name: str, release: Path) -> None:
    current = client.get("/release/current")
    assert (current.status_code, current.headers["location"]) == (303, f"/release/{name}")
    dump = client.get(f"/release/{name}.nq")
    assert (dump.status_code, dump.headers["content-type"]) == (200, "application/n-quads")
    assert hashlib.sha256(dump.content).hexdigest().startswith(name)
    assert dump.content == (release / CURRENT / QUADS).read_bytes()
    manifest = client.get(f"/release/{name}.json").json()
    assert (manifest["release"], manifest["hash"]["value"]) == (name, hashlib.sha256(dump.content).hexdigest())
    page = client.get(f"/release/{name}", headers={"accept": "text/html"})
    assert manifest["hash"]["value"] in page.text


@pytest.mark.parametrize(
    ("suffix", "media_type", "parsed_as"),
    [("ttl", "text/turtle", RdfFormat.TURTLE), ("nt", "application/n-triples", RdfFormat.N_TRIPLES), ("rdf", "application/rdf+xml", RdfFormat.RDF_XML), ("jsonld", "application/ld+json", RdfFormat.JSON_LD)],
)  # fmt: skip
def test_the_release_describes_itself_in_each_format_of_graphs(
    suffix: str, media_type: str, parsed_as: RdfFormat, client: httpx.Client, name: str
) -> None:
    by_suffix = client.get(f"/release/{name}.{suffix}")
    by_header = client.get(f"/release/{name}", headers={"accept": media_type})
    assert by_suffix.content == by_header.content
    assert by_header.headers["content-type"].partition(";")[0] == media_type
    triples = {quad.triple for quad in parse(by_suffix.content, parsed_as)}
    version = NamedNode(f"{BASE}release/{name}")
    assert Triple(version, NamedNode(DCAT + "isVersionOf"), NamedNode(f"{BASE}id/dataset")) in triples
    assert Triple(version, NamedNode(DCAT + "version"), Literal(name)) in triples


@pytest.mark.parametrize("path", ["/release/0123456789abcdef", "/release/{name}.exe", "/release/{name}.ttl.ttl"])
def test_another_release_is_not_found_and_the_one_that_is_served_is_told(
    path: str, client: httpx.Client, name: str
) -> None:
    reply = client.get(path.format(name=name))
    assert reply.status_code == 404
    assert name in reply.json()["detail"]


def test_a_format_that_a_release_is_not_described_in_is_refused(client: httpx.Client, name: str) -> None:
    assert client.get(f"/release/{name}", headers={"accept": "image/png"}).status_code == 406
    assert client.get("/changes", headers={"accept": "image/png"}).status_code == 406


# What has changed


def test_a_copy_that_remembers_no_release_before_says_so(client: httpx.Client, name: str) -> None:
    page = client.get("/changes", headers={"accept": "text/html"})
    assert f"This copy remembers no release before {name}." in page.text
    assert client.get("/changes.json").json() == {"release": name, "steps": []}


def test_what_changed_is_told_newest_first_and_never_kept(
    release: Path, serve: Callable[[Path], str], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(release, out, symlinks=True)
    name = (out / CURRENT).resolve().name
    row = {"words": "Utopia ratified MINI 1", "thing": f"{BASE}id/action/mini-1/UTO", "sources": "mini-a"}
    below = {
        "change": "added",
        "sign": "+",
        "text": "Utopia: <Party>",
        "before": None,
        "after": row,
        "consequences": [],
    }
    change = {
        "change": "added",
        "sign": "+",
        "text": "Utopia ratified MINI 1 (mini-a)",
        "before": None,
        "after": row,
        "consequences": [below],
    }
    group = {"group": "acts", "title": {"en": "Acts", "fr": "Actes"}, "changes": [change]}
    first = {"old": None, "new": {"release": "0000", "coverage": "2019-01-01"}, "quads": None, "groups": []}
    second = {
        "old": first["new"],
        "new": {"release": name, "coverage": "2020-06-30"},
        "quads": {"added": 1200, "removed": 0},
        "groups": [group],
    }
    later = {
        "old": second["new"],
        "new": {"release": "ffff", "coverage": "2021-01-01"},
        "quads": {"added": 1, "removed": 0},
        "groups": [],
    }
    for step in (first, second, later):
        history.record(out, step)
    with httpx.Client(base_url=serve(out), timeout=30) as client:
        told = client.get("/changes.json")
        kept = {**second, "groups": [{**group, "more": 0}]}
        assert told.json() == {"release": name, "steps": [kept, first]}
        page = client.get("/changes", headers={"accept": "text/html"})
        assert "etag" not in page.headers
        assert "etag" not in told.headers
        assert "1,200 quads added, 0 removed" in page.text
        assert '<a href="/doc/action/mini-1/UTO">Utopia ratified MINI 1 (mini-a)</a>' in page.text
        assert "Utopia: &lt;Party&gt;" in page.text
        assert "<code>ffff</code>" not in page.text
        assert client.get("/changes", headers={"accept": "application/json"}).json() == told.json()
