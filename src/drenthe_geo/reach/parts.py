"""What lies within a cut-off: the reached road parts, cut where the time runs out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.errors import ArgumentError
from drenthe_geo.roads.splitting import line_part
from drenthe_geo.units import DS_PER_MIN, M_PER_KM
from drenthe_geo.words.message import Message
from drenthe_geo.work.memory import MB, require_room, that_fits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from numpy.typing import NDArray

    from drenthe_geo.area.settings import Settings
    from drenthe_geo.roads.minutes import Reach
    from drenthe_geo.roads.network import Network


BYTES_A_PART = 250
"""Of a reached part of a road: as land, or as one of the layers on request, while it is drawn and
written. Measured as the peak of a run around nine stations: from 25 to 50 cut-offs it grew by 220
bytes a part that came to it, and by 265 more with both of those layers."""


ALL = slice(None)


@dataclass(frozen=True)
class RoadParts:
    """Parts of edges; `start` and `end` are fractions of the edge from its tail."""

    edge: NDArray[np.intp]
    start: NDArray[np.float64]
    end: NDArray[np.float64]


def require_cutoffs(
    minutes: Iterable[float] | float, settings: Settings | None = None
) -> tuple[float, ...]:
    """Sort cut-offs, refusing what is none; with settings also what is out of their bounds."""
    given: list[Any] = [minutes] if isinstance(minutes, (int, float, str)) else list(minutes)
    for value in given:
        if isinstance(value, str) or not (np.isfinite(value) and value * DS_PER_MIN >= 1):
            shown = repr(value) if isinstance(value, str) else f"{value:g}"
            raise ArgumentError("reach.bad_cutoff", given=shown)
        if settings is not None and value > settings.longest_cutoff_min:
            longest = settings.longest_cutoff_min
            raise ArgumentError("reach.long_cutoff", given=f"{value:g}", longest=longest)
    if not given:
        raise ArgumentError("reach.no_cutoff")
    cutoffs = tuple(sorted({float(value) for value in given}))
    if settings is not None and len(cutoffs) > settings.most_cutoffs:
        most = settings.most_cutoffs
        raise ArgumentError("reach.many_cutoffs", count=len(cutoffs), most=most)
    said = [f"{cutoff:g}" for cutoff in cutoffs]
    if len(set(said)) < len(said):  # tables have a column of each, named by it
        twice = next(one for one in said if said.count(one) > 1)
        raise ArgumentError("reach.same_cutoffs", given=twice)
    return cutoffs


def reached_parts(
    reach: Reach, facility: int, minutes: float, beyond_min: float = 0.0
) -> RoadParts:
    """Parts of the roads within a cut-off of one facility; a place exactly on it is within.

    Whole edges and, where the time runs out along an edge, its reached ends, by edge; without
    what lies within a shorter cut-off.
    """
    from_tail, from_head = _shares(reach, facility, minutes)
    near_tail, near_head = np.zeros_like(from_tail), np.zeros_like(from_head)
    if beyond_min > 0:
        near_tail, near_head = _shares(reach, facility, beyond_min)
    left = near_tail + near_head < 1.0
    all_of_it = from_tail + from_head >= 1.0
    whole = np.flatnonzero(left & all_of_it)
    at_tail = np.flatnonzero(left & ~all_of_it & (from_tail > near_tail))
    at_head = np.flatnonzero(left & ~all_of_it & (from_head > near_head))
    edge = np.concatenate([whole, at_tail, at_head])
    start = np.concatenate([near_tail[whole], near_tail[at_tail], 1.0 - from_head[at_head]])
    end = np.concatenate([1.0 - near_head[whole], from_tail[at_tail], 1.0 - near_head[at_head]])
    order = np.lexsort((start, edge))
    return RoadParts(edge[order], start[order], end[order])


def _shares(
    reach: Reach, facility: int, minutes: float, edge: NDArray[np.intp] | slice = ALL
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Share of each edge that is reached from its tail, and from its head."""
    if minutes > reach.limit_min:
        raise ArgumentError("reach.searched", minutes=minutes, limit=reach.limit_min)
    network = reach.network
    times, limit = reach.node_times_ds[facility], np.rint(minutes * DS_PER_MIN)
    by_tail, by_head = _ways(reach)
    tail, head = network.ends(reach.direction)
    left_tail = np.maximum(limit - times[tail[edge]], 0.0)
    left_head = np.maximum(limit - times[head[edge]], 0.0)
    from_tail = np.minimum(left_tail / by_tail[edge], reach.via_tail[edge])
    from_head = np.minimum(left_head / by_head[edge], reach.via_head[edge])
    return from_tail, from_head


