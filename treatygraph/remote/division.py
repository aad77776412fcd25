"""Which queries the release's own store answers although an engine elsewhere holds the release.

What the specification does not define has other answers on other engines: DESCRIBE
(https://www.w3.org/TR/sparql11-query/#describe), and days with durations added or taken from each other
(https://www.w3.org/TR/sparql11-query/#OperatorMapping). A question that needs the latter says so in its header. And
Virtuoso is asked the catalogue, which is proved to have the same rows there, and what strangers ask, but not what pages
ask on a reader's behalf.
"""

from __future__ import annotations

import re

from treatygraph.remote.wording import VIRTUOSO
from treatygraph.tokens import form, tokens

#: `#+ needs: [calendar]` in the header of a question, which is sent with it.
_NEEDS = re.compile(r"^\#\+ needs: \[[^\]\n]*\bcalendar\b[^\]\n]*\]\s*$", re.MULTILINE)

#: The header of a question's file, and what only those of the catalogue have in it: an audience.
_TITLE, _AUDIENCE = (re.compile(rf"^#\+ {key}:", re.MULTILINE) for key in ("title", "audience"))


def answered_here(query: str, server: str) -> bool:
    """Whether an engine elsewhere would answer a query otherwise, or refuse it.

    Args:
        query: SPARQL 1.1 Query text, with the header of its file where it has one.
        server: how the engine names itself; empty where it has not been asked yet.
    """
    if _NEEDS.search(query) or form(tokens(query)) == "DESCRIBE":
        return True
    of_pages = _TITLE.search(query) is not None and _AUDIENCE.search(query) is None
    return of_pages and (not server or server.startswith(VIRTUOSO))
