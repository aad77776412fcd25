"""Compressed forms that are the same for the same content: no clock, no name of a machine."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterable

#: The first day that a ZIP file can tell, which stands for no day at all.
_NO_DAY = (1980, 1, 1, 0, 0, 0)


def gzipped(data: bytes) -> bytes:
    """The data in one member of gzip (RFC 1952) without a name or a time."""
    return gzip.compress(data, compresslevel=6, mtime=0)


def zipped(files: Iterable[tuple[str, bytes]], compress: bool = True) -> bytes:
    """The files as a ZIP archive, in their order.

    Args:
        files: the name and the content of each.
        compress: whether to; of no use for what is compressed already.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files:
            about = zipfile.ZipInfo(name, _NO_DAY)
            about.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
            about.external_attr = 0o644 << 16
            about.create_system = 3
            archive.writestr(about, data)
    return out.getvalue()
