"""A client for researchers: the questions of the graph as methods, DataFrames in, DataFrames out.

>>> from treatygraph.client import Client
>>> with Client() as client:
...     parties = client.parties(treaty="unts-crc", on="2014-12-31")
"""

try:
    # Who lacks one of them is told what to install.
    import httpx  # noqa: F401
    import pandas as pd  # noqa: F401
except ModuleNotFoundError as error:
    wanted = f"treatygraph.client needs {error.name}: install treatygraph[client]"
    raise ModuleNotFoundError(wanted, name=error.name) from error

from treatygraph.client.client import Client
from treatygraph.client.connection import ADDRESS
from treatygraph.client.errors import (
    AnswerError,
    ClientError,
    FrameError,
    ReleaseChangedError,
    UnmatchedError,
    UnreachableError,
)

__all__ = [
    "ADDRESS",
    "AnswerError",
    "Client",
    "ClientError",
    "FrameError",
    "ReleaseChangedError",
    "UnmatchedError",
    "UnreachableError",
]
