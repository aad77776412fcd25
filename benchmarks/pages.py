"""Measures how soon a page shows something in a browser: cold, when the graph is asked, and warm, when it is kept.

Run it by ``make bench-pages`` on a machine that does nothing else. It prints the medians and the worst, in
milliseconds, and writes them to ``benchmarks/results/pages.json``.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

RESULTS = Path(__file__).parent / "results" / "pages.json"
CHROMIUM = "/usr/bin/chromium"
ROUNDS = 5
PATHS = [
    "/",
    "/map",
    "/treaties",
    "/states",
    "/doc/treaty/ets-185",
    "/doc/treaty/un-2024",
    "/doc/state/FRA",
    "/compare",
    "/compare?state=FRA&state=JPN",
    "/cooperation?from=FRA&to=JPN",
    "/claims",
    "/why?s=SRB&p=partyTo&o=ets-185",
    "/queries",
    "/queries/parties-over-time?treaty=ets-185",
    "/sparql",
    "/ontology",
    "/about",
]
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"


def painted(browser: Browser, address: str, path: str) -> float:
    """Milliseconds from the beginning of the visit to the first paint of content, in a browser that knows nothing."""
    context = browser.new_context(base_url=address, locale="en-GB")
    page = context.new_page()
    page.goto(path, wait_until="load")
    # What Playwright polls by itself is made of a text, which the policy of the pages forbids.
    wait = "await new Promise((done) => setTimeout(done, 20))"
    found = float(page.evaluate(f"async () => {{ while (({PAINTED}) === null) {wait}; return {PAINTED}; }}"))
    context.close()
    return found


def main() -> None:
    """Measures each page: the first visit after the server has started, then some more."""
    told: dict[str, dict[str, float]] = {}
    cold: dict[str, list[float]] = {path: [] for path in PATHS}
    warm: dict[str, list[float]] = {path: [] for path in PATHS}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for _ in range(ROUNDS):
            server = subprocess.Popen(
                [sys.executable, "-m", "treatygraph", "serve", "--port", "0"],
                stdout=subprocess.PIPE,
                text=True,
                env={**os.environ},
            )
            assert server.stdout is not None
            found = re.search(r"http://\S+", server.stdout.readline())
            assert found
            # The browser itself, and the templates that all pages share, are warmed by a page that is not measured.
            painted(browser, found[0], "/api")
            for path in PATHS:
                cold[path].append(painted(browser, found[0], path))
                warm[path].append(painted(browser, found[0], path))
            server.terminate()
            server.wait(60)
        browser.close()
    for path in PATHS:
        told[path] = {
            "cold": round(statistics.median(cold[path])),
            "cold worst": round(max(cold[path])),
            "warm": round(statistics.median(warm[path])),
            "warm worst": round(max(warm[path])),
        }
        print(f"{path:45}", "  ".join(f"{name} {number:5} ms" for name, number in told[path].items()))
    RESULTS.write_text(json.dumps(told, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
