"""Charts of answers: whole specifications that any reader of Vega-Lite draws, and pictures of them."""

from __future__ import annotations

import re
import struct
import xml.etree.ElementTree as ET
from typing import Any

import httpx
import pytest

SVG = "{http://www.w3.org/2000/svg}"

#: Which language a reader's cookie asks for does not matter here.
ENGLISH = {"cookie": "lang=en"}

#: What each question that has a chart is asked of the miniature.
ASKED = {
    "accession-progress": "treaty=mini-1&on=2012-01-01",
    "accessions-per-year": "treaty=mini-1",
    "claims": "",
    "consents-needed": "on=2004-02-01",
    "cooperation-gap": "from=AUT&to=JPN&on=2004-02-01",
    "count-parties": "treaty=mini-1&on=2012-01-01",
    "coverage": "",
    "entry-into-force": "treaty=mini-1",
    "facts-by-source": "source=mini-a",
    "matrix": "treaty=mini-1",
    "measure-coverage": "measure=offence/mini-1/ExampleAccess",
    "obligations": "state=AUT",
    "parties-by-membership": "treaty=mini-1&organisation=mini-org",
    "parties-over-time": "treaty=mini-1",
    "signature-to-consent": "treaty=mini-1",
    "sources": "",
    "status-periods": "treaty=mini-1&state=MNE",
    "statuses-by-treaty": "treaty=mini-1&on=2012-01-01",
    "threshold": "treaty=mini-1",
    "timeline": "state=JPN",
    "treaties": "",
    "uncertain-acts": "treaty=mini-1",
}


def drawn(client: httpx.Client, slug: str, query: str, **looks: str) -> ET.Element:
    """A picture of a question as SVG."""
    asked = "&".join(filter(None, (query, *(f"{name}={value}" for name, value in looks.items()))))
    response = client.get(f"/queries/{slug}.svg?{asked}")
    assert (response.status_code, response.headers["content-type"]) == (200, "image/svg+xml"), response.text
    return ET.fromstring(response.text)


def words(picture: ET.Element) -> list[str]:
    return ["".join(text.itertext()) for text in picture.iter(f"{SVG}text")]


def specification(client: httpx.Client, slug: str, query: str) -> dict[str, Any]:
    response = client.get(f"/queries/{slug}.vl.json?{query}")
    assert response.headers["content-type"] == "application/vnd.vegalite.v6+json"
    found: dict[str, Any] = response.json()
    return found


def test_every_chart_of_the_catalogue_is_drawn_by_these_tests(client: httpx.Client) -> None:
    listed = client.get("/queries.json").json()["questions"]
    assert {each["slug"] for each in listed if "svg" in each["links"]} == set(ASKED)


@pytest.mark.parametrize("slug", sorted(ASKED))
def test_a_chart_is_drawn_in_both_languages_for_wide_and_narrow_screens(client: httpx.Client, slug: str) -> None:
    title = {each["slug"]: each["title"] for each in client.get("/queries.json").json()["questions"]}[slug]
    wide = drawn(client, slug, ASKED[slug])
    assert title["en"].split()[0] in " ".join(words(wide))
    narrow = drawn(client, slug, ASKED[slug], lang="fr", shape="narrow", theme="dark")
    assert title["fr"].split()[0] in " ".join(words(narrow))
    assert float(narrow.attrib["width"]) < float(wide.attrib["width"])
    for told in (*words(wide), *words(narrow)):
        assert not re.search(r"undefined|null|NaN|Invalid|\[object", told), told


@pytest.mark.parametrize("slug", sorted(ASKED))
def test_a_specification_is_whole(client: httpx.Client, slug: str) -> None:
    found = specification(client, slug, ASKED[slug])
    assert found["$schema"] == "https://vega.github.io/schema/vega-lite/v6.json"
    assert found["title"]["text"]
    assert found["description"].endswith(".")
    # No name of a colour, of a column's title or of another question's address is left to be filled in.
    assert not re.search(
        r'"@|"title": "titles\.|"url": "(?!http)', client.get(f"/queries/{slug}.vl.json?{ASKED[slug]}").text
    )


def test_the_data_of_a_specification_are_where_it_says(client: httpx.Client) -> None:
    found = specification(client, "accessions-per-year", "treaty=mini-1&reading=party")
    rows = httpx.get(found["data"]["url"]).json()[found["data"]["format"]["property"]]
    assert rows == client.get("/queries/accessions-per-year.json?treaty=mini-1&reading=party").json()["rows"]
    beside = [layer["data"]["url"] for layer in specification(client, "parties-over-time", "treaty=mini-1")["layer"]]
    assert {httpx.get(address).json()["asked"]["reading"] for address in beside} == {"party", "contracting"}


