"""Points that stand for the roads: where they lie, how long it takes, how much road it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from drenthe_geo.roads.splitting import legs_ds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from drenthe_geo.roads.minutes import Reach
    from drenthe_geo.roads.network import Network
    from drenthe_geo.roads.search.spots import Direction
    from drenthe_geo.roads.side_roads import SideRoads


@dataclass(frozen=True)
class EdgeSamples:
    """Points that stand for the edges of a network."""

    edge: NDArray[np.intp]
    fraction: NDArray[np.float64]
    xy_m: NDArray[np.float64]

    @classmethod
    def along(cls, network: Network, distance_m: float) -> EdgeSamples:
        """Put points along every edge: at least one, in the middle of equal steps.

        Ends would stand at a junction once per edge.
        """
        drawn_m = shapely.length(network.lines)
        count = np.maximum(np.ceil(drawn_m / distance_m), 1).astype(np.intp)
        edge = np.repeat(np.arange(network.n_edges), count)
        first = np.cumsum(count) - count
        fraction = (np.arange(len(edge)) - first[edge] + 0.5) / count[edge]
        return cls(edge, fraction, _points_along(network.lines, drawn_m, edge, fraction))

    def clock(self, reach: Reach) -> Clock:
        """Give what says how long it is between each point and a facility."""
        network, edge = reach.network, self.edge
        offset_ds = self.fraction * network.least_ds[edge]
        by_tail, by_head = legs_ds(network, edge, offset_ds, reach.direction)
        # A point that is at an end is there, also on a one-way road; see `Reach.times_at`.
        by_tail[~reach.via_tail[edge] & (offset_ds > 0)] = np.inf
        by_head[~reach.via_head[edge] & (offset_ds < network.least_ds[edge])] = np.inf
        tail, head = network.ends(reach.direction)
        return Clock(tail[edge], head[edge], by_tail, by_head)

    def some(self, which: NDArray[np.intp]) -> EdgeSamples:
        """Take some of the points."""
        return EdgeSamples(self.edge[which], self.fraction[which], self.xy_m[which])

    def metres(self, network: Network) -> NDArray[np.float64]:
        """Metres of road that each point stands for; those of an edge add up to its length."""
        length_m = network.edges["length_m"].to_numpy(dtype=float)
        share: NDArray[np.float64] = (length_m / np.bincount(self.edge))[self.edge]
        return share


@dataclass(frozen=True)
class Clock:
    """Times between points on edges and the ends of these, the same for all facilities."""

    tail: NDArray[np.intp]
    head: NDArray[np.intp]
    by_tail_ds: NDArray[np.float64]
    by_head_ds: NDArray[np.float64]

    @classmethod
    def beside(cls, roads: SideRoads, direction: Direction) -> Clock:
        """Give what says how long it is from points beside the network; see `SideRoads`."""
        if direction == "to":
            by_tail, by_head = roads.to_tail_ds.astype(float), roads.to_head_ds.astype(float)
        else:
            by_tail, by_head = roads.from_tail_ds.astype(float), roads.from_head_ds.astype(float)
        # To a facility one leaves a one-way road by its head, from one one comes by its tail.
        (by_tail if direction == "to" else by_head)[roads.oneway] = np.inf
        return cls(*roads.ends(direction), by_tail, by_head)

    def and_also(self, other: Clock) -> Clock:
        """Put other points after these."""
        return Clock(
            np.append(self.tail, other.tail),
            np.append(self.head, other.head),
            np.append(self.by_tail_ds, other.by_tail_ds),
            np.append(self.by_head_ds, other.by_head_ds),
        )

    def some(self, which: NDArray[np.intp]) -> Clock:
        """Take some of the points, in that order."""
        return Clock(
            self.tail[which], self.head[which], self.by_tail_ds[which], self.by_head_ds[which]
        )

    def times_ds(self, reach: Reach, facility: int) -> NDArray[np.float64]:
        """Time between each point and a facility, in tenths of a second; inf without a route."""
        times = reach.node_times_ds[facility]
        by_tail, by_head = times[self.tail], times[self.head]
        by_tail += self.by_tail_ds
        by_head += self.by_head_ds
        least: NDArray[np.float64] = np.minimum(by_tail, by_head, out=by_tail)
        return least


def _points_along(
    lines: NDArray[np.object_],
    length_m: NDArray[np.float64],
    edge: NDArray[np.intp],
    fraction: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Points inside lines, by interpolation along one long line of all of them.

    Many times faster than line by line; it needs points strictly between the ends.
    """
    xy, line = shapely.get_coordinates(lines, return_index=True)
    step_m = np.hypot(*np.diff(xy, axis=0).T)
    step_m[np.diff(line) != 0] = 0.0  # no way leads from one line to the next
    along_m = np.concatenate([[0.0], np.cumsum(step_m)])
    first = np.searchsorted(line, np.arange(len(lines)))
    at_m = along_m[first[edge]] + fraction * length_m[edge]
    points = np.stack([np.interp(at_m, along_m, side) for side in xy.T], axis=1)
    without_length = length_m[edge] == 0  # there the long line would give the next one's start
    points[without_length] = xy[first[edge[without_length]]]
    return points
