"""A PBF of OpenStreetMap byte by byte: also one that no program would write."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TEXTS = (b"", b"highway", b"residential")
MORE = 0x80


def number(value: int) -> bytes:
    """Write a number, seven bits a byte."""
    value &= (1 << 64) - 1
    made = bytearray()
    while value >= MORE:
        made.append(value & 0x7F | MORE)
        value >>= 7
    return bytes([*made, value])


def steps(values: Iterable[int]) -> bytes:
    """Write numbers as their differences, with their sign in the last bit."""
    before, made = 0, []
    for one in values:
        made.append(number((one - before) << 1 ^ (one - before) >> 63))
        before = one
    return b"".join(made)


def lengthy(field: int, content: bytes) -> bytes:
    """Write what is told by its length."""
    return number(field << 3 | 2) + number(len(content)) + content


def blob(kind: bytes, content: bytes, said: int | None = None) -> bytes:
    """Write a block, packed; `said` is how large it says that it is."""
    size = len(content) if said is None else said
    block = number(2 << 3) + number(size) + lengthy(3, zlib.compress(content))
    head = lengthy(1, kind) + number(3 << 3) + number(len(block))
    return struct.pack(">I", len(head)) + head + block


HEAD = blob(b"OSMHeader", lengthy(4, b"OsmSchema-V0.6") + lengthy(4, b"DenseNodes"))


def data(
    nodes: Sequence[tuple[int, float, float]] = (),
    ways: Sequence[tuple[int, Sequence[int]]] = (),
    texts: Sequence[bytes] = TEXTS,
    tags: tuple[Sequence[int], Sequence[int]] = ((1,), (2,)),
) -> bytes:
    """Write nodes (id, lon, lat) and ways over them; `tags` are the numbers of their texts."""
    table = lengthy(1, b"".join(lengthy(1, one) for one in texts))
    ids, lon, lat = (
        steps(round(value) for value in values)
        for values in (
            [one[0] for one in nodes],
            [one[1] * 1e7 for one in nodes],
            [one[2] * 1e7 for one in nodes],
        )
    )
    dense = lengthy(2, lengthy(1, ids) + lengthy(8, lat) + lengthy(9, lon)) if nodes else b""
    keys, values = (b"".join(map(number, one)) for one in tags)
    drawn = b"".join(
        lengthy(
            3, number(1 << 3) + number(way) + lengthy(2, keys) + lengthy(3, values)
            + lengthy(8, steps(refs)),
        )
        for way, refs in ways
    )  # fmt: skip
    return blob(b"OSMData", table + lengthy(2, dense) + lengthy(2, drawn))
