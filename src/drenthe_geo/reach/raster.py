"""Points on a raster: distances around them, and the contours of those."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from drenthe_geo.units import DS_PER_MIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from numpy.typing import NDArray

    from drenthe_geo.area.settings import Settings

TOUCH_M = 1e-3

POINTS_AT_ONCE = 10_000
"""Points stamped at a time: what fits a processor's cache is twice as fast."""


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

    def blank(self) -> NDArray[np.float32]:
        """Make a raster on which no road is near any point."""
        return np.full(self.grid.shape, self.reach_m**2, dtype=np.float32)

    def place(self, xy_m: NDArray[np.float64]) -> Placed:
        """Find where points lie among the raster points."""
        row, column = self.grid.rows_columns(xy_m)
        offset = self.grid.offset_m(xy_m, row, column).astype(np.float32)
        steps = np.arange(-self.span, self.span + 1, dtype=np.float32) * self.grid.cell_m
        x2, y2 = (np.square(steps.astype(np.float32)[:, None] - side) for side in offset.T)
        return Placed(row * self.grid.shape[1] + column, x2, y2)

    def lower(self, values: NDArray[np.float32], placed: Placed) -> None:
        """Lower a raster, in place, to the squared distances around some points."""
        flat, width = values.ravel(), self.grid.shape[1]
        first = self.span * (width + 1)  # no step leads further back than this
        steps = range(-self.span, self.span + 1)
        near = [
            (flat[first + row * width + column :], row + self.span, column + self.span)
            for row in steps
            for column in steps
            if np.hypot(row, column) * self.grid.cell_m <= self.reach_m
        ]
        for begin in range(0, len(placed.at), POINTS_AT_ONCE):
            part = slice(begin, begin + POINTS_AT_ONCE)
            at, x2, y2 = placed.at[part] - first, placed.x2[:, part], placed.y2[:, part]
            away = np.empty(len(at), dtype=np.float32)
            for shifted, row, column in near:
                np.add(x2[column], y2[row], out=away)
                np.minimum.at(shifted, at, away)

    def covers(
        self, values: NDArray[np.float32], xy_m: NDArray[np.float64], level_m: float
    ) -> NDArray[np.bool_]:
        """Whether points lie where a raster is at most a level, as a contour of it runs."""
        # No distance changes by more than the way between two points: most need no look.
        cell = self.grid.cell_m
        sure_m = np.sqrt(2) * cell
        at_point = values[self.grid.rows_columns(xy_m)]
        inside: NDArray[np.bool_] = at_point <= max(level_m - sure_m, 0.0) ** 2
        unsure = np.flatnonzero(~inside & (at_point <= (level_m + sure_m) ** 2))
        corner = np.array([self.grid.x0_m, self.grid.y0_m])
        column, row = (whole := np.floor(steps := (xy_m[unsure] - corner) / cell)).astype(int).T
        right, up = (steps - whole).T
        away_m = np.zeros(len(unsure))
        for rows, share in ((0, 1 - up), (1, up)):
            for columns, part in ((0, 1 - right), (1, right)):
                away_m += share * part * np.sqrt(values[row + rows, column + columns])
        inside[unsure] = away_m <= level_m
        return inside

    def contour(self, values: NDArray[np.float32], level_m: float) -> shapely.MultiPolygon:
        """Area where a raster is at most a level; lower values never give a smaller one.

        A raster point exactly on the level would make rings touch themselves, so values
        within a millimetre of it count as just inside.
        """
        crop = _around(values <= np.float32(level_m**2))
        if crop is None:
            return shapely.MultiPolygon()
        away = np.sqrt(values[crop])
        away[np.abs(away - np.float32(level_m)) < TOUCH_M] = level_m - TOUCH_M
        return self._trace(away, crop, level_m)

    def contour_between(
        self, outer: NDArray[np.float32], inner: NDArray[np.float32], level_m: float
    ) -> shapely.MultiPolygon:
        """Area where one raster is at most a level and another, nowhere lower, is above it.

        Its inner border is that of the contour of `inner`, but for parts of a cell where
        both borders run through the same one.
        """
        crop = _around(outer <= np.float32(level_m**2))
        if crop is None:
            return shapely.MultiPolygon()
        above = np.maximum(np.sqrt(outer[crop]) - level_m, level_m - np.sqrt(inner[crop]))
        above[np.abs(above) < TOUCH_M] = TOUCH_M
        return self._trace(above, crop, 0.0)

    def _trace(
        self, heights: NDArray[np.float32], crop: tuple[slice, slice], level: float
    ) -> shapely.MultiPolygon:
        """Area of a part of the raster that is at most as high as a level."""
        import contourpy  # noqa: PLC0415 - times need no contours

        x_m = self.grid.x0_m + np.arange(self.grid.shape[1])[crop[1]] * self.grid.cell_m
        y_m = self.grid.y0_m + np.arange(self.grid.shape[0])[crop[0]] * self.grid.cell_m
        made: Any = contourpy.contour_generator(
            x_m, y_m, heights, name="serial", fill_type="ChunkCombinedOffsetOffset"
        )
        (points,), (ring_starts,), (polygon_starts,) = made.filled(-np.inf, level)
        if points is None:
            return shapely.MultiPolygon()
        ring = np.repeat(np.arange(len(ring_starts) - 1), np.diff(ring_starts))
        rings = shapely.linearrings(points, indices=ring)
        # Of each polygon the first ring is the outer one, the others are its holes.
        polygon = np.repeat(np.arange(len(polygon_starts) - 1), np.diff(polygon_starts))
        return shapely.multipolygons(shapely.polygons(rings, indices=polygon))


