"""The points that stand for the roads of a network, placed once for all facilities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from drenthe_geo.reach.raster.grid import Grid
from drenthe_geo.reach.raster.ground import MOST_CELLS, Ground
from drenthe_geo.reach.samples import EdgeSamples
from drenthe_geo.units import DS_PER_MIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from drenthe_geo.area.settings import Settings
    from drenthe_geo.reach.raster.ground import Bounds, Reached
    from drenthe_geo.reach.samples import Clock
    from drenthe_geo.roads.minutes import Reach


@dataclass(frozen=True)
class Look:
    """Where one facility of a reach is looked at."""

    reach: Reach
    facility: int
    bounds_m: Bounds
    # The land of all facilities; none where that would be too much.
    ground: Ground | None


@dataclass(frozen=True)
class Canvas:
    """Points along the roads of a network, and after them those of side roads."""

    samples: EdgeSamples
    clock: Clock
    xy_m: NDArray[np.float64]
    # Metres of road that each point stands for; side roads stand for none.
    metres: NDArray[np.float64]
    settings: Settings

    @classmethod
    def of(cls, reach: Reach, settings: Settings) -> Canvas:
        """Place the points."""
        samples = EdgeSamples.along(reach.network, settings.sample_m)
        xy_m, metres = samples.xy_m, samples.metres(reach.network)
        beside = reach.network.side_roads
        if beside is not None:
            xy_m = np.vstack([xy_m, beside.xy_m])
            metres = np.concatenate([metres, np.zeros(len(beside.xy_m))])
        return cls(samples, samples.clock(reach), xy_m, metres, settings)

    def looks(self, part: Reach, most_min: float) -> Iterator[Look]:
        """Say for each facility of a part of a reach what is looked at, up to a time."""
        every = [self._bounds_m(part, one, most_min) for one in range(len(part.facilities))]
        low, high = np.min(every, axis=0)[:2], np.max(every, axis=0)[2:]
        together = (*low.tolist(), *high.tolist())
        ground = None
        rows, columns = Grid.around(together, self.settings.cell_m, 0.0).shape
        if rows * columns <= MOST_CELLS:
            ground = Ground.around(self.xy_m, together, self.settings)
        for facility, bounds_m in enumerate(every):
            yield Look(part, facility, bounds_m, ground)

    def reached(self, look: Look, moments: Sequence[float]) -> Reached:
        """Find which points a facility reaches at which of some times, in order."""
        ground = look.ground or Ground.around(self.xy_m, look.bounds_m, self.settings)
        times = self.times_ds(look.reach, look.facility)[ground.points]
        kind = np.uint8 if len(moments) < np.iinfo(np.uint8).max else np.uint16
        moment: NDArray[Any] = np.zeros(
            len(times) + 1, dtype=kind
        )  # none is the last: it is never waited for
        for limit in np.rint(np.array(moments) * DS_PER_MIN):
            moment[:-1] += times > limit
        return ground.reached(moment, look.bounds_m, self.settings)

    def times_ds(self, reach: Reach, facility: int) -> NDArray[np.float64]:
        """Time between each point and a facility, in tenths of a second; inf without a route."""
        times = self.clock.times_ds(reach, facility)
        beside = reach.network.side_roads
        return times if beside is None else np.append(times, beside.times_ds(reach, facility))

    def _bounds_m(self, reach: Reach, facility: int, most_min: float) -> Bounds:
        """Give a rectangle that holds all that is reached."""
        network, limit = reach.network, np.rint(most_min * DS_PER_MIN)
        times = reach.node_times_ds[facility] <= limit
        found = shapely.bounds(network.lines[times[network.tail] | times[network.head]])
        if network.side_roads is not None:
            points = network.side_roads.xy_m[network.side_roads.times_ds(reach, facility) <= limit]
            found = np.vstack([found, np.hstack([points, points])])
        if len(found) == 0:  # it reaches nothing: one place that stays blank
            found = np.hstack([self.xy_m[:1], self.xy_m[:1]])
        return (*found[:, :2].min(axis=0).tolist(), *found[:, 2:].max(axis=0).tolist())
