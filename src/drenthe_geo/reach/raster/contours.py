"""Where a raster is at most a level, as polygons: only the cells that a border runs through count.

Marching squares (Lorensen and Cline 1987) on arrays. A general contour program looks at every cell
and makes their coordinates; here one pass of true and false finds the cells of the border, and all
else is done for these alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Heights = Callable[[NDArray[np.intp]], NDArray[np.float64]]

TOUCH_M = 1e-3
"""A raster point exactly on the level would make rings touch themselves: heights this near to it
count as so far off."""

NORTH, WEST, SOUTH, EAST = range(4)
"""Ways that a border runs through a cell, counted to the left; inside is always on its left."""


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


def area_inside(
    inside: NDArray[np.bool_], heights: Heights, corner_m: tuple[float, float], cell_m: float
) -> shapely.MultiPolygon:
    """Draw the area of the raster points that are inside.

    Parameters
    ----------
    inside : array of bool
        Rows and columns; none at the rim is inside.
    heights : callable
        Height above the level of raster points, by position in the raster laid in one row: below
        0 inside. The border runs where it would be 0 on the straight line between two points.
    corner_m : tuple of float
        Place of the first raster point.
    cell_m : float
        Distance between raster points.

    Returns
    -------
    shapely.MultiPolygon
        Its parts with their holes.

    Examples
    --------
    >>> import numpy as np
    >>> inside = np.zeros((3, 3), dtype=bool)
    >>> inside[1, 1] = True
    >>> area_inside(inside, lambda at: np.where(at == 4, -1.0, 1.0), (0.0, 0.0), 2.0).area
    2.0
    """
    found = _crossings(inside, heights)
    if len(found.at) == 0:
        return shapely.MultiPolygon()
    ring, order, first = _rings(found.after)
    # In the row of its first crossing a hole has land before it, an outer ring has none.
    is_hole = inside.ravel()[found.at[first]]
    # That land begins at the crossing before, which is of the same part: its outer ring, or
    # another hole of it.
    outer = np.where(is_hole, ring[first - 1], np.arange(len(first)))
    while is_hole[outer].any():
        outer = outer[outer]
    xy_m = _places(found, heights, inside.shape[1]) * cell_m + np.array(corner_m)
    return _polygons(xy_m[order], np.bincount(ring), outer, is_hole)


def _polygons(
    xy_m: NDArray[np.float64],
    sizes: NDArray[np.intp],
    outer: NDArray[np.intp],
    is_hole: NDArray[np.bool_],
) -> shapely.MultiPolygon:
    """Make parts of rings that lie one after the other: each outer one, and its holes."""
    parts = np.lexsort((is_hole, outer))
    # Each ring once more, from its first place back to it.
    sizes, start = sizes[parts] + 1, (np.cumsum(sizes) - sizes)[parts]
    ends = np.cumsum(sizes)
    at = np.arange(ends[-1]) + np.repeat(start - (ends - sizes), sizes)
    at[ends - 1] = start
    rings = np.concatenate([[0], ends])
    polygons = np.append(np.flatnonzero(~is_hole[parts]), len(parts))
    made: shapely.MultiPolygon = shapely.from_ragged_array(
        shapely.GeometryType.MULTIPOLYGON,
        xy_m[at],
        (rings, polygons, np.array([0, len(polygons) - 1])),
    )[0]
    return made


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
