"""Times between many points at once, on the hierarchy of a network.

A point on an edge is left, or reached, by the two junctions at its ends; so a table between
points is one between junctions, put together with the legs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.roads.search.contracted import NO_WAY
from drenthe_geo.roads.search.engine import WORK, has_compiled
from drenthe_geo.roads.search.hierarchy import AT_ONCE, FAR, in_threads
from drenthe_geo.roads.search.spots import times_on_edges
from drenthe_geo.units import DS_PER_MIN
from drenthe_geo.work.memory import at_once

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from drenthe_geo.roads.minutes import Reach
    from drenthe_geo.roads.search.hierarchy import Levels
    from drenthe_geo.roads.search.spots import Direction, Spots

LEAST_SEARCHES = 32
"""Whole searches of any network that take as long as making its hierarchy, with either engine."""

SHARE_WITHIN = 0.25
"""Share of a whole search that one with a limit takes; of a province, 30 minutes by car."""

BYTES_A_PLACE = 12
"""Of a time between a facility and a junction, with its copies."""

BYTES_A_CUT = 100
"""Of a time between a facility and another spot on an edge, with all that it is made of."""

BYTES_A_PAIR = 32
"""Of a time between two points, with what it is put together of where numba is not there."""


def levels_for(reach: Reach) -> Levels | None:
    """Give the hierarchy that the times of a reach are best found on; None: by searches."""
    if "node_times_ds" in vars(reach):
        return None
    network, count = reach.spots.network, len(reach.facilities)
    if "hierarchy" not in vars(network):
        searches = count * (1.0 if np.isinf(reach.limit_min) else SHARE_WITHIN)
        if searches < LEAST_SEARCHES or WORK.suffices(searches * network.n_nodes):
            return None
    return network.hierarchy


def write_minutes(
    levels: Levels,
    reach: Reach,
    edge: NDArray[np.intp],
    offset_ds: NDArray[np.float64],
    access_ds: tuple[NDArray[np.float64], NDArray[np.float64]],
    minutes: NDArray[np.float64],
    on_part: Callable[[int, int], None],
) -> None:
    """Write the minutes between facilities (rows) and points on edges (columns).

    `access_ds`: what is added for each facility, and for each point; inf outside the network.
    """
    network, count = reach.network, len(reach.facilities)
    ends = np.stack([end[edge] for end in network.ends(reach.direction)])
    nodes, where = np.unique(ends, return_inverse=True)
    place = where.reshape(ends.shape)
    legs = [_whole(leg) for leg in reach.legs_at(edge, offset_ds)]
    for_facility, for_point = (_whole(one) for one in access_ds)
    most_ds = int(min(reach.limit_min * DS_PER_MIN, FAR - 1))
    cuts = int((nodes >= reach.spots.network.n_nodes).sum())
    step = at_once(BYTES_A_PLACE * len(nodes) + BYTES_A_CUT * cuts, reach.part_mb)
    write = _by_numba if has_compiled() else _by_numpy
    for first in range(0, count, step):
        last = min(first + step, count)
        part = slice(reach.first + first, reach.first + last)
        times, column = table_ds(levels, reach.spots, part, nodes, reach.direction)
        rows = slice(first, last)
        write(times, (*column[place], *legs, for_facility[rows], for_point), most_ds, minutes[rows])
        on_part(last, count)


def _by_numba(
    times: NDArray[np.int32],
    parts: tuple[NDArray[np.int64], ...],
    most_ds: int,
    minutes: NDArray[np.float64],
) -> None:
    """Put minutes together, compiled; see `sweeps.write_minutes`."""
    from drenthe_geo.roads.search.compiled import sweeps  # noqa: PLC0415 - needs numba

    tail, head, tail_leg, head_leg, for_row, for_column = parts
    times = np.ascontiguousarray(times)

    def write(at: int) -> None:
        some = slice(at, at + AT_ONCE)
        sweeps.write_minutes(
            times[some], tail, head, tail_leg, head_leg, for_row[some], for_column,
            most_ds, DS_PER_MIN, minutes[some],
        )  # fmt: skip

    in_threads(write, range(0, len(times), AT_ONCE))


def _by_numpy(
    times: NDArray[np.int32],
    parts: tuple[NDArray[np.int64], ...],
    most_ds: int,
    minutes: NDArray[np.float64],
) -> None:
    """Put minutes together, some rows at a time."""
    tail, head, tail_leg, head_leg, for_row, for_column = parts
    step = at_once(BYTES_A_PAIR * max(len(tail), 1))
    for at in range(0, len(times), step):
        some = slice(at, at + step)
        long = np.where(times[some] == NO_WAY, FAR, times[some].astype(np.int64))
        ds = np.minimum(long[:, tail] + tail_leg, long[:, head] + head_leg)
        ds += for_row[some, None] + for_column
        minutes[some] = np.where(ds <= most_ds, ds / DS_PER_MIN, np.nan)


def least_ds(levels: Levels, reach: Reach, nodes: NDArray[np.intp]) -> NDArray[np.float64]:
    """Find the least time between each facility and some nodes; inf without a route."""
    count = len(reach.facilities)
    step = at_once((BYTES_A_PLACE + BYTES_A_CUT) * max(len(nodes), 1), reach.part_mb)
    found = []
    for first in range(0, count, step):
        part = slice(reach.first + first, reach.first + min(first + step, count))
        times, place = table_ds(levels, reach.spots, part, nodes, reach.direction)
        # Junctions that are in the table for a spot on their road alone do not count.
        found.append(times[:, np.unique(place)].min(axis=1, initial=NO_WAY))
    least = np.concatenate(found)
    beyond = (least == NO_WAY) | (least > reach.limit_min * DS_PER_MIN)
    return np.where(beyond, np.inf, least)


def table_ds(
    levels: Levels, spots: Spots, part: slice, nodes: NDArray[np.intp], direction: Direction
) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
    """Find the times between spots and nodes of the split network, and the column of each node.

    Tenths of a second; `NO_WAY` without a route.
    """
    network = spots.network
    at = np.arange(len(spots.node))[part]
    starts, legs = _starts(spots, at, direction)
    on_edge = np.flatnonzero(nodes >= network.n_nodes)
    reverse = direction == "to"
    if len(on_edge) == 0:
        return levels.times_ds(starts, legs, nodes, reverse=reverse), np.arange(len(nodes))
    cut = spots.made[nodes[on_edge] - network.n_nodes]
    at_junction = np.flatnonzero(nodes < network.n_nodes)
    every = (nodes[at_junction], *(end[spots.edge[cut]] for end in network.ends(direction)))
    junctions, where = np.unique(np.concatenate(every), return_inverse=True)
    times = levels.times_ds(starts, legs, junctions, reverse=reverse)
    count = len(at_junction)
    by_tail, by_head = (
        np.where(one == NO_WAY, np.inf, one)
        for one in (times[:, some] for some in np.split(where[count:], 2))
    )
    between = times_on_edges(spots, cut, (by_tail, by_head), at, direction)
    between_ds = np.where(np.isinf(between), NO_WAY, between).astype(np.int32)
    place = np.empty(len(nodes), dtype=np.intp)
    place[at_junction] = where[:count]
    place[on_edge] = len(junctions) + np.arange(len(on_edge))
    return np.concatenate([times, between_ds], axis=1), place


def _starts(
    spots: Spots, at: NDArray[np.intp], direction: Direction
) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
    """Give the two junctions that each spot is left by, or reached from, and the leg to each."""
    network, edge, node = spots.network, spots.edge[at], spots.node[at]
    inside = (node >= network.n_nodes)[:, None]
    back: Direction = "from" if direction == "to" else "to"
    ends = np.stack([end[edge] for end in network.ends(back)], axis=1)
    legs = np.stack(spots.legs_ds(at, direction), axis=1).astype(np.int32)
    # Against the traffic nobody comes from the head, and nobody leaves for the tail.
    legs[network.oneway[edge], 1 if direction == "to" else 0] = NO_WAY
    return np.where(inside, ends, node[:, None]), np.where(inside, legs, np.int32(0))


def _whole(ds: NDArray[np.float64]) -> NDArray[np.int64]:
    """Whole tenths of a second, `FAR` where they are infinite."""
    return np.where(np.isinf(ds), FAR, ds).astype(np.int64)