def _around(cells: NDArray[np.bool_]) -> tuple[slice, slice] | None:
    """Rows and columns of the cells that are true, and one more to each side."""
    rows = np.flatnonzero(cells.any(axis=1))
    if len(rows) == 0:
        return None
    band = slice(int(rows[0]) - 1, int(rows[-1]) + 2)
    columns = np.flatnonzero(cells[band].any(axis=0))
    return band, slice(int(columns[0]) - 1, int(columns[-1]) + 2)


@dataclass(frozen=True)
class Placed:
    """Points among raster points."""

    at: NDArray[np.intp]
    x2: NDArray[np.float32]
    y2: NDArray[np.float32]


@dataclass(frozen=True)
class Window:
    """The part of the land that one facility reaches: what lies further off is not looked at."""

    stamp: Stamp
    # Times of the samples and, after them, of the points of side roads.
    times: NDArray[np.float64]
    xy_m: NDArray[np.float64]
    # Which of them lie where an area may be; of these so many are samples of roads.
    near: NDArray[np.intp]
    roads: int
    # Where the time runs out part-way along an edge, by the cut-off.
    ends: list[NDArray[np.float64]]

    @property
    def on_roads(self) -> NDArray[np.intp]:
        """Samples of roads that lie where an area may be."""
        return self.near[: self.roads]

    def rasters(self, cutoffs: Iterable[float]) -> Iterator[tuple[NDArray[np.float32], int]]:
        """Squared distance to what is reached; one raster, lowered from cut-off to cut-off.

        With how often it was lowered: where all is reached it stays as it is.
        """
        changes = 0
        raster = self.stamp.blank()
        before = -np.inf
        times = self.times[self.near]
        for cutoff, ends in zip(cutoffs, self.ends, strict=True):
            limit = np.rint(cutoff * DS_PER_MIN)
            new = self.near[(times <= limit) & (times > before)]
            for start in range(0, len(new), POINTS_AT_ONCE):
                some = new[start : start + POINTS_AT_ONCE]
                self.stamp.lower(raster, self.stamp.place(self.xy_m[some]))
            self.stamp.lower(raster, self.stamp.place(ends))
            changes += bool(len(new) or len(ends))
            yield raster, changes
            before = limit
