"""The blocks of a PBF, looked through before osmium reads them: what would harm it is refused.

Osmium takes names for texts that end at their first NUL sign, and reads beyond its memory where a
name has one inside; and it unpacks whatever it is given.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, NamedTuple

from drenthe_geo.errors import FileError
from drenthe_geo.files.gate import BYTES_PER_MB, short

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

MOST_HEAD_BYTES, MOST_BLOCK_BYTES = 1 << 16, 1 << 25
"""Of the head of a block and of what it holds, as the format says."""

MOST_TIMES = 20
"""A PBF is packed twice or three times; what shrinks far more, and is large, is a trap."""

LENGTHY = 2
"""Wire type of what is told by its length: texts, lists, messages."""

SKIPPED_BYTES = {1: 8, 5: 4}
"""Length of what other wire types tell."""

MORE = 0x80
"""Bit of a byte of a number that is followed by another."""

KIND, SIZE = 1, 3
"""Fields of the head of a block: what it is, and how many bytes follow."""

PLAIN, UNPACKED, PACKED = 1, 2, 3
"""Fields of a block: its contents as they are; how large they are, and packed by zlib."""

DATA = b"OSMData"
NAMES = 1
"""The field of all texts of a block of data; and in that field, of each text."""


class _Field(NamedTuple):
    number: int
    content: bytes
    value: int
    wire: int


class NotReadableError(Exception):
    """It is no PBF, or cut off: osmium says it better."""


def require_harmless(path: Path, most_bytes: int) -> None:
    """Refuse a PBF that is a trap: far larger than it looks, or with NUL signs in its names.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    most_bytes : int
        Up to here it may be packed however well.

    Raises
    ------
    FileError
        If it is a trap.
    """
    most = max(MOST_TIMES * path.stat().st_size, most_bytes)
    unpacked = 0
    try:
        for kind, content in blocks_of(path):
            unpacked += len(content or b"")
            if unpacked > most:
                said = {"times": MOST_TIMES, "size": unpacked // BYTES_PER_MB}
                raise FileError("osm.bomb", path=short(path), **said)
            if kind == DATA and content and _has_nul(content):
                raise FileError("osm.nul", path=short(path))
    except NotReadableError:
        return


def blocks_of(path: Path) -> Iterator[tuple[bytes, bytes | None]]:
    """Give the kind and the contents of each block; none where it is packed in a way unknown here.

    Raises
    ------
    NotReadableError
        If it is no PBF, or cut off.
    """
    with path.open("rb") as file:
        while length := file.read(4):
            size = int.from_bytes(length, "big")
            if len(length) < 4 or size > MOST_HEAD_BYTES:  # noqa: PLR2004 - as read
                raise NotReadableError
            head = {one.number: one for one in fields_of(_read(file, size))}
            if KIND not in head or SIZE not in head or head[SIZE].value > MOST_BLOCK_BYTES:
                raise NotReadableError
            yield head[KIND].content, _unpacked(_read(file, head[SIZE].value))


def _read(file: BinaryIO, size: int) -> bytes:
    content = file.read(size)
    if len(content) < size:
        raise NotReadableError
    return content


def _unpacked(block: bytes) -> bytes | None:
    """Unpack what a block holds; none if osmium may know how, or refuses it."""
    held = {one.number: one for one in fields_of(block)}
    if PLAIN in held:
        return held[PLAIN].content
    if PACKED not in held:
        return None
    try:
        content = zlib.decompressobj().decompress(held[PACKED].content, MOST_BLOCK_BYTES + 1)
    except zlib.error:
        raise NotReadableError from None
    if UNPACKED not in held or held[UNPACKED].value != len(content):
        raise NotReadableError
    return content


def _has_nul(content: bytes) -> bool:
    """Tell whether a text of a block of data has a NUL sign in it."""
    for one in fields_of(content):
        if one.number == NAMES:
            # The first text is always the empty one, whose length is the only nought as a rule.
            if one.content.count(0) <= 1 and one.content[:2] == b"\n\0":
                continue
            if any(0 in text.content for text in fields_of(one.content)):
                return True
    return False


def fields_of(message: bytes) -> Iterator[_Field]:
    """Give the fields of a message, after another.

    Raises
    ------
    NotReadableError
        If it is no message.
    """
    at, end = 0, len(message)
    while at < end:
        key, at = _number(message, at)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value, at = _number(message, at)
            yield _Field(number, b"", value, wire)
            continue
        if wire == LENGTHY:
            size, at = _number(message, at)
        elif wire in SKIPPED_BYTES:
            size = SKIPPED_BYTES[wire]
        else:
            raise NotReadableError
        if at + size > end:
            raise NotReadableError
        yield _Field(number, message[at : at + size], 0, wire)
        at += size


def _number(message: bytes, at: int) -> tuple[int, int]:
    """Read a number of seven bits a byte, and where it ends."""
    value = shift = 0
    while at < len(message):
        byte = message[at]
        at += 1
        value |= (byte & ~MORE) << shift
        if not byte & MORE:
            return value, at
        shift += 7
    raise NotReadableError
