"""The miniature could be published: it breaks no shape, though it holds what shapes warn of."""

from __future__ import annotations

from pyoxigraph import Store

from treatygraph.content import Content
from treatygraph.validation import validate


def test_the_miniature_breaks_no_shape_and_is_warned_of_its_reservation_outside_the_list(
    miniature: tuple[Content, Store],
) -> None:
    content, store = miniature
    report = validate(store, content.names)
    assert report.of("Violation") == []
    assert [finding.shape.rpartition("/")[2] for finding in report.of("Warning")] == ["PermittedReservation"]
