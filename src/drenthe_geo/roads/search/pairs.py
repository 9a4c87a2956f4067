"""Times between points and facilities in parts, from whichever side has fewer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from drenthe_geo.roads.search.spots import Spots, node_times
from drenthe_geo.roads.search.tables import levels_for, write_minutes
from drenthe_geo.units import DS_PER_MIN
from drenthe_geo.work.memory import at_once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import geopandas as gpd
    from numpy.typing import NDArray

    from drenthe_geo.roads.minutes import Reach
    from drenthe_geo.roads.search.spots import Direction

BYTES_A_TIME = 16
"""Of a time that is searched, with the copy in which what is remembered is put together."""

BYTES_A_PAIR = 40
"""Of a time between two points, in parts: by either end of a road, and what is put together."""

ORIGINS_AT_ONCE = 4096
"""Fewer points than this are never split up: numpy is no faster with more."""

Part = tuple[int, int, slice, slice, "NDArray[np.float64]"]
"""How many points were searched from, of how many; facilities, origins and the times between."""


def minutes_of_pairs(
    reach: Reach,
    snaps: pd.DataFrame,
    offset_ds: NDArray[np.float64],
    access_ds: tuple[NDArray[np.float64], NDArray[np.float64]],
    on_part: Callable[[int, int], None],
) -> NDArray[np.float64]:
    """Measure the minutes between facilities (rows) and origins that are snapped to its network.

    `access_ds`: what is added for each facility, and for each origin; inf outside the network.
    NaN without a route and beyond the limit of the reach.
    """
    edge = snaps["edge_position"].to_numpy()
    minutes = np.empty((len(reach.facilities), len(snaps)))
    levels = levels_for(reach)
    if levels is not None:
        write_minutes(levels, reach, edge, offset_ds, access_ds, minutes, on_part)
        return minutes
    parts = _by_facilities(reach, edge, offset_ds)
    # From a split network, at whose points one could turn round, no bans of turns can be obeyed.
    may_turn = reach.network.turns is None
    if may_turn and not reach.is_whole and len(snaps) < len(reach.facilities):
        parts = _from_origins(reach, snaps, access_ds[0])
    most_ds = reach.limit_min * DS_PER_MIN
    for done, of, rows, columns, without_leg in parts:
        ds = np.add(without_leg, access_ds[1][columns], out=without_leg)
        ds[~(ds <= most_ds) | np.isinf(ds)] = np.nan
        np.divide(ds, DS_PER_MIN, out=minutes[rows, columns])
        on_part(done, of)
    return minutes


def on_the_spot(
    facilities: gpd.GeoDataFrame, origins: gpd.GeoDataFrame
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pair facilities and origins that are one place, to the millimetre, by position."""
    both = [shapely.get_coordinates(points.geometry.to_numpy()) for points in (facilities, origins)]
    x_m = [xy[:, 0].round(3) for xy in both]
    # Few share as much as one number, and to put tables together takes far longer.
    alike = [np.flatnonzero(np.isin(*one)) for one in (x_m, x_m[::-1])]
    if not len(alike[0]):
        return alike[0], alike[1]
    places = [
        pd.DataFrame(xy[some].round(3), index=some).reset_index()
        for xy, some in zip(both, alike, strict=True)
    ]
    pairs = places[0].merge(places[1], on=[0, 1], suffixes=("_to", "_from"))
    return pairs["index_to"].to_numpy(dtype=np.intp), pairs["index_from"].to_numpy(dtype=np.intp)


def _by_facilities(
    reach: Reach, edge: NDArray[np.intp], offset_ds: NDArray[np.float64]
) -> Iterator[Part]:
    """Measure times from facilities, without the legs of the origins."""
    first, count = 0, len(reach.facilities)
    for part in reach.parts():
        rows = slice(first, first + len(part.facilities))
        first = rows.stop
        step = max(ORIGINS_AT_ONCE, at_once(BYTES_A_PAIR * len(part.facilities), reach.part_mb))
        for start in range(0, len(edge), step):
            some = slice(start, start + step)
            done = first if some.stop >= len(edge) else rows.start
            yield done, count, rows, some, part.times_at(slice(None), edge[some], offset_ds[some])


def _from_origins(
    reach: Reach, snaps: pd.DataFrame, ends_ds: NDArray[np.float64]
) -> Iterator[Part]:
    """Measure times from origins, if they are fewer: the sums are whole, so they are the same."""
    back: Direction = "from" if reach.direction == "to" else "to"
    spots = Spots.on(reach.network, snaps["edge_position"].to_numpy(), snaps["fraction"].to_numpy())
    ends = reach.spots.node[reach.within]
    step = at_once(BYTES_A_TIME * spots.split.n_nodes, reach.part_mb)
    for start in range(0, len(snaps), step):
        some = slice(start, min(start + step, len(snaps)))
        times = node_times(spots, back, reach.limit_min * DS_PER_MIN, part=some)
        yield some.stop, len(snaps), slice(None), some, times[:, ends].T + ends_ds[:, None]
