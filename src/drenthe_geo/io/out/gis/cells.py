"""Numbers of square cells as a GeoTIFF that a program may read in parts over the net.

Written here, for the form is small: no package that writes it is needed, and equal cells give
equal bytes. Directories come first, then the copies that are coarser, then the cells, in tiles.
"""

from __future__ import annotations

import math
import os
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.crs import RD_NEW

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

TILE = 256
"""Cells of a side of a tile; a picture that fits in one has no coarser copy."""

MISSING = -9999.0
"""Stands for no number."""

LEVEL = 9

SHORT, LONG, DOUBLE, ASCII = 3, 4, 12, 2
"""Types of TIFF 6.0."""

PACKED = {SHORT: "H", LONG: "I", DOUBLE: "d"}

HEADER_BYTES, ENTRY_BYTES, INLINE_BYTES = 8, 12, 4

DEFLATE, GREY, FLOAT, FLOAT_BITS, BAND_BY_BAND, COARSER = 8, 1, 3, 32, 2, 1

PROJECTED, AREA, METRE = 1, 1, 9001
"""Values of GeoTIFF 1.1: the system is a projected one, a number is of an area, in metres."""

Entry = tuple[int, int, "Sequence[float] | bytes"]


@dataclass(frozen=True)
class Band:
    """One number of every cell."""

    values: NDArray[np.float64]
    head: str
    means: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Cells:
    """Numbers of cells that lie in rows, the northern first.

    Parameters
    ----------
    west, north : float
        The corner that it begins at, in metres.
    cell_m : float
        Side of a cell.
    bands : mapping of str to Band
        What is known of each; missing where it is not a number.
    crs : str
        Code of the coordinate system that they lie in.
    """

    west: float
    north: float
    cell_m: float
    bands: Mapping[str, Band] = field(default_factory=dict)
    crs: str = RD_NEW


def cells_of(
    middles: NDArray[np.float64], cell_m: float, numbers: Mapping[str, NDArray[np.float64]]
) -> tuple[float, float, dict[str, NDArray[np.float64]]]:
    """Put numbers of cells in rows by where their middles lie.

    Parameters
    ----------
    middles : numpy.ndarray
        Easting and northing of each.
    cell_m : float
        Side of a cell.
    numbers : mapping of str to numpy.ndarray
        Numbers of each, by name.

    Returns
    -------
    tuple
        West and north end, and the rows by name.

    Examples
    --------
    >>> import numpy as np
    >>> where = np.array([[50.0, 50.0], [250.0, 150.0]])
    >>> west, north, rows = cells_of(where, 100.0, {"score": np.array([0.2, 0.4])})
    >>> west, north, rows["score"].tolist()
    (0.0, 200.0, [[nan, nan, 0.4], [0.2, nan, nan]])
    """
    column, row = np.floor(middles / cell_m).astype(int).T
    west, top = int(column.min()), int(row.max())
    shape = (top - int(row.min()) + 1, int(column.max()) - west + 1)
    rows = {}
    for name, values in numbers.items():
        made = np.full(shape, np.nan)
        made[top - row, column - west] = values
        rows[name] = made
    return west * cell_m, (top + 1) * cell_m, rows


def geotiff_of(cells: Cells) -> bytes:
    r"""Write cells as a GeoTIFF that is optimised for the cloud.

    Parameters
    ----------
    cells : Cells
        The cells.

    Returns
    -------
    bytes
        The file.

    Examples
    --------
    >>> import numpy as np
    >>> one = Cells(0.0, 100.0, 100.0, {"score": Band(np.array([[0.5]]), "Score")})
    >>> geotiff_of(one)[:4]
    b'II*\x00'
    """
    stack = np.stack([one.values for one in cells.bands.values()])
    steps = [stack]
    while max(steps[-1].shape[1:]) > TILE:
        steps.append(steps[-1][:, ::2, ::2])
    tiles = [_tiles(step) for step in steps]
    heads = [_entries(cells, step, number) for number, step in enumerate(steps)]
    # Directories first, so that a reader knows all after one look; then the coarsest copy.
    starts = np.cumsum([HEADER_BYTES, *(_size(one, len(two)) for one, two in
                                        zip(heads, tiles, strict=True))])  # fmt: skip
    place = int(starts[-1])
    places: dict[int, list[int]] = {}
    for number in reversed(range(len(steps))):
        places[number] = []
        for tile in tiles[number]:
            places[number].append(place)
            place += len(tile)
    out = [b"II", struct.pack("<HI", 42, HEADER_BYTES)]
    for number, entries in enumerate(heads):
        at = [(324, LONG, places[number]), (325, LONG, [len(one) for one in tiles[number]])]
        last = number == len(steps) - 1
        after = 0 if last else int(starts[number + 1])
        out.append(_directory(sorted([*entries, *at]), int(starts[number]), after))
    out += [tile for number in reversed(range(len(steps))) for tile in tiles[number]]
    return b"".join(out)


