"""What costs most of a drawing, with numpy alone: distances to points, and borders on a raster.

Marching squares (Lorensen and Cline 1987) on arrays. A general contour program looks at every cell
and makes their coordinates; here one pass of true and false finds the cells of the border, and all
else is done for these alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.reach.raster.rings import TOUCH_M, Rings

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from drenthe_geo.reach.raster.grid import Stamp

    Heights = Callable[[NDArray[np.intp]], NDArray[np.float64]]

NORTH, WEST, SOUTH, EAST = range(4)
"""Ways that a border runs through a cell, counted to the left; inside is always on its left."""

LAYS_GROUND = True
"""To look up the distance to the nearest of all points is faster than to measure it."""


def lower(away_m2: NDArray[np.float32], stamp: Stamp, xy_m: NDArray[np.float64]) -> None:
    """Lower the squared distances of raster points to those to some more points."""
    flat = away_m2.ravel()
    for at, near_m2, _ in stamp.around_points(xy_m):
        np.minimum.at(flat, at.ravel(), near_m2.ravel())


def trace(
    inside: NDArray[np.bool_],
    away_m2: NDArray[np.float32],
    before_m2: NDArray[np.float32] | None,
    level_m: float,
) -> Rings:
    """Trace the border of the raster points that are inside.

    None at the rim is inside. The border runs where the height would be 0 on the straight line
    between two points: how much further than the level they are away, or nearer than it before,
    whichever is more.
    """

    def heights(at: NDArray[np.intp]) -> NDArray[np.float64]:
        above: NDArray[np.float64] = _metres(away_m2, at) - level_m
        if before_m2 is not None:
            np.maximum(above, level_m - _metres(before_m2, at), out=above)
        return above

    found = _crossings(inside, heights)
    if len(found.at) == 0:
        none = np.zeros(0, dtype=np.intp)
        return Rings(np.zeros((0, 2)), none, none, none.astype(bool))
    ring, order, first = _rings(found.after)
    # In the row of its first crossing a hole has land before it, an outer ring has none.
    is_hole = inside.ravel()[found.at[first]]
    # That land begins at the crossing before, which is of the same part: its outer ring, or
    # another hole of it.
    outer = np.where(is_hole, ring[first - 1], np.arange(len(first)))
    while is_hole[outer].any():
        outer = outer[outer]
    return Rings(_places(found, heights, inside.shape[1])[order], np.bincount(ring), outer, is_hole)


def covered(
    inside: NDArray[np.bool_],
    away_m2: NDArray[np.float32],
    xy_m: NDArray[np.float64],
    some: NDArray[np.intp],
    corner_m: tuple[float, float],
    cell_m: float,
    level_m: float,
) -> NDArray[np.bool_]:
    """Tell which of some points lie where the border at a level runs around them."""
    found = np.zeros(len(some), dtype=bool)
    rows, width = inside.shape
    steps = (xy_m[some] - np.array(corner_m)) / cell_m
    whole = np.floor(steps)
    column, row = whole.astype(np.intp).T
    there = np.flatnonzero((column >= 0) & (row >= 0) & (column < width - 1) & (row < rows - 1))
    at, flat = row[there] * width + column[there], inside.ravel()
    # Of the corners of its cell one must be inside.
    close = flat[at] | flat[at + 1] | flat[at + width] | flat[at + width + 1]
    there, at = there[close], at[close]
    right, up = (steps[there] - whole[there]).T
    away_m = (1 - up) * (1 - right) * _metres(away_m2, at)
    away_m += (1 - up) * right * _metres(away_m2, at + 1)
    away_m += up * (1 - right) * _metres(away_m2, at + width)
    away_m += up * right * _metres(away_m2, at + width + 1)
    found[there] = away_m <= level_m
    return found


def _metres(away_m2: NDArray[np.float32], at: NDArray[np.intp]) -> NDArray[np.float64]:
    """Distances by position in one row."""
    return np.sqrt(away_m2.ravel()[at]).astype(np.float64)


@dataclass(frozen=True)
class _Crossings:
    """Where a border crosses lines between raster points: first those along rows, then columns."""

    # Raster point before the crossing, in its row or column.
    at: NDArray[np.intp]
    # How many of them lie along rows.
    along_rows: int
    heading: NDArray[np.intp]
    # The crossing that comes after each.
    after: NDArray[np.intp]


def _crossings(inside: NDArray[np.bool_], heights: Heights) -> _Crossings:
    """Find the crossings, and which follows which."""
    cells, width, count = inside.ravel(), inside.shape[1], inside.size
    row = np.flatnonzero(cells[:-1] != cells[1:])  # the rim is outside, so rows may be joined
    column = np.flatnonzero(cells[:-width] != cells[width:])
    at = np.concatenate([row, column])
    heading = np.concatenate(
        [np.where(cells[row], NORTH, SOUTH), np.where(cells[column], WEST, EAST)]
    )
    # The cell that the border runs into, by its first corner.
    cell = at - np.array([0, 1, width, 0])[heading]
    left = cells[cell + np.array([width, 0, 1, width + 1])[heading]]
    right = cells[cell + np.array([width + 1, width, 0, 1])[heading]]
    turn = 1 - left.astype(np.intp) - right
    saddle = np.flatnonzero(right & ~left)  # what is ahead goes on where the middle is inside
    corners = cell[saddle] + np.array([0, 1, width, width + 1])[:, None]
    turn[saddle] = np.where(_middles(heights, cells, corners) <= 0, -1, 1)
    leaves = cell + np.array([width, count, 0, count + 1])[(heading + turn) % 4]
    number = np.empty(2 * count, dtype=np.int32)
    number[row], number[column + count] = np.arange(len(row)), np.arange(len(row), len(at))
    return _Crossings(at, len(row), heading, number[leaves])


def _rings(
    after: NDArray[np.intp],
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Put crossings in order, ring after ring: the ring of each, the order, the first of each."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - keeps the import light
    from scipy.sparse.csgraph import breadth_first_order, connected_components  # noqa: PLC0415

    count = len(after)
    steps = np.arange(count + 1, dtype=np.int32)
    ways, whole = np.ones(count), (count, count)
    graph = csr_array((ways, after.astype(np.int32), steps), shape=whole)
    rings, ring = connected_components(graph, connection="strong")
    first = np.empty(rings, dtype=np.intp)
    first[ring[::-1]] = np.arange(count)[::-1]
    by_first = np.argsort(first)
    first, ring = first[by_first], np.argsort(by_first)[ring]
    last = np.empty(count, dtype=np.intp)
    last[after] = np.arange(count)
    chain = after.astype(np.int32)
    chain[last[first]] = np.roll(first, -1)  # from the end of a ring to the next one
    order = breadth_first_order(
        csr_array((ways, chain, steps), shape=whole), first[0], return_predecessors=False
    )
    return ring, order, first


def _places(found: _Crossings, heights: Heights, width: int) -> NDArray[np.float64]:
    """Column and row of crossings, by the heights of the two points that each lies between."""
    step, rows = np.ones(len(found.at), dtype=np.intp), slice(found.along_rows)
    step[found.along_rows :] = width
    # From the point inside to the one outside: on, or back.
    on = found.heading < SOUTH
    within = np.where(on, found.at, found.at + step)
    beyond = np.where(on, found.at + step, found.at)
    low = np.minimum(heights(within), -TOUCH_M)
    share = low / (low - np.maximum(heights(beyond), TOUCH_M))
    row, column = np.divmod(within, width)
    xy = np.stack([column, row], axis=1).astype(np.float64)
    share[~on] *= -1
    xy[rows, 0] += share[rows]
    xy[found.along_rows :, 1] += share[found.along_rows :]
    return xy


def _middles(
    heights: Heights, cells: NDArray[np.bool_], corners: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Sum the heights of corners, those near to 0 on their side of it."""
    above = heights(corners)
    sided = np.where(cells[corners], np.minimum(above, -TOUCH_M), np.maximum(above, TOUCH_M))
    total: NDArray[np.float64] = sided.sum(axis=0)
    return total
