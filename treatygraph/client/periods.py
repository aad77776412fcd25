"""Statuses on days: periods joined with the days that they hold or may hold on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from treatygraph.client.errors import FrameError

CERTAIN, POSSIBLE, NO = "certain", "possible", "no"


def days(values: Any, name: str) -> pd.Series[Any]:
    """Days as datetime64[s], whatever hour and zone they were given with.

    Raises:
        FrameError: some are no days.
    """
    given = values if isinstance(values, pd.Series) else pd.Series(values)
    if pd.api.types.is_numeric_dtype(given.dtype) and given.notna().any():
        # pandas would count nanoseconds since 1970.
        cure = f'a year has 365 days: choose one, as in pd.to_datetime(frame["{name}"].astype(str) + "-12-31").'
        raise FrameError(f"{name} holds numbers and no dates", cure)
    parsed = given
    if not pd.api.types.is_datetime64_any_dtype(given.dtype):
        try:
            parsed = pd.to_datetime(given, format="ISO8601", errors="coerce")
        except (TypeError, ValueError) as error:
            raise FrameError(f"{name} holds what is no date: {error}", "write dates as YYYY-MM-DD.") from error
    if (lost := given[given.notna() & parsed.isna()]).size:
        raise FrameError(f"{name} holds what is no date: {lost.iloc[0]}", "write dates as YYYY-MM-DD.")
    if isinstance(parsed.dtype, pd.DatetimeTZDtype):
        parsed = parsed.dt.tz_localize(None)
    return parsed.dt.normalize().astype("datetime64[s]")


def statuses(held: pd.DataFrame, periods: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """What holds for each row of States and days.

    Args:
        held: the columns iso3, on (datetime64[s]) and covered (boolean, missing where it is not told up to when acts
            are known, so that of a status only its presence says something); any index.
        periods: for each status the answer to the question ``status-periods``, with iso3, since, possibly_since, until
            and possibly_until.

    Returns:
        A frame of the same index, with four columns for each status: ``is_…`` (boolean; missing where the status is
        possible, or where it is not known), ``…_certainty`` (certain, possible or no), ``…_since`` (the first day from
        which it certainly holds) and ``…_possibly_since``.
    """
    pairs = held[["iso3", "on"]].drop_duplicates().dropna()
    known = held["iso3"].notna() & held["on"].notna() & held["covered"].fillna(True).astype(bool)
    whole = known & held["covered"].fillna(False).astype(bool)
    answer: dict[str, pd.Series[Any]] = {}
    for status, spans in periods.items():
        stem = status.replace("-", "_")
        best = _best(pairs, spans)
        joined = held[["iso3", "on"]].merge(best, on=["iso3", "on"], how="left").set_index(held.index)
        certainty = joined["certainty"].where(known)
        certainty = certainty.where(certainty.notna() | ~whole, NO)
        answer[f"is_{stem}"] = (certainty == CERTAIN).astype("boolean").where(certainty.isin([CERTAIN, NO]))
        answer[f"{stem}_certainty"] = certainty
        answer[f"{stem}_since"] = joined["since"].where(known)
        answer[f"{stem}_possibly_since"] = joined["possibly_since"].where(known)
    return pd.DataFrame(answer, index=held.index)


def _best(pairs: pd.DataFrame, spans: pd.DataFrame) -> pd.DataFrame:
    """For each State and day on which some period holds or may hold: whether it is certain, and since when.

    Where several do, what is certain goes before what is possible, and the earlier day before the later.
    """
    found = pairs.merge(spans[["iso3", "since", "possibly_since", "until", "possibly_until"]], on="iso3")
    on = found["on"]
    found = found[(found["possibly_since"] <= on) & ~(found["possibly_until"] <= on)]
    sure = (found["since"] <= found["on"]) & ~(found["until"] <= found["on"])
    found = found.assign(order=(~sure).astype(int)).sort_values(["iso3", "on", "order", "since", "possibly_since"])
    first = found.drop_duplicates(["iso3", "on"]).copy()
    first["certainty"] = pd.array([CERTAIN if order == 0 else POSSIBLE for order in first["order"]], dtype="string")
    return first[["iso3", "on", "certainty", "since", "possibly_since"]]
