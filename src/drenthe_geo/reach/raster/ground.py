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

from drenthe_geo.reach.raster.grid import Stamp
from drenthe_geo.reach.raster.near import Box, Near

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from drenthe_geo.area.settings import Settings
    from drenthe_geo.reach.raster.engine import Engine
    from drenthe_geo.reach.raster.grid import Grid

    Bounds = tuple[float, float, float, float]
    Land = tuple[NDArray[np.float32], NDArray[np.integer]]

MOST_CELLS = 8_000_000
"""Land larger than this is not laid out for all facilities at once, but measured by each: 100
MB."""


@dataclass(frozen=True)
class Ground:
    """Some land: its raster points with the nearest of the points along its roads."""

    grid: Grid
    # The points on it: which of all, in order.
    points: NDArray[np.intp]
    # Of each raster point: squared distance to the nearest, and which of these it is.
    away_m2: NDArray[np.float32]
    nearest: NDArray[np.int32]

    @classmethod
    def around(cls, xy_m: NDArray[np.float64], bounds_m: Bounds, settings: Settings) -> Ground:
        """Lay out the land that holds all within some distance of a rectangle."""
        margin_m = off_m(settings)
        low_x, low_y, high_x, high_y = bounds_m
        wider = low_x - margin_m, low_y - margin_m, high_x + margin_m, high_y + margin_m
        stamp = Stamp.around(wider, settings)
        points = np.flatnonzero(within(xy_m, bounds_m, margin_m))
        return cls(stamp.grid, points, *stamp.nearest(xy_m[points]))

    def land(self, part: Grid, moment: NDArray[np.integer]) -> Land:
        """Give of a part of it the squared distances, and when the nearest point is reached.

        `moment` says of all points at which of some times, counted from 0, they are reached.
        """
        row, column = (
            round((low - start) / part.cell_m)
            for low, start in ((part.y0_m, self.grid.y0_m), (part.x0_m, self.grid.x0_m))
        )
        cells = slice(row, row + part.shape[0]), slice(column, column + part.shape[1])
        # Where no point is near none is waited for.
        mine = np.append(moment[self.points], moment.dtype.type(0))
        return self.away_m2[cells], mine[self.nearest[cells]]


@dataclass(frozen=True)
class Reached:
    """The part of the land that one facility reaches: what lies further off is not looked at."""

    stamp: Stamp
    engine: Engine
    # Square of the road buffer.
    most_m2: np.float32
    # Of each raster point: squared distance to the nearest point, and when that is reached; none
    # where what is reached is measured.
    land: Land | None
    # The points that lie there: which of all, where, by which raster point, when reached.
    near: NDArray[np.intp]
    xy_m: NDArray[np.float64]
    at: NDArray[np.intp]
    moment: NDArray[np.integer]

    def states(self, count: int) -> Iterator[State]:
        """Say what is reached, time after time; the next one changes the one before."""
        beside, box = Near.to_none(self.stamp, self.engine), Box.of_none(self.stamp.grid.shape)
        for number in range(count):
            new = np.flatnonzero(self.moment == number)
            if len(new):
                at = self.at[new]
                box = box.joined(Box.around(self.stamp, at))
                if self.land is not None:
                    # Around a point that is reached all are settled but those near to one that
                    # is not.
                    waits = spread(self.land[1][box.cells] > number, self.stamp.span).ravel()
                    new = new[waits[box.inner(at)]]
                beside.add(self.xy_m[new])
            yield State(self, number, box, (beside,))

    def covered(self, some: NDArray[np.intp], state: State, level_m: float) -> NDArray[np.bool_]:
        """Whether some of the points lie where a raster is at most a level, as its contour runs."""
        cell_m = self.stamp.grid.cell_m
        return self.engine.covered(
            state.inside, state.away_m2, self.xy_m, some, state.corner_m, cell_m, level_m
        )


@dataclass(frozen=True)
class State:
    """What is reached by one time, in the part of the raster that holds it."""

    reached: Reached
    number: int
    box: Box
    # Beside the points that the land knows to be the nearest.
    beside: tuple[Near, ...]

    def with_ends(self, ends: Near) -> State:
        """Add points that stand for no road, where the time runs out."""
        return replace(self, box=self.box.joined(ends.box), beside=(*self.beside, ends))

    def kept(self) -> State:
        """Keep it, whatever comes next."""
        _ = self.away_m2
        return self

    @cached_property
    def away_m2(self) -> NDArray[np.float32]:
        """Squared distance of raster points to what is reached, as far as a contour looks."""
        cells = self.box.cells
        first, *more = (one.away_m2[cells] for one in self.beside)
        least = first.copy()
        for one in more:
            np.minimum(least, one, out=least)
        if self.reached.land is not None:
            away_m2, moment = (one[cells] for one in self.reached.land)
            np.minimum(least, away_m2, out=least, where=moment <= self.number)
        return least

    @cached_property
    def inside(self) -> NDArray[np.bool_]:
        """Which raster points lie within the road buffer of what is reached."""
        inside: NDArray[np.bool_] = self.away_m2 <= self.reached.most_m2
        return inside

    @property
    def corner_m(self) -> tuple[float, float]:
        """Place of the first raster point."""
        grid = self.reached.stamp.grid
        rows, columns = self.box.cells
        return grid.x0_m + columns.start * grid.cell_m, grid.y0_m + rows.start * grid.cell_m


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
