"""What can go wrong between a researcher and a server, said so that the researcher can mend it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

#: How many of the names that match nothing a message lists.
_TOLD = 20


class ClientError(Exception):
    """A fault with its culprit and its cure."""

    def __init__(self, culprit: str, cure: str) -> None:
        self.culprit = culprit
        self.cure = cure
        super().__init__(f"{culprit}\n    {cure}" if cure else culprit)


class UnreachableError(ClientError):
    """No server answered, or what answered is not one of this graph."""


class AnswerError(ClientError):
    """The server refused, with a problem document (RFC 9457): a parameter is wrong, or a limit was reached."""

    def __init__(self, status: int, culprit: str, cure: str) -> None:
        self.status = status
        super().__init__(culprit, cure)


class ReleaseChangedError(ClientError):
    """The server changed its release between the parts of an answer, again and again."""


class FrameError(ClientError):
    """A DataFrame, or an argument beside it, is not what the method takes."""


class UnmatchedError(FrameError):
    """Some names are those of no State or territory, or of several.

    Attributes:
        names: each name that is not matched, with what was found near it.
    """

    def __init__(self, column: str, names: Mapping[str, Sequence[str]], rows: int, missing: int) -> None:
        self.names = {name: tuple(near) for name, near in names.items()}
        said = [name + (f" – {' or '.join(near)}?" if near else "") for name, near in names.items()]
        if missing:
            said.append(f"no value at all in {missing} of the rows")
        more = len(said) - _TOLD
        listed = "; ".join(said[:_TOLD]) + (f"; and {more} more" if more > 0 else "")
        cure = 'correct them, or keep their rows without a status by unmatched="keep".'
        if missing:
            cure += " Namibia's code NA is read as missing by pandas unless you read with keep_default_na=False."
        super().__init__(f"{rows} rows of the column {column} name no State or territory: {listed}", cure)
