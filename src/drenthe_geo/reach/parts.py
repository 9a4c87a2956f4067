"""What lies within a cut-off: the reached road parts, cut where the time runs out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.crs import RD_NEW
from drenthe_geo.errors import ArgumentError
from drenthe_geo.roads.splitting import line_part
from drenthe_geo.units import DS_PER_MIN, M_PER_KM

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from numpy.typing import NDArray

    from drenthe_geo.roads.minutes import Reach
    from drenthe_geo.roads.network import Network


@dataclass(frozen=True)
class RoadParts:
    """Parts of edges; `start` and `end` are fractions of the edge from its tail."""

    edge: NDArray[np.intp]
    start: NDArray[np.float64]
    end: NDArray[np.float64]


def require_cutoffs(minutes: Iterable[float] | float) -> tuple[float, ...]:
    """Sort cut-offs, refusing what is none."""
    given: list[Any] = [minutes] if isinstance(minutes, (int, float, str)) else list(minutes)
    for value in given:
        if isinstance(value, str) or not (np.isfinite(value) and value > 0):
            shown = repr(value) if isinstance(value, str) else f"{value:g}"
            raise ArgumentError("reach.bad_cutoff", given=shown)
    if not given:
        raise ArgumentError("reach.no_cutoff")
    return tuple(sorted({float(value) for value in given}))


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
    from_tail = np.minimum(left_ds[network.tail] / network.time_ds, reach.via_tail)
    from_head = np.minimum(left_ds[network.head] / network.time_ds, reach.via_head)
    return from_tail, from_head


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
    >>> reach = dg.compute_reach(dg.roads.read_network(area, "car"), stations)
    >>> roads = reached_roads(reach, [5, 10])
    >>> roads.groupby("minutes").road_km.sum().is_monotonic_increasing
    True
    """
    cutoffs = require_cutoffs(minutes)
    network = reach.network
    classes = pd.Categorical(network.edges["road_class"])
    length_m = network.edges["length_m"].to_numpy(dtype=float)
    rows: list[dict[str, object]] = []
    for position, facility in enumerate(reach.facilities.index):
        for cutoff in cutoffs:
            parts = reached_parts(reach, position, cutoff)
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
    columns = ["facility", "minutes", "mode", "direction", "road_class", "road_km", "geometry"]
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry="geometry", crs=RD_NEW)


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
