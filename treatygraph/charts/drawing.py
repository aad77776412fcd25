"""One draughtsman: a process that draws specifications, one at a time, and can be killed at any moment.

It reads specifications from standard input and writes pictures to standard output, each preceded by its length. It asks
no address for data: what is drawn carries its rows.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Mapping
from typing import Any, BinaryIO, Final

import vl_convert

from treatygraph.charts.studio import FRAME

#: How many pixels of a PNG picture one of the specification is.
_SCALE: Final = 2


def draw(specification: Mapping[str, Any], form: str) -> bytes:
    """A specification as a picture: ``svg`` or ``png``.

    Raises:
        ValueError: it is no specification.
    """
    # No address is allowed: a picture of other rows than those that were asked for would be wrong.
    if form == "png":
        return bytes(vl_convert.vegalite_to_png(dict(specification), scale=_SCALE, allowed_base_urls=[]))
    return str(vl_convert.vegalite_to_svg(dict(specification), allowed_base_urls=[])).encode("utf-8")


def main(arguments: list[str]) -> None:
    """Draws until standard input ends.

    Args:
        arguments: the memory limit in bytes, of what it writes to.
    """
    limit = int(arguments[0])
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    received, sent = sys.stdin.buffer, sys.stdout.buffer
    # The first picture takes a second or more, whatever it shows.
    _send(sent, draw({"data": {"values": []}, "mark": "point"}, "svg"), True)
    while len(head := received.read(FRAME.size)) == FRAME.size:
        asked = json.loads(received.read(FRAME.unpack(head)[0]))
        try:
            drawn, whole = draw(asked["specification"], asked["form"]), True
        except ValueError as error:
            drawn, whole = str(error).encode("utf-8"), False
        _send(sent, drawn, whole)


def _send(sent: BinaryIO, drawn: bytes, whole: bool) -> None:
    sent.write(FRAME.pack(len(drawn), whole) + drawn)
    sent.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
