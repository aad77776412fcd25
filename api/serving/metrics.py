"""What Prometheus reads at ``/metrics``: https://prometheus.io/docs/instrumenting/exposition_formats/."""

from __future__ import annotations

import time
from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4 as MEDIA_TYPE

__all__ = ["MEDIA_TYPE", "Metrics"]


class Metrics:
    """The figures of one server."""

    def __init__(self, release: str) -> None:
        self._registry = CollectorRegistry()
        self._replies = Counter("treatygraph_replies", "Replies by status", ["status"], registry=self._registry)
        self._seconds = Histogram(
            "treatygraph_reply_seconds",
            "Time to reply where the cache did not",
            buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
            registry=self._registry,
        )
        self.cached = Counter("treatygraph_cached", "Replies from the cache or by 304", registry=self._registry)
        self.limited = Counter("treatygraph_limited", "Requests refused by the rate limit", registry=self._registry)
        Gauge("treatygraph_release", "The release served", ["release"], registry=self._registry).labels(release).set(1)
        #: Since when the release is served, in seconds since 1970.
        self.since = time.time()
        since = Gauge("treatygraph_release_since_seconds", "When it began to be", registry=self._registry)
        since.set(self.since)
        self._workers = Gauge("treatygraph_workers", "Workers alive", registry=self._registry)
        self._refused = Gauge("treatygraph_refused", "Whether the current release is refused", registry=self._registry)
        self._ready = Gauge("treatygraph_ready", "Whether requests may be sent here", registry=self._registry)

    def watch(self, workers: Callable[[], float], ready: Callable[[], float], refused: Callable[[], float]) -> None:
        """Has the figures of what is told by asking asked for whenever they are read."""
        self._workers.set_function(workers)
        self._ready.set_function(ready)
        self._refused.set_function(refused)

    def replied(self, status: int, seconds: float) -> None:
        """Counts a reply that the cache did not give."""
        self._replies.labels(str(status)).inc()
        self._seconds.observe(seconds)

    def text(self) -> bytes:
        """The figures as Prometheus reads them."""
        return generate_latest(self._registry)
