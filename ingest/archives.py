"""What ZIP and gzip packed: each member by the reader of its ending, and nothing that unpacks without end.

No member's path is ever written to: members are unpacked into a file without a name.
"""

import gzip
import lzma
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from typing import IO

from ingest.naming import split_ending
from ingest.receipt import Rejection, Unreadable
from ingest.sources import Reader, Reading, Source, first_line, to_line

MAX_MEMBERS = 10_000
"""An archive of more files is refused."""

MAX_UNPACKED_MB = 1_000
"""What unpacks to more is refused; 1 MB is 1,000,000 bytes."""

MAX_RATIO = 100
"""What unpacks to more than so many times its size is refused; articles come to about a tenth of it."""

_ALWAYS_FINE_BYTES = 10_000_000
_PIECE_BYTES = 1_000_000
_ARCHIVES = (".zip", ".gz")
_TOO_LARGE = f"unpacks to over {MAX_UNPACKED_MB:,} MB or {MAX_RATIO} times its size; unpack it, and take in the folder."
_ENCRYPTED = 0x1
_DRIVE = re.compile(r"[A-Za-z]:")
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    RuntimeError,
    ValueError,
    OverflowError,
    struct.error,
)
"""What the standard library raises for archives that are damaged, or packed in a way it does not know."""


def read_gzip(source: Source, read: Reader) -> Iterator[Reading | Rejection]:
    """What gzip packed.

    Args:
        source: that is packed.
        read: reads what is in it.
    """
    most = min(MAX_UNPACKED_MB * 1_000_000, _most_bytes(source.size))
    with _unpacked(gzip.GzipFile(fileobj=source.stream), most) as (stream, size):
        yield from read(replace(source, stream=stream, size=size))


def read_zip(source: Source, reader_of: Callable[[str], Reader | None]) -> Iterator[Reading | Rejection]:
    """The members of a ZIP archive, in its order; hidden ones and unknown endings are passed over.

    Args:
        source: the archive.
        reader_of: the reader of a name, None where its ending is not read.

    Raises:
        Unreadable: when it is no such archive, or too large.
    """
    with _telling_damage():
        archive = zipfile.ZipFile(source.stream)
    with archive:
        named = [(to_line(each.filename.replace("\\", "/"), "path") or "", each) for each in archive.infolist()]
        members = [(name, each) for name, each in named if not _is_hidden(name) and not each.is_dir()]
        if len(members) > MAX_MEMBERS:
            raise Unreadable(f"holds {len(members):,} files; {MAX_MEMBERS:,} are the most. Split it.")
        if sum(each.file_size for _, each in members) > min(MAX_UNPACKED_MB * 1_000_000, _most_bytes(source.size)):
            raise Unreadable(_TOO_LARGE)
        for name, member in members:
            read = reader_of(name)
            reason = _reason_to_refuse(member, name)
            if reason is not None:
                yield source.reject(reason, member=name)
            elif read is not None:
                yield from _read_member(source, archive, member, name, read)


def _read_member(
    source: Source, archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, read: Reader
) -> Iterator[Reading | Rejection]:
    article_id = f"{source.article_id}/{split_ending(name)[0]}"
    try:
        with _telling_damage():
            packed = archive.open(member)
        with packed, _unpacked(packed, member.file_size) as (stream, size):
            for each in read(replace(source, article_id=article_id, stream=stream, size=size)):
                yield _as_member(each, name)
    except Unreadable as error:
        yield source.reject(str(error), member=name)


def _as_member(each: Reading | Rejection, name: str) -> Reading | Rejection:
    """What was read of a member, said to stand in it."""
    member = name if each.member is None else f"{name}, {each.member}"
    if isinstance(each, Rejection):
        return replace(each, member=member)
    return replace(each, member=member, row=name if each.row is None else f"{name}:{each.row}")


def _reason_to_refuse(member: zipfile.ZipInfo, name: str) -> str | None:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or _DRIVE.match(path.parts[0]):
        return "has a path that leads out of the archive; pack it anew."
    if path.suffix.lower() in _ARCHIVES:
        return "is an archive in an archive; unpack it first."
    if stat.S_ISLNK(member.external_attr >> 16):
        return "is a link; pack what it leads to."
    if member.flag_bits & _ENCRYPTED:
        return "is encrypted; unpack it with its password first."
    return None


def _is_hidden(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return not parts or parts[0] == "__MACOSX" or any(part.startswith(".") and part != ".." for part in parts)


def _most_bytes(packed_bytes: int) -> int:
    return max(_ALWAYS_FINE_BYTES, MAX_RATIO * packed_bytes)


@contextmanager
def _unpacked(packed: IO[bytes] | gzip.GzipFile, most_bytes: int) -> Iterator[tuple[IO[bytes], int]]:
    """What is packed, in a file without a name, and its size.

    Raises:
        Unreadable: when it is damaged, or larger than it may be.
    """
    with TemporaryFile() as stream:
        size = 0
        while piece := _read_piece(packed):
            size += len(piece)
            if size > most_bytes:
                raise Unreadable(_TOO_LARGE)
            stream.write(piece)
        stream.seek(0)
        yield stream, size


def _read_piece(packed: IO[bytes] | gzip.GzipFile) -> bytes:
    with _telling_damage():
        return packed.read(_PIECE_BYTES)


@contextmanager
def _telling_damage() -> Iterator[None]:
    """Says as a reason what the standard library raises for an archive.

    Raises:
        Unreadable: when the archive is damaged, or packed in a way that is not known.
        OSError: when the disk is to blame, not the archive.
    """
    try:
        yield
    except _BROKEN as error:
        raise Unreadable(f"cannot be unpacked: {first_line(error)}; pack it anew.") from error
    except OSError as error:
        if error.errno is not None:
            raise
        raise Unreadable(f"cannot be unpacked: {first_line(error)}; pack it anew.") from error
