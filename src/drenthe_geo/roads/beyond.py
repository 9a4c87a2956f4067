"""Who lives beyond an area's roads, and how they come in: by the gates of the network.

The roads end some way outside the area. Where a main road comes in stands a gate, and from
every place beyond a table has the minutes to the gates, as far as that table reaches.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from drenthe_geo.contracts.results import result
from drenthe_geo.errors import ArgumentError
from drenthe_geo.roads.minutes import reach_of_junctions, travel_times
from drenthe_geo.units import DS_PER_MIN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from drenthe_geo.area.area import Area
    from drenthe_geo.roads.network import Network
    from drenthe_geo.roads.search.spots import Direction

MODE = "car"
"""Mode of the minutes from beyond the roads."""

AT_ONCE = 256
"""Points that are looked at together: of 128 to 2,500 the fastest with 1,600 places."""

NO_WAY_DS = 2**29
"""Longer than any trip, and twice that is still a whole number of 32 bits."""


@result
@dataclass(frozen=True)
class Beyond:
    """People beyond the roads of an area."""

    # Where main roads come in, index ``gate``: nodes of the area's network.
    gates: gpd.GeoDataFrame
    # Index ``place``: ``population``, ``working_age``.
    people: pd.DataFrame
    # ``gate``, ``place``, ``minutes`` by car from the place to the gate, where that is no more
    # than `most_min`.
    minutes: pd.DataFrame
    # Minutes to which the table reaches: of a longer trip it does not know all.
    most_min: float

    @cached_property
    def to_gates(self) -> dict[str, tuple[NDArray[np.intp], NDArray[np.int32]]]:
        """By gate the places that come in there, by position, and tenths of a second, in order."""
        places = self.people.index
        return {
            str(gate): (places.get_indexer(pd.Index(rows["place"])), _whole_ds(rows["minutes"]))
            for gate, rows in self.minutes.sort_values("minutes", kind="stable").groupby("gate")
        }


def read_beyond(area: Area) -> Beyond:
    """Read who lives beyond the roads of an area, and their minutes to the gates, once."""
    beyond: Beyond = area.keep("beyond", lambda: _read(area))
    return beyond


def _read(area: Area) -> Beyond:
    """Read the tables of those who live beyond the roads."""
    gates = area.table("beyond_gates").set_index("gate")
    people = area.table("beyond_people").set_index("place")
    minutes = area.table("beyond_minutes")
    fields = area.resource("beyond_minutes")["schema"]["fields"]
    promised = {one["name"]: one.get("constraints", {}).get("maximum") for one in fields}
    most_min = promised["minutes"]
    points = gpd.points_from_xy(gates["x_m"], gates["y_m"])
    return Beyond(
        gates=gpd.GeoDataFrame(index=gates.index, geometry=points, crs=area.facts.crs),
        people=people[["population", "working_age", "x_m", "y_m"]],
        minutes=minutes,
        most_min=float(minutes["minutes"].max() if most_min is None else most_min),
    )


def minutes_from_gates(
    points: gpd.GeoDataFrame,
    gates: gpd.GeoDataFrame,
    network: Network,
    limit_min: float,
    direction: Direction = "to",
) -> pd.DataFrame:
    """Minutes from gates (columns) to points; NaN beyond the limit or without a route.

    A gate that is no node of this network lets nobody in. With the direction "from" one
    travels from the points to the gates.
    """
    nodes = _nodes_of(gates, network)
    there = gates[nodes >= 0]
    if there.empty:
        return pd.DataFrame(index=points.index)
    # A gate may stand on a motorway, where no point can join.
    out: Direction = "from" if direction == "to" else "to"
    at = nodes[nodes >= 0]
    reach = reach_of_junctions(network, there, at, direction=out, limit_min=limit_min)
    return travel_times(reach, points).minutes


def stands_on(gates: gpd.GeoDataFrame, network: Network) -> bool:
    """Tell whether all gates are nodes of a network: whether it is one of the area's roads.

    Without a gate nobody comes in, on whatever roads.
    """
    return len(gates) > 0 and bool((_nodes_of(gates, network) >= 0).all())


def _nodes_of(gates: gpd.GeoDataFrame, network: Network) -> NDArray[np.intp]:
    """Find the node that every gate is; -1 where it is none."""
    x_m, y_m = gates.geometry.x.to_numpy(), gates.geometry.y.to_numpy()
    # Where turns are banned some more nodes stand at a junction, behind all of those.
    some = np.flatnonzero(np.isin(network.node_xy_m[: network.n_junctions, 0], x_m))
    at = {(x, y): node for node, (x, y) in zip(some, network.node_xy_m[some].tolist(), strict=True)}
    return np.array([at.get(place, -1) for place in zip(x_m, y_m, strict=True)], dtype=np.intp)


def minutes_from_beyond(
    points: gpd.GeoDataFrame,
    beyond: Beyond,
    network: Network,
    limit_min: float,
    *,
    at_once: int = AT_ONCE,
    direction: Direction = "to",
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Measure the minutes from places beyond the roads to points, by the best gate.

    For a part of the points at a time (points × places, inf beyond the limit) and who lives there.
    The way back ("from") is taken to be as long beyond the gates as the way in. Refused if the
    limit is longer than the table reaches to: people would be missing.
    """
    parts = ds_from_beyond(points, beyond, network, limit_min, at_once=at_once, direction=direction)
    return _in_minutes(parts, points.index, beyond, limit_min)


