"""What is remembered of files is what reading them again would give."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from treatygraph.content import FOLDERS, Content
from treatygraph.increments.remembered import Remembered

HOUR = 3600 * 10**9


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for folder in FOLDERS:
        (tmp_path / folder).mkdir()
    (tmp_path / "data" / "treaties").mkdir()
    for place in ("data/states.csv", "data/treaties/one.csv", "queries/a.rq"):
        (tmp_path / place).write_text("first", encoding="utf-8")
    return tmp_path


def test_the_digests_are_those_of_the_files_however_they_change(root: Path) -> None:
    content = Remembered(root)
    assert content.digests() == Content(root).digests()
    (root / "data" / "treaties" / "one.csv").write_text("other", encoding="utf-8")
    assert content.digests() == Content(root).digests()
    (root / "data" / "states.csv").unlink()
    (root / "data" / "treaties" / "two.csv").write_text("first", encoding="utf-8")
    assert content.digests() == Content(root).digests()


def test_a_file_of_the_same_size_whose_clock_is_set_back_is_read_anew(root: Path) -> None:
    content = Remembered(root)
    path = root / "data" / "states.csv"
    before = path.stat()
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns - HOUR))
    first = content.digests()
    path.write_text("other", encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns - HOUR))
    assert content.digests() == Content(root).digests() != first


def test_a_query_is_parsed_anew_when_its_text_has_changed(root: Path) -> None:
    content = Remembered(root)
    path = root / "queries" / "a.rq"
    path.write_text("#+ title: {en: One}\nASK {}", encoding="utf-8")
    first = content.query(path)
    assert content.query(path) is first
    path.write_text("#+ title: {en: Two}\nASK {}", encoding="utf-8")
    assert content.query(path).header["title"]["en"] == "Two"