def _ways(reach: Reach) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Time along each edge of who comes by its tail, and of who comes by its head."""
    # To the facility one comes by the tail against the edge, and by the head along it.
    by_tail, by_head = reach.network.back_ds, reach.network.time_ds
    return (by_head, by_tail) if reach.direction == "from" else (by_tail, by_head)


def count_reached(reach: Reach, cutoffs: Sequence[float]) -> int:
    """Count the edges within each cut-off of every facility, all together; of some they are parts.

    What is reached whole is the same for all longer cut-offs, and counts once.
    """
    (tail, head), total = reach.network.ends(reach.direction), 0
    limits = np.rint(np.array(cutoffs) * DS_PER_MIN)
    for part in reach.parts():
        for times in part.node_times_ds:
            first = np.sort(np.minimum(times[tail], times[head]))
            counts = np.searchsorted(first, limits, side="right")
            new = np.diff(counts, prepend=-1) > 0
            total += int(counts[new | (counts < np.isfinite(first).sum())].sum())
    return total


def require_room_for_areas(reach: Reach, minutes: Iterable[float]) -> None:
    """Refuse more areas and roads than memory has room for, before any is drawn.

    Parameters
    ----------
    reach : Reach
        Result of `compute_reach`.
    minutes : iterable of float
        Cut-offs.

    Raises
    ------
    ArgumentError
        If what would be drawn cannot fit; it says how many cut-offs would.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> stations = dg.area.select_stations(area.layer("stations"), "own")
    >>> reach = dg.roads.compute_reach(dg.roads.read_network(area, "car"), stations)
    >>> require_room_for_areas(reach, [5, 10])
    """
    cutoffs = require_cutoffs(minutes)
    count, facilities = len(cutoffs), len(reach.facilities)
    need_mb = count_reached(reach, cutoffs) * BYTES_A_PART / MB
    what = Message("memory.areas", facilities=facilities, count=count)
    most = that_fits(need_mb, count) if need_mb else count
    require_room(need_mb, what, Message("memory.fewer_cutoffs", most=most, facilities=facilities))


def part_lines(network: Network, parts: RoadParts) -> NDArray[np.object_]:
    """Draw parts of edges."""
    lines = network.lines[parts.edge].copy()
    cut = np.flatnonzero((parts.start > 0) | (parts.end < 1))
    straight = cut[shapely.get_num_coordinates(lines[cut]) == 2]  # noqa: PLR2004 - two ends
    ends = [
        shapely.line_interpolate_point(lines[straight], at[straight], normalized=True)
        for at in (parts.start, parts.end)
    ]
    xy = np.stack([shapely.get_coordinates(points) for points in ends], axis=1)
    lines[straight] = shapely.linestrings(xy)
    for i in np.setdiff1d(cut, straight):
        lines[i] = line_part(lines[i], float(parts.start[i]), float(parts.end[i]))
    return lines


def reached_roads(reach: Reach, minutes: Iterable[float]) -> gpd.GeoDataFrame:
    """Reached road parts of every facility and cut-off.

    Parameters
    ----------
    reach : Reach
        Result of `compute_reach`.
    minutes : iterable of float
        Cut-offs.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per facility, cut-off and road class, with all parts as one multi-line:
        ``facility``, ``minutes``, ``mode``, ``direction``, ``road_class``, ``road_km``. Each
        part stands once, by the first cut-off that it is within: what is reached within a
        longer one is all up to it.

    Raises
    ------
    ArgumentError
        If a cut-off is not a positive number of minutes.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> stations = dg.area.select_stations(area.layer("stations"), "own")
    >>> reach = dg.roads.compute_reach(dg.roads.read_network(area, "car"), stations)
    >>> roads = reached_roads(reach, [5, 10])
    >>> within_km = roads.groupby("minutes").road_km.sum().cumsum()
    >>> bool(abs(within_km[10.0] - reached_roads(reach, [10]).road_km.sum()) < 0.1)
    True
    """
    cutoffs = require_cutoffs(minutes)
    network = reach.network
    classes = pd.Categorical(network.edges["road_class"])
    length_m = network.edges["length_m"].to_numpy(dtype=float)
    rows: list[dict[str, object]] = []
    each = ((some, at) for some in reach.parts() for at in range(len(some.facilities)))
    for some, position in each:
        before = 0.0
        for cutoff in cutoffs:
            parts = reached_parts(some, position, cutoff, before)
            before = cutoff
            lines = part_lines(network, parts)
            drawn = shapely.length(lines) > 0  # a part of no length has time, but no course
            codes = np.where(drawn, classes.codes[parts.edge], -1)
            metres = length_m[parts.edge] * (parts.end - parts.start)
            for code, road_class in enumerate(classes.categories):
                of_class = codes == code
                if of_class.any():
                    rows.append(
                        {
                            "facility": some.facilities.index[position],
                            "minutes": cutoff,
                            "mode": network.profile.mode,
                            "direction": reach.direction,
                            "road_class": road_class,
                            "road_km": round(float(metres[of_class].sum()) / M_PER_KM, 3),
                            "geometry": shapely.multilinestrings(lines[of_class]),
                        }
                    )
    columns = ["facility", "minutes", "mode", "direction", "road_class", "road_km", "geometry"]
    frame = pd.DataFrame(rows, columns=columns)
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=network.crs)


def cut_ends(reach: Reach, facility: int, cutoffs: Sequence[float]) -> list[NDArray[np.float64]]:
    """Where the time runs out part-way along an edge, for each cut-off."""
    network, times = reach.network, reach.node_times_ds[facility]
    at_tail, at_head = (times[end] for end in network.ends(reach.direction))
    first = np.minimum(at_tail, at_head)
    by_tail, by_head = _ways(reach)
    # From then on it is reached whole, from one end at least.
    at_tail += np.where(reach.via_tail, by_tail, np.inf)
    at_head += np.where(reach.via_head, by_head, np.inf)
    whole = np.minimum(at_tail, at_head)
    found = []
    for minutes in cutoffs:
        limit = np.rint(minutes * DS_PER_MIN)
        edge = np.flatnonzero((first < limit) & (whole > limit))
        from_tail, from_head = _shares(reach, facility, minutes, edge)
        cut = from_tail + from_head < 1.0
        ends = []
        for share, place in ((from_tail, from_tail), (from_head, 1.0 - from_head)):
            on = np.flatnonzero(cut & (share > 0))
            points = shapely.line_interpolate_point(
                network.lines[edge[on]], place[on], normalized=True
            )
            ends.append(shapely.get_coordinates(points))
        found.append(np.vstack(ends))
    return found
