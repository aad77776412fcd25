"""What every page has: its language, its weight on the wire, and the files that it is made with."""

from __future__ import annotations

import gzip
import re

import httpx
import pytest

from api.frame.words import words
from api.http.coding import coding
from api.http.negotiation import accepts


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", b""),
        ("gzip", b"gzip"),
        ("GZIP, br", b"gzip"),
        ("br", b""),
        ("*", b"gzip"),
        ("gzip;q=0, *", b""),
        ("identity, gzip;q=0.5", b"gzip"),
        ("gzip;q=nonsense", b""),
    ],
)
def test_a_reply_is_packed_for_whoever_takes_it_so(header: str, expected: bytes) -> None:
    assert coding({b"accept-encoding": header.encode()}) == expected
    assert accepts(header, "gzip") is bool(expected)


@pytest.mark.parametrize("path", ["/", "/queries.json", "/static/style.css", "/sparql?query=DESCRIBE+tg:Treaty"])
def test_what_is_packed_is_what_is_not_packed(client: httpx.Client, path: str) -> None:
    plain = client.get(path, headers={"accept-encoding": "identity"})
    packed = client.get(path, headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < len(plain.content) * 0.7
    for reply in (plain, packed):
        assert "Accept-Encoding" in reply.headers["vary"]


def test_each_coding_has_a_tag_of_its_own(client: httpx.Client) -> None:
    tags = {}
    for name in ("identity", "gzip"):
        first = client.get("/queries", headers={"accept-encoding": name})
        tags[name] = first.headers["etag"]
        again = client.get("/queries", headers={"accept-encoding": name, "if-none-match": tags[name]})
        assert (again.status_code, again.headers["etag"]) == (304, tags[name])
    assert tags["identity"] != tags["gzip"]
    other = client.get("/queries", headers={"accept-encoding": "gzip", "if-none-match": tags["identity"]})
    assert other.status_code == 200


def test_what_is_short_or_packed_already_stays_as_it_is(client: httpx.Client) -> None:
    assert "content-encoding" not in client.get("/health").headers
    workbook = client.get("/queries/treaties.xlsx")
    assert workbook.status_code == 200
    assert "content-encoding" not in workbook.headers


def test_packing_gives_the_same_bytes_each_time(client: httpx.Client) -> None:
    def sent() -> bytes:
        with client.stream("GET", "/api", headers={"accept-encoding": "gzip", "cache-control": "no-cache"}) as reply:
            return b"".join(reply.iter_raw())

    assert gzip.decompress(sent())
    assert sent() == sent()


@pytest.mark.parametrize(
    ("query", "headers", "expected"),
    [
        ("", {}, "en"),
        ("", {"accept-language": "fr-CH, en;q=0.5"}, "fr"),
        ("", {"accept-language": "ja"}, "en"),
        ("?lang=fr", {"accept-language": "en"}, "fr"),
        ("", {"cookie": "lang=fr", "accept-language": "en"}, "fr"),
        ("?lang=en", {"cookie": "lang=fr"}, "en"),
        ("", {"cookie": 'lang="<script>"; ='}, "en"),
    ],
)
def test_a_page_is_in_the_language_that_its_reader_chose(
    client: httpx.Client, query: str, headers: dict[str, str], expected: str
) -> None:
    for _ in range(2):
        # The second time it comes from the cache.
        page = client.get(f"/queries{query}", headers={"accept": "text/html", **headers})
        assert page.headers["content-language"] == expected
        assert f'<html lang="{expected}">' in page.text
        assert "Accept-Language, Cookie" in page.headers["vary"]


def test_a_choice_of_language_is_kept_and_nothing_else(client: httpx.Client, address: str) -> None:
    with httpx.Client(base_url=address, timeout=30, headers={"accept": "text/html"}) as reader:
        assert "set-cookie" not in reader.get("/queries").headers
        kept = reader.get("/queries?lang=fr").headers["set-cookie"]
        assert re.fullmatch(r"lang=fr; HttpOnly; Max-Age=\d+; Path=/; SameSite=lax", kept)
        assert reader.get("/queries").headers["content-language"] == "fr"


def test_a_page_names_itself_in_the_other_languages(client: httpx.Client) -> None:
    page = client.get("/queries?x=%22%3E%3Cscript%3E", headers={"accept": "text/html"}).text
    assert 'hreflang="fr" href="/queries?x=%22%3E%3Cscript%3E&amp;lang=fr"' in page


def test_a_file_of_the_pages_is_kept_for_good_under_an_address_with_its_version(client: httpx.Client) -> None:
    address = re.search(r'href="(/static/style\.css\?v=\w+)"', client.get("/").text)
    assert address
    first = client.get(address[1])
    assert first.headers["cache-control"] == "public, max-age=31536000, immutable"
    again = client.get(address[1], headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert "cache-control" not in client.get("/static/style.css?v=of-other-code").headers
    unnamed = client.get("/static/style.css")
    assert "immutable" not in unnamed.headers.get("cache-control", "")
    assert client.get("/static/style.css", headers={"if-none-match": unnamed.headers["etag"]}).status_code == 304


def test_days_and_numbers_are_written_as_the_language_writes_them() -> None:
    assert words("en").day("2012-07-03") == '<time datetime="2012-07-03">3 July 2012</time>'
    assert words("fr").day("2012-07-03") == '<time datetime="2012-07-03">3 juillet 2012</time>'
    assert words("fr").day("2012-07-01") == '<time datetime="2012-07-01">1er juillet 2012</time>'
    assert words("fr").day("2012-07-10") == '<time datetime="2012-07-10">10 juillet 2012</time>'
    assert words("en").day("2012-07") == '<time datetime="2012-07">2012-07</time>'
    assert words("en").day('"><script>') == '<time datetime="&#34;&gt;&lt;script&gt;">&#34;&gt;&lt;script&gt;</time>'
    assert (words("en").day(None), words("en").day("")) == ("", "")
    assert words("en").number(144403) == "144,403"
    assert words("fr").number(144403) == "144\u202f403"


def test_a_sentence_takes_the_form_of_its_number() -> None:
    english, french = words("en"), words("fr")
    assert [english.ngettext("a State", "States", number) for number in (0, 1, 2)] == ["States", "a State", "States"]
    assert french.gettext("Co-operation") == "Coopération"
    assert french.gettext("never written") == "never written"
