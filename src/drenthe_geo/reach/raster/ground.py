"""Points along roads on a raster: what is nearest to what, and what of it a facility reaches.

To which point a raster point is nearest is the same for all facilities and times, so it is found
once. Where that nearest one is reached there is no nearer one; only around points with others
beside them that are not reached yet the distance to what is reached is measured again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.reach.raster.contours import TOUCH_M
from drenthe_geo.reach.raster.grid import Stamp
from drenthe_geo.reach.raster.near import Box, Near

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from drenthe_geo.area.settings import Settings

    Bounds = tuple[float, float, float, float]

MOST_CELLS = 8_000_000
"""Land larger than this is not laid out for all facilities at once, but around each: 100 MB."""


@dataclass(frozen=True)
class Ground:
    """Some land: its raster points with the nearest of the points along its roads."""

    stamp: Stamp
    # The points on it: which of all, in order, and their places.
    points: NDArray[np.intp]
    xy_m: NDArray[np.float64]
    # Of each raster point: squared distance to the nearest, and which of these it is.
    away_m2: NDArray[np.float32]
    nearest: NDArray[np.int32]
    # Which of them lie within the road buffer of any, and the square of that.
    inside: NDArray[np.bool_]
    most_m2: np.float32

    @classmethod
    def around(cls, xy_m: NDArray[np.float64], bounds_m: Bounds, settings: Settings) -> Ground:
        """Lay out the land that holds all within some distance of a rectangle."""
        margin_m = off_m(settings)
        inside = within(xy_m, bounds_m, margin_m)
        low_x, low_y, high_x, high_y = bounds_m
        wider = low_x - margin_m, low_y - margin_m, high_x + margin_m, high_y + margin_m
        stamp = Stamp.around(wider, settings)
        points = np.flatnonzero(inside)
        there = xy_m[points]
        away_m2, nearest = stamp.nearest(there)
        most_m2 = np.float32((settings.road_buffer_m + TOUCH_M) ** 2)
        return cls(stamp, points, there, away_m2, nearest, away_m2 <= most_m2, most_m2)

    def reached(self, moment: NDArray[np.integer], bounds_m: Bounds, settings: Settings) -> Reached:
        """Look at the part of it around what a facility reaches.

        `moment` says of its points, and of none as the last, at which of some times, counted
        from 0, they are reached.
        """
        mine, whole = Stamp.around(bounds_m, settings).grid, self.stamp.grid
        row, column = (
            round((low - start) / whole.cell_m)
            for low, start in ((mine.y0_m, whole.y0_m), (mine.x0_m, whole.x0_m))
        )
        rows, columns = slice(row, row + mine.shape[0]), slice(column, column + mine.shape[1])
        near = np.flatnonzero(within(self.xy_m, bounds_m, off_m(settings)))
        stamp, xy_m = self.stamp.part(rows, columns), self.xy_m[near]
        return Reached(
            stamp=stamp,
            away_m2=np.ascontiguousarray(self.away_m2[rows, columns]),
            inside=np.ascontiguousarray(self.inside[rows, columns]),
            most_m2=self.most_m2,
            first=moment[self.nearest[rows, columns]],
            near=self.points[near],
            xy_m=xy_m,
            at=np.ravel_multi_index(stamp.grid.rows_columns(xy_m), stamp.grid.shape),
            moment=moment[near],
        )


@dataclass(frozen=True)
class Reached:
    """The part of the land that one facility reaches: what lies further off is not looked at."""

    stamp: Stamp
    # Of each raster point: squared distance to the nearest, whether that is within the road
    # buffer, and when that nearest one is reached.
    away_m2: NDArray[np.float32]
    inside: NDArray[np.bool_]
    most_m2: np.float32
    first: NDArray[np.integer]
    # The points that lie there: which of all, where, by which raster point, when reached.
    near: NDArray[np.intp]
    xy_m: NDArray[np.float64]
    at: NDArray[np.intp]
    moment: NDArray[np.integer]

    def states(self, count: int) -> Iterator[State]:
        """Say what is reached, time after time; the next one changes the one before."""
        beside, box = Near.to_none(self.stamp, self.most_m2), Box.of_none(self.stamp.grid.shape)
        for number in range(count):
            new = np.flatnonzero(self.moment == number)
            if len(new):
                at = self.at[new]
                box = box.joined(Box.around(self.stamp, at))
                # Around a point that is reached all are settled but those near to one that is not.
                waits = spread(self.first[box.cells] > number, self.stamp.span).ravel()
                beside.add(self.xy_m[new[waits[box.inner(at)]]])
            yield State(self, number, box, (beside,))

    def covered(self, some: NDArray[np.intp], state: State, level_m: float) -> NDArray[np.bool_]:
        """Whether some of the points lie where a raster is at most a level, as its contour runs."""
        grid, width = self.stamp.grid, self.stamp.grid.shape[1]
        covered = np.zeros(len(some), dtype=bool)
        # Of the corners of its cell one must be inside.
        there = np.flatnonzero(state.box.holds(self.at[some]))
        wider = spread(state.inside, 1).ravel()
        close = there[wider[state.box.inner(self.at[some[there]])]]
        steps = (self.xy_m[some[close]] - np.array([grid.x0_m, grid.y0_m])) / grid.cell_m
        whole = np.floor(steps)
        column, row = whole.astype(np.intp).T
        right, up = (steps - whole).T
        away_m = np.zeros(len(close))
        for rows, share in ((0, 1 - up), (1, up)):
            for columns, part in ((0, 1 - right), (1, right)):
                at = (row + rows) * width + column + columns
                away_m += share * part * state.away_m(at)
        covered[close] = away_m <= level_m
        return covered


@dataclass(frozen=True)
class State:
    """What is reached by one time: where the nearest point is reached, and beside that."""

    reached: Reached
    number: int
    box: Box
    beside: tuple[Near, ...]

    def with_ends(self, ends: Near) -> State:
        """Add points that stand for no road, where the time runs out."""
        return replace(self, box=self.box.joined(ends.box), beside=(*self.beside, ends))

    def kept(self) -> State:
        """Keep it, whatever comes next."""
        beside = tuple(replace(one, away_m2=one.away_m2.copy()) for one in self.beside)
        kept = replace(self, beside=beside)
        kept.__dict__["inside"] = self.inside
        return kept

    @cached_property
    def inside(self) -> NDArray[np.bool_]:
        """Which raster points of the box lie within the road buffer of what is reached."""
        cells = self.box.cells
        inside = self.reached.first[cells] <= self.number
        inside &= self.reached.inside[cells]
        for one in self.beside:
            inside |= one.inside[cells]
        return inside

    def away_m(self, at: NDArray[np.intp]) -> NDArray[np.float64]:
        """Distance of raster points to what is reached, by position in the raster in one row."""
        settled = self.reached.first.ravel()[at] <= self.number
        away_m2 = np.where(settled, self.reached.away_m2.ravel()[at], np.float32(np.inf))
        for one in self.beside:
            np.minimum(away_m2, one.away_m2.ravel()[at], out=away_m2)
        return np.sqrt(away_m2).astype(np.float64)


def spread(cells: NDArray[np.bool_], span: int) -> NDArray[np.bool_]:
    """Spread what is true to all sides, by so many cells."""
    for axis in (0, 1):
        done = 0
        while done < span:
            step = min(span - done, 2 * done + 1)
            wider = cells.copy()
            here, there = np.moveaxis(wider, axis, 0), np.moveaxis(cells, axis, 0)
            here[step:] |= there[:-step]
            here[:-step] |= there[step:]
            cells, done = wider, done + step
    return cells


def within(xy_m: NDArray[np.float64], bounds_m: Bounds, margin_m: float) -> NDArray[np.bool_]:
    """Tell which points lie in a rectangle, or no further from it than a margin."""
    x_m, y_m = xy_m.T
    inside: NDArray[np.bool_] = (x_m >= bounds_m[0] - margin_m) & (x_m <= bounds_m[2] + margin_m)
    inside &= (y_m >= bounds_m[1] - margin_m) & (y_m <= bounds_m[3] + margin_m)
    return inside


def off_m(settings: Settings) -> float:
    """Say how far from all that is reached a place lies in no area for sure."""
    return settings.road_buffer_m + float(np.sqrt(2)) * settings.cell_m
