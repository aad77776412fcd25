"""The page of a State or a territory: what it was to each treaty on a day, what it did, may do and must do, and who says so."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import httpx
import pytest

#: Gives the text of a State's page, without tags.
Told = Callable[..., str]


@pytest.fixture(scope="module")
def page(client: httpx.Client) -> Callable[..., str]:
    """Gives the page of a State as it is written."""

    def got(code: str, language: str = "en", **given: str) -> str:
        headers = {"accept": "text/html", "accept-language": language}
        reply = client.get(f"/doc/state/{code}", params=given, headers=headers)
        assert reply.status_code == 200, reply.text
        return reply.text

    return got


@pytest.fixture(scope="module")
def told(page: Callable[..., str]) -> Told:
    """Gives what the page of a State tells, part by part: the text under the heading of an identifier."""

    def section(code: str, part: str, **given: str) -> str:
        written = page(code, **given)
        found = re.search(rf'<h2 id="{part}">(.*?)(?=<h2|</main>)', written, re.DOTALL)
        assert found, f"{part} is not on the page"
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found[1])).split())

    return section


def test_a_state_is_told_by_its_names_codes_and_organisations(page: Callable[..., str]) -> None:
    written = page("CHE")
    assert "<h1>Switzerland</h1>" in written
    assert '<p class="lead" lang="fr">Suisse</p>' in written
    for piece in ("<code>CHE</code>", "<code>756</code>", "Swiss Confederation", "Miniature organisation"):
        assert piece in written
    assert "<h1>Suisse</h1>" in page("CHE", language="fr")
    assert "Organisation miniature" in page("CHE", language="fr")


@pytest.mark.parametrize(
    ("code", "day", "piece"),
    {
        "a signatory": ("JPN", "2000-06-01", "MINI 1 First miniature convention ○ signatory 2000-05-10"),
        "a Contracting State that is not yet Party": ("AUT", "2001-06-01", "◐ Contracting State"),
        "a Party": ("AUT", "2003-01-01", "● Party 2000-05-10"),
        "a former Party": ("JPN", "2009-01-01", "× former Party"),
        "a Party again": ("JPN", "2012-01-01", "● Party"),
        "a suspended Party": ("CAN", "2013-06-01", "▪ suspended"),
        "a State that is invited": ("TUN", "2013-01-01", "◇ invited to accede lapses 6 June 2017"),
        "a status that may hold": ("DNK", "2004-02-01", "possibly ◐ Contracting State"),
    }.values(),
)
def test_on_a_day_the_status_under_each_treaty_is_told(told: Told, code: str, day: str, piece: str) -> None:
    assert piece in told(code, "statuses", asOf=day)


def test_both_readings_of_party_are_told_with_their_days_and_reasons(told: Told, page: Callable[..., str]) -> None:
    assert "2001-02-15 why 2002-01-01 why" in told("AUT", "statuses", asOf="2003-01-01")
    assert re.search(r'href="/why\?s=[^"]*period%2Fmini-1%2FAUT%2Fparty[^"]*p=status&amp;o=tg%3Aparty"', page("AUT"))


def test_acts_are_drawn_and_listed_with_their_sources(told: Told, page: Callable[..., str]) -> None:
    written = page("JPN")
    assert written.count('class="bar status-party"') >= 2
    label = re.search(r'role="img" aria-label="(MINI 1: [^"]*)"', written)
    assert label
    assert "Party 2002-01-01 – 2008-06-01" in label[1]
    acts = told("JPN", "acts")
    for piece in ("2008-02-10 MINI 1 denunciation", "2011-04-15 MINI 1 accession", "Chart of the miniature treaties"):
        assert piece in acts


def test_a_record_that_yields_is_told_beside_the_better_one(told: Told) -> None:
    assert "yields to the better record" in told("FIN", "discrepancies")
    assert "yields to the better record" in told("ESP", "discrepancies")


def test_what_a_state_may_join_is_told_with_the_clause_and_why(told: Told, page: Callable[..., str]) -> None:
    assert "MINI 1 First miniature convention ratify, accept or approve signatories" in told(
        "JPN", "joining", asOf="2000-06-01"
    )
    assert "ratify, accept or approve" in told("ESP", "joining")
    assert 'id="joining"' not in page("GRL")


def test_what_a_state_may_not_join_is_told_with_what_is_asked_for(told: Told, page: Callable[..., str]) -> None:
    joining = told("ESP", "joining")
    assert "What it may not join, and why not" in joining
    assert re.search(r'href="/why-not\?s=ESP&amp;p=eligible&amp;o=mini-\d"', page("ESP"))


def test_statements_are_told_by_article_with_their_standing(told: Told) -> None:
    statements = told("BEL", "statements")
    assert "4(2) reservation serious harm required 2001-09-30 withdrawn" in statements
    assert "4(3) reservation no assistance for minor damage 2001-09-30 in effect" in statements
    assert "2001-09-30 awaits entry into force" in told("BEL", "statements", asOf="2001-10-01")


def test_obligations_are_told_less_what_a_reservation_takes_away(told: Told) -> None:
    assert "Example damage limited reservation, Art. 4(3): no assistance for minor damage" in told("BEL", "obligations")
    assert "criminalise Example damage in full" in told("CHE", "obligations")
    assert "ériger en infraction Dommage d'exemple" in told("BEL", "obligations", language="fr")


def test_authorities_are_told_and_contacts_that_are_missing(told: Told) -> None:
    assert "Ministry of Examples 24/7 central authority" in told("BEL", "authorities")
    assert "No point of contact of the 24/7 network is known (Article 9(1) of MINI 1)" in told("AUT", "authorities")


def test_partners_for_co_operation_are_counted_and_lead_to_the_finder(told: Told, page: Callable[..., str]) -> None:
    assert re.search(r"with \d+ States", told("CHE", "cooperation"))
    assert re.search(r'href="/cooperation\?from=CHE&amp;on=\d{4}-\d\d-\d\d"', page("CHE"))


def test_a_territory_tells_who_represents_it_and_what_was_said_of_it(page: Callable[..., str], told: Told) -> None:
    written = page("GRL")
    assert 'href="/doc/state/DNK">Denmark</a>' in written
    assert 'href="/doc/state/GRL">Greenland</a>' in page("DNK")
    assert "It has no status under any of the treaties" in told("GRL", "statuses")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_state_of_the_miniature_has_a_page(client: httpx.Client, language: str) -> None:
    states = client.get("/queries/states.json").json()["rows"]
    assert len(states) > 10
    for state in states:
        headers = {"accept": "text/html", "accept-language": language}
        reply = client.get(f"/doc/state/{state['iso3']}", headers=headers)
        assert (reply.status_code, reply.headers["content-language"]) == (200, language)


def test_everything_said_of_it_and_other_formats_are_a_link_away(
    client: httpx.Client, page: Callable[..., str]
) -> None:
    written = page("CHE")
    for address in re.findall(r'href="(/doc/state/CHE[^"]*)"', written):
        if "lang=" in address:
            # A choice of language would be kept.
            continue
        assert client.get(html.unescape(address), headers={"accept": "*/*"}).status_code == 200
    assert "as=statements" in written


def test_what_was_known_on_a_day_is_told_as_such(page: Callable[..., str]) -> None:
    written = page("JPN", knownAt="2021-01-01")
    assert 'As known from documents made by <time datetime="2021-01-01">1 January 2021</time>.' in written
    assert "/why?" not in written


@pytest.mark.parametrize("given", [{"asOf": "2001-13-01"}, {"asOf": '"><script>'}, {"knownAt": "soon"}])
def test_a_day_that_is_none_is_refused(client: httpx.Client, given: dict[str, str]) -> None:
    reply = client.get("/doc/state/CHE", params=given, headers={"accept": "text/html"})
    assert reply.status_code == 400
    assert "<script>" not in reply.text
