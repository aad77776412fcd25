"""The builder: a process that watches the content and tells, a line of JSON a message, what a change of it gives.

A line on its standard input tells it that the preview it told of is served, and so that it may go on; the end of that
input, that it must end. What it tells:

* ``{"kind": "ready", "local": …}``: from now on changes are followed, by increments or else by whole builds;
* ``{"kind": "working", "changed": […], "whole": …}``: files have changed and are looked at;
* ``{"kind": "preview", "folder": …, "counted": {}, "seconds": …}``: a preview can be served that is not judged yet;
* ``{"kind": "preview", "folder": …, "counted": …, "seconds": …}``: a preview can be served, and this is its report;
* ``{"kind": "fault", "folder": …, "problems": […]}``: with these files there would be no release, and the folder holds
  what was valid last.
"""

from __future__ import annotations

import gc
import json
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from pyoxigraph import Quad, Store
from watchfiles import watch

from treatygraph import pipeline
from treatygraph.content import FOLDERS
from treatygraph.errors import TreatygraphError
from treatygraph.graphs import quad
from treatygraph.increments.mirror import Mirror
from treatygraph.increments.preview import Previews
from treatygraph.increments.remembered import Remembered
from treatygraph.releases import release
from treatygraph.reports.shacl import report_triples
from treatygraph.validation.finding import Report

#: Milliseconds to wait for further changes after one, and at most; and to wait before looking unasked.
_PAUSE, _PATIENCE, _PATROL = 20, 400, 2000


class Builder:
    """Follows the content of one project.

    Args:
        content: the content.
        current: the folder of the release that serves.

    Raises:
        ReleaseError: there is no release.
        ContentError: a content file cannot be read.
    """

    def __init__(self, content: Remembered, current: Path) -> None:
        self._content = content
        folder, manifest = release.read(current)
        inputs = manifest.get("inputs")
        #: The digests of the content that was looked at last.
        self._seen: dict[str, str] | None = content.digests() if inputs == content.digests() else None
        # What serves may be of other content, and then no preview can be written as what differs from it.
        self._is_other = self._seen is None
        if self._is_other:
            whole = pipeline.materialise(content, _unheard)
        else:
            whole = Store.read_only(str(folder / release.STORE))
        self._mirror = self._mirrored(whole)
        self._previews = Previews(folder, manifest, content.names)
        #: What was found to be valid last.
        self._valid = folder

    @property
    def is_local(self) -> bool:
        """Whether changes of facts are followed by increments."""
        return self._mirror.is_local

    def follow(self) -> Iterator[dict[str, Any]]:
        """Looks at the content, and tells what comes of it as it does; nothing where nothing has changed."""
        digests = self._content.digests()
        if digests == self._seen:
            return
        self._seen = digests
        changed = self._mirror.changed()
        began = time.perf_counter()
        whole = bool(changed) and not self._mirror.reaches(changed)
        told = {"changed": sorted(changed), "whole": whole}
        yield {"kind": "working", **told}
        try:
            if whole:
                self._mirror = self._mirrored(pipeline.materialise(self._content, _unheard))
                self._is_other = True
            else:
                self._mirror.update(changed)
            derived = time.perf_counter()
            # What has changed is shown at once; what speaks of the graph follows.
            folder = self._write()
            seconds = {"derive": derived - began, "write": time.perf_counter() - derived}
            yield {"kind": "preview", **told, "folder": str(folder), "seconds": seconds, "counted": {}}
            told_of = time.perf_counter()
            report = self._mirror.tell(self._check)
            report.require()
        except TreatygraphError as error:
            problems = [asdict(problem) for problem in error.problems]
            yield {"kind": "fault", **told, "folder": str(self._valid), "problems": problems}
            return
        seconds["judge and validate"] = time.perf_counter() - told_of
        self._valid = self._write()
        yield {"kind": "preview", **told, "folder": str(self._valid), "seconds": seconds, "counted": report.counted}
        self._previews.keep([self._valid])

    def close(self) -> None:
        """Removes the previews."""
        self._previews.close()

    def _mirrored(self, whole: Store) -> Mirror:
        mirror = Mirror(self._content, whole)
        # It stays: whoever looks for garbage need not go through its millions of quads time and again.
        gc.freeze()
        return mirror

    def _write(self) -> Path:
        """Writes a preview of the graph as it is."""
        delta = self._mirror.taken()
        fingerprint = self._content.fingerprint(self._mirror.digests)
        folder = self._previews.write(self._mirror.store, None if self._is_other else delta, fingerprint)
        self._is_other = False
        return folder

    def _check(self, store: Store) -> tuple[Report, list[Quad]]:
        report = pipeline.validate(self._content, store, date.today())
        graph = self._content.names.graph("report")
        return report, [quad(triple, graph) for triple in report_triples(report, self._content.names)]


def main(arguments: list[str]) -> None:
    """Follows the content until standard input ends.

    Args:
        arguments: the project's folder, the base of its IRIs, the folder of the release that serves.
    """
    root, base, current = Path(arguments[0]), arguments[1], Path(arguments[2])
    served, ended = threading.Event(), threading.Event()
    threading.Thread(target=_listen, args=(served, ended), daemon=True).start()
    builder = Builder(Remembered(root, base), current)
    try:
        _tell({"kind": "ready", "local": builder.is_local})
        folders = [(root / folder).resolve() for folder in FOLDERS]
        # What changes before the watch begins, or while a link is moved, is seen when it times out.
        watched = watch(
            *folders, debounce=_PATIENCE, step=_PAUSE, rust_timeout=_PATROL, yield_on_timeout=True, stop_event=ended
        )
        for _ in watched:
            for message in builder.follow():
                served.clear()
                _tell(message)
                # The end is marked before it counts as served: it cannot come unseen between the two.
                if message["kind"] == "preview" and not ended.is_set():
                    served.wait()
                if ended.is_set():
                    return
    finally:
        builder.close()


def _tell(message: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def _listen(served: threading.Event, ended: threading.Event) -> None:
    for _ in sys.stdin:
        served.set()
    ended.set()
    served.set()


def _unheard(_: str, __: float) -> None:
    """Nobody listens to the steps of a build that is made in the background."""


if __name__ == "__main__":
    main(sys.argv[1:])
