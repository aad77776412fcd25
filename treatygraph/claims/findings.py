"""What comes of holding a claimed answer against the rows that the graph gives: functions on text, one a comparison.

A row whose column ``certainty`` says possible may be part of the answer, as in every question of the catalogue: what it
leaves open makes a verdict undecided, never wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

Row = Mapping[str, str]

AGREEMENT, CONTRADICTION, UNDECIDED, UNANSWERABLE = "agreement", "contradiction", "undecided", "unanswerable"

#: Between the values of a list, in what is claimed and in what the graph answers.
SEPARATOR = ";"


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one comparison.

    Attributes:
        outcome: agreement, contradiction, undecided or unanswerable.
        answer: the graph's own answer as text; two bounds are written ``76..77``.
        missing: values of the answer that the claimed list lacks.
        surplus: values that the claimed list has and the answer has not.
        doubtful: values that may or may not be part of the answer.
        counted: how many values the graph has for certain, and how many it may have; None where none are counted.
        bearing: the values on which the outcome turns; None for all that the rows hold.
    """

    outcome: str
    answer: str = ""
    missing: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    counted: tuple[int, int] | None = None
    bearing: tuple[str, ...] | None = None

    def open(self) -> Finding:
        """The same, undecided: the graph's knowledge ends before the day that is asked about."""
        return replace(self, outcome=UNDECIDED)


def compare(comparison: str, claimed: str, rows: Sequence[Row], columns: Sequence[str]) -> Finding:
    """Holds a claimed answer against rows.

    Args:
        comparison: the local name of a comparison of the ontology, a key of ``COMPARISONS``.
        claimed: what is claimed; a list's values are separated by semicolons.
        rows: the rows of the answer, each cell as text.
        columns: the column that answers; for a window its first and its last day, for a number the definite one and
            how many more there may be.

    Raises:
        ValueError: the claimed answer or the rows are not of the kind that the comparison compares.
    """
    return COMPARISONS[comparison](claimed, rows, columns)


def listed(claimed: str) -> list[str]:
    """The values of a claimed list."""
    return list(dict.fromkeys(filter(None, (value.strip() for value in claimed.split(SEPARATOR)))))


def implied(finding: Finding, claimed: str, whole: Finding) -> int | None:
    """The total that a list of a part implies: its own length, and what the graph knows of the rest of the whole.

    Returns:
        None where the graph knows the part or the whole as a window only.
    """
    if finding.counted is None or whole.counted is None:
        return None
    (part, part_most), (total, total_most) = finding.counted, whole.counted
    return None if part != part_most or total != total_most else len(listed(claimed)) + total - part


def _value(claimed: str, rows: Sequence[Row], columns: Sequence[str]) -> Finding:
    windows = sorted({(row[columns[0]], row[columns[-1]]) for row in rows if row[columns[0]]})
    return _within_windows(claimed, windows)


def _year(claimed: str, rows: Sequence[Row], columns: Sequence[str]) -> Finding:
    """As a value, of a date of which the year is claimed, or the year and month."""
    length = len(claimed)
    windows = sorted({(row[columns[0]], row[columns[-1]]) for row in rows if row[columns[0]]})
    cut = [(first[:length], last[:length]) for first, last in windows]
    return replace(_within_windows(claimed, cut), answer=_spans(windows))


def _number(claimed: str, rows: Sequence[Row], columns: Sequence[str]) -> Finding:
    if len(rows) != 1:
        raise ValueError(f"the question gives {len(rows)} rows where one number is compared")
    low = _whole(rows[0][columns[0]])
    high = low + (_whole(rows[0][columns[1]] or "0") if len(columns) > 1 else 0)
    return _among(claimed, low, high)


def _number_of_values(claimed: str, rows: Sequence[Row], columns: Sequence[str]) -> Finding:
    sure, possible = _values(rows, columns[0])
    finding = _among(claimed, len(sure), len(sure) + len(possible))
    bearing = possible if finding.outcome == UNDECIDED else sure
    return replace(finding, doubtful=tuple(possible), bearing=tuple(bearing))


