"""Compressed forms that are the same for the same content: no clock, no name of a machine."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BufferedWriter
from typing import IO

#: The first day that a ZIP file can tell, which stands for no day at all.
_NO_DAY = (1980, 1, 1, 0, 0, 0)

#: How zlib is told to write gzip, and how many bytes are compressed at a time.
_GZIP, _AT_ONCE = 31, 1 << 20


def gzipped(data: IO[bytes], out: IO[bytes]) -> None:
    """Writes what a file holds as one member of gzip (RFC 1952) without a name or a time."""
    packer = zlib.compressobj(6, zlib.DEFLATED, _GZIP)
    while part := data.read(_AT_ONCE):
        out.write(packer.compress(part))
    out.write(packer.flush())


def zipped(files: Iterable[tuple[str, bytes]], out: IO[bytes], compress: bool = True) -> None:
    """Writes files as a ZIP archive, in their order.

    Args:
        files: the name and the content of each.
        out: a file that can be sought in.
        compress: whether to; of no use for what is compressed already.
    """
    with Archive(out, compress) as archive:
        for name, data in files:
            with archive.entry(name) as entry:
                entry.write(data)


class Archive(zipfile.ZipFile):
    """A ZIP archive being written, in which no file has a time.

    Args:
        out: a file that can be sought in.
        compress: whether to; of no use for what is compressed already.
    """

    def __init__(self, out: IO[bytes], compress: bool = True) -> None:
        super().__init__(out, "w")
        self._type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED

    @contextmanager
    def entry(self, name: str) -> Iterator[IO[bytes]]:
        """A file of the archive, to write."""
        about = zipfile.ZipInfo(name, _NO_DAY)
        about.compress_type = self._type
        about.external_attr = 0o644 << 16
        about.create_system = 3
        with self.open(about, "w") as entry, BufferedWriter(entry, _AT_ONCE) as out:
            yield out
