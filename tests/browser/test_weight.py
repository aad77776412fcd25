"""What the pages of the real graph weigh on the wire: less than 100 kB each with all that they load, the editor apart."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request
from pyoxigraph import Store

from treatygraph.content import Content
from treatygraph.description import describe, of_release
from treatygraph.releases.publication import publish

#: How many bytes a page may take, its styles, scripts, pictures and data included.
MOST = 100_000

PATHS = [
    "/",
    "/map",
    "/treaties",
    "/states",
    "/search?q=budapest",
    "/doc/treaty/ets-185",
    "/doc/treaty/cets-224",
    "/doc/treaty/un-2024",
    "/doc/state/FRA",
    "/doc/state/JPN",
    "/compare",
    "/compare?state=FRA&state=JPN",
    "/cooperation?from=FRA&to=JPN",
    "/claims",
    "/why?s=SRB&p=partyTo&o=ets-185",
    "/queries",
    "/queries/parties-over-time?treaty=ets-185",
    "/queries/matrix",
    "/sparql",
    "/what-if",
    "/ontology",
    "/validate",
    "/downloads",
    "/api",
    "/changes",
    "/about",
]


@pytest.fixture(scope="session")
def real_address(
    real: Store,
    project: Content,
    once: Callable[[str, Callable[[Path], object]], Path],
    tmp_path_factory: pytest.TempPathFactory,
    serve: Callable[..., str],
) -> str:
    """The address of a server of the project's own graph."""

    def fill(folder: Path) -> None:
        store = Store()
        store.extend(real)
        describe(store, project)
        publish(store, project.names, project.fingerprint(), folder, description=of_release(project))

    out = tmp_path_factory.mktemp("real-releases")
    shutil.copytree(once("real-release", fill), out, symlinks=True, dirs_exist_ok=True)
    return serve(out, TREATYGRAPH_ROOT=str(project.root), TREATYGRAPH_WORKERS="1")


@pytest.mark.parametrize("path", PATHS)
def test_a_page_weighs_less_than_100_kb(path: str, real_address: str, opened: Callable[..., Page]) -> None:
    weights: dict[str, int] = {}
    page = opened(real_address, locale="fr-FR")
    # Whoever comes for the first time has none of it yet.
    page.context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
    asked: list[Request] = []

    def finished(request: Request) -> None:
        asked.append(request)

    page.on("requestfinished", finished)
    reply = page.goto(path, wait_until="networkidle")
    assert reply is not None
    assert reply.status == 200
    for request in asked:
        if "/vendor/yasgui" not in request.url:
            weights[request.url.removeprefix(real_address)] = request.sizes()["responseBodySize"]
    assert len(weights) >= 2
    assert sum(weights.values()) < MOST, weights
