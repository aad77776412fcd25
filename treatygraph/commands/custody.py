"""The commands that look after releases: is one whole, and which of them serves."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated, Any

import typer
from pyoxigraph import DefaultGraph, RdfFormat, Store, serialize

from treatygraph.commands.terminal import out
from treatygraph.errors import Problem, ReleaseError
from treatygraph.releases import placing, release
from treatygraph.releases.release import CURRENT, QUADS
from treatygraph.settings import Settings


def register(app: typer.Typer) -> None:
    """Makes ``verify`` and ``use`` commands of the command line."""
    app.command()(verify)
    app.command()(use)


def verify(
    name: Annotated[str, typer.Argument(metavar="RELEASE", help="Its identifier or its folder.")] = CURRENT,
    graph: Annotated[
        bool, typer.Option("--graph", help="Take the hash of the store's own triples too, as the release's name is.")
    ] = False,
) -> None:
    """Tell whether a release is whole, and every byte of it what was written."""
    folder, manifest = release.read(_folder(Settings().out, name), whole=True)
    problems = list(_misnamed(folder, manifest, graph))
    if problems:
        raise ReleaseError(problems)
    unsealed = "" if "seal" in manifest else ", but for its store, which nobody sealed"
    out.print(f"release {folder.name} is whole{unsealed}")


def use(
    name: Annotated[str, typer.Argument(metavar="RELEASE", help="Its identifier, or its folder among the releases.")],
) -> None:
    """Make a release that is whole the current one: servers take it up, and `serve --no-build` begins with it."""
    folder = Settings().out
    chosen, _ = release.read(_folder(folder, name), whole=True)
    if chosen.parent != folder.resolve():
        raise ReleaseError([Problem(name, f"it is no release of {folder}", "name one of that folder.")])
    with placing.locked(folder):
        before = placing.point(folder, chosen)
    out.print(f"release {chosen.name} is current; before it was {before}")


def _folder(folder: Path, name: str) -> Path:
    """The folder of a release, by its identifier or by itself."""
    return folder / name if (folder / name).is_dir() else Path(name)


def _misnamed(folder: Path, manifest: dict[str, Any], graph: bool) -> list[Problem]:
    """What has not the hash that the release is named by: its N-Quads and, where that is asked, its store."""
    value, problems = manifest["hash"]["value"], []
    with (folder / QUADS).open("rb") as file:
        found = {str(folder / QUADS): hashlib.file_digest(file, "sha256").hexdigest()}
    if graph:
        found[str(folder / release.STORE)] = _hash(folder / release.STORE)
    for place, digest in found.items():
        if digest != value or not value.startswith(folder.name):
            fault = f"it is not the graph that {folder.name} is the name of, for its hash is {digest}"
            problems.append(Problem(place, fault, "run `treatygraph build`."))
    return problems


def _hash(folder: Path) -> str:
    """The hash of a store's named graphs, taken as a release's is."""
    quads = (quad for quad in Store.read_only(str(folder)) if not isinstance(quad.graph_name, DefaultGraph))
    text = hashlib.sha256()
    for line in sorted((serialize(quads, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)):
        text.update(line)
    return text.hexdigest()