def _in_minutes(
    parts: Iterator[tuple[slice, NDArray[np.int32]]],
    index: pd.Index,
    beyond: Beyond,
    limit_min: float,
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    for at, ds in parts:
        minutes = np.where(ds <= limit_min * DS_PER_MIN, ds / DS_PER_MIN, np.inf)
        yield pd.DataFrame(minutes.T, index[at], beyond.people.index), beyond.people


def ds_from_beyond(
    points: gpd.GeoDataFrame,
    beyond: Beyond,
    network: Network,
    limit_min: float,
    *,
    at_once: int = AT_ONCE,
    direction: Direction = "to",
) -> Iterator[tuple[slice, NDArray[np.int32]]]:
    """Measure the same in tenths of a second (places × points); what is beyond the limit is long.

    The nearer the points of a part to each other, the faster it is.
    """
    if limit_min > beyond.most_min:
        raise ArgumentError("roads.beyond_limit", limit=limit_min, most=beyond.most_min)
    from_gates = minutes_from_gates(points, beyond.gates, network, limit_min, direction)
    return _by_best_gate(from_gates, beyond, int(limit_min * DS_PER_MIN), at_once)


def _by_best_gate(
    from_gates: pd.DataFrame, beyond: Beyond, most_ds: int, at_once: int
) -> Iterator[tuple[slice, NDArray[np.int32]]]:
    """Give the tenths of a second from places (rows) to some points at a time, by the best gate.

    `from_gates` are the minutes of points (rows) from gates. `NO_WAY_DS` without a way; where
    none takes so little as `most_ds` it may be that, or what some way takes.
    """
    gates = [str(gate) for gate in from_gates if str(gate) in beyond.to_gates]
    # One row to each gate, so that those of some points stand together.
    minutes = from_gates[gates].to_numpy(dtype=float).T
    gate_ds = np.where(np.isnan(minutes), NO_WAY_DS, np.rint(minutes * DS_PER_MIN)).astype(np.int32)
    for start in range(0, len(from_gates), at_once):
        at = slice(start, min(start + at_once, len(from_gates)))
        best = np.full((len(beyond.people), at.stop - at.start), NO_WAY_DS, dtype=np.int32)
        for gate, to_points_ds in zip(gates, gate_ds[:, at], strict=True):
            places, to_gate_ds = beyond.to_gates[gate]
            # Only places from which this gate leads to some of the points in time.
            many = np.searchsorted(to_gate_ds, most_ds - int(to_points_ds.min()), side="right")
            if many:
                by_gate = to_gate_ds[:many, None] + to_points_ds
                some = places[:many]
                best[some] = np.minimum(best[some], by_gate, out=by_gate)
        yield at, best


def _whole_ds(minutes: pd.Series) -> NDArray[np.int32]:
    """Whole tenths of a second."""
    whole: NDArray[np.int32] = np.rint(minutes.to_numpy(dtype=float) * DS_PER_MIN).astype(np.int32)
    return whole
