"""What new things may be called: their form, that they are free, and the nearest that exists where one must."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from treatygraph.content import Content
from treatygraph.errors import ContentError, Problem, suggestion

#: Words in lower case, joined by hyphens.
WORDS = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"


def require(form: str, name: str, kind: str, cure: str) -> None:
    """Refuses a name that is not of a form.

    Raises:
        ContentError: the name is of another form.
    """
    if not re.fullmatch(form, name):
        raise ContentError([Problem(f"{kind} {name}", "it cannot be called so", cure)])


def require_known(word: str, known: Iterable[str], kind: str, otherwise: str) -> None:
    """Refuses the name of a thing that does not exist, with the nearest that does.

    Raises:
        ContentError: nothing is called so.
    """
    found = sorted(known)
    if word not in found:
        near = suggestion(word, found, "")
        cure = f"{near} Otherwise, {otherwise}" if near else otherwise
        raise ContentError([Problem(f"{kind} {word}", "there is none of this name", cure)])


def require_free(content: Content, paths: Iterable[Path], cure: str) -> None:
    """Refuses to write over files.

    Raises:
        ContentError: one of the paths exists.
    """
    problems = [Problem(content.place(path), "it exists", cure) for path in paths if path.exists()]
    if problems:
        raise ContentError(problems)


def camel(words: str) -> str:
    """``authentic-language`` as ``AuthenticLanguage``; what is written so already stays."""
    return "".join(word[:1].upper() + word[1:] for word in words.split("-"))


def kebab(name: str) -> str:
    """``AuthenticLanguage`` as ``authentic-language``; what is written so already stays."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()