def _tiles(stack: NDArray[np.float64]) -> list[bytes]:
    """Cut bands in tiles and compress each."""
    _, high, wide = stack.shape
    down, across = math.ceil(high / TILE), math.ceil(wide / TILE)
    room = ((0, 0), (0, down * TILE - high), (0, across * TILE - wide))
    full = np.pad(stack, room, constant_values=np.nan)
    full = np.where(np.isnan(full), MISSING, full).astype("<f4")
    parts = [
        full[band, row * TILE : (row + 1) * TILE, column * TILE : (column + 1) * TILE].tobytes()
        for band in range(len(full))
        for row in range(down)
        for column in range(across)
    ]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(partial(zlib.compress, level=LEVEL), parts))


def _entries(cells: Cells, stack: NDArray[np.float64], step: int) -> list[Entry]:
    """Say what a picture is; all but where its tiles lie."""
    bands, high, wide = stack.shape
    entries: list[Entry] = [
        (254, LONG, [COARSER if step else 0]),
        (256, LONG, [wide]),
        (257, LONG, [high]),
        (258, SHORT, [FLOAT_BITS] * bands),
        (259, SHORT, [DEFLATE]),
        (262, SHORT, [GREY]),
        (277, SHORT, [bands]),
        (284, SHORT, [BAND_BY_BAND]),
        (322, SHORT, [TILE]),
        (323, SHORT, [TILE]),
        (339, SHORT, [FLOAT] * bands),
        (42113, ASCII, f"{MISSING:g}\0".encode()),
    ]
    if bands > 1:
        entries.append((338, SHORT, [0] * (bands - 1)))
    if step == 0:
        code = int(cells.crs.rpartition(":")[2])
        keys = [(1024, PROJECTED), (1025, AREA), (3072, code), (3076, METRE)]
        flat = [1, 1, 0, len(keys), *(part for key, value in keys for part in (key, 0, 1, value))]
        entries += [
            (33550, DOUBLE, [cells.cell_m, cells.cell_m, 0.0]),
            (33922, DOUBLE, [0.0, 0.0, 0.0, cells.west, cells.north, 0.0]),
            (34735, SHORT, flat),
            (42112, ASCII, _said(cells)),
        ]
    return entries


def _said(cells: Cells) -> bytes:
    """Say what bands are, in the XML that GDAL has for it."""
    items = []
    for number, (name, band) in enumerate(cells.bands.items()):
        for what, role, text in (
            ("DESCRIPTION", "description", band.head),
            ("UNITTYPE", "unittype", band.unit),
            ("NAME", "", name),
            ("MEANING", "", band.means),
        ):
            if text:
                of = f'name="{what}" sample="{number}"' + (f' role="{role}"' if role else "")
                items.append(f"<Item {of}>{escape(text)}</Item>")
    return f"<GDALMetadata>{''.join(items)}</GDALMetadata>\0".encode()


def _size(entries: Sequence[Entry], tiles: int) -> int:
    """Count the bytes of a directory and of what lies after it."""
    every: list[Entry] = [*entries, (324, LONG, [0] * tiles), (325, LONG, [0] * tiles)]
    return len(_directory(every, 0, 0))


def _directory(entries: Sequence[Entry], start: int, after: int) -> bytes:
    """Write a directory that lies at `start`; what has no room in it follows."""
    beyond = start + 2 + ENTRY_BYTES * len(entries) + 4
    lines, more = [struct.pack("<H", len(entries))], b""
    for tag, kind, values in entries:
        body = (
            values
            if isinstance(values, bytes)
            else struct.pack(f"<{len(values)}{PACKED[kind]}", *values)
        )
        if len(body) > INLINE_BYTES:
            place = struct.pack("<I", beyond + len(more))
            more += body + b"\0" * (len(body) % 2)
        else:
            place = body.ljust(INLINE_BYTES, b"\0")
        lines.append(struct.pack("<HHI", tag, kind, len(values)) + place)
    return b"".join([*lines, struct.pack("<I", after), more])
