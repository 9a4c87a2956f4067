"""The points that stand for the roads of a network, placed once for all facilities."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from drenthe_geo.reach.raster.engine import engine_for
from drenthe_geo.reach.raster.grid import Grid, Stamp
from drenthe_geo.reach.raster.ground import MOST_CELLS, Ground, Reached, off_m, within
from drenthe_geo.reach.raster.rings import TOUCH_M
from drenthe_geo.reach.samples import EdgeSamples
from drenthe_geo.units import DS_PER_MIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from drenthe_geo.area.settings import Settings
    from drenthe_geo.reach.raster.engine import Engine
    from drenthe_geo.reach.raster.ground import Bounds
    from drenthe_geo.reach.samples import Clock
    from drenthe_geo.roads.minutes import Reach


@dataclass(frozen=True)
class Look:
    """What one facility of a reach reaches within some time."""

    canvas: Canvas
    reach: Reach
    facility: int
    most_min: float
    # The land of all facilities; none where each measures its own.
    ground: Ground | None = None

    @cached_property
    def bounds_m(self) -> Bounds:
        """A rectangle that holds all of it."""
        network, limit = self.reach.network, np.rint(self.most_min * DS_PER_MIN)
        times = self.reach.node_times_ds[self.facility] <= limit
        tail, head = network.ends(self.reach.direction)
        found = self.canvas.edge_bounds_m[times[tail] | times[head]]
        if network.side_roads is not None:
            by_ds = network.side_roads.times_ds(self.reach, self.facility)
            points = network.side_roads.xy_m[by_ds <= limit]
            found = np.vstack([found, np.hstack([points, points])])
        if len(found) == 0:  # it reaches nothing: one place that stays blank
            found = np.hstack([self.canvas.xy_m[:1], self.canvas.xy_m[:1]])
        return (*found[:, :2].min(axis=0).tolist(), *found[:, 2:].max(axis=0).tolist())

    @property
    def times_ds(self) -> NDArray[np.float64]:
        """Time between each point and the facility, in tenths of a second; inf without a route."""
        reach, facility = self.reach, self.facility
        times = self.canvas.clock.times_ds(reach, facility)
        beside = reach.network.side_roads
        return times if beside is None else np.append(times, beside.times_ds(reach, facility))

    @property
    def near(self) -> NDArray[np.intp]:
        """Points that lie in its area, or so near that they may."""
        margin_m = off_m(self.canvas.settings)
        return np.flatnonzero(within(self.canvas.xy_m, self.bounds_m, margin_m))

    def reached(self, moments: Sequence[float]) -> Reached:
        """Find which points are reached at which of some times, in order."""
        canvas, settings, times = self.canvas, self.canvas.settings, self.times_ds
        kind = np.uint8 if len(moments) < np.iinfo(np.uint8).max else np.uint16
        moment: NDArray[Any] = np.zeros(len(times), dtype=kind)
        for limit in np.rint(np.array(moments) * DS_PER_MIN):
            moment += times > limit
        near, stamp = self.near, Stamp.around(self.bounds_m, settings)
        xy_m = canvas.xy_m[near]
        return Reached(
            stamp=stamp,
            engine=canvas.engine,
            most_m2=np.float32((settings.road_buffer_m + TOUCH_M) ** 2),
            land=None if self.ground is None else self.ground.land(stamp.grid, moment),
            near=near,
            xy_m=xy_m,
            at=np.ravel_multi_index(stamp.grid.rows_columns(xy_m), stamp.grid.shape),
            moment=moment[near],
        )


@dataclass(frozen=True)
class Canvas:
    """Points along the roads of a network, and after them those of side roads."""

    samples: EdgeSamples
    clock: Clock
    xy_m: NDArray[np.float64]
    # Metres of road that each point stands for; side roads stand for none.
    metres: NDArray[np.float64]
    # Of each edge: least x and y, most x and y.
    edge_bounds_m: NDArray[np.float64]
    settings: Settings
    engine: Engine

    @classmethod
    def of(cls, reach: Reach, settings: Settings) -> Canvas:
        """Place the points."""
        samples = EdgeSamples.along(reach.network, settings.sample_m)
        xy_m, metres = samples.xy_m, samples.metres(reach.network)
        beside = reach.network.side_roads
        if beside is not None:
            xy_m = np.vstack([xy_m, beside.xy_m])
            metres = np.concatenate([metres, np.zeros(len(beside.xy_m))])
        engine = engine_for(len(xy_m) * len(reach.facilities))
        bounds_m = shapely.bounds(reach.network.lines)
        return cls(samples, samples.clock(reach), xy_m, metres, bounds_m, settings, engine)

    def looks(self, part: Reach, most_min: float) -> Iterator[Look]:
        """Look at each facility of a part of a reach, up to a time."""
        _ = part.node_times_ds  # searched once, not by each who draws
        every = [Look(self, part, one, most_min) for one in range(len(part.facilities))]
        if len(every) == 1 or not self.engine.LAYS_GROUND:
            yield from every
            return
        bounds_m = np.array([look.bounds_m for look in every])
        together = (*bounds_m[:, :2].min(axis=0).tolist(), *bounds_m[:, 2:].max(axis=0).tolist())
        rows, columns = Grid.around(together, self.settings.cell_m, 0.0).shape
        ground = None
        if rows * columns <= MOST_CELLS:
            ground = Ground.around(self.xy_m, together, self.settings)
        yield from (replace(look, ground=ground) for look in every)
