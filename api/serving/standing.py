"""How a copy stands towards what sends it requests, whichever release it serves: ready, leaving, or behind."""

from __future__ import annotations

from dataclasses import dataclass

READY = "ready"

#: What a copy may be found to be, and what that means.
STANDINGS = {
    READY: "it takes queries",
    "leaving": "this copy was told to end",
    "no worker": "no worker of this copy is alive",
    "other release": "this copy does not serve the release that is asked for",
}


@dataclass(slots=True)
class Standing:
    """Whether a copy is leaving, and which release it could not take up, and why; nothing where all is well."""

    leaving: bool = False
    refused: str = ""
    fault: str = ""

    def of(self, served: str, workers: int, named: str = "") -> str:
        """One of ``STANDINGS``: ready, or why requests should go to another copy.

        Args:
            served: the release that is served.
            workers: how many workers are alive.
            named: the release that is asked for; empty for any.
        """
        if self.leaving:
            return "leaving"
        if not workers:
            return "no worker"
        return READY if named in ("", served) else "other release"

    def refuse(self, release: str, fault: str) -> None:
        """Notes that a release became the current one and could not be served."""
        self.refused, self.fault = release, fault

    def accept(self) -> None:
        """Notes that the current release is the one that is served."""
        self.refused = self.fault = ""