def test_a_specification_names_the_host_that_it_was_asked_of(client: httpx.Client) -> None:
    for host in ("one.example", "two.example"):
        response = client.get("/queries/claims.vl.json", headers={"host": host})
        assert response.json()["data"]["url"].startswith(f"http://{host}/queries/claims.json")


def test_a_specification_that_is_asked_for_by_its_media_type_is_at_its_own_address(client: httpx.Client) -> None:
    accept = {"accept": "application/vnd.vegalite.v6+json"}
    response = client.get("/queries/claims?outcome=agreement", headers=accept, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/queries/claims.vl.json?outcome=agreement")


def test_a_chart_of_a_view_takes_its_data_from_the_view(client: httpx.Client) -> None:
    found = specification(client, "accessions-per-year", "treaty=mini-1&rank=depositary")
    assert "rank=depositary" in found["data"]["url"]


def test_a_png_has_twice_the_pixels(client: httpx.Client) -> None:
    picture = client.get("/queries/treaties.png?theme=print")
    assert picture.headers["content-type"] == "image/png"
    width, _ = struct.unpack(">II", picture.content[16:24])
    assert width == 2 * float(drawn(client, "treaties", "").attrib["width"])


def test_a_picture_may_do_without_its_title(client: httpx.Client) -> None:
    assert "Treaties in the graph" in words(drawn(client, "treaties", ""))
    assert "Treaties in the graph" not in words(drawn(client, "treaties", "", title="no"))


def test_the_colours_follow_the_theme(client: httpx.Client) -> None:
    light, dark, paper = (
        client.get(f"/queries/treaties.svg?theme={theme}").text for theme in ("light", "dark", "print")
    )
    assert len({light, dark, paper}) == 3
    assert 'fill="white"' in paper
    assert 'fill="white"' not in light


def test_an_answer_without_rows_is_a_picture_that_says_so(client: httpx.Client) -> None:
    asked = "/queries/accession-progress.json?treaty=mini-1&on=1950-01-01"
    assert client.get(asked).json()["total"] == 0
    assert "No row answers this." in words(drawn(client, "accession-progress", "treaty=mini-1&on=1950-01-01"))
    assert "Aucune ligne n’y répond." in words(
        drawn(client, "accession-progress", "treaty=mini-1&on=1950-01-01", lang="fr")
    )


def test_a_question_without_a_chart_says_which_have_one(client: httpx.Client) -> None:
    for suffix in ("svg", "png", "vl.json"):
        response = client.get(f"/queries/parties.{suffix}?treaty=mini-1")
        assert response.status_code == 404
        assert "parties-over-time" in response.json()["cure"]


@pytest.mark.parametrize(
    ("query", "culprit", "cure"),
    [
        ("treaty=mini-1&theme=pink", "theme=pink", "light or dark or print"),
        ("treaty=mini-1&shape=round", "shape=round", "wide or narrow"),
        ("treaty=mini-1&title=%3Cscript%3E", "title=<script>", "yes or no"),
        ("treaty=mini-1&lang=de", "lang=de", "en or fr"),
        ("treaty=mini-9", "mini-9", "mini-3"),
        ("", "treaty", "treaty="),
    ],
)
def test_a_picture_that_cannot_be_drawn_says_why_and_what_to_write(
    client: httpx.Client, query: str, culprit: str, cure: str
) -> None:
    response = client.get(f"/queries/parties-over-time.svg?{query}")
    assert response.status_code == 400
    assert culprit in response.json()["detail"]
    assert cure in response.json()["cure"]


def test_the_formats_of_a_chart_are_told_wherever_formats_are(client: httpx.Client) -> None:
    links = client.get("/queries/parties-over-time.json?treaty=mini-1").json()["links"]
    assert links["svg"] == "/queries/parties-over-time.svg?treaty=mini-1"
    link = client.get("/queries/parties-over-time?treaty=mini-1").headers["link"]
    assert 'rel="alternate"; type="application/vnd.vegalite.v6+json"' in link
    paths = client.get("/openapi.json").json()["paths"]
    enumerated = paths["/queries/{question}.svg"]["get"]["parameters"][0]["schema"]["enum"]
    assert sorted(enumerated) == sorted(ASKED)


def test_an_image_is_what_an_image_is_asked_for(client: httpx.Client) -> None:
    accept = {"accept": "image/avif,image/webp,image/svg+xml,image/*;q=0.8"}
    response = client.get("/queries/treaties", headers=accept)
    assert response.headers["content-type"] == "image/svg+xml"


def test_pictures_are_drawn_once(client: httpx.Client) -> None:
    first = client.get("/queries/coverage.svg")
    again = client.get("/queries/coverage.svg", headers={"if-none-match": first.headers["etag"]})
    assert (first.status_code, again.status_code) == (200, 304)


class TestThePageOfAQuestion:
    def test_shows_its_chart_with_words_for_it(self, client: httpx.Client) -> None:
        text = client.get("/queries/accessions-per-year?treaty=mini-1", headers=ENGLISH).text
        assert (
            '<img src="/queries/accessions-per-year.svg?treaty=mini-1&amp;title=no" alt="Accessions and other' in text
        )
        assert 'media="screen and (prefers-color-scheme: dark)"' in text

    def test_tells_its_chart_in_french(self, client: httpx.Client) -> None:
        text = client.get("/queries/accessions-per-year?treaty=mini-1&lang=fr").text
        assert "accessions-per-year.svg?treaty=mini-1&amp;title=no&amp;lang=fr" in text
        assert 'alt="Adhésions et autres consentements par année' in text

    def test_names_what_can_be_asked_of(self, client: httpx.Client) -> None:
        text = client.get("/queries/cooperation-gap?from=AUT&to=JPN&lang=fr").text
        assert '<option value="AUT" selected>Autriche</option>' in text
        assert '<option value="JPN" selected>Japon</option>' in text
        assert re.search(r'<optgroup label="[^"]+"><option value="offence/mini-1/', text)

    def test_names_the_readings(self, client: httpx.Client) -> None:
        text = client.get("/queries/parties?treaty=mini-1&lang=fr").text
        assert '<option value="contracting" selected>État contractant</option>' in text

    def test_has_no_chart_where_there_is_none_or_nothing_to_show(self, client: httpx.Client) -> None:
        assert 'class="chart"' not in client.get("/queries/parties?treaty=mini-1").text
        assert 'class="chart"' not in client.get("/queries/accession-progress?treaty=mini-1&on=1950-01-01").text

    def test_calls_values_by_their_names_in_french(self, client: httpx.Client) -> None:
        text = client.get("/queries/matrix?state=CHE&lang=fr").text
        assert "<td>Suisse</td>" in text
        assert ">Nom</th>" in text


class TestTheMapOfAnAnswer:
    def test_marks_the_states_of_the_rows(self, client: httpx.Client) -> None:
        response = client.get("/queries/parties.map.svg?treaty=mini-1&on=2012-01-01&lang=fr&theme=dark")
        assert (response.status_code, response.headers["content-type"]) == (200, "image/svg+xml")
        marked = {title.text for title in ET.fromstring(response.text).iter(f"{SVG}title")}
        rows = client.get("/queries/parties.json?treaty=mini-1&on=2012-01-01").json()["rows"]
        assert len(marked) == len(rows)
        assert "Autriche" in marked

    def test_stripes_what_is_only_possible(self, client: httpx.Client) -> None:
        rows = client.get("/queries/parties.json?treaty=mini-1&on=2003-06-01").json()["rows"]
        text = client.get("/queries/parties.map.svg?treaty=mini-1&on=2003-06-01").text
        assert text.count('fill="url(#possible)"') == sum(row["certainty"] == "possible" for row in rows)

    def test_is_none_of_a_question_without_states(self, client: httpx.Client) -> None:
        for slug in ("treaties", "no-such-question"):
            response = client.get(f"/queries/{slug}.map.svg")
            assert response.status_code == 404
            assert "names States" in response.json()["cure"]

    def test_refuses_what_the_question_refuses(self, client: httpx.Client) -> None:
        assert client.get("/queries/parties.map.svg?treaty=mini-1&on=never").status_code == 400
        assert client.get("/queries/parties.map.svg?treaty=mini-1&theme=pink").status_code == 400

    def test_is_offered_where_rows_name_states(self, client: httpx.Client) -> None:
        assert "parties.map.svg?treaty=mini-1" in client.get("/queries/parties?treaty=mini-1").text
        assert ".map.svg" not in client.get("/queries/treaties").text
