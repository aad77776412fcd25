"""The document of a State or a treaty tells who is bound by what, by both readings of Party."""

from __future__ import annotations

import re

import httpx
import pytest


@pytest.mark.parametrize(
    ("path", "rows"),
    [
        ("state/DNK", [("MINI 1: First miniature convention", "2004-01-01 … 2004-02-29", "2004-06-01", ""), ("MINI 3: Second miniature convention", "2011-09-08", "2011-12-07", "")]),
        ("state/JPN", [("MINI 1: First miniature convention", "2001-06-01", "2002-01-01", "2008-06-01"), ("MINI 1: First miniature convention", "2011-04-15", "2011-08-01", "")]),
        ("treaty/mini-2", [("Austria", "2012-03-01", "", "2012-03-15"), ("Canada", "2012-02-02", "2012-06-01", ""), ("Finland", "2011-05-20", "2012-06-01", "")]),
        ("state/ESP", []),
        ("source/mini-a", []),
    ],
)  # fmt: skip
def test_both_readings_stand_side_by_side(path: str, rows: list[tuple[str, ...]], client: httpx.Client) -> None:
    page = client.get(f"/doc/{path}?as=statements", headers={"Accept": "text/html"}).text
    page = re.sub(r'<time datetime="([^"]*)">[^<]*</time>', r"\1", page)
    table = page.partition("Bound, by both readings of Party")[2].partition("</table>")[0]
    found = [
        tuple(re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td.*?</td>", row, re.DOTALL))
        for row in re.findall(r"<tr>.*?</tr>", table, re.DOTALL)
    ]
    assert [row for row in found if row] == rows
