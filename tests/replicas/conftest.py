"""Two copies on loopback behind a real proxy, each with two releases to serve."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from copies import RETITLED, TITLE, Copy, Town, ports, until
from pyoxigraph import Literal, Quad, Store

from treatygraph.content import Content
from treatygraph.description import describe, of_release
from treatygraph.releases.publication import point, publish
from treatygraph.releases.release import CURRENT

DEPLOY = Path(__file__).parents[2] / "deploy"


def retitled(graph: Store) -> Store:
    """The same graph, in which a treaty has another title."""
    changed = Store()
    for quad in graph:
        if isinstance(quad.object, Literal) and quad.object.value == TITLE:
            said = Literal(RETITLED, language=quad.object.language)
            changed.add(Quad(quad.subject, quad.predicate, said, quad.graph_name))
        else:
            changed.add(quad)
    return changed


@pytest.fixture(scope="session")
def both(
    miniature: tuple[Content, Store], release: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, str, str]:
    """A folder with two releases of the miniature, and their names; the earlier is current."""
    content, graph = miniature
    out = tmp_path_factory.mktemp("both")
    earlier = (release / CURRENT).resolve()
    shutil.copytree(earlier, out / earlier.name, copy_function=os.link)
    store = retitled(graph)
    describe(store, content)
    later = publish(store, content.names, content.fingerprint(), out, description=of_release(content))
    point(out, out / earlier.name)
    return out, earlier.name, later.name


@pytest.fixture(scope="module")
def town(
    miniature: tuple[Content, Store], both: tuple[Path, str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    """Two copies of the miniature behind HAProxy with the configuration of deploy/."""
    program = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")
    assert program, "there is no haproxy: install Debian's package haproxy"
    releases, earlier, later = both
    bind, watch, *chosen = ports(4)
    copies = []
    for port in chosen:
        out = tmp_path_factory.mktemp("copy")
        shutil.copytree(releases, out, symlinks=True, copy_function=os.link, dirs_exist_ok=True)
        copies.append(Copy(miniature[0].root, out, port))
    one, two = copies
    told = {
        "TREATYGRAPH_BIND": f"127.0.0.1:{bind}",
        "TREATYGRAPH_WATCH": f"127.0.0.1:{watch}",
        "TREATYGRAPH_ONE": f"127.0.0.1:{one.port}",
        "TREATYGRAPH_TWO": f"127.0.0.1:{two.port}",
    }
    found = Town(f"http://127.0.0.1:{bind}", f"http://127.0.0.1:{watch}", (one, two), earlier, later)
    with ExitStack() as ending:
        for copy in copies:
            ending.callback(copy.kill)
            copy.start()
        proxy = ending.enter_context(
            subprocess.Popen([program, "-f", str(DEPLOY / "haproxy.cfg")], env={**os.environ, **told})
        )
        ending.callback(proxy.terminate)

        def answers() -> bool:
            assert proxy.poll() is None, "the proxy has ended"
            try:
                return found.up() >= 0
            except httpx.TransportError:
                return False

        until(answers, "the proxy does not answer")
        yield found
