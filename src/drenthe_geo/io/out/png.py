"""Pictures as PNG: the same pixels as other programs write, in a fifth of their time."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.units import M_PER_INCH

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

LEVEL = 3
"""How hard it is compressed: maps of 2,400 by 3,000 pixels take 0.1 s and 1.2 to 1.8 MB."""

SIGNATURE = b"\x89PNG\r\n\x1a\n"

ROWS = 128
"""Rows that are compressed at once."""

EIGHT_BITS, RGB, UNIT_METRE = 8, 2, 1


def png_of(rgb: NDArray[np.uint8], dpi: float, texts: Mapping[str, str]) -> bytes:
    """Write a picture as PNG.

    Rows are left as they are before they are compressed: maps have large areas of one colour, which
    the filters that programs try on every row only make longer.

    Parameters
    ----------
    rgb : array of uint8
        Rows, columns and the three colours.
    dpi : float
        Pixels in an inch.
    texts : mapping of str to str
        What is said of it, by keyword; Latin-1.

    Returns
    -------
    bytes
        The file.

    Examples
    --------
    >>> import numpy as np
    >>> png_of(np.zeros((2, 3, 3), dtype=np.uint8), 200, {})[1:4]
    b'PNG'
    """
    height, width, _ = rgb.shape
    per_m = round(dpi / M_PER_INCH)
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, EIGHT_BITS, RGB, 0, 0, 0)),
        (b"pHYs", struct.pack(">IIB", per_m, per_m, UNIT_METRE)),
        *((b"tEXt", f"{key}\0{text}".encode("latin-1")) for key, text in texts.items()),
        (b"IDAT", b"".join(_compressed(rgb))),
        (b"IEND", b""),
    ]
    return SIGNATURE + b"".join(_chunk(kind, body) for kind, body in parts)


def _compressed(rgb: NDArray[np.uint8]) -> Iterator[bytes]:
    """Compress rows, some at a time: a copy of a whole page would take as much as the page."""
    packed = zlib.compressobj(LEVEL)
    for start in range(0, len(rgb), ROWS):
        some = rgb[start : start + ROWS]
        rows = np.zeros((len(some), 1 + 3 * some.shape[1]), dtype=np.uint8)  # 0: no filter
        rows[:, 1:].reshape(some.shape)[:] = some
        yield packed.compress(rows.data)
    yield packed.flush()


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
