"""The miniature could be published: it breaks no shape, though it holds what shapes warn of."""

from __future__ import annotations

from datetime import date

from pyoxigraph import Store

from treatygraph.content import Content
from treatygraph.pipeline import validate


def test_the_miniature_breaks_no_shape_and_is_warned_of_its_reservation_outside_the_list(
    miniature: tuple[Content, Store],
) -> None:
    content, store = miniature
    report = validate(content, store, date(2026, 2, 5))
    assert report.of("Violation") == []
    # Queries of hygiene warn of more: a small graph leaves words of the ontology unused.
    shapes = [
        finding.name for finding in report.of("Warning") if finding.shape.startswith(content.names.base + "shape/")
    ]
    assert shapes == ["PermittedReservation"]