def _set(claimed: str, rows: Sequence[Row], columns: Sequence[str]) -> Finding:
    sure, possible = _values(rows, columns[0])
    given = listed(claimed)
    missing = [value for value in sure if value not in given]
    surplus = [value for value in given if value not in sure and value not in possible]
    return _lists(sure, possible, missing, surplus, possible, sure)


def _inclusion(claimed: str, rows: Sequence[Row], columns: Sequence[str]) -> Finding:
    sure, possible = _values(rows, columns[0])
    given = listed(claimed)
    surplus = [value for value in given if value not in sure and value not in possible]
    return _lists(sure, possible, [], surplus, [value for value in given if value in possible], given)


def _exclusion(claimed: str, rows: Sequence[Row], columns: Sequence[str]) -> Finding:
    sure, possible = _values(rows, columns[0])
    given = listed(claimed)
    surplus = [value for value in given if value in sure]
    return _lists(sure, possible, [], surplus, [value for value in given if value in possible], [])


#: The closed vocabulary of comparisons, by the local names that the ontology gives them.
COMPARISONS: Mapping[str, Callable[[str, Sequence[Row], Sequence[str]], Finding]] = {
    "valueComparison": _value,
    "yearComparison": _year,
    "numberComparison": _number,
    "numberOfValuesComparison": _number_of_values,
    "setComparison": _set,
    "inclusionComparison": _inclusion,
    "exclusionComparison": _exclusion,
}


def _lists(
    sure: Sequence[str],
    possible: Sequence[str],
    missing: Sequence[str],
    surplus: Sequence[str],
    doubtful: Sequence[str],
    agreed: Sequence[str],
) -> Finding:
    """The finding on a list; ``agreed`` are the values that it rests on where nothing differs or is in doubt."""
    differing = (*sorted(missing), *sorted(surplus))
    return Finding(
        CONTRADICTION if differing else UNDECIDED if doubtful else AGREEMENT,
        SEPARATOR.join(sure),
        tuple(sorted(missing)),
        tuple(sorted(surplus)),
        tuple(sorted(doubtful)),
        (len(sure), len(sure) + len(possible)),
        differing or tuple(doubtful) or tuple(agreed),
    )


def _values(rows: Sequence[Row], column: str) -> tuple[list[str], list[str]]:
    """The values that are certain, and those that are only possible."""
    sure = {row[column] for row in rows if row[column] and row.get("certainty", "certain") != "possible"}
    return sorted(sure), sorted({row[column] for row in rows if row[column]} - sure)


def _among(claimed: str, low: int, high: int) -> Finding:
    number = _whole(claimed)
    outcome = CONTRADICTION if not low <= number <= high else AGREEMENT if low == high else UNDECIDED
    return Finding(outcome, str(low) if low == high else f"{low}..{high}", counted=(low, high))


def _within_windows(claimed: str, windows: Sequence[tuple[str, str]]) -> Finding:
    """Agreement where every window is the claimed value, contradiction where none holds it."""
    mark = _order(claimed)
    may = [_order(first) <= mark and (not last or mark <= _order(last)) for first, last in windows]
    if windows and all(first == last == claimed for first, last in windows):
        outcome = AGREEMENT
    else:
        outcome = UNDECIDED if any(may) or not windows else CONTRADICTION
    return Finding(outcome, _spans(windows))


def _spans(windows: Iterable[tuple[str, str]]) -> str:
    return SEPARATOR.join(first if first == last else f"{first}..{last}" for first, last in windows)


def _order(value: str) -> tuple[int, str]:
    return (int(value), "") if value.isdigit() else (-1, value)


def _whole(value: str) -> int:
    if not value.isdigit():
        raise ValueError(f"“{value}” is not a whole number")
    return int(value)
