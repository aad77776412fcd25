"""The first form of a treaty, a rule, a shape or a question: files written from templates, nothing overwritten.

Each function gives the paths that it wrote, from the project's folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from treatygraph.catalogue import CATALOGUE
from treatygraph.content import Content
from treatygraph.errors import ContentError, Problem
from treatygraph.inference.rules import RULES
from treatygraph.parameters import IDENTIFIED
from treatygraph.workshop import names, registry, rows
from treatygraph.workshop.template import fill

#: The greatest number that a rule may have.
LAST = 99


def treaty(content: Content, name: str, given: Mapping[str, str]) -> list[str]:
    """Writes ``data/treaties/<name>/`` from its template: ``treaty.ttl`` and a table of each kind.

    Args:
        content: the project.
        name: the treaty's series and number, or name in a series: ``ets-5``, ``unts-crc``.
        given: what fills the marks: title, titre, series, depositary, adopted, opened, source.

    Raises:
        ContentError: the name is of another form or taken, or the source or the depositary is not known.
    """
    names.require(IDENTIFIED["treaty"].pattern, name, "treaty", "write series and number in lower case, as ets-5.")
    folder = content.root / "data/treaties" / name
    names.require_free(content, [folder], "to go on with it, see what `treatygraph check` says of it.")
    rows.require_sources(content, given.get("source", ""))
    if office := given.get("depositary"):
        cure = "add its row to data/organisations.csv, of kind office."
        names.require_known(office, registry.column(content, "organisations.csv", "id"), "organisation", cure)
    series, _, number = name.partition("-")
    guessed = f"{series.upper()} {number}" if number.isdigit() and len(number) < 4 else ""  # noqa: PLR2004  (a year)
    values = {"id": name, **given, "series": given.get("series") or guessed}
    template = _template(content, "data/treaties")
    return _write(content, {folder / path.name: path for path in sorted(template.glob("*.*"))}, values)


def question(content: Content, name: str) -> list[str]:
    """Writes a question of the catalogue and its test over the miniature.

    Raises:
        ContentError: the name is of another form or taken.
    """
    names.require(names.WORDS, name, "question", "write words in lower case joined by hyphens, as count-parties.")
    template = _template(content, CATALOGUE)
    paths = {
        content.root / CATALOGUE / f"{name}.rq": template / "question.rq",
        content.root / "tests/queries" / f"{name}.yaml": template / "question.yaml",
    }
    return _write(content, paths, {})


def rule(content: Content, name: str) -> list[str]:
    """Writes a rule with a case in which it concludes something and one in which it must not.

    Args:
        content: the project.
        name: what follows, in words; with the rule's number before it, or else the next free number is taken.

    Raises:
        ContentError: the name is of another form or taken, or no number is free.
    """
    cure = "write words in lower case joined by hyphens, with a number before them if you like: 42-party."
    names.require(rf"(\d\d-)?{names.WORDS}", name, "rule", cure)
    existing = [path.stem for path in content.files(f"{RULES}/*.rq")]
    if not name[0].isdigit():
        if taken := [stem for stem in existing if stem.partition("-")[2] == name]:
            raise ContentError([Problem(f"{RULES}/{taken[0]}.rq", "a rule is called so", "give the new one its own.")])
        number = max((int(stem[:2]) for stem in existing), default=0) + 1
        if number > LAST:
            raise ContentError([Problem(f"rule {name}", "no number is left after the last", f"write NN-{name}.")])
        name = f"{number:02}-{name}"
    template, cases = _template(content, RULES), content.root / "tests/rules" / name
    paths = {
        content.root / RULES / f"{name}.rq": template / "rule.rq",
        cases / "it-follows.given.ttl": template / "fires.given.ttl",
        cases / "it-follows.then.ttl": template / "fires.then.ttl",
        cases / "it-does-not-follow.given.ttl": template / "silent.given.ttl",
    }
    return _write(content, paths, {})


def shape(content: Content, name: str, family: str) -> list[str]:
    """Adds a shape to the file of its family, a new one if need be, with a graph that passes and one that fails.

    Args:
        content: the project.
        name: what must hold, in words: ``authentic-language`` or ``AuthenticLanguage``.
        family: the file of ``shapes/`` that the shape belongs to.

    Raises:
        ContentError: a name is of another form or taken.
    """
    words = names.kebab(name)
    for kind, each in (("shape", words), ("family", family)):
        names.require(names.WORDS, each, kind, "write words in lower case joined by hyphens, as window-order.")
    file, camel = content.root / "shapes" / f"{family}.ttl", names.camel(words)
    for path in content.files("shapes/*.ttl"):
        if f"\nshape:{camel} " in content.written(path):
            fault = f"it has a shape called {camel}"
            raise ContentError([Problem(content.place(path), fault, "give the new shape a name of its own.")])
    template, cases = _template(content, "shapes"), content.root / "tests/shapes" / family
    values = {"Name": camel}
    paths = {cases / f"{words}.pass.ttl": template / "pass.ttl", cases / f"{words}.fail.ttl": template / "fail.ttl"}
    written = _write(content, paths, values)
    before = content.written(file) if file.exists() else content.written(template / "family.ttl")
    file.write_text(before + fill(content.written(template / "shape.ttl"), values), encoding="utf-8", newline="\n")
    return [content.place(file), *written]


def _template(content: Content, folder: str) -> Path:
    """The folder of templates beside the things of one kind.

    Raises:
        ContentError: there is none.
    """
    path = content.root / folder / "_template"
    if not path.is_dir():
        raise ContentError([Problem(content.place(path), "there is no template", "restore the folder.")])
    return path


def _write(content: Content, paths: Mapping[Path, Path], values: Mapping[str, str]) -> list[str]:
    """Writes files, each from a template."""
    names.require_free(content, paths, "give the new one another name.")
    for path, template in paths.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(fill(content.written(template), values), encoding="utf-8", newline="\n")
    return [content.place(path) for path in paths]
