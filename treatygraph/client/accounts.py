"""Reasons and suppositions as DataFrames: a row for each step of a proof, each part that is missing, each change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from treatygraph.client.frames import frame

#: The columns of a proof and of its absence: their types.
PROOF = {
    "step": "string",
    "depth": "integer",
    "says": "string",
    "rule": "string",
    "basis": "string",
    "rows": "string",
    "sources": "string",
}
ABSENCE = {
    "step": "string",
    "depth": "integer",
    "says": "string",
    "rule": "string",
    "basis": "string",
    "held": "integer",
    "of": "integer",
}


def proof(told: Mapping[str, Any]) -> pd.DataFrame:
    """A proof, a row for each step: what it says, by which rule on which article, from which rows of files.

    The steps are numbered as they rest on each other: 1.2 is the second premise of 1.
    """
    answer = frame(PROOF, list(_steps(told["proof"], "1", 0)))
    answer.attrs |= {"holds": True, "says": told["proof"]["says"], "coverage": told["coverage"], "proof": told["proof"]}
    return answer


def absence(told: Mapping[str, Any]) -> pd.DataFrame:
    """Why something does not hold, a row for each rule that could conclude it and for each part that is missing.

    What is missing in the end, in short, stands in ``attrs["because"]``.
    """
    answer = frame(ABSENCE, list(_rules(told["rules"], "", 0)))
    kept = ("because", "coverage", "rules")
    answer.attrs |= {"holds": False, "says": told["asked"], **{name: told[name] for name in kept}}
    return answer


def changes(told: Mapping[str, Any]) -> pd.DataFrame:
    """What a supposition would change, a row for each cell: the kind of change, what it is of, before and after."""
    rows: list[dict[str, Any]] = []
    keys: dict[str, str] = {}
    for each in told["answers"]:
        keys |= dict.fromkeys(each["key"] if each["changes"] else (), "string")
        for change in each["changes"]:
            before, after = change["before"] or {}, change["after"] or {}
            first = {"question": each["question"], "change": change["change"], **change["key"]}
            # What has no cell beside its key is a change nevertheless.
            rows += [
                {**first, "column": name, "before": before.get(name) or None, "after": after.get(name) or None}
                for name in dict.fromkeys([*before, *after])
                if (before.get(name) or None) != (after.get(name) or None)
            ] or [first]
    kinds = {"question": "string", "change": "string", **keys}
    answer = frame(kinds | dict.fromkeys(("column", "before", "after"), "string"), rows)
    answer.attrs |= {name: told[name] for name in ("hypothetical", "note", "release", "coverage", "acts")}
    return answer


def _steps(node: Mapping[str, Any], step: str, depth: int) -> Iterator[dict[str, Any]]:
    rule = node["rule"] or {}
    places = [_place(source) for source in node["sources"]]
    titles = dict.fromkeys(source["title"] for source in node["sources"])
    yield {
        "step": step,
        "depth": depth,
        "says": node["says"],
        "rule": rule.get("name"),
        "basis": rule.get("basis"),
        "rows": "; ".join(filter(None, places)) or None,
        "sources": "; ".join(titles) or None,
    }
    for number, premise in enumerate(node["premises"], start=1):
        yield from _steps(premise, f"{step}.{number}", depth + 1)


def _place(source: Mapping[str, Any]) -> str:
    return f"{source['file']} row {source['row']}" if source["row"] else str(source["file"])


def _rules(rules: list[Mapping[str, Any]], above: str, depth: int) -> Iterator[dict[str, Any]]:
    for number, each in enumerate(rules, start=1):
        step = f"{above}{number}"
        rule = each["rule"]
        told = {"rule": rule["name"], "basis": rule["basis"], "held": each["held"], "of": each["of"]}
        yield {"step": step, "depth": depth, "says": rule["title"], **told}
        for part, missing in enumerate(each["missing"], start=1):
            yield {"step": f"{step}.{part}", "depth": depth + 1, "says": missing["says"]}
            yield from _rules(missing.get("rules", []), f"{step}.{part}.", depth + 2)
