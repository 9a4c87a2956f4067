"""Points on a raster, and the distances around them."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from drenthe_geo.area.settings import Settings

Kind = TypeVar("Kind", bound=np.generic)

POINTS_AT_ONCE = 2_000
"""Points stamped at a time: what fits a processor's cache is twice as fast."""

HALF = 32
"""Bits of a half of a number of 64."""


@dataclass(frozen=True)
class Grid:
    """A raster aligned to whole cells of RD New."""

    x0_m: float
    y0_m: float
    cell_m: float
    shape: tuple[int, int]

    @classmethod
    def around(
        cls, bounds_m: tuple[float, float, float, float], cell_m: float, margin_m: float
    ) -> Grid:
        """Cover a rectangle and a margin around it.

        >>> Grid.around((120.0, 0.0, 480.0, 90.0), 50.0, 10.0)
        Grid(x0_m=100.0, y0_m=-50.0, cell_m=50.0, shape=(4, 9))
        """
        low = np.floor((np.array(bounds_m[:2]) - margin_m) / cell_m)
        high = np.ceil((np.array(bounds_m[2:]) + margin_m) / cell_m)
        columns, rows = (high - low).astype(int) + 1
        x0, y0 = (low * cell_m).tolist()
        return cls(x0, y0, cell_m, (int(rows), int(columns)))

    def rows_columns(self, xy_m: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Row and column of the raster point nearest to each point."""
        column = np.rint((xy_m[:, 0] - self.x0_m) / self.cell_m).astype(np.intp)
        row = np.rint((xy_m[:, 1] - self.y0_m) / self.cell_m).astype(np.intp)
        return row, column

    def offset_m(
        self, xy_m: NDArray[np.float64], row: NDArray[np.intp], column: NDArray[np.intp]
    ) -> NDArray[np.float64]:
        """Offset of points from raster points."""
        corner = np.array([self.x0_m, self.y0_m])
        offset: NDArray[np.float64] = xy_m - corner - np.stack([column, row], axis=1) * self.cell_m
        return offset


@dataclass(frozen=True)
class Stamp:
    """Distances from points to the raster points around them."""

    grid: Grid
    span: int
    reach_m: float

    @classmethod
    def around(cls, bounds_m: tuple[float, float, float, float], settings: Settings) -> Stamp:
        """Prepare a raster for contours at the road buffer.

        It reaches one cell diagonal beyond the buffer, which a contour needs, and half a
        diagonal more, as a point may lie that far from its raster point.
        """
        cell = settings.cell_m
        reach_m = settings.road_buffer_m + 1.5 * float(np.sqrt(2)) * cell
        span = int(np.ceil(reach_m / cell))
        return cls(Grid.around(bounds_m, cell, (span + 1) * cell), span, reach_m)

    def part(self, rows: slice, columns: slice) -> Stamp:
        """Take a part of the raster, of whole cells."""
        grid = self.grid
        x0_m, y0_m = (
            corner + cells.start * grid.cell_m
            for corner, cells in ((grid.x0_m, columns), (grid.y0_m, rows))
        )
        shape = rows.stop - rows.start, columns.stop - columns.start
        return replace(self, grid=Grid(x0_m, y0_m, grid.cell_m, shape))

    def nearest(self, xy_m: NDArray[np.float64]) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
        """Squared distance of raster points to the nearest of some points, and which it is.

        Where none is near, it is the number of points.
        """
        # The bits of numbers that are not below 0 are in their order: one least finds both.
        blank = np.array(self.reach_m**2, dtype=np.float32).view(np.int32).astype(np.int64)
        both = np.full(self.grid.shape, (blank << HALF) + len(xy_m))
        flat = both.ravel()
        for at, away_m2, first in self.around_points(xy_m):
            key = away_m2.view(np.int32).astype(np.int64)
            key <<= HALF
            key += np.arange(first, first + key.shape[1])
            np.minimum.at(flat, at.ravel(), key.ravel())
        halves = both.view(np.int32).reshape(*self.grid.shape, 2)
        low = int(sys.byteorder == "big")
        return halves[..., 1 - low].copy().view(np.float32), halves[..., low].copy()

    def around_points(
        self, xy_m: NDArray[np.float64]
    ) -> Iterator[tuple[NDArray[np.intp], NDArray[np.float32], int]]:
        """Go through the raster points around points, some at a time.

        Yields
        ------
        at : array of int
            For each raster point near to some points, and each of these, its position in the
            raster laid in one row.
        away_m2 : array of float
            Its squared distance.
        first : int
            Position of the first of these points; the others follow.
        """
        width, cell_m = self.grid.shape[1], self.grid.cell_m
        steps = np.arange(-self.span, self.span + 1)
        row, column = (one.ravel() for one in np.meshgrid(steps, steps, indexing="ij"))
        near = np.hypot(row, column) * cell_m <= self.reach_m
        row, column = row[near], column[near]
        sides_m = steps.astype(np.float32) * np.float32(cell_m)
        for begin in range(0, len(xy_m), POINTS_AT_ONCE):
            some = xy_m[begin : begin + POINTS_AT_ONCE]
            rows, columns = self.grid.rows_columns(some)
            offset = self.grid.offset_m(some, rows, columns).astype(np.float32)
            x2, y2 = (np.square(sides_m[:, None] - side) for side in offset.T)
            at = (rows * width + columns) + (row * width + column)[:, None]
            yield at, x2[column + self.span] + y2[row + self.span], begin
