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


BYTES_A_PART = 700
"""Of a reached part of a road: as a line and as land, certain and not, and while it is written.
Measured on nine stations with 25 and 50 cut-offs."""


@dataclass(frozen=True)
class RoadParts:
    """Parts of edges; `start` and `end` are fractions of the edge from its tail."""

    edge: NDArray[np.intp]
    start: NDArray[np.float64]
    end: NDArray[np.float64]

    def equals(self, other: RoadParts) -> bool:
        """Tell whether they are the same parts."""
        return all(
            np.array_equal(getattr(self, name), getattr(other, name))
            for name in ("edge", "start", "end")
        )


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


def reached_parts(reach: Reach, facility: int, minutes: float) -> RoadParts:
    """Parts of the roads within a cut-off of one facility; a place exactly on it is within.

    Whole edges and, where the time runs out along an edge, its reached ends, by edge.
    """
    from_tail, from_head = _shares(reach, facility, minutes)
    whole = np.flatnonzero(from_tail + from_head >= 1.0)
    at_tail = np.flatnonzero((from_tail > 0) & (from_tail + from_head < 1.0))
    at_head = np.flatnonzero((from_head > 0) & (from_tail + from_head < 1.0))
    edge = np.concatenate([whole, at_tail, at_head])
    start = np.concatenate([np.zeros(len(whole) + len(at_tail)), 1.0 - from_head[at_head]])
    end = np.concatenate([np.ones(len(whole)), from_tail[at_tail], np.ones(len(at_head))])
    order = np.lexsort((start, edge))
    return RoadParts(edge[order], start[order], end[order])


def _shares(
    reach: Reach, facility: int, minutes: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Share of each edge that is reached from its tail, and from its head."""
    if minutes > reach.limit_min:
        raise ArgumentError("reach.searched", minutes=minutes, limit=reach.limit_min)
    network = reach.network
    left_ds = np.maximum(np.rint(minutes * DS_PER_MIN) - reach.node_times_ds[facility], 0.0)
    # To the facility one comes by the tail against the edge, and by the head along it.
    by_tail, by_head = network.back_ds, network.time_ds
    if reach.direction == "from":
        by_tail, by_head = by_head, by_tail
    from_tail = np.minimum(left_ds[network.tail] / by_tail, reach.via_tail)
    from_head = np.minimum(left_ds[network.head] / by_head, reach.via_head)
    return from_tail, from_head


def count_reached(reach: Reach, cutoffs: Sequence[float]) -> int:
    """Count the edges within each cut-off of every facility, all together; of some they are parts.

    What is reached whole is the same for all longer cut-offs, and counts once.
    """
    network, total = reach.network, 0
    limits = np.rint(np.array(cutoffs) * DS_PER_MIN)
    for part in reach.parts():
        for times in part.node_times_ds:
            first = np.sort(np.minimum(times[network.tail], times[network.head]))
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
        One row per facility, cut-off and road class, with all reached parts as one
        multi-line: ``facility``, ``minutes``, ``mode``, ``direction``,
        ``road_class``, ``road_km``. A longer cut-off contains the shorter ones.

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
    >>> roads.groupby("minutes").road_km.sum().is_monotonic_increasing
    True
    """
    cutoffs = require_cutoffs(minutes)
    network = reach.network
    classes = pd.Categorical(network.edges["road_class"])
    length_m = network.edges["length_m"].to_numpy(dtype=float)
    rows: list[dict[str, object]] = []
    each = ((some, at) for some in reach.parts() for at in range(len(some.facilities)))
    for some, position in each:
        facility = some.facilities.index[position]
        before: RoadParts | None = None
        drawn_before: list[dict[str, object]] = []
        for cutoff in cutoffs:
            parts = reached_parts(some, position, cutoff)
            if before is not None and parts.equals(before):  # the same roads, and the same objects
                drawn_before = [{**row, "minutes": cutoff} for row in drawn_before]
                rows += drawn_before
                continue
            before, first_row = parts, len(rows)
            lines = part_lines(network, parts)
            drawn = shapely.length(lines) > 0  # a part of no length has time, but no course
            codes = np.where(drawn, classes.codes[parts.edge], -1)
            metres = length_m[parts.edge] * (parts.end - parts.start)
            for code, road_class in enumerate(classes.categories):
                of_class = codes == code
                if of_class.any():
                    rows.append(
                        {
                            "facility": facility,
                            "minutes": cutoff,
                            "mode": network.profile.mode,
                            "direction": reach.direction,
                            "road_class": road_class,
                            "road_km": round(float(metres[of_class].sum()) / M_PER_KM, 3),
                            "geometry": shapely.multilinestrings(lines[of_class]),
                        }
                    )
            drawn_before = rows[first_row:]
    columns = ["facility", "minutes", "mode", "direction", "road_class", "road_km", "geometry"]
    frame = pd.DataFrame(rows, columns=columns)
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=network.crs)


def cut_ends(reach: Reach, facility: int, minutes: float) -> NDArray[np.float64]:
    """Where the time runs out part-way along an edge."""
    from_tail, from_head = _shares(reach, facility, minutes)
    cut = from_tail + from_head < 1.0
    ends = []
    for share, place in ((from_tail, from_tail), (from_head, 1.0 - from_head)):
        edge = np.flatnonzero(cut & (share > 0))
        points = shapely.line_interpolate_point(
            reach.network.lines[edge], place[edge], normalized=True
        )
        ends.append(shapely.get_coordinates(points))
    return np.vstack(ends)
