"""What costs most of a drawing, compiled by numba: the same numbers as `plain`, to the last bit.

Nothing here holds Python's lock, so facilities are drawn on all cores at once. What is compiled is
kept as that of the searches is; numba looks at this file alone to see whether it changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from drenthe_geo.reach.raster.rings import TOUCH_M, Rings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from drenthe_geo.reach.raster.grid import Stamp

    Squares = NDArray[np.float32]
    Cells = NDArray[np.bool_]
    Floats = NDArray[np.float64]
    Places = NDArray[np.int64]

NORTH, WEST, SOUTH, EAST = range(4)
"""As of `plain`, once more: see above."""

LAYS_GROUND = False
"""To measure the distance to every point that is reached takes no longer than to look it up."""

_compiled = njit(cache=True, nogil=True)


def lower(away_m2: Squares, stamp: Stamp, xy_m: Floats) -> None:
    """Lower squared distances to those of some points, as `plain.lower`."""
    grid = stamp.grid
    _lower(away_m2, xy_m, grid.x0_m, grid.y0_m, grid.cell_m, stamp.span, stamp.reach_m)


def trace(inside: Cells, away_m2: Squares, before_m2: Squares | None, level_m: float) -> Rings:
    """Trace the border of what is inside, as `plain.trace`."""
    before = np.zeros((0, 0), dtype=np.float32) if before_m2 is None else before_m2
    return Rings(*_trace(inside, away_m2, before, level_m, TOUCH_M))


def covered(
    inside: Cells,
    away_m2: Squares,
    xy_m: Floats,
    some: Places,
    corner_m: tuple[float, float],
    cell_m: float,
    level_m: float,
) -> Cells:
    """Tell which of some points lie within a level, as `plain.covered`."""
    found: Cells = _covered(inside, away_m2, xy_m, some, *corner_m, cell_m, level_m)
    return found


@_compiled
def _lower(
    away_m2: Squares,
    xy_m: Floats,
    x0_m: float,
    y0_m: float,
    cell_m: float,
    span: int,
    reach_m: float,
) -> None:
    """Lower the squared distances around some points."""
    width = 2 * span + 1
    # Of each row of a stamp the columns that are near enough.
    reach = np.empty(width, np.int64)
    for row in range(width):
        reach[row] = -1
        for column in range(span + 1):
            if np.hypot(float(row - span), float(column)) * cell_m <= reach_m:
                reach[row] = column
    for number in range(len(xy_m)):
        x, y = xy_m[number, 0], xy_m[number, 1]
        column, row = int(np.rint((x - x0_m) / cell_m)), int(np.rint((y - y0_m) / cell_m))
        right, up = np.float32(x - x0_m - column * cell_m), np.float32(y - y0_m - row * cell_m)
        for step in range(-span, span + 1):
            high = np.float32(np.float32(step) * np.float32(cell_m)) - up
            high = high * high
            for side in range(-reach[step + span], reach[step + span] + 1):
                far = np.float32(np.float32(side) * np.float32(cell_m)) - right
                far = far * far + high
                away_m2[row + step, column + side] = min(away_m2[row + step, column + side], far)


@_compiled
def _height(row: int, column: int, away_m2: Squares, before_m2: Squares, level_m: float) -> float:
    """Give the height of a raster point; what is reached before may be nothing at all."""
    height = np.float64(np.sqrt(away_m2[row, column])) - level_m
    if before_m2.size:
        height = max(height, level_m - np.float64(np.sqrt(before_m2[row, column])))
    return height


@_compiled
def _off(height: float, inside: bool, touch_m: float) -> float:  # noqa: FBT001
    """Keep a height off the level, on its side of it."""
    return min(height, -touch_m) if inside else max(height, touch_m)


@_compiled
def _crossing(one: float, two: float, on: bool, touch_m: float) -> float:  # noqa: FBT001
    """Say how far from the one inside the height is 0, on or back; `on` if that is the first."""
    low, high = (one, two) if on else (two, one)
    low = _off(low, True, touch_m)  # noqa: FBT003
    share = low / (low - _off(high, False, touch_m))  # noqa: FBT003
    return share if on else -share


@_compiled
def _far_corners(cells: Cells, row: int, column: int, heading: int) -> tuple[bool, bool]:
    """Tell whether the corners of a cell that lie ahead are inside: the left and the right one."""
    if heading == NORTH:
        return cells[row + 1, column], cells[row + 1, column + 1]
    if heading == WEST:
        return cells[row, column], cells[row + 1, column]
    if heading == SOUTH:
        return cells[row, column + 1], cells[row, column]
    return cells[row + 1, column + 1], cells[row, column + 1]


@_compiled
def _middle(
    cells: Cells,
    row: int,
    column: int,
    away_m2: Squares,
    before_m2: Squares,
    level_m: float,
    touch_m: float,
) -> float:
    """Sum the heights of the four corners of a cell."""
    total = 0.0
    for up in range(2):
        for right in range(2):
            height = _height(row + up, column + right, away_m2, before_m2, level_m)
            total += _off(height, cells[row + up, column + right], touch_m)
    return total


@_compiled
def _count(cells: Cells) -> tuple[int, int]:
    """Count where a border crosses rows, and columns."""
    along, across = 0, 0
    for row in range(cells.shape[0] - 1):
        for column in range(cells.shape[1] - 1):
            along += cells[row, column] != cells[row, column + 1]
            across += cells[row, column] != cells[row + 1, column]
    return along, across


@_compiled
def _follow(
    cells: Cells,
    away_m2: Squares,
    before_m2: Squares,
    level_m: float,
    touch_m: float,
    begin: tuple[int, int],
    number: int,
    ring_of: NDArray[np.int32],
    xy: Floats,
) -> int:
    """Follow a ring from where it crosses a row; write its corners, and count them."""
    row, column = begin
    heading = NORTH if cells[row, column] else SOUTH
    done = 0
    while True:
        on = heading < SOUTH  # the first of the two points is inside
        one = _height(row, column, away_m2, before_m2, level_m)
        xy[done, 0], xy[done, 1] = column, row
        if heading % 2 == 0:  # north or south
            ring_of[row, column] = number
            two = _height(row, column + 1, away_m2, before_m2, level_m)
            xy[done, 0] += int(not on)
            xy[done, 0] += _crossing(one, two, on, touch_m)
        else:
            two = _height(row + 1, column, away_m2, before_m2, level_m)
            xy[done, 1] += int(not on)
            xy[done, 1] += _crossing(one, two, on, touch_m)
        done += 1
        # The cell that it runs into, by its first corner.
        if heading == SOUTH:
            row -= 1
        elif heading == WEST:
            column -= 1
        left, right = _far_corners(cells, row, column, heading)
        turn = 1 - int(left) - int(right)
        if right and not left:  # what is ahead goes on where the middle is inside
            middle = _middle(cells, row, column, away_m2, before_m2, level_m, touch_m)
            turn = -1 if middle <= 0 else 1
        heading = (heading + turn) % 4
        if heading == NORTH:
            row += 1
        elif heading == EAST:
            column += 1
        if (row, column) == begin and heading % 2 == 0:
            return done


@_compiled
def _trace(
    cells: Cells, away_m2: Squares, before_m2: Squares, level_m: float, touch_m: float
) -> tuple[Floats, Places, Places, Cells]:
    """Follow every ring from its first crossing of a row: places, sizes, outer rings, holes."""
    along, across = _count(cells)
    xy = np.empty((along + across, 2), np.float64)
    sizes, outer = np.empty(along // 2, np.int64), np.empty(along // 2, np.int64)
    is_hole = np.empty(along // 2, np.bool_)
    # The ring that crosses a row behind a raster point, counted from 1.
    ring_of = np.zeros(cells.shape, np.int32)
    rings, done, last = 0, 0, 0
    for row in range(cells.shape[0]):
        for column in range(cells.shape[1] - 1):
            if cells[row, column] == cells[row, column + 1]:
                continue
            if ring_of[row, column] == 0:
                # In the row of its first crossing a hole has land before it, an outer ring none.
                is_hole[rings] = cells[row, column]
                # That land begins at the crossing before: at its outer ring, or another hole.
                outer[rings] = outer[last - 1] if cells[row, column] else rings
                sizes[rings] = _follow(
                    cells, away_m2, before_m2, level_m, touch_m,
                    (row, column), rings + 1, ring_of, xy[done:],
                )  # fmt: skip
                done += sizes[rings]
                rings += 1
            last = ring_of[row, column]
    return xy, sizes[:rings].copy(), outer[:rings].copy(), is_hole[:rings].copy()


@_compiled
def _covered(
    inside: Cells,
    away_m2: Squares,
    xy_m: Floats,
    some: Places,
    x0_m: float,
    y0_m: float,
    cell_m: float,
    level_m: float,
) -> Cells:
    """Weigh the distances of the four corners of the cell that each point lies in."""
    rows, columns = inside.shape
    found = np.zeros(len(some), np.bool_)
    for number in range(len(some)):
        at = some[number]
        x, y = (xy_m[at, 0] - x0_m) / cell_m, (xy_m[at, 1] - y0_m) / cell_m
        whole_x, whole_y = np.floor(x), np.floor(y)
        column, row = int(whole_x), int(whole_y)
        if column < 0 or row < 0 or column >= columns - 1 or row >= rows - 1:
            continue
        if not (
            inside[row, column]
            or inside[row, column + 1]
            or inside[row + 1, column]
            or inside[row + 1, column + 1]
        ):
            continue
        right, up = x - whole_x, y - whole_y
        away_m = (1 - up) * (1 - right) * np.float64(np.sqrt(away_m2[row, column]))
        away_m += (1 - up) * right * np.float64(np.sqrt(away_m2[row, column + 1]))
        away_m += up * (1 - right) * np.float64(np.sqrt(away_m2[row + 1, column]))
        away_m += up * right * np.float64(np.sqrt(away_m2[row + 1, column + 1]))
        found[number] = away_m <= level_m
    return found
