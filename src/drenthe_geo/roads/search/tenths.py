"""Times of many pairs in whole tenths of a second, some points at a time: to be summed up.

A table of minutes of ten thousands of points and a thousand others fills the memory; who sums
something up over it needs a part of it at a time, and nothing of it as a table of numbers with
a point.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.roads.search.contracted import NO_WAY
from drenthe_geo.roads.search.pairs import on_the_spot
from drenthe_geo.roads.search.tables import levels_for, table_ds
from drenthe_geo.roads.snapping import snap_points, snaps_on_split
from drenthe_geo.units import DS_PER_MIN

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    from numpy.typing import NDArray

    from drenthe_geo.roads.minutes import Reach

PAIRS_AT_ONCE = 2**18
"""Pairs that are put together at once: of 2**16 to 2**22 the fastest."""


def ds_in_parts(
    reach: Reach, points: gpd.GeoDataFrame
) -> Iterator[tuple[slice, NDArray[np.int32]]]:
    """Give the times between some points (rows) and the facilities of a reach, part after part.

    They are those of `travel_times` in tenths of a second; `NO_WAY` or more without a route. The
    limit of the reach is not looked at.
    """
    network = reach.network
    snaps = snaps_on_split(reach.spots, snap_points(reach.spots.network, points), points)
    edge, access_min = (snaps[name].to_numpy() for name in ("edge_position", "access_min"))
    offset_ds = np.rint(snaps["fraction"].to_numpy() * network.least_ds[edge])
    ends = np.stack([end[edge] for end in network.ends(reach.direction)])
    nodes, where = np.unique(ends, return_inverse=True)
    tail, head = where.reshape(ends.shape)
    access_ds = np.where(np.isnan(access_min), np.inf, np.rint(access_min * DS_PER_MIN))
    by_tail, by_head = (_whole(leg + access_ds) for leg in reach.legs_at(edge, offset_ds))
    times = _times_of(reach, nodes)
    facility, point = on_the_spot(reach.facilities, points)
    step = max(1, PAIRS_AT_ONCE // max(times.shape[1], 1))
    for start in range(0, len(points), step):
        some = slice(start, min(start + step, len(points)))
        ds = times[tail[some]]
        ds += by_tail[some, None]
        other = times[head[some]]
        other += by_head[some, None]
        np.minimum(ds, other, out=ds)
        here = (point >= some.start) & (point < some.stop)
        # Who is there already takes no way to the road, and parks nothing.
        there = np.isfinite(access_ds[point[here]])
        ds[point[here] - start, facility[here]] = np.where(there, 0, NO_WAY)
        yield some, ds


def _times_of(reach: Reach, nodes: NDArray[np.intp]) -> NDArray[np.int32]:
    """Find the times between nodes of the split network (rows) and facilities, with their legs."""
    levels = levels_for(reach)
    if levels is None:
        return np.ascontiguousarray(_whole(reach.node_times_ds[:, nodes]).T)
    times, column = table_ds(levels, reach.spots, reach.within, nodes, reach.direction)
    found: NDArray[np.int32] = np.ascontiguousarray(times.T)[column]
    found += _whole(reach.access_ds)
    return np.minimum(found, NO_WAY, out=found)


def _whole(ds: NDArray[np.float64]) -> NDArray[np.int32]:
    """Whole tenths of a second, `NO_WAY` where they are infinite."""
    return np.where(np.isinf(ds), NO_WAY, ds).astype(np.int32)
