"""A release is changed under load, on one copy after the other, and nobody who asks through the proxy is failed."""

from __future__ import annotations

import signal
from itertools import groupby

import httpx
import pytest
from copies import ASKED, RETITLED, TITLE, Load, Seen, Town, until


def answers(town: Town) -> dict[tuple[int, str], bytes]:
    """What each release answers to what readers ask, told by the copies themselves."""
    found = {}
    for release in (town.later, town.earlier):
        town.all_serve(release)
        with httpx.Client(base_url=town.copies[0].address, timeout=30) as client:
            for number, (method, path, kind, body) in enumerate(ASKED):
                headers = {"content-type": kind} if kind else {}
                found[number, release] = client.request(method, path, content=body, headers=headers).content
    return found


@pytest.fixture(scope="module")
def known(town: Town) -> dict[tuple[int, str], bytes]:
    """What each release answers to what readers ask."""
    found = answers(town)
    for number in range(len(ASKED)):
        assert found[number, town.earlier] != found[number, town.later], ASKED[number]
        assert RETITLED.encode() in found[number, town.later]
        assert RETITLED.encode() not in found[number, town.earlier]
        assert TITLE.encode() in found[number, town.earlier]
    return found


def stages(seen: list[Seen]) -> list[str]:
    """The releases that were seen, one after another, without repetition."""
    return [release for release, _ in groupby(seen, lambda each: each.release)]


def whole(load: Load, known: dict[tuple[int, str], bytes]) -> None:
    """Nothing failed, and each answer is the answer of the release that it names."""
    assert load.failed() == []
    for seen in load.seen:
        assert seen.body == known[seen.asked, seen.release]


def test_a_release_taken_up_in_place_fails_no_request_and_nobody_sees_the_one_before_again(
    town: Town, known: dict[tuple[int, str], bytes]
) -> None:
    town.all_serve(town.earlier)
    with town.load().asking() as load:
        load.more()
        for copy in town.copies:
            copy.point(town.later)
            until(lambda copy=copy: copy.ready(town.later).get("code") == 200, "the release is not taken up")  # type: ignore[misc]
            load.more()
    whole(load, known)
    for reader in range(load.readers):
        assert stages([seen for seen in load.seen if seen.reader == reader]) in (
            [town.earlier, town.later],
            [town.later],
        )
    for copy in ("one", "two"):
        assert stages([seen for seen in load.seen if seen.copy == copy]) == [town.earlier, town.later]
    assert {seen.release for seen in load.seen[-load.readers :]} == {town.later}


def test_copies_that_are_replaced_one_after_the_other_fail_no_request(
    town: Town, known: dict[tuple[int, str], bytes]
) -> None:
    town.all_serve(town.earlier)
    with town.load().asking() as load:
        load.more()
        for copy in town.copies:
            copy.point(town.earlier)
            copy.leave()
            until(lambda copy=copy: copy.ready().get("standing") == "leaving", "it does not say that it leaves")  # type: ignore[misc]
            assert httpx.get(f"{copy.address}/health", timeout=30).headers["connection"] == "close"
            assert copy.ended() == 0
            copy.point(town.later)
            copy.start()
            until(lambda: town.up() == 2, "the proxy does not send requests to the new copy")
            load.more()
    whole(load, known)
    assert {seen.copy for seen in load.seen} == {"one", "two"}
    assert {seen.release for seen in load.seen[-load.readers :]} == {town.later}


def test_a_copy_that_is_killed_fails_no_request(town: Town, known: dict[tuple[int, str], bytes]) -> None:
    town.all_serve(town.earlier)
    killed, left = town.copies
    with town.load().asking() as load:
        load.more()
        killed.leave(signal.SIGKILL)
        assert killed.ended() == -signal.SIGKILL
        load.more(60)
    whole(load, known)
    assert {seen.copy for seen in load.seen[-load.readers :]} == {"two"}
    assert left.ready()["code"] == 200
