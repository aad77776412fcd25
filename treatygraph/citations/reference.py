"""References as others read them: lines of text, BibTeX, CSL-JSON.

A reference is an item of CSL-JSON (https://github.com/citation-style-language/schema): ``{"id", "type", "title", …}``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

Reference = Mapping[str, Any]

TEXT = "text/plain"
BIBTEX = "application/x-bibtex"
CSL = "application/vnd.citationstyles.csl+json"

#: What TeX would take for an instruction. Braces are named, for BibTeX counts them even where they are escaped.
_TEX = {
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "^": r"{\textasciicircum}",
    "~": r"{\textasciitilde}",
    **{character: f"\\{character}" for character in "$&#%_"},
}

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def issued(edtf: str) -> dict[str, Any]:
    """A date in EDTF (https://www.loc.gov/standards/datetime/) as CSL has it; an open interval in words."""
    if re.fullmatch(r"\d{4}(-\d\d){0,2}", edtf):
        return {"date-parts": [[int(part) for part in edtf.split("-")]]}
    begin, _, end = edtf.partition("/")
    return {"literal": f"since {begin}" if end == ".." else f"until {end}" if begin == ".." else edtf}


def csl(references: Sequence[Reference]) -> str:
    """References as CSL-JSON."""
    return json.dumps(references, ensure_ascii=False, indent=2) + "\n"


def bibtex(references: Sequence[Reference], remarks: Sequence[str] = ()) -> str:
    """References as BibTeX in UTF-8, after remarks, which stand outside the entries and are not read."""
    # An @ would begin an entry wherever it stands.
    said = "".join(f"% {_line(remark).replace('@', '(at)')}\n" for remark in remarks)
    return said + "".join(f"\n{_entry(reference)}" for reference in references)


def lines(references: Sequence[Reference]) -> list[str]:
    """References as lines: who, what, when, where, and what else there is to know."""
    return [_sentence(reference) for reference in references]


def _sentence(reference: Reference) -> str:
    who = [author["literal"] for author in reference.get("author", [])] or [reference.get("publisher", "")]
    version = f"Release {reference['version']}" if "version" in reference else ""
    parts = [*who, reference["title"], version, _date(reference)]
    said = ". ".join(part.rstrip(".") for part in map(_line, parts) if part) + "."
    address = f" {reference['URL']}" if "URL" in reference else ""
    note = f" [{_line(reference['note'])}]" if reference.get("note") else ""
    return f"{said}{address}{note}"


def _date(reference: Reference) -> str:
    date = reference.get("issued", {})
    return str(date.get("literal") or "-".join(f"{part:02}" for part in date.get("date-parts", [[]])[0]))


def _entry(reference: Reference) -> str:
    date = reference.get("issued", {})
    day: list[int] = date.get("date-parts", [[]])[0]
    notes = [reference.get("note"), date.get("literal")]
    fields = {
        "author": " and ".join(f"{{{tex(author['literal'])}}}" for author in reference.get("author", [])),
        "title": f"{{{tex(reference['title'])}}}",
        "publisher": tex(reference.get("publisher", "")),
        "year": "".join(map(str, day[:1])),
        "version": tex(reference.get("version", "")),
        "url": address(reference.get("URL", "")),
        "note": tex("; ".join(note for note in notes if note)),
    }
    told = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    told += [f"  month = {_MONTHS[month - 1]}" for month in day[1:2]]
    key = re.sub(r"[^A-Za-z0-9:._-]", "-", reference["id"])
    return f"@misc{{{key},\n" + ",\n".join(told) + "\n}\n"


def tex(value: str) -> str:
    """A text in which TeX and BibTeX take nothing for an instruction."""
    return "".join(_TEX.get(character, character) for character in _line(value))


def address(url: str) -> str:
    """An address for a field that is read as it stands: what would unbalance it is written in percent."""
    return quote(url, safe="!#$%&'()*+,-./:;=?@_~[]")


def _line(value: str) -> str:
    """A text on one line, without control characters."""
    return " ".join("".join(character if character.isprintable() else " " for character in value).split())
