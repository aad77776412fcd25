"""A clock that is set back: releases, what waivers let pass, the days that replies tell and the rate limit stand it."""

from __future__ import annotations

import os
import time
from datetime import date
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, cast

import pytest
from pyoxigraph import Store
from small import names, published, value

from api.serving.front import Front
from api.serving.rate import Rate
from treatygraph import pipeline
from treatygraph.content import Content
from treatygraph.errors import ValidationError
from treatygraph.releases.release import CURRENT, MANIFEST

DAY = 86_400


def test_the_release_that_was_built_last_is_current_whatever_its_files_say_of_when(tmp_path: Path) -> None:
    first = published("first", tmp_path)
    for path in first.rglob("*"):
        os.utime(path, (time.time() + DAY, time.time() + DAY))
    second = published("second", tmp_path)
    assert value(tmp_path / CURRENT) == "second"
    assert (second / MANIFEST).stat().st_mtime < (first / MANIFEST).stat().st_mtime
    third = published("third", tmp_path)
    # The one before is kept, and not the one whose files say that it is the youngest.
    assert names(tmp_path) == {CURRENT, second.name, third.name}


def test_nothing_was_modified_later_than_now() -> None:
    none = cast("Any", None)
    front = Front.around(none, none, none, "a", time.time() + DAY, "", 0)
    assert parsedate_to_datetime(front.made.decode()).timestamp() <= time.time()


def test_a_clock_before_the_last_day_that_the_graph_knows_brings_no_waiver_back(
    miniature: tuple[Content, Store], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    days: list[date] = []

    def validate(content: Content, store: Store, day: date) -> Any:
        days.append(day)
        raise ValidationError([])

    monkeypatch.setattr(pipeline, "materialise", lambda content, listener: miniature[1])
    monkeypatch.setattr(pipeline, "validate", validate)
    for day in (date(1970, 1, 1), date(2030, 1, 1)):
        with pytest.raises(ValidationError):
            pipeline.build(miniature[0], tmp_path, lambda step, seconds: None, day)
    assert days == [date(2020, 6, 30), date(2030, 1, 1)]


def test_who_has_asked_too_often_is_not_kept_out_for_as_long_as_the_clock_went_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    rate = Rate("2/minute")
    assert [rate.is_over("192.0.2.1") for _ in range(3)] == [False, False, True]
    now -= DAY
    assert [rate.is_over("192.0.2.1") for _ in range(3)] == [False, False, True]
    now += 61
    assert not rate.is_over("192.0.2.1")
